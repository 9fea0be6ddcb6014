/* The whole relay over a real store and shared folders, against a small service in this process:
 * whatever is lost, cut or killed, each Bundle ends registered once and is received once, unless
 * the service said itself that it had nothing. */
#include "server/national/relay.h"
#include "server/national/adapter_read.h"
#include "server/store/store_sqlite.h"
#include "tests/unit/unit_main.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define INSTITUTION "1312345678"
#define JOBS_MAXIMUM 32

enum behaviour {
  ANSWERS,
  LOSES_ANSWER, /* registers, says nothing */
  LOSES_REQUEST,
  PROCESSES_FIRST, /* a receipt now, the result when asked */
  REFUSES,
  IS_BUSY,
  SPEAKS_NONSENSE,
};

struct service {
  atomic_int behaviour;
  atomic_int faults; /* how many requests get the behaviour; later ones are answered */
  atomic_bool paused;
  atomic_bool stopping;
  atomic_int received; /* register messages */
  atomic_int repeats;  /* of what is registered already */
  atomic_int questions;
  char registered[JOBS_MAXIMUM][40];
  atomic_int registered_count;
  pthread_t thread;
};

static char root[64];
static char request_dir[80];
static char result_dir[80];
static char data_dir[80];
static char adapter_file[80];
static struct arena *arena;
static struct store *store;
static struct relay *relay;
static struct service service;

/* ---- the service -------------------------------------------------------------------------------
 */

static bool element(const char *message, const char *name, char *ret_text, size_t size) {
  char tag[64];
  snprintf(tag, sizeof(tag), "<%s>", name);
  const char *start = strstr(message, tag);
  const char *end = start != NULL ? strchr(start + strlen(tag), '<') : NULL;
  if (end == NULL) {
    return false;
  }
  start += strlen(tag);
  snprintf(ret_text, size, "%.*s", (int)(end - start), start);
  return true;
}

static void write_result(const char *operation, const char *suffix, const char *id,
                         const char *code) {
  char temporary[256];
  char final[256];
  snprintf(temporary, sizeof(temporary), "%s/%s.tmp", result_dir, suffix);
  snprintf(final, sizeof(final), "%s/%sres_%s", result_dir, operation, suffix);
  FILE *file = fopen(temporary, "w");
  if (file == NULL) {
    return;
  }
  bool good = strstr(code, "-E-") == NULL;
  fprintf(file,
          "<XmlMsg><MessageHeader><SegmentOfResult>1</SegmentOfResult>"
          "<ArbitraryFileIdentifier>%s</ArbitraryFileIdentifier>"
          "<MedicalInstitutionCode>" INSTITUTION "</MedicalInstitutionCode></MessageHeader>"
          "<MessageBody><ProcessingResultStatus>%s</ProcessingResultStatus>"
          "<ProcessingResultCode>%s</ProcessingResultCode>"
          "<ProcessingResultMessage>text</ProcessingResultMessage>"
          "<ReceptionNumber>R1</ReceptionNumber></MessageBody></XmlMsg>",
          id, good ? "1" : "2", code);
  fclose(file);
  rename(temporary, final);
}

static bool is_registered(const char *id) {
  for (int i = 0; i < atomic_load(&service.registered_count); i++) {
    if (strcmp(service.registered[i], id) == 0) {
      return true;
    }
  }
  return false;
}

static void register_id(const char *id) {
  if (is_registered(id)) {
    atomic_fetch_add(&service.repeats, 1);
  } else {
    snprintf(service.registered[atomic_fetch_add(&service.registered_count, 1)], 40, "%s", id);
  }
}

static const char *register_message(const char *id) {
  static const char *const codes[] = {"SIM-0000",  NULL,        NULL,     "SIM-I-100",
                                      "SIM-E-101", "SIM-E-503", "SIM-X-1"};
  atomic_fetch_add(&service.received, 1);
  int behaviour =
      atomic_fetch_sub(&service.faults, 1) > 0 ? atomic_load(&service.behaviour) : ANSWERS;
  if (behaviour == ANSWERS || behaviour == LOSES_ANSWER || behaviour == PROCESSES_FIRST ||
      behaviour == SPEAKS_NONSENSE) {
    register_id(id);
  }
  return codes[behaviour];
}

