/* A server at full speed: eight clients without pause ask a mix of everything (validate, read,
 * search, accept, translate, wrong requests) beside many idle connections, then the server is told
 * to stop while they go on. Counted as errors: an answer with another status than the row says,
 * memory or descriptors that grow, a stop that takes longer than a second, a Bundle that was
 * accepted and is not there after the next start.
 *
 * load_run BUILD [SECONDS [IDLE]] */
#include "tests/bench/bench.h"
#include "tests/bench/neighbours.h"

#include <curl/curl.h>
#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLIENTS 8u
#define QUARTERS 4u
#define LOOKS 40u             /* of memory, in each quarter */
#define GROWTH_BYTES 4194304u /* from the second quarter to the last */
#define STOP_US 1200000.0     /* a second, and what a busy machine adds */
#define DESCRIPTORS_MORE 8u
#define REQUEST_BYTES 200000u
#define HOST "Host: localhost\r\n"
#define VALIDATE                                                                                   \
  "POST /fhir/Patient/$validate HTTP/1.1\r\n" HOST "Content-Type: application/fhir+json\r\n"

/* One of each in turn; body "bundle": a new Bundle. */
static const struct {
  const char *head; /* without the empty line */
  const char *body;
  int status;
} mix[] = {
    {VALIDATE, "{\"resourceType\":\"Patient\",\"gender\":\"male\"}", 200},
    {"GET /fhir/Patient/00001 HTTP/1.1\r\n" HOST, "", 200},
    {"GET /fhir/Condition?patient=00001 HTTP/1.1\r\n" HOST, "", 200},
    {VALIDATE, "{\"resourceType\":\"Patient\",\"gender\":", 400},
    {"GET /fhir/ConceptMap/$translate?system=http://jpfhir.jp/fhir/core/mhlw/CodeSystem/"
     "masterB-disease&code=1519006&targetsystem=http://medis.or.jp/CodeSystem/"
     "master-disease-keyNumber HTTP/1.1\r\n" HOST,
     "", 200},
    {"GET /fhir/Patient/99999 HTTP/1.1\r\n" HOST, "", 404},
    {VALIDATE, "{\"resourceType\":\"Patient\",\"gender\":\"none\",\"name\":\"x\"}", 200},
    {"GET /fhir/Condition?nonsense=1 HTTP/1.1\r\n" HOST, "", 400},
    {"GET /fhir/Patient/00002/$everything HTTP/1.1\r\n" HOST, "", 200},
    {"GET /fhir/nothing HTTP/1.1\r\n" HOST, "", 404},
    {"GET /fhir/metadata HTTP/1.1\r\n" HOST, "", 200},
    {"POST /fhir/Bundle HTTP/1.1\r\n" HOST "Content-Type: application/fhir+json\r\n", "bundle",
     202},
};
#define MIX (sizeof mix / sizeof mix[0])

struct run {
  struct neighbours neighbours;
  char *bundle;
  double seconds;
  _Atomic bool stopping; /* the server was told to stop: refusals are right from now on */
  _Atomic bool done;
  _Atomic uint64_t requests;
  _Atomic uint64_t wrong;
  _Atomic uint64_t accepted;
  _Atomic uint64_t unanswered; /* accepts whose answer did not come */
  _Atomic unsigned numbers;    /* of Bundles */
};

struct client {
  struct run *run;
  pthread_t thread;
  size_t next;
  int descriptor;
  char request[REQUEST_BYTES];
};

static void give_up(const char *what) {
  fprintf(stderr, "load: %s\n", what);
  exit(EXIT_FAILURE);
}

/* ---- one client --------------------------------------------------------------------------------
 */

/* The Bundle with another identifier: the last six characters of its value are a number. */
static char *new_bundle(struct run *run) {
  const char *at = strstr(run->bundle, "\"identifier\":{\"system\":");
  const char *value = at == NULL ? NULL : strstr(at, "\"value\":\"");
  const char *end = value == NULL ? NULL : strchr(value + 9, '"');
  char *text = NULL;
  unsigned number = atomic_fetch_add(&run->numbers, 1);
  if (end == NULL || asprintf(&text, "%.*s%06u%s", (int)(end - 6 - run->bundle), run->bundle,
                              number % 1000000u, end) < 0) {
    give_up("the Bundle has no identifier");
  }
  return text;
}

static int ask(struct client *client, size_t row) {
  bool is_bundle = strcmp(mix[row].body, "bundle") == 0;
  char *bundle = is_bundle ? new_bundle(client->run) : NULL;
  const char *body = is_bundle ? bundle : mix[row].body;
  int length = mix[row].body[0] == '\0'
                   ? snprintf(client->request, sizeof client->request, "%s\r\n", mix[row].head)
                   : snprintf(client->request, sizeof client->request,
                              "%sContent-Length: %zu\r\n\r\n%s", mix[row].head, strlen(body), body);
  free(bundle);
  if (client->descriptor < 0) {
    client->descriptor = bench_connect(client->run->neighbours.port);
  }
  if (length < 0 || (size_t)length >= sizeof client->request) {
    give_up("a request is too long");
  }
  int status = client->descriptor < 0
                   ? -1 /* not sent */
                   : bench_exchange(client->descriptor, client->request, (size_t)length);
  if (status <= 0 && client->descriptor >= 0) {
    close(client->descriptor);
    client->descriptor = -1;
  }
  return status;
}

