#include "tests/torture/world.h"

#include "server/national/adapter_read.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE_S 30
#define CALL_TIMEOUT_MS 10000L
#define ARGUMENTS 20

double world_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void world_pause_ms(unsigned milliseconds) {
  nanosleep(&(struct timespec){.tv_sec = milliseconds / 1000,
                               .tv_nsec = (long)(milliseconds % 1000) * 1000000},
            NULL);
}

void world_fail(const struct world *world, const char *format, ...) {
  va_list arguments;
  char text[600];
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  printf("FAILED: %s: %s\n  kept: %s\n", world->name, text, world->folder);
  fflush(stdout);
  exit(1); /* lab and server are told by PR_SET_PDEATHSIG */
}

void world_path(const struct world *world, const char *name, char ret_path[WORLD_PATH]) {
  snprintf(ret_path, WORLD_PATH, "%s/%s", world->folder, name);
}

/* ---- calls --------------------------------------------------------------------------------------
 */

struct text {
  char *data;
  size_t length;
};

static size_t collect(const char *bytes, size_t size, size_t count, void *context) {
  struct text *text = context;
  char *data = realloc(text->data, text->length + size * count + 1);
  if (data == NULL) {
    return 0;
  }
  memcpy(data + text->length, bytes, size * count);
  text->data = data;
  text->length += size * count;
  data[text->length] = '\0';
  return size * count;
}

static size_t take_header(const char *bytes, size_t size, size_t count, void *context) {
  static const char name[] = "Content-Location: ";
  char *location = context;
  size_t length = size * count;
  if (length > sizeof name && strncasecmp(bytes, name, sizeof name - 1) == 0) {
    snprintf(location, 200, "%.*s", (int)(length - sizeof name + 1), bytes + sizeof name - 1);
    location[strcspn(location, "\r\n")] = '\0';
  }
  return length;
}

struct world_answer world_call(int port, const char *path, const char *body, const char *key) {
  struct world_answer answer = {0};
  struct text text = {0};
  char line[600];
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
  headers = curl_slist_append(headers, "Content-Type: application/fhir+json");
  if (key != NULL) {
    snprintf(line, sizeof line, "Idempotency-Key: %s", key);
    headers = curl_slist_append(headers, line);
  }
  snprintf(line, sizeof line, "http://127.0.0.1:%d%s", port, path);
  curl_easy_setopt(curl, CURLOPT_URL, line);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, CALL_TIMEOUT_MS);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer.location);
  if (body != NULL) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
  }
  if (curl_easy_perform(curl) == CURLE_OK) {
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  }
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  answer.body = text.data;
  return answer;
}

void world_answer_free(struct world_answer *answer) {
  free(answer->body);
  answer->body = NULL;
}

json_t *world_json(int port, const char *path) {
  struct world_answer answer = world_call(port, path, NULL, NULL);
  json_t *json =
      answer.status == 200 && answer.body != NULL ? json_loads(answer.body, 0, NULL) : NULL;
  world_answer_free(&answer);
  return json;
}

void world_lab_fault(const struct world *world, const char *name, int value) {
  char body[100];
  snprintf(body, sizeof body, "{\"%s\":%d}", name, value);
  struct world_answer answer = world_call(world->national_port, "/lab/faults", body, NULL);
  if (answer.status != 200) {
    world_fail(world, "the lab does not know the fault %s", name);
  }
  world_answer_free(&answer);
}

/* ---- processes ----------------------------------------------------------------------------------
 */

static int free_port(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  (void)bind(descriptor, (struct sockaddr *)&address, sizeof address);
  (void)getsockname(descriptor, (struct sockaddr *)&address, &size);
  close(descriptor);
  return ntohs(address.sin_port);
}

struct program {
  const char *name;
  char *arguments[ARGUMENTS]; /* behind the name */
  char *environment[WORLD_SETTINGS];
  const char *output; /* name of a file in the folder */
  const char *errors;
  int log; /* instead of errors, unless it is 0 */
};

static void redirect(const struct world *world, const char *name, int descriptor) {
  char path[WORLD_PATH];
  world_path(world, name, path);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(file, descriptor);
  close(file);
}

static pid_t spawn(const struct world *world, struct program *program) {
  char path[WORLD_PATH];
  pid_t parent = getpid();
  snprintf(path, sizeof path, "%s/%s", world->build, program->name);
  pid_t child = fork();
  if (child != 0) {
    return child;
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(127);
  }
  redirect(world, program->output, STDOUT_FILENO);
  if (program->log != 0) {
    dup2(program->log, STDERR_FILENO);
  } else {
    redirect(world, program->errors, STDERR_FILENO);
  }
  for (size_t i = 0; i < WORLD_SETTINGS && program->environment[i] != NULL; i++) {
    putenv(program->environment[i]);
  }
  char *arguments[ARGUMENTS + 2] = {path};
  memcpy(arguments + 1, program->arguments, sizeof program->arguments);
  execv(path, arguments);
  _exit(127);
}