static void serve_file(const char *name) {
  char path[256];
  char message[8192] = {0};
  char id[80] = {0};
  snprintf(path, sizeof(path), "%s/%s", request_dir, name);
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    return;
  }
  size_t length = fread(message, 1, sizeof(message) - 1, file);
  fclose(file);
  unlink(path);
  if (length == 0 || !element(message, "ArbitraryFileIdentifier", id, sizeof(id))) {
    return;
  }
  const char *suffix = strchr(name, '_') + 1;
  if (strncmp(name, "SIMregister_", 12) == 0) {
    const char *code = register_message(id);
    if (code != NULL) {
      write_result("SIMregister", suffix, id, code);
    }
    return;
  }
  char original[80] = {0};
  atomic_fetch_add(&service.questions, 1);
  if (element(message, "OriginalFileIdentifier", original, sizeof(original))) {
    write_result("SIMresult", suffix, id, is_registered(original) ? "SIM-0000" : "SIM-E-404");
  }
}

static void *service_main(void *context) {
  (void)context;
  while (!atomic_load(&service.stopping)) {
    DIR *folder = opendir(request_dir);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
      size_t length = strlen(entry->d_name);
      if (length > 4 && strcmp(entry->d_name + length - 4, ".xml") == 0 &&
          !atomic_load(&service.paused)) {
        serve_file(entry->d_name);
      }
    }
    if (folder != NULL) {
      closedir(folder);
    }
    usleep(2000);
  }
  return NULL;
}

/* ---- fixture ------------------------------------------------------------------------------------
 */

static struct view edit(struct view text, const char *find, const char *replace) {
  size_t at = view_find(text, view_of(find), 0);
  ck_assert_uint_ne(at, SIZE_MAX);
  return arena_format(arena, "%.*s%s%.*s", (int)at, text.data, replace,
                      VIEW_ARGUMENTS(view_part(text, at + strlen(find), text.length)));
}

static void write_fast_adapter(void) {
  struct view text = edit(adapter_builtin(), "\"answer_ms\": 5000", "\"answer_ms\": 300");
  text = edit(text, "\"poll_ms\": 100", "\"poll_ms\": 5");
  text = edit(text, "\"backoff_first_ms\": 1000", "\"backoff_first_ms\": 10");
  text = edit(text, "\"result_first_ms\": 500", "\"result_first_ms\": 10");
  text = edit(text, "\"unreadable_maximum\": 10", "\"unreadable_maximum\": 2");
  FILE *file = fopen(adapter_file, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(text.data, 1, text.length, file), text.length);
  fclose(file);
}

static void open_store(void) {
  const struct store_sqlite_settings sqlite = {data_dir, false, 0};
  ck_assert_int_eq(store_sqlite_open(&sqlite, clock_system(), &store), ERROR_OK);
}

static void open_relay(const char *transport) {
  struct issue_list issues = issue_list_make(arena, 10);
  struct relay_settings settings = {.transport = transport,
                                    .adapter_file = adapter_file,
                                    .institution_number = INSTITUTION,
                                    .folder_request_dir = request_dir,
                                    .folder_result_dir = result_dir,
                                    .issues = &issues};
  ck_assert_int_eq(relay_open(&settings, store, clock_system(), &relay), ERROR_OK);
}

