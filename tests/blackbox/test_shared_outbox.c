/* Three servers share one outbox in PostgreSQL and are killed again and again: each Bundle that one
 * of them accepted is registered exactly once, with the bytes that were kept. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"
#include "tests/unit/postgres_server.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define SERVERS 3u
#define BUNDLES 90u
#define CLIENTS 6u
#define KILLS 10
#define SEED 20240601u
#define CLIENT_SECONDS 60
#define SETTING_BYTES 400

static struct world servers[SERVERS];
static char store_url[SETTING_BYTES];
static char adapter[SETTING_BYTES];

/* ---- the neighbourhood --------------------------------------------------------------------------
 */
/* The built-in adapter with a shorter patience, so that the lease of a server that was killed ends
 * soon. */
static void write_adapter(const char *path) {
  char command[HARNESS_PATH];
  const char *build = getenv("FHIR_FACADE_BUILD");
  snprintf(command, sizeof command, "%s/fhir-facade outbox --print-adapter",
           build != NULL && build[0] != '\0' ? build : "build");
  FILE *output = popen(command, "r");
  ck_assert_ptr_nonnull(output);
  json_t *json = json_loadf(output, JSON_DISABLE_EOF_CHECK, NULL);
  pclose(output);
  json_t *timing = json_object_get(json, "timing");
  ck_assert_ptr_nonnull(timing);
  json_object_set_new(timing, "connect_ms", json_integer(1000));
  json_object_set_new(timing, "answer_ms", json_integer(2000));
  ck_assert_int_eq(json_dump_file(json, path, 0), 0);
  json_decref(json);
}

static void setup(void) {
  static char path[] = "/tmp/facade-adapter-XXXXXX";
  char url[SETTING_BYTES - 40];
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  close(file);
  write_adapter(path);
  ck_assert(postgres_server_schema(url, sizeof url));
  snprintf(store_url, sizeof store_url, "FHIR_FACADE_STORE_URL=%s", url);
  snprintf(adapter, sizeof adapter, "FHIR_FACADE_NATIONAL_ADAPTER=%s", path);
  servers[0] = (struct world){
      .transport = "webapi",
      .settings = {store_url, adapter, "FHIR_FACADE_STORE_CONNECTIONS=4",
                   "FHIR_FACADE_OUTBOX_TAKEOVER_SECONDS=1"},
  };
  world_start(&servers[0]);
  server_start_beside(&servers[0], "data-1", &servers[1]);
  server_start_beside(&servers[0], "data-2", &servers[2]);
}

static void teardown(void) {
  for (size_t i = 1; i < SERVERS; i++) {
    ck_assert_int_eq(server_stop(&servers[i]), 0);
  }
  world_stop(&servers[0]);
  unlink(strchr(adapter, '=') + 1);
}

/* ---- clients ------------------------------------------------------------------------------------
 */
struct letter {
  char *bundle;
  char identifier[200];
  char task[64];
};

/* A Bundle of its own: the same content with another identifier. */
static void write_letter(struct letter *letter, const char *bundle, unsigned number) {
  char digits[8];
  bundle_identifier(bundle, letter->identifier, sizeof letter->identifier);
  letter->bundle = strdup(bundle);
  char *place = strstr(letter->bundle, letter->identifier);
  ck_assert_ptr_nonnull(place);
  size_t length = strlen(letter->identifier);
  ck_assert_uint_ge(length, 4);
  snprintf(digits, sizeof digits, "%04u", number);
  memcpy(place + length - 4, digits, 4);
  memcpy(letter->identifier + length - 4, digits, 4);
}

struct client {
  pthread_t thread;
  struct letter *letters; /* every CLIENTS-th from here */
  unsigned first;
  unsigned answers; /* accepted */
  long refused;     /* a status that no client expects; 0 = none */
};

/* Asks one server after the other until one accepts, as a client does that must not lose it. What
 * was accepted already, though its answer was cut off, is the same Task. */
static void post_until_accepted(struct client *client, struct letter *letter, unsigned server) {
  const struct call call = {.path = "/fhir/Bundle", .body = letter->bundle};
  time_t end = time(NULL) + CLIENT_SECONDS;
  while (letter->task[0] == '\0' && client->refused == 0 && time(NULL) < end) {
    struct reply reply = http_call(&servers[server++ % SERVERS], &call);
    char location[300] = "";
    const char *task = NULL;
    if (reply.status == 200 || reply.status == 202) {
      task = strstr(reply_header(&reply, "Content-Location", location, sizeof location), "Task/");
    } else if (reply.status != 0 && reply.status != 503 && reply.status != 507) {
      client->refused = reply.status;
    }
    if (task != NULL) {
      snprintf(letter->task, sizeof letter->task, "%s", task + 5);
      client->answers++;
    } else {
      nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    }
    reply_free(&reply);
  }
}

/* Every Bundle goes to two servers. */
static void *run_client(void *context) {
  struct client *client = context;
  for (unsigned i = client->first; i < BUNDLES; i += CLIENTS) {
    struct letter *letter = &client->letters[i];
    char task[64];
    post_until_accepted(client, letter, i);
    memcpy(task, letter->task, sizeof task);
    letter->task[0] = '\0';
    post_until_accepted(client, letter, i + 1);
    if (strcmp(task, letter->task) != 0) {
      client->refused = 200; /* two Tasks */
    }
    nanosleep(&(struct timespec){.tv_nsec = 150000000}, NULL);
  }
  return NULL;
}

/* ---- the test -----------------------------------------------------------------------------------
 */