static char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *text_of(const char *format, ...) {
  va_list arguments;
  char *text = NULL;
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  if (length < 0) {
    abort();
  }
  return text;
}

static void free_all(char **texts, size_t count) {
  for (size_t i = 0; i < count; i++) {
    free(texts[i]);
  }
}

static bool read_ports(struct world *world) {
  char path[WORLD_PATH];
  char line[100] = "";
  world_path(world, "lab.out", path);
  FILE *file = fopen(path, "r");
  bool complete =
      file != NULL && fgets(line, sizeof line, file) != NULL && strchr(line, '\n') != NULL;
  if (file != NULL) {
    fclose(file);
  }
  const char *orca = strstr(line, "orca=");
  const char *national = strstr(line, "national=");
  const char *push = strstr(line, "push=");
  if (!complete || orca == NULL || national == NULL || push == NULL) {
    return false;
  }
  world->push_port = (int)strtol(push + 5, NULL, 10);
  world->orca_port = (int)strtol(orca + 5, NULL, 10);
  world->national_port = (int)strtol(national + 9, NULL, 10);
  return true;
}

static void start_lab(struct world *world) {
  struct program program = {
      .name = "fhir-facade-lab",
      .arguments = {strdup("--orca-prefix"), strdup("/api"), strdup("--orca-port"), strdup("0"),
                    strdup("--national-port"), strdup("0"), strdup("--push-port"), strdup("0"),
                    strdup("--request-dir"), strdup(world->control->request_dir),
                    strdup("--result-dir"), strdup(world->control->result_dir),
                    strdup("--print-ports")},
      .output = "lab.out",
      .errors = "lab.log"};
  world->lab = spawn(world, &program);
  double end = world_now() + PATIENCE_S;
  while (!read_ports(world)) {
    if (world_now() > end || waitpid(world->lab, NULL, WNOHANG) != 0) {
      world_fail(world, "the lab did not start");
    }
    world_pause_ms(5);
  }
  free_all(program.arguments, ARGUMENTS);
}

/* The built-in adapter with short times: what takes minutes at a clinic takes a moment here. */
static void write_adapter(const struct world *world) {
  static const struct {
    const char *name;
    int value;
  } times[] = {{"connect_ms", 2000},      {"answer_ms", 700},          {"poll_ms", 20},
               {"backoff_first_ms", 30},  {"backoff_maximum_ms", 300}, {"result_first_ms", 30},
               {"result_maximum_ms", 150}};
  char path[WORLD_PATH];
  struct view text = adapter_builtin();
  json_t *adapter = json_loadb(text.data, text.length, 0, NULL);
  json_t *timing = json_object_get(adapter, "timing");
  for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
    json_object_set_new(timing, times[i].name, json_integer(times[i].value));
  }
  world_path(world, "adapter.json", path);
  if (timing == NULL || json_dump_file(adapter, path, JSON_INDENT(2)) != 0) {
    world_fail(world, "no adapter file");
  }
  json_decref(adapter);
}

