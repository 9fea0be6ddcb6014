/* Databases of every older version become the newest, with what is in them. */
#include "server/store/sqlite_schema.h"
#include "tests/unit/store/store_fixture.h"

/* States of version 1 to 3 and what they are now. */
static const enum job_state states[] = {JOB_QUEUED,   JOB_SENDING, JOB_WAITING, JOB_UNKNOWN,
                                        JOB_ACCEPTED, JOB_REFUSED, JOB_DEAD};

static void run(sqlite3 *database, const char *text) {
  char *fault = NULL;
  ck_assert_msg(sqlite3_exec(database, text, NULL, NULL, &fault) == SQLITE_OK, "%s: %s", text,
                fault);
}

static void fill(sqlite3 *database) {
  run(database,
      "INSERT INTO bundle (id, kind, identifier_system, identifier_value, patient, digest,"
      " received_digest, pack_id, clins_version, request_id, created_ms, content)"
      " VALUES ('b', 'clinical', 's', 'v', 'p', x'00', x'01', '', '', '', 5, x'7b7d')");
  for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
    char text[400];
    snprintf(text, sizeof text,
             "INSERT INTO job (id, bundle_seq, kind, patient, identifier_system, identifier_value,"
             " state, created_ms, updated_ms, next_attempt_ms, attempts, receipt, result_code,"
             " result_text, message_id, lease, lease_until_ms) VALUES ('j%zu', 1, 'clinical', 'p',"
             " 's', 'v', %zu, 1, 2, 3, 4, 'r', 'c', 't', 'm', NULL, 0)",
             i, i);
    run(database, text);
  }
}

static void make_old(int version) {
  char path[128];
  sqlite3 *database = NULL;
  store->close(store);
  store = NULL;
  snprintf(path, sizeof path, "%s/facade.db", directory);
  ck_assert_int_eq(unlink(path), 0);
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  ck_assert_int_eq(sqlite_schema_migrate_to(database, version), ERROR_OK);
  fill(database);
  sqlite3_close(database);
}

START_TEST(old_databases_keep_what_they_hold) {
  make_old(_i);
  open_store();
  const struct store_job_filter filter = {.updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX};
  struct store_job *jobs = NULL;
  size_t count = 0;
  ck_assert_int_eq(store->job_list(store, &filter, arena, &jobs, &count), ERROR_OK);
  ck_assert_uint_eq(count, sizeof states / sizeof states[0]);
  for (size_t i = 0; i < count; i++) {
    const struct store_job *job = &jobs[count - 1 - i];
    ck_assert_int_eq(job->state, states[i]);
    ck_assert_int_eq(job->operation, JOB_OPERATION_REGISTER);
    ck_assert(view_is(job->bundle_id, "b") && view_is(job->receipt, "r"));
    ck_assert(job->created_ms == 1 && job->next_attempt_ms == 3 && job->attempts == 4);
  }
  struct view content;
  ck_assert_int_eq(store->bundle_read(store, view_of("b"), arena, &content), ERROR_OK);
  ck_assert(view_is(content, "{}"));
}
END_TEST

static void add_tests(TCase *tests) {
  tcase_add_loop_test(tests, old_databases_keep_what_they_hold, 1, 4);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("sqlite_schema");
  suite_add_tcase(suite, sqlite_case(add_tests));
  return suite;
}