static void set_up(void) {
  snprintf(root, sizeof(root), "/tmp/relay-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(root));
  snprintf(request_dir, sizeof(request_dir), "%s/req", root);
  snprintf(result_dir, sizeof(result_dir), "%s/res", root);
  snprintf(data_dir, sizeof(data_dir), "%s/data", root);
  snprintf(adapter_file, sizeof(adapter_file), "%s/adapter.json", root);
  mkdir(request_dir, 0700);
  mkdir(result_dir, 0700);
  arena = arena_new(50000000);
  write_fast_adapter();
  open_store();
}

/* Apart from set_up: a test that forks must do so while it has one thread. */
static void start_service(void) {
  ck_assert_int_eq(pthread_create(&service.thread, NULL, service_main, NULL), 0);
}

static void remove_folder(const char *dir) {
  DIR *handle = opendir(dir);
  for (struct dirent *entry; handle != NULL && (entry = readdir(handle)) != NULL;) {
    unlinkat(dirfd(handle), entry->d_name, 0);
  }
  if (handle != NULL) {
    closedir(handle);
  }
  rmdir(dir);
}

static void tear_down(void) {
  relay_close(relay);
  relay = NULL;
  atomic_store(&service.stopping, true);
  pthread_join(service.thread, NULL);
  if (store != NULL) {
    store->close(store);
  }
  store = NULL;
  arena_free(arena);
  remove_folder(request_dir);
  remove_folder(result_dir);
  remove_folder(data_dir);
  unlink(adapter_file);
  rmdir(root);
}

static struct view accept_bundle(int number) {
  char id[UUID_BYTES];
  uuid_random(id);
  struct view value = arena_format(arena, "B%d", number);
  struct store_bundle bundle = {.id = view_of(id),
                                .kind = view_of("clinical"),
                                .content = view_of("{\"resourceType\":\"Bundle\"}"),
                                .identifier_system = view_of("urn:system"),
                                .identifier_value = value,
                                .received_digest = hash_sha256(value)};
  struct store_accepted accepted;
  ck_assert_int_eq(store->accept(store, &bundle, arena, &accepted), ERROR_OK);
  return accepted.job_id;
}

static struct store_job find_job(struct view id) {
  struct store_job_filter filter = {
      .id = id, .updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX};
  struct store_job *rows = NULL;
  size_t count = 0;
  ck_assert_int_eq(store->job_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  return rows[0];
}

/* The test case's time limit ends a wait that has no end. */
static struct store_job wait_for(struct view id, enum job_state state) {
  struct store_job job = find_job(id);
  while (job.state != state) {
    ck_assert_msg(job.state < JOB_ACCEPTED, "ended as %s", store_job_state_name(job.state));
    usleep(5000);
    struct arena_mark mark = arena_mark(arena);
    job = find_job(id);
    if (job.state != state) {
      arena_back(arena, mark);
    }
  }
  return job;
}

static bool folder_is_empty(const char *dir) {
  DIR *handle = opendir(dir);
  bool empty = true;
  for (struct dirent *entry; (entry = readdir(handle)) != NULL;) {
    empty = empty && entry->d_name[0] == '.';
  }
  closedir(handle);
  return empty;
}

/* ---- tests --------------------------------------------------------------------------------------
 */

START_TEST(delivers_many_once) {
  start_service();
  struct view ids[20];
  for (int i = 0; i < 20; i++) {
    ids[i] = accept_bundle(i);
  }
  open_relay("folder");
  for (int i = 0; i < 20; i++) {
    struct store_job job = wait_for(ids[i], JOB_ACCEPTED);
    ck_assert(view_is(job.result_code, "SIM-0000"));
    ck_assert(view_is(job.receipt, "R1"));
    ck_assert_uint_eq(job.attempts, 1);
    ck_assert_int_eq(job.next_attempt_ms, 0);
  }
  relay_close(relay);
  relay = NULL;
  ck_assert_int_eq(atomic_load(&service.received), 20);
  ck_assert(folder_is_empty(request_dir));
  ck_assert(folder_is_empty(result_dir));
}
END_TEST

static const struct {
  enum behaviour behaviour;
  int faults;
  enum job_state end;
  int received;
  bool asked;
} scenes[] = {
    {LOSES_ANSWER, 1, JOB_ACCEPTED, 1, true},    {LOSES_REQUEST, 1, JOB_ACCEPTED, 2, true},
    {LOSES_REQUEST, 2, JOB_ACCEPTED, 3, true},   {PROCESSES_FIRST, 1, JOB_ACCEPTED, 1, true},
    {REFUSES, 1, JOB_REFUSED, 1, false},         {IS_BUSY, 2, JOB_ACCEPTED, 3, false},
    {SPEAKS_NONSENSE, 1, JOB_ACCEPTED, 1, true},
};

START_TEST(survives_service) {
  start_service();
  atomic_store(&service.behaviour, (int)scenes[_i].behaviour);
  atomic_store(&service.faults, scenes[_i].faults);
  struct view id = accept_bundle(1);
  open_relay("folder");
  wait_for(id, scenes[_i].end);
  ck_assert_int_eq(atomic_load(&service.received), scenes[_i].received);
  ck_assert_int_eq(atomic_load(&service.questions) > 0, scenes[_i].asked);
  ck_assert_int_eq(atomic_load(&service.repeats), 0);
}
END_TEST

START_TEST(none_keeps_queued) {
  start_service();
  struct view id = accept_bundle(1);
  open_relay("none");
  relay_wake(relay);
  relay_close(relay);
  relay = NULL;
  ck_assert_int_eq(find_job(id).state, JOB_QUEUED);
}
END_TEST

START_TEST(close_interrupts_exchange) {
  start_service();
  atomic_store(&service.paused, true);
  struct view id = accept_bundle(1);
  open_relay("folder");
  while (folder_is_empty(request_dir)) {
    usleep(1000);
  }
  relay_close(relay);
  relay = NULL;
  ck_assert_int_eq(find_job(id).state, JOB_UNKNOWN);
  atomic_store(&service.paused, false);
  open_relay("folder");
  wait_for(id, JOB_ACCEPTED);
  ck_assert_int_eq(atomic_load(&service.received), 1);
}
END_TEST

START_TEST(unknown_kind_is_dead) {
  start_service();
  char id[UUID_BYTES];
  uuid_random(id);
  struct store_bundle bundle = {.id = view_of(id),
                                .kind = view_of("unheard-of"),
                                .content = view_of("{}"),
                                .identifier_value = view_of("X")};
  struct store_accepted accepted;
  ck_assert_int_eq(store->accept(store, &bundle, arena, &accepted), ERROR_OK);
  open_relay("folder");
  struct store_job job = wait_for(accepted.job_id, JOB_DEAD);
  ck_assert(view_is(job.result_code, "relay-kind-unknown"));
  ck_assert_int_eq(atomic_load(&service.received), 0);
}
END_TEST

/* ---- kill -9 ------------------------------------------------------------------------------------
 */

static pid_t start_relay_process(void) {
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    open_store();
    open_relay("folder");
    for (;;) {
      pause();
    }
  }
  return child;
}

enum step { BEFORE_SENDING, REQUEST_WRITTEN, REQUEST_TAKEN, RESULT_WRITTEN, SOME_TIME_LATER };

static void wait_for_step(enum step step, int variant) {
  if (step == BEFORE_SENDING) {
    return;
  }
  if (step == SOME_TIME_LATER) {
    usleep((useconds_t)variant * 3000);
    return;
  }
  while (folder_is_empty(request_dir)) {
    usleep(200);
  }
  if (step == REQUEST_WRITTEN) {
    return;
  }
  atomic_store(&service.paused, false);
  while (atomic_load(&service.received) == 0) {
    usleep(200);
  }
  while (step == RESULT_WRITTEN && folder_is_empty(result_dir) && folder_is_empty(request_dir) &&
         atomic_load(&service.questions) == 0 && variant-- > 0) {
    usleep(200);
  }
}

static const struct {
  enum step step;
  int variant;
} kills[] = {
    {BEFORE_SENDING, 0},  {REQUEST_WRITTEN, 0}, {REQUEST_TAKEN, 0},    {RESULT_WRITTEN, 5},
    {RESULT_WRITTEN, 20}, {SOME_TIME_LATER, 1}, {SOME_TIME_LATER, 2},  {SOME_TIME_LATER, 3},
    {SOME_TIME_LATER, 5}, {SOME_TIME_LATER, 7}, {SOME_TIME_LATER, 10}, {SOME_TIME_LATER, 15},
};

START_TEST(kill_loses_and_repeats_nothing) {
  enum step step = kills[_i].step;
  struct view ids[3];
  for (int i = 0; i < 3; i++) {
    ids[i] = accept_bundle(i);
  }
  store->close(store);
  store = NULL;
  atomic_store(&service.paused, step != SOME_TIME_LATER);
  pid_t child = start_relay_process();
  start_service();
  wait_for_step(step, kills[_i].variant);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  atomic_store(&service.paused, false);
  open_store();
  open_relay("folder");
  for (int i = 0; i < 3; i++) {
    wait_for(ids[i], JOB_ACCEPTED);
  }
  ck_assert_int_eq(atomic_load(&service.registered_count), 3);
  ck_assert_int_eq(atomic_load(&service.received), 3);
  ck_assert_int_eq(atomic_load(&service.repeats), 0);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("relay");
  TCase *tests = tcase_create("relay");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, delivers_many_once);
  tcase_add_loop_test(tests, survives_service, 0, COUNT_OF(scenes));
  tcase_add_test(tests, none_keeps_queued);
  tcase_add_test(tests, close_interrupts_exchange);
  tcase_add_test(tests, unknown_kind_is_dead);
  tcase_add_loop_test(tests, kill_loses_and_repeats_nothing, 0, COUNT_OF(kills));
  suite_add_tcase(suite, tests);
  return suite;
}