static void map_control(struct world *world) {
  char path[WORLD_PATH];
  world_path(world, "control", path);
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  void *page = MAP_FAILED;
  if (file >= 0 && ftruncate(file, sizeof *world->control) == 0) {
    page = mmap(NULL, sizeof *world->control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  }
  if (page == MAP_FAILED) {
    world_fail(world, "no page of control");
  }
  close(file);
  world->control = page;
}

static void set_folder(struct world *world, const char *name, char ret_path[FAULT_PATH]) {
  snprintf(ret_path, FAULT_PATH, "%s/%s", world->folder, name);
  if (mkdir(ret_path, 0700) != 0) {
    world_fail(world, "no folder %s", name);
  }
}

void world_open(struct world *world) {
  memcpy(world->folder, WORLD_FOLDER, sizeof WORLD_FOLDER);
  if (mkdtemp(world->folder) == NULL) {
    world_fail(world, "no temporary folder");
  }
  map_control(world);
  set_folder(world, "data", world->control->data_dir);
  set_folder(world, "request", world->control->request_dir);
  set_folder(world, "result", world->control->result_dir);
  write_adapter(world);
  start_lab(world);
  world->port = free_port();
  world->control->listen_port = world->port;
  world->control->service_port = world->national_port;
  world->control->orca_port = world->orca_port;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where) {
  (void)status;
  (void)kind;
  (void)where;
  return remove(path);
}

void world_close(struct world *world) {
  kill(world->lab, SIGTERM);
  waitpid(world->lab, NULL, 0);
  munmap(world->control, sizeof *world->control);
  (void)nftw(world->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* ---- the server ---------------------------------------------------------------------------------
 */

static const char *transport_of(const struct world *world) {
  if (world->keeps) {
    return "none";
  }
  return world->folder_transport ? "folder" : "webapi";
}

/* Behind those of every run. */
static void add_further(const struct world *world, struct program *program) {
  size_t count = 0;
  while (program->environment[count] != NULL) {
    count++;
  }
  for (size_t i = 0; i < WORLD_FURTHER && world->further[i] != NULL; i++) {
    program->environment[count++] = strdup(world->further[i]);
  }
}

void world_server_start(struct world *world) {
  char shim[WORLD_PATH];
  snprintf(shim, sizeof shim, "%s/tests/torture/fault_shim.so", world->build);
  const struct fault_control *control = world->control;
  struct program program = {
      .name = "fhir-facade",
      .arguments = {strdup("serve")},
      .environment =
          {text_of("LD_PRELOAD=%s", shim), strdup("ASAN_OPTIONS=verify_asan_link_order=0"),
           text_of(FAULT_CONTROL_VARIABLE "=%s/control", world->folder),
           text_of("FHIR_FACADE_LISTEN_PORT=%d", world->port),
           text_of("FHIR_FACADE_DATA_DIR=%s", control->data_dir),
           text_of("FHIR_FACADE_ORCA_BASE_URL=http://127.0.0.1:%d/api", world->orca_port),
           strdup("FHIR_FACADE_ORCA_USER=ormaster"), strdup("FHIR_FACADE_ORCA_PASSWORD=ormaster"),
           strdup("FHIR_FACADE_INSTITUTION_NUMBER=1319999999"),
           text_of("FHIR_FACADE_NATIONAL_TRANSPORT=%s", transport_of(world)),
           text_of("FHIR_FACADE_NATIONAL_WEBAPI_BASE_URL=http://127.0.0.1:%d",
                   world->national_port),
           text_of("FHIR_FACADE_NATIONAL_FOLDER_REQUEST_DIR=%s", control->request_dir),
           text_of("FHIR_FACADE_NATIONAL_FOLDER_RESULT_DIR=%s", control->result_dir),
           text_of("FHIR_FACADE_NATIONAL_ADAPTER=%s/adapter.json", world->folder),
           strdup("FHIR_FACADE_MAPPING_FILE=tests/lab/mapping.csv")},
      .output = "server.out",
      .errors = "server.log",
      .log = world->log};
  add_further(world, &program);
  world->server = spawn(world, &program);
  world->starts++;
  free_all(program.arguments, ARGUMENTS);
  free_all(program.environment, WORLD_SETTINGS);
}

/* Sanitizers tell in the log, some with an exit status that a fault could have too. */
static void examine_log(const struct world *world) {
  static const char *const reports[] = {"AddressSanitizer", "runtime error:", "LeakSanitizer"};
  char path[WORLD_PATH];
  char *line = NULL;
  size_t capacity = 0;
  world_path(world, "server.log", path);
  FILE *file = fopen(path, "r");
  while (file != NULL && getline(&line, &capacity, file) > 0) {
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
      if (strstr(line, reports[i]) != NULL) {
        world_fail(world, "server.log: %s", line);
      }
    }
  }
  if (file != NULL) {
    fclose(file);
  }
  free(line);
}

/* What a program may not end with, whatever the fault. */
static void examine_end(struct world *world, int status) {
  world->server = 0;
  bool fired = atomic_load(&world->control->fired) > 0;
  examine_log(world);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && fired) {
    return;
  }
  if (WIFEXITED(status) && (WEXITSTATUS(status) == 0 || (fired && WEXITSTATUS(status) < 10))) {
    return;
  }
  world_fail(world, "the server ended by itself: %s %d",
             WIFSIGNALED(status) ? "signal" : "exit status",
             WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

bool world_server_ended(struct world *world) {
  int status = 0;
  if (world->server == 0) {
    return true;
  }
  if (waitpid(world->server, &status, WNOHANG) == 0) {
    return false;
  }
  examine_end(world, status);
  return true;
}

void world_server_ready(struct world *world) {
  double end = world_now() + PATIENCE_S;
  for (;;) {
    if (world_server_ended(world)) {
      world_server_start(world);
    }
    struct world_answer answer = world_call(world->port, "/health/ready", NULL, NULL);
    world_answer_free(&answer);
    if (answer.status == 200) {
      return;
    }
    if (world_now() > end) {
      world_fail(world, "the server does not get ready: status %ld", answer.status);
    }
    world_pause_ms(10);
  }
}

void world_server_kill(struct world *world) {
  int status = 0;
  if (world->server == 0) {
    return;
  }
  kill(world->server, SIGKILL);
  waitpid(world->server, &status, 0);
  world->server = 0;
  world->kills++;
  if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL) {
    examine_end(world, status);
  }
}

int world_server_stop(struct world *world) {
  int status = 0;
  double end = world_now() + PATIENCE_S;
  if (world->server == 0) {
    return 0;
  }
  kill(world->server, SIGTERM);
  while (waitpid(world->server, &status, WNOHANG) == 0) {
    if (world_now() > end) {
      world_fail(world, "the server does not stop");
    }
    world_pause_ms(2);
  }
  examine_end(world, status);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
