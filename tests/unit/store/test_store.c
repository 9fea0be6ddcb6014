/* The store's promises: repeats, conflicts, leases, group commit, lock, full disk, kill -9. What is
 * not of one implementation is tested on both. */
#include "server/store/sqlite_schema.h"
#include "tests/unit/store/store_fixture.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define THREADS 8
#define ACCEPTS_EACH 25

static enum error accept(const struct store_bundle *bundle, struct store_accepted *ret_accepted) {
  return store->accept(store, bundle, arena, ret_accepted);
}

static struct store_accepted must_accept(const char *value, const char *content) {
  struct store_bundle bundle = fixture_bundle(value, content);
  struct store_accepted accepted;
  ck_assert_int_eq(accept(&bundle, &accepted), ERROR_OK);
  return accepted;
}

static enum error claim(struct store_job *ret_job, struct view *ret_lease) {
  return store->job_claim(store, &(struct store_claim){now + jumped, 1000, 300000}, arena, ret_job,
                          ret_lease);
}

static enum error change(const struct store_job *job, struct view lease, enum job_state state,
                         int64_t next_ms) {
  struct store_transition transition = {.job_id = job->id,
                                        .lease = lease,
                                        .state = state,
                                        .next_attempt_ms = next_ms,
                                        .attempts = job->attempts,
                                        .result_code = view_of("SIM-0000")};
  return store->job_transition(store, &transition);
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

START_TEST(keeps_bytes_unchanged) {
  const char *content = "{ \"a\" :\t1.10,\n\"b\":\"\xe6\x97\xa5\" }\r\n";
  struct store_accepted accepted = must_accept("A", content);
  struct view kept;
  ck_assert_int_eq(store->bundle_read(store, accepted.bundle_id, arena, &kept), ERROR_OK);
  ck_assert(view_is(kept, content));
  ck_assert_int_eq(store->bundle_read(store, view_of("none"), arena, &kept), ERROR_NOT_FOUND);
  ck_assert_int_eq(store->ping(store), ERROR_OK);
}
END_TEST

/* key and identifier, bytes -> the answer after {key k, identifier A, bytes x} was accepted */
static const struct {
  const char *key;
  const char *value;
  const char *content;
  enum error error;
  bool repeated;
} repeats[] = {
    {"k", "A", "x", ERROR_OK, true},        {"", "A", "x", ERROR_OK, true},
    {"k", "B", "x", ERROR_OK, true},        {"other", "A", "x", ERROR_OK, true},
    {"k", "A", "y", ERROR_CONFLICT, false}, {"k", "B", "y", ERROR_CONFLICT, false},
    {"", "A", "y", ERROR_CONFLICT, false},  {"other", "A", "y", ERROR_CONFLICT, false},
    {"other", "B", "y", ERROR_OK, false},   {"", "B", "x", ERROR_OK, false},
};

START_TEST(answers_repeats) {
  struct store_bundle first = fixture_bundle("A", "x");
  first.idempotency_key = view_of("k");
  struct store_accepted original;
  ck_assert_int_eq(accept(&first, &original), ERROR_OK);
  ck_assert(!original.repeated);

  struct store_bundle again = fixture_bundle(repeats[_i].value, repeats[_i].content);
  again.idempotency_key = view_of(repeats[_i].key);
  struct store_accepted accepted = {0};
  ck_assert_int_eq(accept(&again, &accepted), repeats[_i].error);
  ck_assert_int_eq(accepted.repeated, repeats[_i].repeated);
  if (repeats[_i].repeated) {
    ck_assert(view_equal(accepted.job_id, original.job_id));
    ck_assert(view_equal(accepted.bundle_id, original.bundle_id));
  }
}
END_TEST

START_TEST(refused_may_be_corrected) {
  struct store_accepted first = must_accept("A", "wrong");
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(change(&job, lease, JOB_REFUSED, 0), ERROR_OK);
  struct store_accepted second = must_accept("A", "right");
  ck_assert(!second.repeated);
  struct store_accepted repeat = must_accept("A", "wrong");
  ck_assert(repeat.repeated);
  ck_assert(view_equal(repeat.job_id, first.job_id));
  struct store_bundle third = fixture_bundle("A", "third");
  struct store_accepted accepted;
  ck_assert_int_eq(accept(&third, &accepted), ERROR_CONFLICT);
}
END_TEST

START_TEST(claims_and_transitions) {
  struct store_accepted accepted = must_accept("A", "content");
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert(view_equal(job.id, accepted.job_id));
  ck_assert(view_is(job.content, "content"));
  ck_assert_int_eq(job.state, JOB_SENDING);
  ck_assert_uint_eq(job.attempts, 1);
  ck_assert(view_equal(job.message_id, job.id));
  struct store_job other;
  struct view other_lease;
  ck_assert_int_eq(claim(&other, &other_lease), ERROR_NOT_FOUND);
  ck_assert_int_eq(change(&job, lease, JOB_WAITING, now + 5000), ERROR_OK);
  ck_assert_int_eq(claim(&other, &other_lease), ERROR_NOT_FOUND);
  pass(5000);
  ck_assert_int_eq(claim(&other, &other_lease), ERROR_OK);
  ck_assert_int_eq(other.state, JOB_WAITING);
  ck_assert_uint_eq(other.attempts, 2);
  ck_assert_int_eq(change(&other, other_lease, JOB_ACCEPTED, 0), ERROR_OK);
  struct store_job end = find_job(job.id);
  ck_assert_int_eq(end.state, JOB_ACCEPTED);
  ck_assert(view_is(end.result_code, "SIM-0000"));
  ck_assert_int_eq(claim(&other, &other_lease), ERROR_NOT_FOUND);
  struct store_outbox_summary summary;
  ck_assert_int_eq(store->outbox_summary(store, &summary), ERROR_OK);
  ck_assert_uint_eq(summary.counts[JOB_ACCEPTED], 1);
  ck_assert_uint_eq(summary.counts[JOB_QUEUED], 0);
}
END_TEST

/* A wall clock that is put forward ends no lease: the message is still under way. What counts is
 * the monotonic clock of the one process of SQLite, and the database's clock, which all servers
 * share. */
START_TEST(a_lease_outlives_a_jump_of_the_clock) {
  must_accept("A", "content");
  struct store_job job;
  struct store_job other;
  struct view lease;
  struct view other_lease;
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  jumped = 86400000;
  ck_assert_int_eq(claim(&other, &other_lease), ERROR_NOT_FOUND);
  pass(999);
  ck_assert_int_eq(claim(&other, &other_lease), ERROR_NOT_FOUND);
  jumped = -86400000;
  pass(1);
  ck_assert_int_eq(claim(&other, &other_lease), ERROR_OK); /* and a clock put back keeps none */
  ck_assert(view_equal(other.id, job.id));
  ck_assert_int_eq(change(&job, lease, JOB_ACCEPTED, 0), ERROR_CONFLICT);
}
END_TEST

/* Waiting times written by a clock that has gone back since are not waited for. */
START_TEST(a_clock_that_goes_back_delays_nothing) {
  jumped = 86400000;
  must_accept("A", "content");
  must_accept("B", "content");
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(change(&job, lease, JOB_UNKNOWN, now + jumped + 300000), ERROR_OK);
  jumped = 0;
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(change(&job, lease, JOB_UNKNOWN, now + 300000), ERROR_OK);
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(change(&job, lease, JOB_ACCEPTED, 0), ERROR_OK);
  ck_assert_int_eq(claim(&job, &lease), ERROR_NOT_FOUND); /* the first one waits as it should */
}
END_TEST

START_TEST(stale_lease_changes_nothing) {
  must_accept("A", "content");
  struct store_job job;
  struct view stale;
  ck_assert_int_eq(claim(&job, &stale), ERROR_OK);
  pass(1001);
  struct store_job again;
  struct view lease;
  ck_assert_int_eq(claim(&again, &lease), ERROR_OK);
  ck_assert_int_eq(again.state, JOB_UNKNOWN); /* it may have been sent */
  ck_assert_int_eq(change(&job, stale, JOB_ACCEPTED, 0), ERROR_CONFLICT);
  ck_assert_int_eq(find_job(job.id).state, JOB_UNKNOWN);
  ck_assert_int_eq(change(&again, lease, JOB_QUEUED, now), ERROR_OK);
  ck_assert_int_eq(change(&again, lease, JOB_DEAD, 0), ERROR_CONFLICT);
}
END_TEST

static struct store_accepted must_act(enum job_operation operation, const char *value) {
  const struct store_act act = {.operation = operation,
                                .identifier_system = view_of("urn:system"),
                                .identifier_value = view_of(value),
                                .request_id = view_of("request")};
  struct store_accepted accepted;
  ck_assert_int_eq(store->act(store, &act, arena, &accepted), ERROR_OK);
  return accepted;
}

START_TEST(one_in_flight_per_unit) {
  struct store_job first;
  struct store_job second;
  struct view lease;
  must_accept("A", "1");
  struct store_accepted cancel = must_act(JOB_OPERATION_CANCEL, "A");
  ck_assert_int_eq(claim(&first, &lease), ERROR_OK); /* the older one goes first */
  ck_assert_int_eq(claim(&second, &lease), ERROR_NOT_FOUND);
  pass(2000); /* lease over: unknown is still in flight */
  ck_assert_int_eq(claim(&first, &lease), ERROR_OK);
  ck_assert_int_eq(claim(&second, &(struct view){0}), ERROR_NOT_FOUND);
  ck_assert_int_eq(change(&first, lease, JOB_ACCEPTED, 0), ERROR_OK);
  ck_assert_int_eq(claim(&second, &lease), ERROR_OK);
  ck_assert(view_equal(second.id, cancel.job_id));
}
END_TEST

/* A corrected Bundle is under way: the refused one may not overtake it. */
START_TEST(refused_is_not_retried_behind_a_newer_one) {
  struct store_job job;
  struct view lease;
  must_accept("A", "1");
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(change(&job, lease, JOB_REFUSED, 0), ERROR_OK);
  must_accept("A", "2");
  ck_assert_int_eq(store->job_order(store, job.id, STORE_ORDER_RETRY), ERROR_CONFLICT);
  ck_assert_int_eq(find_job(job.id).state, JOB_REFUSED);
}
END_TEST

static const struct {
  enum job_state from;
  enum error error;
  enum job_state to;
} retries[] = {
    {JOB_REFUSED, ERROR_OK, JOB_QUEUED},
    {JOB_DEAD, ERROR_OK, JOB_UNKNOWN},
    {JOB_WAITING, ERROR_OK, JOB_WAITING},
    {JOB_ACCEPTED, ERROR_CONFLICT, JOB_ACCEPTED},
};

START_TEST(retries_by_hand) {
  must_accept("A", "1");
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(store->job_order(store, job.id, STORE_ORDER_RETRY), ERROR_CONFLICT);
  ck_assert_int_eq(change(&job, lease, retries[_i].from, now + 100000), ERROR_OK);
  ck_assert_int_eq(store->job_order(store, job.id, STORE_ORDER_RETRY), retries[_i].error);
  struct store_job after = find_job(job.id);
  ck_assert_int_eq(after.state, retries[_i].to);
  if (retries[_i].error == ERROR_OK) {
    ck_assert_int_eq(after.next_attempt_ms, now);
  }
  ck_assert_int_eq(store->job_order(store, view_of("none"), STORE_ORDER_RETRY), ERROR_NOT_FOUND);
}
END_TEST

/* Three jobs: A/00012 queued, B/00013 refused, C/00012 dead. */
static const struct {
  const char *value;
  const char *patient;
  uint32_t states;
  uint32_t limit;
  size_t expected;
} filters[] = {
    {"", "", 0, 0, 3},
    {"A", "", 0, 0, 1},
    {"", "00012", 0, 0, 2},
    {"", "00012", 1u << JOB_DEAD, 0, 1},
    {"", "", 1u << JOB_QUEUED | 1u << JOB_REFUSED, 0, 2},
    {"", "", 1u << JOB_ACCEPTED, 0, 0},
    {"", "", 0, 2, 2},
    {"B", "00012", 0, 0, 0},
};

START_TEST(lists_jobs) {
  static const char *const values[] = {"B", "C", "A"};
  static const char *const patients[] = {"00013", "00012", "00012"};
  static const enum job_state ends[] = {JOB_REFUSED, JOB_DEAD, JOB_QUEUED};
  for (int i = 0; i < 3; i++) {
    struct store_bundle bundle = fixture_bundle(values[i], values[i]);
    bundle.patient = view_of(patients[i]);
    struct store_accepted accepted;
    ck_assert_int_eq(accept(&bundle, &accepted), ERROR_OK);
    struct store_job job;
    struct view lease;
    if (ends[i] != JOB_QUEUED) {
      ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
      ck_assert_int_eq(change(&job, lease, ends[i], 0), ERROR_OK);
    }
  }
  struct store_job_filter filter = {.identifier_value = view_of(filters[_i].value),
                                    .patient = view_of(filters[_i].patient),
                                    .states = filters[_i].states,
                                    .limit = filters[_i].limit,
                                    .updated_from_ms = INT64_MIN,
                                    .updated_to_ms = INT64_MAX};
  struct store_job *rows = NULL;
  size_t count = 99;
  ck_assert_int_eq(store->job_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, filters[_i].expected);
  filter.updated_from_ms = now + 1;
  ck_assert_int_eq(store->job_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(composition_ids_stay_apart) {
  struct store_composition *rows = NULL;
  size_t count = 0;
  struct store_accepted accepted;
  for (int i = 0; i < 2; i++) {
    struct store_bundle bundle = fixture_bundle(i == 0 ? "A" : "B", i == 0 ? "1" : "2");
    bundle.composition_id = view_of("composition-1");
    bundle.composition_type = view_of("57133-1");
    bundle.patient = view_of(i == 0 ? "00012" : "00013");
    ck_assert_int_eq(accept(&bundle, &accepted), ERROR_OK);
  }
  struct store_composition_filter filter = {.id = view_of("composition-1")};
  ck_assert_int_eq(store->composition_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_is(rows[0].patient, "00012"));
  filter = (struct store_composition_filter){.patient = view_of("00013")};
  ck_assert_int_eq(store->composition_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_equal(rows[0].id, accepted.bundle_id));
  filter = (struct store_composition_filter){.type = view_of("57133-1")};
  ck_assert_int_eq(store->composition_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 2);
}
END_TEST

/* What `outbox` opens beside a running server. */
START_TEST(a_reader_changes_nothing) {
  struct store *reader = NULL;
  must_accept("A", "1");
  ck_assert_int_eq(open_another(true, &reader), ERROR_OK);
  struct store_job_filter filter = {.updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX};
  struct store_job *rows = NULL;
  size_t count = 0;
  ck_assert_int_eq(reader->job_list(reader, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  struct store_bundle bundle = fixture_bundle("B", "2");
  struct store_accepted accepted;
  ck_assert_int_eq(reader->accept(reader, &bundle, arena, &accepted), ERROR_STORAGE);
  reader->close(reader);
}
END_TEST

/* A function that one implementation lacks would be found by a client only. */
START_TEST(every_function_is_there) {
  static const char nothing[sizeof(void *)];
  const char *functions = (const char *)&store->accept;
  size_t size = sizeof *store - offsetof(struct store, accept);
  for (size_t i = 0; i < size; i += sizeof(void *)) {
    ck_assert_msg(memcmp(functions + i, nothing, sizeof nothing) != 0, "function %zu",
                  i / sizeof(void *));
  }
}
END_TEST

START_TEST(the_trail_tells_each_change) {
  struct store_job job;
  struct view lease;
  struct store_accepted accepted = must_accept("A", "1");
  must_accept("A", "1");
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(change(&job, lease, JOB_DEAD, 0), ERROR_OK);
  ck_assert_int_eq(store->job_order(store, accepted.job_id, STORE_ORDER_RETRY), ERROR_OK);
  ck_assert_int_eq(store->job_order(store, accepted.job_id, STORE_ORDER_GIVE_UP), ERROR_OK);
  static const char *const actions[] = {"bundle-accepted", "job-dead", "job-retried",
                                        "job-given-up"};
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
    struct view query =
        arena_format(arena, "SELECT count(*) FROM audit WHERE action = '%s' AND subject = '%.*s'",
                     actions[i], VIEW_ARGUMENTS(accepted.job_id));
    ck_assert_msg(store_sql(query.data) == 1, "%s", actions[i]);
  }
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit"), 4);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit WHERE detail = 'SIM-0000'"), 1);
}
END_TEST

/* ---- SQLite only --------------------------------------------------------------------------------
 */

START_TEST(second_server_is_refused) {
  struct store *second = NULL;
  ck_assert_int_eq(open_another(false, &second), ERROR_STORAGE_BUSY);
  ck_assert_ptr_null(second);
}
END_TEST

START_TEST(a_command_orders_beside_the_server) {
  struct store_accepted accepted = must_accept("A", "1");
  ck_assert_int_eq(store_sqlite_order(directory, accepted.job_id, STORE_ORDER_GIVE_UP, &fake_clock),
                   ERROR_OK);
  ck_assert_int_eq(find_job(accepted.job_id).state, JOB_DEAD);
  ck_assert_int_eq(store_sqlite_order(directory, view_of("none"), STORE_ORDER_RETRY, &fake_clock),
                   ERROR_NOT_FOUND);
}
END_TEST

START_TEST(refuses_newer_schema) {
  store->close(store);
  store = NULL;
  char path[128];
  snprintf(path, sizeof(path), "%s/facade.db", directory);
  sqlite3 *database = NULL;
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  char sql[64];
  snprintf(sql, sizeof(sql), "PRAGMA user_version = %d", sqlite_schema_version() + 1);
  ck_assert_int_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(database);
  ck_assert_int_eq(open_another(false, &store), ERROR_CONFIGURATION);
}
END_TEST

/* ---- threads -----------------------------------------------------------------------------------
 */

static void *accept_many(void *argument) {
  int number = *(int *)argument;
  struct arena *own = arena_new(10000000);
  size_t failed = own == NULL;
  for (int i = 0; own != NULL && i < ACCEPTS_EACH; i++) {
    char id[UUID_BYTES];
    uuid_random(id);
    struct view value = arena_format(own, "T%d-%d", number, i);
    struct store_bundle bundle = {.id = view_of(id),
                                  .kind = view_of("clinical"),
                                  .content = value,
                                  .identifier_value = value,
                                  .received_digest = hash_sha256(value)};
    struct store_accepted accepted;
    failed += store->accept(store, &bundle, own, &accepted) != ERROR_OK;
  }
  arena_free(own);
  return failed == 0 ? argument : NULL;
}

static void accept_from_threads(void) {
  pthread_t threads[THREADS];
  int numbers[THREADS];
  for (int i = 0; i < THREADS; i++) {
    numbers[i] = i;
    ck_assert_int_eq(pthread_create(&threads[i], NULL, accept_many, &numbers[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    void *result = NULL;
    pthread_join(threads[i], &result);
    ck_assert_ptr_nonnull(result);
  }
  struct store_outbox_summary summary;
  ck_assert_int_eq(store->outbox_summary(store, &summary), ERROR_OK);
  ck_assert_uint_eq(summary.counts[JOB_QUEUED], THREADS * ACCEPTS_EACH);
}

START_TEST(many_threads_write) {
  accept_from_threads();
}
END_TEST

START_TEST(many_threads_share_commits) {
  accept_from_threads();
  ck_assert_uint_lt(store_sqlite_commits(store), THREADS * ACCEPTS_EACH);
}
END_TEST

/* ---- faults ------------------------------------------------------------------------------------
 */

/* The disk is full: a limit on file sizes makes write(2) fail in the same way. */
START_TEST(full_disk_keeps_nothing) {
  struct store_accepted small = must_accept("A", "small");
  signal(SIGXFSZ, SIG_IGN);
  struct rlimit before;
  ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
  struct rlimit tight = {300000, before.rlim_max};
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
  char *large = arena_alloc(arena, 2000001);
  memset(large, 'x', 2000000);
  struct store_bundle bundle = fixture_bundle("B", large);
  struct store_accepted accepted = {0};
  ck_assert_int_eq(accept(&bundle, &accepted), ERROR_STORAGE);
  ck_assert_ptr_null(accepted.job_id.data);
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
  struct view kept;
  ck_assert_int_eq(store->bundle_read(store, bundle.id, arena, &kept), ERROR_NOT_FOUND);
  ck_assert_int_eq(store->bundle_read(store, small.bundle_id, arena, &kept), ERROR_OK);
  ck_assert_int_eq(accept(&bundle, &accepted), ERROR_OK); /* and works again with room */
  ck_assert(!accepted.repeated);
}
END_TEST

static void accept_until_killed(int report) {
  open_store();
  for (int i = 0;; i++) {
    struct view value = arena_format(arena, "K%d", i);
    struct store_accepted accepted = must_accept(value.data, value.data);
    if (write(report, accepted.bundle_id.data, UUID_BYTES - 1) != UUID_BYTES - 1) {
      _exit(1);
    }
  }
}

/* What was answered as accepted is there after kill -9, whenever it comes. */
START_TEST(survives_kill) {
  store->close(store);
  store = NULL;
  int ends[2];
  ck_assert_int_eq(pipe(ends), 0);
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    accept_until_killed(ends[1]);
  }
  close(ends[1]);
  char answered[20 + 7 * 4][UUID_BYTES] = {{0}};
  size_t wanted = 20 + 7 * (size_t)_i;
  for (size_t i = 0; i < wanted; i++) {
    ck_assert_int_eq(read(ends[0], answered[i], UUID_BYTES - 1), UUID_BYTES - 1);
  }
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  close(ends[0]);
  open_store();
  for (size_t i = 0; i < wanted; i++) {
    struct view content;
    ck_assert_int_eq(store->bundle_read(store, view_of(answered[i]), arena, &content), ERROR_OK);
  }
}
END_TEST

/* A worker that dies with a claim: the next start knows that the message may have been sent. */
START_TEST(killed_claim_is_unknown_at_once) {
  struct store_accepted accepted = must_accept("A", "1");
  store->close(store);
  store = NULL;
  pid_t child = fork();
  ck_assert_int_ge(child, 0);
  if (child == 0) {
    open_store();
    struct store_job job;
    struct view lease;
    ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
    kill(getpid(), SIGKILL);
  }
  waitpid(child, NULL, 0);
  open_store();
  ck_assert_int_eq(find_job(accepted.job_id).state, JOB_UNKNOWN);
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(claim(&job, &lease), ERROR_OK);
  ck_assert_int_eq(job.state, JOB_UNKNOWN);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

static void add_tests(TCase *tests) {
  tcase_add_test(tests, keeps_bytes_unchanged);
  tcase_add_loop_test(tests, answers_repeats, 0, COUNT_OF(repeats));
  tcase_add_test(tests, refused_may_be_corrected);
  tcase_add_test(tests, claims_and_transitions);
  tcase_add_test(tests, a_lease_outlives_a_jump_of_the_clock);
  tcase_add_test(tests, a_clock_that_goes_back_delays_nothing);
  tcase_add_test(tests, stale_lease_changes_nothing);
  tcase_add_test(tests, one_in_flight_per_unit);
  tcase_add_test(tests, refused_is_not_retried_behind_a_newer_one);
  tcase_add_loop_test(tests, retries_by_hand, 0, COUNT_OF(retries));
  tcase_add_loop_test(tests, lists_jobs, 0, COUNT_OF(filters));
  tcase_add_test(tests, composition_ids_stay_apart);
  tcase_add_test(tests, a_reader_changes_nothing);
  tcase_add_test(tests, every_function_is_there);
  tcase_add_test(tests, the_trail_tells_each_change);
  tcase_add_test(tests, many_threads_write);
  tcase_add_loop_test(tests, survives_kill, 0, 4);
}

static void add_sqlite_tests(TCase *tests) {
  add_tests(tests);
  tcase_add_test(tests, second_server_is_refused);
  tcase_add_test(tests, a_command_orders_beside_the_server);
  tcase_add_test(tests, refuses_newer_schema);
  tcase_add_test(tests, many_threads_share_commits);
  tcase_add_test(tests, full_disk_keeps_nothing);
  tcase_add_test(tests, killed_claim_is_unknown_at_once);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("store");
  suite_add_tcase(suite, sqlite_case(add_sqlite_tests));
  suite_add_tcase(suite, postgres_case(add_tests));
  return suite;
}