static void kill_at_random(void) {
  unsigned seed = SEED;
  for (int i = 0; i < KILLS; i++) {
    nanosleep(&(struct timespec){.tv_nsec = (100 + rand_r(&seed) % 500) * 1000000L}, NULL);
    struct world *world = &servers[(unsigned)rand_r(&seed) % SERVERS];
    server_kill(world);
    nanosleep(&(struct timespec){.tv_nsec = (rand_r(&seed) % 300) * 1000000L}, NULL);
    server_start(world);
  }
}

static void check_letter(const struct letter *letter) {
  char registered[65] = "";
  char kept[65];
  struct reply reply = task_wait(&servers[1], letter->task, "completed");
  reply_free(&reply);
  ck_assert_int_eq(lab_registrations(&servers[0], letter->identifier, registered), 1);
  sha256_of(letter->bundle, strlen(letter->bundle), kept);
  ck_assert_str_eq(registered, kept);
}

START_TEST(each_bundle_is_registered_once) {
  static struct letter letters[BUNDLES];
  struct client clients[CLIENTS];
  char *bundle = bundle_of(&servers[0], HARNESS_PATIENT);
  for (unsigned i = 0; i < BUNDLES; i++) {
    write_letter(&letters[i], bundle, i);
  }
  lab_fault(&servers[0], "national_late_result_ms", 200);
  for (unsigned i = 0; i < CLIENTS; i++) {
    clients[i] = (struct client){.letters = letters, .first = i};
    ck_assert_int_eq(pthread_create(&clients[i].thread, NULL, run_client, &clients[i]), 0);
  }
  kill_at_random();
  for (unsigned i = 0; i < CLIENTS; i++) {
    pthread_join(clients[i].thread, NULL);
    ck_assert_int_eq(clients[i].refused, 0);
    ck_assert_uint_eq(clients[i].answers, 2 * BUNDLES / CLIENTS);
  }
  for (unsigned i = 0; i < BUNDLES; i++) {
    check_letter(&letters[i]);
    free(letters[i].bundle);
  }
  json_t *state = lab_state(&servers[0]);
  ck_assert_int_eq(json_integer_value(json_at(state, "national.registered")), BUNDLES);
  json_decref(state);
  free(bundle);
}
END_TEST

/* One server's Task is read at another, and `outbox` reads the same database. */
START_TEST(servers_see_the_same_outbox) {
  char task[64];
  char command[2 * HARNESS_PATH + SETTING_BYTES];
  char text[4096] = "";
  const char *build = getenv("FHIR_FACADE_BUILD");
  char *bundle = bundle_of(&servers[0], HARNESS_PATIENT);
  bundle_accept(&servers[0], bundle, task);
  struct reply reply = task_wait(&servers[2], task, "completed");
  reply_free(&reply);
  snprintf(command, sizeof command, "env '%s' %s/fhir-facade outbox show %s", store_url,
           build != NULL && build[0] != '\0' ? build : "build", task);
  FILE *output = popen(command, "r");
  ck_assert_ptr_nonnull(output);
  size_t length = fread(text, 1, sizeof text - 1, output);
  ck_assert_int_eq(pclose(output), 0);
  ck_assert_uint_gt(length, 0);
  ck_assert_msg(strstr(text, task) != NULL && strstr(text, "accepted") != NULL, "%s", text);
  free(bundle);
}
END_TEST

static bool is_ready(void *context) {
  struct reply reply = http_get(context, "/health/ready");
  long status = reply.status;
  reply_free(&reply);
  return status == 200;
}

/* Nothing is accepted while the database is away, and everything goes on when it is back. */
START_TEST(an_outage_of_the_database_is_survived) {
  char task[64];
  char *bundle = bundle_of(&servers[0], HARNESS_PATIENT);
  ck_assert(postgres_server_away(true));
  struct reply reply = http_post(&servers[0], "/fhir/Bundle", bundle);
  ck_assert_msg(reply.status == 507 || reply.status == 503, "%ld %s", reply.status, reply.body);
  reply_free(&reply);
  ck_assert(!is_ready(&servers[0]));
  ck_assert(postgres_server_away(false));
  ck_assert(wait_until(is_ready, &servers[0]));
  bundle_accept(&servers[0], bundle, task);
  reply = task_wait(&servers[1], task, "completed");
  reply_free(&reply);
  free(bundle);
}
END_TEST

/* A server without its database does not start, says what is wrong, and shows no password. */
START_TEST(a_wrong_url_stops_the_start) {
  struct world other = servers[0];
  char *text = NULL;
  other.data_name = "data-other";
  other.settings[0] = "FHIR_FACADE_STORE_URL=postgresql://facade:hidden@127.0.0.1:1/none";
  int status = server_start_second(&other, &text);
  ck_assert_msg(status > 0 && status < 128, "exit status %d", status);
  ck_assert_msg(text != NULL && strstr(text, "store.url") != NULL, "%s", text);
  ck_assert_msg(strstr(text, "hidden") == NULL, "%s", text);
  free(text);
}
END_TEST

START_TEST(postgres_is_missing) {
  printf("skipped: servers that share an outbox (PostgreSQL is not installed)\n");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("shared_outbox");
  TCase *cases = tcase_create("shared_outbox");
  tcase_set_timeout(cases, 180);
  if (postgres_server_start(false)) {
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, servers_see_the_same_outbox);
    tcase_add_test(cases, an_outage_of_the_database_is_survived);
    tcase_add_test(cases, a_wrong_url_stops_the_start);
    tcase_add_test(cases, each_bundle_is_registered_once);
  } else {
    tcase_add_test(cases, postgres_is_missing);
  }
  suite_add_tcase(suite, cases);
  return suite;
}