static void note(struct run *run, size_t row, int status) {
  bool is_accept = mix[row].status == 202;
  atomic_fetch_add(&run->requests, 1);
  atomic_fetch_add(&run->accepted, is_accept && status == 202);
  atomic_fetch_add(&run->unanswered, is_accept && status == 0);
  bool refused = status <= 0 || status == 503;
  if (status != mix[row].status && !(refused && atomic_load(&run->stopping)) &&
      atomic_fetch_add(&run->wrong, 1) < 10) {
    fprintf(stderr, "load: %d instead of %d: %.60s\n", status, mix[row].status, mix[row].head);
  }
}

static void *work(void *context) {
  struct client *client = context;
  struct run *run = client->run;
  while (!atomic_load(&run->done)) {
    size_t row = client->next++ % MIX;
    int status = ask(client, row);
    note(run, row, status);
    if (status < 0) {
      usleep(1000);
    }
  }
  if (client->descriptor >= 0) {
    close(client->descriptor);
  }
  return NULL;
}

/* ---- what is watched ---------------------------------------------------------------------------
 */
static size_t descriptors_of(pid_t process) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/fd", (int)process);
  DIR *folder = opendir(path);
  size_t count = 0;
  while (folder != NULL && readdir(folder) != NULL) {
    count++;
  }
  if (folder != NULL) {
    closedir(folder);
  }
  return count;
}

static double median_memory(const struct run *run) {
  struct samples samples = samples_make(LOOKS);
  for (unsigned i = 0; i < LOOKS; i++) {
    samples_add(&samples, (double)bench_resident(run->neighbours.server));
    usleep((useconds_t)(run->seconds * 1e6 / (QUARTERS * LOOKS)));
  }
  double median = samples_part(&samples, 0.5);
  samples_free(&samples);
  return median;
}

static size_t append(char *bytes, size_t size, size_t count, void *context) {
  char **text = context;
  size_t before = *text == NULL ? 0 : strlen(*text);
  char *longer = realloc(*text, before + size * count + 1);
  if (longer == NULL) {
    return 0;
  }
  memcpy(longer + before, bytes, size * count);
  longer[before + size * count] = '\0';
  *text = longer;
  return size * count;
}

/* The body of a GET; to be freed; NULL when there is none. */
static char *get(const struct run *run, const char *path) {
  char url[200];
  char *text = NULL;
  CURL *curl = curl_easy_init();
  snprintf(url, sizeof url, "http://127.0.0.1:%d%s", run->neighbours.port, path);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
  (void)curl_easy_perform(curl);
  curl_easy_cleanup(curl);
  return text;
}

/* Messages that the outbox holds, whatever became of them. */
static uint64_t messages(const struct run *run) {
  static const char name[] = "\nfhir_facade_jobs{";
  char *text = get(run, "/metrics");
  uint64_t count = 0;
  for (const char *at = text == NULL ? NULL : strstr(text, name); at != NULL;
       at = strstr(at + 1, name)) {
    const char *value = strchr(at, '}');
    count += value == NULL ? 0 : strtoull(value + 1, NULL, 10);
  }
  free(text);
  return count;
}

/* ---- stop under load ---------------------------------------------------------------------------
 */

/* Seconds until the process has ended; readiness is asked for meanwhile: it may only be off. */
static double stop(struct run *run, bool *ret_ready) {
  static const char ready[] = "GET /health/ready HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n";
  double begin = bench_now_us();
  atomic_store(&run->stopping, true);
  kill(run->neighbours.server, SIGTERM);
  usleep(50000);
  *ret_ready = false;
  while (waitpid(run->neighbours.server, NULL, WNOHANG) == 0) {
    int descriptor = bench_connect(run->neighbours.port);
    if (descriptor >= 0) {
      *ret_ready |= bench_exchange(descriptor, ready, sizeof ready - 1) == 200;
      close(descriptor);
    }
    usleep(2000);
  }
  run->neighbours.server = 0;
  return bench_now_us() - begin;
}

static int *open_idle(const struct run *run, size_t *count) {
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  if (*count + 200 > limit.rlim_max) {
    *count = limit.rlim_max > 400 ? (size_t)limit.rlim_max - 200 : 0;
  }
  int *descriptors = calloc(*count + 1, sizeof *descriptors);
  if (descriptors == NULL) {
    give_up("no memory");
  }
  for (size_t i = 0; i < *count; i++) {
    descriptors[i] = bench_connect(run->neighbours.port);
    if (descriptors[i] < 0) {
      give_up("an idle connection was refused");
    }
  }
  return descriptors;
}

static void start(struct run *run, const char *build) {
  static const struct {
    const char *name;
    const char *value;
  } settings[] = {{"INSTITUTION_NUMBER", "1319999999"},
                  {"NATIONAL_TRANSPORT", "webapi"},
                  {"MAPPING_FILE", "tests/lab/mapping.csv"},
                  {"LISTEN_MAX_CONNECTIONS", "20000"},
                  {"LISTEN_MAX_CONNECTIONS_PER_ADDRESS", "20000"},
                  {"LISTEN_TIMEOUT_MS", "600000"},
                  {"LOG_LEVEL", "error"}};
  char url[64];
  neighbours_make(&run->neighbours, build);
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
    neighbours_set(&run->neighbours, settings[i].name, settings[i].value);
  }
  snprintf(url, sizeof url, "http://127.0.0.1:%d", run->neighbours.national_port);
  neighbours_set(&run->neighbours, "NATIONAL_WEBAPI_BASE_URL", url);
  neighbours_lab_start(&run->neighbours);
  neighbours_server_start(&run->neighbours);
  (void)neighbours_server_wait(&run->neighbours);
  run->bundle = get(run, "/fhir/Patient/00001/$clinical-bundle?kind=condition");
  if (run->bundle == NULL || strstr(run->bundle, "\"Bundle\"") == NULL) {
    give_up("no Bundle to send");
  }
}

static unsigned check(const char *what, bool holds) {
  if (!holds) {
    printf("FAILED: %s\n", what);
  }
  return holds ? 0 : 1;
}

/* Stops, starts again and counts: 0 when nothing was lost. */
static unsigned judge_stop(struct run *run, struct client *clients) {
  bool was_ready = true;
  double took = stop(run, &was_ready);
  atomic_store(&run->done, true);
  for (size_t i = 0; i < CLIENTS; i++) {
    pthread_join(clients[i].thread, NULL);
  }
  neighbours_server_start(&run->neighbours);
  (void)neighbours_server_wait(&run->neighbours);
  uint64_t kept = messages(run);
  uint64_t accepted = atomic_load(&run->accepted);
  printf("stopped under load in %.0f ms; accepted %llu, without an answer %llu, kept %llu\n",
         took / 1000, (unsigned long long)accepted, (unsigned long long)run->unanswered,
         (unsigned long long)kept);
  return check("the stop took longer than a second", took <= STOP_US) +
         check("ready after it was told to stop", !was_ready) +
         check("an accepted Bundle is lost", kept >= accepted) +
         check("a Bundle that nobody sent", kept <= accepted + run->unanswered);
}

int main(int argc, char **argv) {
  static struct run run;
  static struct client clients[CLIENTS];
  if (argc < 2) {
    fprintf(stderr, "usage: load_run BUILD [SECONDS [IDLE]]\n");
    return EXIT_FAILURE;
  }
  run.seconds = argc > 2 ? strtod(argv[2], NULL) : 600;
  size_t idle = argc > 3 ? strtoul(argv[3], NULL, 10) : 10000;
  setenv("MALLOC_TRIM_THRESHOLD_", "0", 1); /* memory is what is in use */
  setenv("MALLOC_ARENA_MAX", "1", 1);
  start(&run, argv[1]);
  int *waiting = open_idle(&run, &idle);
  for (size_t i = 0; i < CLIENTS; i++) {
    clients[i] = (struct client){.run = &run, .next = i * MIX / CLIENTS, .descriptor = -1};
    pthread_create(&clients[i].thread, NULL, work, &clients[i]);
  }
  double memory[QUARTERS];
  size_t descriptors[QUARTERS];
  for (unsigned i = 0; i < QUARTERS; i++) {
    memory[i] = median_memory(&run);
    descriptors[i] = descriptors_of(run.neighbours.server);
  }
  for (size_t i = 0; i < idle; i++) {
    close(waiting[i]);
  }
  free(waiting);
  printf("%llu requests in %.0f s beside %zu idle connections, %llu wrong answers\n",
         (unsigned long long)run.requests, run.seconds, idle, (unsigned long long)run.wrong);
  printf("resident, medians of the quarters: %.1f %.1f %.1f %.1f MB; descriptors %zu, %zu\n",
         memory[0] / 1e6, memory[1] / 1e6, memory[2] / 1e6, memory[3] / 1e6, descriptors[1],
         descriptors[3]);
  unsigned failures =
      check("a wrong answer", run.wrong == 0) +
      check("memory grows", memory[3] <= memory[1] + GROWTH_BYTES) +
      check("descriptors grow", descriptors[3] <= descriptors[1] + DESCRIPTORS_MORE);
  failures += judge_stop(&run, clients);
  free(run.bundle);
  neighbours_done(&run.neighbours);
  return failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
