/* The audit trail: chains that show every change, triggers that refuse it, archives, rows that are
 * older than the chains, the recorder. On both stores where it is not of one. */
#include "server/store/audit_archive.h"
#include "server/store/audit_chain.h"
#include "server/store/audit_line.h"
#include "server/store/audit_recorder.h"
#include "server/store/audit_verify.h"
#include "server/store/sqlite_schema.h"
#include "tests/unit/store/store_fixture.h"

#include <dirent.h>
#include <pthread.h>

#define DAY_MS 86400000
#define THREADS 4
#define ROWS_EACH 20

static char archive[64];

static struct store_audit access_row(const char *request) {
  return (struct store_audit){.action = view_of("access"),
                              .request_id = view_of(request),
                              .subject = view_of("subject"),
                              .detail = view_of("detail"),
                              .client = view_of("client"),
                              .address = view_of("192.0.2.1"),
                              .route = view_of("task-read"),
                              .type = view_of("Task"),
                              .patients = view_of("hash-1 hash-2"),
                              .verb = view_of("R"),
                              .status = 200};
}

static void add(const char *request) {
  const struct store_audit row = access_row(request);
  ck_assert_int_eq(store->audit(store, &row), ERROR_OK);
}

static void add_rows(size_t count) {
  for (size_t i = 0; i < count; i++) {
    add(arena_format(arena, "r%zu", i).data);
  }
}

static struct audit_verify_result verify_with(const struct sha256 *anchor) {
  struct audit_verify_settings settings = {.store = store, .folder = archive};
  struct audit_verify_result result;
  if (anchor != NULL) {
    settings.anchor = *anchor;
    settings.has_anchor = true;
  }
  ck_assert_int_eq(audit_verify_run(&settings, arena, &result), ERROR_OK);
  return result;
}

static enum audit_fault fault(void) {
  return verify_with(NULL).fault;
}

static struct store_audit_head only_head(void) {
  struct store_audit_head *heads = NULL;
  size_t count = 0;
  ck_assert_int_eq(store->audit_heads(store, arena, &heads, &count), ERROR_OK);
  ck_assert_uint_ge(count, 1);
  return heads[count - 1];
}

static struct sha256 digest_of(struct view hash) {
  struct sha256 digest;
  ck_assert_uint_eq(hash.length, SHA256_BYTES);
  memcpy(digest.bytes, hash.data, SHA256_BYTES);
  return digest;
}

/* ---- chain --------------------------------------------------------------------------------------
 */
START_TEST(rows_are_linked) {
  add_rows(3);
  struct store_audit_head head = only_head();
  const struct store_audit_walk walk = {head.chain, 1, 10};
  struct store_audit_page page;
  struct sha256 hash;
  struct view before = view_of("");
  ck_assert_int_eq(store->audit_walk(store, &walk, arena, &page), ERROR_OK);
  ck_assert_uint_eq(page.count, 3);
  for (size_t i = 0; i < page.count; i++) {
    ck_assert_int_eq(page.rows[i].number, (int64_t)i + 1);
    ck_assert_int_eq(audit_chain_seal(before, &page.rows[i], &hash), ERROR_OK);
    ck_assert(view_equal(page.rows[i].hash, view_make((const char *)hash.bytes, SHA256_BYTES)));
    before = page.rows[i].hash;
  }
  ck_assert(view_equal(head.hash, before));
  ck_assert_int_eq(head.number, 3);
  ck_assert(view_is(page.rows[0].what.patients, "hash-1 hash-2"));
  ck_assert(view_is(page.rows[0].what.client, "client"));
  struct audit_verify_result result = verify_with(NULL);
  ck_assert_int_eq(result.fault, AUDIT_FAULT_NONE);
  ck_assert_uint_eq(result.rows, 3);
}
END_TEST

/* Every column of a row in the middle is changed in turn, as somebody could who has the database
 * and has taken the triggers away. */
static void drop_triggers(void) {
  if (directory[0] != '\0') {
    store_sql("DROP TRIGGER audit_no_update");
    store_sql("DROP TRIGGER audit_no_delete");
  } else {
    store_sql("DROP TRIGGER audit_no_update ON audit");
    store_sql("DROP TRIGGER audit_no_delete ON audit");
  }
}

static const char *const columns[] = {"action", "verb", "request_id", "client",   "address",
                                      "route",  "type", "subject",    "patients", "detail"};
static const char *const numbers[] = {"at_ms", "outcome", "status", "number"};

static void must_show(const char *column, const char *change, const char *back) {
  store_sql(change);
  struct audit_verify_result result = verify_with(NULL);
  ck_assert_msg(result.fault != AUDIT_FAULT_NONE, "%s", column);
  ck_assert_int_eq(result.number, 3);
  store_sql(back);
  ck_assert_msg(fault() == AUDIT_FAULT_NONE, "%s is not restored", column);
}

START_TEST(a_change_of_any_column_is_found) {
  add_rows(5);
  drop_triggers();
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
    struct view change = arena_format(arena, "UPDATE audit SET %s = %s || 'x' WHERE number = 3",
                                      columns[i], columns[i]);
    struct view back =
        arena_format(arena, "UPDATE audit SET %s = substr(%s, 1, length(%s) - 1) WHERE number = 3",
                     columns[i], columns[i], columns[i]);
    must_show(columns[i], change.data, back.data);
  }
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    struct view change = arena_format(arena, "UPDATE audit SET %s = %s + 100 WHERE number = 3",
                                      numbers[i], numbers[i]);
    struct view back = arena_format(
        arena, "UPDATE audit SET %s = %s - 100 WHERE number IN (3, 103)", numbers[i], numbers[i]);
    must_show(numbers[i], change.data, back.data);
  }
  store_sql("UPDATE audit SET hash = (SELECT hash FROM audit WHERE number = 2) WHERE number = 3");
  ck_assert_int_eq(verify_with(NULL).fault, AUDIT_FAULT_CHANGED);
  ck_assert_int_eq(verify_with(NULL).number, 3);
}
END_TEST

START_TEST(another_chain_name_is_found) {
  add_rows(5);
  drop_triggers();
  store_sql("UPDATE audit SET chain = 'other' WHERE number = 5");
  ck_assert_int_ne(fault(), AUDIT_FAULT_NONE);
}
END_TEST

START_TEST(a_missing_row_is_found) {
  add_rows(5);
  drop_triggers();
  store_sql("DELETE FROM audit WHERE number = 4");
  ck_assert_int_eq(verify_with(NULL).fault, AUDIT_FAULT_MISSING);
  ck_assert_int_eq(verify_with(NULL).number, 4);
}
END_TEST

START_TEST(a_cut_end_is_found) {
  add_rows(5);
  struct sha256 anchor = digest_of(only_head().hash);
  ck_assert_int_eq(verify_with(&anchor).fault, AUDIT_FAULT_NONE);
  drop_triggers();
  store_sql("DELETE FROM audit WHERE number = 5");
  ck_assert_int_eq(fault(), AUDIT_FAULT_HEAD);
  /* Who moves the head as well is found by the anchor alone. */
  store_sql("UPDATE audit_chain SET number = 4,"
            " hash = (SELECT hash FROM audit WHERE number = 4)");
  ck_assert_int_eq(fault(), AUDIT_FAULT_NONE);
  ck_assert_int_eq(verify_with(&anchor).fault, AUDIT_FAULT_ANCHOR);
}
END_TEST

START_TEST(an_older_head_is_an_anchor) {
  add_rows(2);
  struct sha256 anchor = digest_of(only_head().hash);
  add_rows(2);
  ck_assert_int_eq(verify_with(&anchor).fault, AUDIT_FAULT_NONE);
  anchor.bytes[0] ^= 1u;
  ck_assert_int_eq(verify_with(&anchor).fault, AUDIT_FAULT_ANCHOR);
}
END_TEST

/* True when the statement was refused; beside the store, as another program would. */
static bool is_refused(const char *sql) {
  if (directory[0] == '\0') {
    PGconn *connection = PQconnectdb(database_url);
    PGresult *result = PQexec(connection, sql);
    bool refused = PQresultStatus(result) == PGRES_FATAL_ERROR;
    PQclear(result);
    PQfinish(connection);
    return refused;
  }
  char path[128];
  sqlite3 *database = NULL;
  snprintf(path, sizeof path, "%s/facade.db", directory);
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  bool refused = sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_CONSTRAINT;
  sqlite3_close(database);
  return refused;
}

START_TEST(the_database_refuses_changes) {
  static const char *const statements[] = {
      "UPDATE audit SET detail = '' WHERE number = 1",
      "UPDATE audit SET hash = '' WHERE number = 1",
      "DELETE FROM audit WHERE number = 1",
      "DELETE FROM audit",
  };
  add_rows(2);
  for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++) {
    ck_assert_msg(is_refused(statements[i]), "%s", statements[i]);
  }
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit"), 2);
  ck_assert_int_eq(fault(), AUDIT_FAULT_NONE);
}
END_TEST

static void *add_many(void *context) {
  uint32_t *failures = context;
  const struct store_audit rows[] = {access_row("a"), access_row("b")};
  for (int i = 0; i < ROWS_EACH; i++) {
    *failures += store->audit(store, &rows[0]) != ERROR_OK;
    *failures += store->audit_many(store, rows, 2) != ERROR_OK;
  }
  return NULL;
}

START_TEST(threads_at_once_leave_whole_chains) {
  pthread_t threads[THREADS];
  uint32_t failures[THREADS] = {0};
  for (int i = 0; i < THREADS; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, add_many, &failures[i]), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    ck_assert_uint_eq(failures[i], 0);
  }
  struct audit_verify_result result = verify_with(NULL);
  ck_assert_int_eq(result.fault, AUDIT_FAULT_NONE);
  ck_assert_uint_eq(result.rows, THREADS * ROWS_EACH * 3);
}
END_TEST

/* ---- searching ----------------------------------------------------------------------------------
 */
static uint64_t found(const struct store_audit_filter *filter) {
  struct store_audit_page page;
  ck_assert_int_eq(store->audit_list(store, filter, arena, &page), ERROR_OK);
  return page.total;
}

START_TEST(filters_find_rows) {
  struct store_audit refused = access_row("r9");
  refused.status = 404;
  refused.verb = view_of("E");
  refused.patients = view_of("");
  refused.type = view_of("Patient");
  add_rows(2);
  ck_assert_int_eq(store->audit(store, &refused), ERROR_OK);
  const struct store_audit_filter open = {.from_ms = INT64_MIN, .to_ms = INT64_MAX};
  struct store_audit_filter filter = open;
  ck_assert_uint_eq(found(&filter), 3);
  filter.patient = view_of("hash-2");
  ck_assert_uint_eq(found(&filter), 2);
  filter = open;
  filter.outcomes = 1u << 4;
  ck_assert_uint_eq(found(&filter), 1);
  filter = open;
  filter.verbs = view_of("RC");
  ck_assert_uint_eq(found(&filter), 2);
  filter = open;
  filter.agent = view_of("192.0.2.1");
  ck_assert_uint_eq(found(&filter), 3);
  filter.agent = view_of("192.0.2.2");
  ck_assert_uint_eq(found(&filter), 0);
  filter = open;
  filter.type = view_of("Patient");
  ck_assert_uint_eq(found(&filter), 1);
  filter = open;
  filter.from_ms = now + 1;
  ck_assert_uint_eq(found(&filter), 0);
}
END_TEST

START_TEST(a_line_holds_the_whole_row) {
  struct store_audit_page page;
  struct store_audit_row again;
  struct sha256 hash;
  add_rows(1);
  const struct store_audit_walk walk = {only_head().chain, 1, 1};
  ck_assert_int_eq(store->audit_walk(store, &walk, arena, &page), ERROR_OK);
  struct buffer buffer = buffer_make(arena, 100000);
  struct json_writer writer = json_writer_make(&buffer, false);
  audit_line_write(&writer, &page.rows[0]);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  ck_assert_int_eq(audit_line_read(arena, buffer_view(&buffer), &again), ERROR_OK);
  ck_assert_int_eq(audit_chain_seal(view_of(""), &again, &hash), ERROR_OK);
  ck_assert(view_equal(again.hash, view_make((const char *)hash.bytes, SHA256_BYTES)));
  ck_assert_int_eq(audit_line_read(arena, view_of("{\"number\":1}"), &again), ERROR_SYNTAX);
  ck_assert_int_eq(audit_line_read(arena, view_of("none"), &again), ERROR_SYNTAX);
}
END_TEST

/* ---- archives -----------------------------------------------------------------------------------
 */
static uint32_t archive_now(uint32_t keep_days) {
  const struct audit_archive_settings settings = {store, archive, now + jumped, keep_days};
  uint32_t segments = 0;
  ck_assert_int_eq(audit_archive_run(&settings, &segments), ERROR_OK);
  return segments;
}

/* The only file in the folder. */
static void archive_path(char *ret_path, size_t size) {
  DIR *folder = opendir(archive);
  const struct dirent *entry = NULL;
  ck_assert_ptr_nonnull(folder);
  ret_path[0] = '\0';
  while ((entry = readdir(folder)) != NULL) {
    if (strstr(entry->d_name, ".jsonl.gz") != NULL) {
      ck_assert_int_eq(ret_path[0], '\0');
      snprintf(ret_path, size, "%s/%s", archive, entry->d_name);
    }
  }
  closedir(folder);
  ck_assert_int_ne(ret_path[0], '\0');
}

static enum error count_row(void *context, const struct store_audit_row *row) {
  (void)row;
  ++*(int *)context;
  return ERROR_OK;
}

START_TEST(old_months_go_to_a_file) {
  char path[400];
  int rows = 0;
  add_rows(4);
  ck_assert_uint_eq(archive_now(1), 0); /* the month is not over */
  jumped = 70 * (int64_t)DAY_MS;
  add_rows(2);
  ck_assert_uint_eq(archive_now(365), 0);
  ck_assert_uint_eq(archive_now(30), 1);
  ck_assert_uint_eq(archive_now(30), 0);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit WHERE number <= 4"), 0);
  archive_path(path, sizeof path);
  ck_assert_int_eq(audit_archive_read(path, count_row, &rows), ERROR_OK);
  ck_assert_int_eq(rows, 4);
  struct audit_verify_result result = verify_with(NULL);
  ck_assert_int_eq(result.fault, AUDIT_FAULT_NONE);
  ck_assert_uint_eq(result.archived, 4);
  ck_assert_uint_eq(result.rows, 3); /* with the one that says so */
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit WHERE action = 'audit-archived'"), 1);
  add_rows(1);
  ck_assert_int_eq(fault(), AUDIT_FAULT_NONE);
  /* Elsewhere, the file is only missed. */
  unlink(path);
  result = verify_with(NULL);
  ck_assert_int_eq(result.fault, AUDIT_FAULT_NONE);
  ck_assert_uint_eq(result.absent, 4);
}
END_TEST

START_TEST(a_changed_archive_is_found) {
  char path[400];
  add_rows(4);
  jumped = 70 * (int64_t)DAY_MS;
  add_rows(1);
  ck_assert_uint_eq(archive_now(30), 1);
  archive_path(path, sizeof path);
  FILE *file = fopen(path, "r+b");
  ck_assert_ptr_nonnull(file);
  fseek(file, 40, SEEK_SET);
  fputc('x', file);
  fclose(file);
  ck_assert_int_eq(fault(), AUDIT_FAULT_ARCHIVE);
  unlink(path);
}
END_TEST

START_TEST(an_idle_chain_goes_on_behind_its_archive) {
  char path[400];
  add_rows(3);
  struct sha256 anchor = digest_of(only_head().hash);
  jumped = 70 * (int64_t)DAY_MS;
  ck_assert_uint_eq(archive_now(30), 1);
  archive_path(path, sizeof path);
  ck_assert_int_eq(store_sql("SELECT min(number) FROM audit WHERE action = 'audit-archived'"), 4);
  ck_assert_int_eq(verify_with(&anchor).fault, AUDIT_FAULT_NONE);
  unlink(path);
}
END_TEST

START_TEST(segments_stay) {
  char path[400];
  add_rows(1);
  jumped = 70 * (int64_t)DAY_MS;
  ck_assert_uint_eq(archive_now(30), 1);
  ck_assert(is_refused("DELETE FROM audit_segment"));
  ck_assert(is_refused("UPDATE audit_segment SET last = 100"));
  archive_path(path, sizeof path);
  unlink(path);
}
END_TEST

/* ---- older rows ---------------------------------------------------------------------------------
 */
/* A database of the version before, with rows. */
static void make_older(void) {
  char path[128];
  sqlite3 *database = NULL;
  store->close(store);
  snprintf(path, sizeof path, "%s/facade.db", directory);
  unlink(path);
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  ck_assert_int_eq(sqlite_schema_migrate_to(database, sqlite_schema_version() - 1), ERROR_OK);
  ck_assert_int_eq(sqlite3_exec(database,
                                "INSERT INTO audit (at_ms, action, request_id, subject, detail)"
                                " VALUES (1, 'bundle-accepted', 'r', 's', 'd'),"
                                " (2, 'job-sending', 'r', 's', 'd'), (3, 'x', '', '', '')",
                                NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(database);
  open_store();
}

START_TEST(older_rows_are_covered) {
  make_older();
  add_rows(2);
  struct audit_verify_result result = verify_with(NULL);
  ck_assert_int_eq(result.fault, AUDIT_FAULT_NONE);
  ck_assert_uint_eq(result.rows, 6);
  ck_assert_uint_eq(result.chains, 2);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit WHERE action = 'older-rows-covered'"), 1);
  ck_assert(is_refused("UPDATE audit SET detail = 'x' WHERE chain = 'before'"));
  store->close(store);
  open_store(); /* not once more */
  ck_assert_uint_eq(verify_with(NULL).rows, 6);
  /* Who computes the older chain anew does not get at the covering row. */
  store_sql("DROP TRIGGER audit_no_delete");
  store_sql("DELETE FROM audit WHERE chain = 'before'");
  store_sql("DELETE FROM audit_chain WHERE chain = 'before'");
  store_sql("INSERT INTO audit_chain SELECT 'before', 1, hash FROM audit WHERE number = 1");
  ck_assert_int_ne(fault(), AUDIT_FAULT_NONE);
}
END_TEST

/* ---- recorder -----------------------------------------------------------------------------------
 */
static struct audit_recorder *start_recorder(void) {
  const struct audit_recorder_settings settings = {store, &fake_clock, archive, 0};
  struct audit_recorder *recorder = NULL;
  ck_assert_int_eq(audit_recorder_start(&settings, &recorder), ERROR_OK);
  return recorder;
}

static int64_t wait_for_row(const char *sql) {
  int64_t told = 0;
  for (int i = 0; i < 400 && told == 0; i++) {
    usleep(25000);
    told = store_sql(sql);
  }
  return told;
}

START_TEST(batches_are_written_at_the_end_at_latest) {
  struct audit_recorder *recorder = start_recorder();
  for (int i = 0; i < 300; i++) {
    const struct store_audit row = access_row("r");
    ck_assert_int_eq(audit_recorder_add(recorder, &row), ERROR_OK);
  }
  audit_recorder_count(recorder, true);
  audit_recorder_finish(recorder);
  const struct store_audit late = access_row("late");
  ck_assert_int_eq(audit_recorder_add(recorder, &late), ERROR_BUSY);
  audit_recorder_free(recorder);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit WHERE action = 'access'"), 300);
  ck_assert_int_eq(
      store_sql("SELECT count(*) FROM audit WHERE action = 'audit-lost' AND detail = '1'"), 1);
  ck_assert_int_eq(fault(), AUDIT_FAULT_NONE);
}
END_TEST

START_TEST(a_jump_of_the_clock_is_told) {
  struct audit_recorder *recorder = start_recorder();
  jumped = 60000;
  int64_t told = wait_for_row("SELECT count(*) FROM audit WHERE action = 'clock-jump'"
                              " AND detail = '+60000 ms'");
  audit_recorder_finish(recorder);
  audit_recorder_free(recorder);
  ck_assert_int_eq(told, 1);
}
END_TEST

START_TEST(a_clock_that_nobody_keeps_is_told) {
  atomic_store(&clock_source, CLOCK_SOURCE_SYNCHRONIZED);
  struct audit_recorder *recorder = start_recorder();
  atomic_store(&clock_source, CLOCK_SOURCE_FREE);
  ck_assert_int_eq(wait_for_row("SELECT count(*) FROM audit WHERE action = 'clock-free'"
                                " AND detail = 'synchronized' AND outcome = 4"),
                   1);
  atomic_store(&clock_source, CLOCK_SOURCE_UNKNOWN);
  atomic_store(&clock_source, CLOCK_SOURCE_SYNCHRONIZED);
  ck_assert_int_eq(wait_for_row("SELECT count(*) FROM audit WHERE action = 'clock-synchronized'"
                                " AND detail = 'free' AND outcome = 0"),
                   1);
  audit_recorder_finish(recorder);
  audit_recorder_free(recorder);
  atomic_store(&clock_source, CLOCK_SOURCE_UNKNOWN);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit WHERE action LIKE 'clock-%'"), 2);
}
END_TEST

/* ---- texts --------------------------------------------------------------------------------------
 */
START_TEST(patients_are_hashed_without_zeros) {
  struct view a = audit_chain_patient(arena, view_of("1319999999"), view_of("00012"));
  struct view b = audit_chain_patient(arena, view_of("1319999999"), view_of("12"));
  struct view c = audit_chain_patient(arena, view_of("1319999998"), view_of("12"));
  ck_assert_uint_eq(a.length, SHA256_HEX_BYTES - 1);
  ck_assert(view_equal(a, b));
  ck_assert(!view_equal(a, c));
  ck_assert_uint_eq(audit_chain_patient(arena, view_of("1"), view_of("")).length, 0);
}
END_TEST

START_TEST(ids_are_split) {
  struct view chain;
  int64_t number = 0;
  ck_assert(audit_chain_split_id(view_of("clinic-1.0-17"), &chain, &number));
  ck_assert(view_is(chain, "clinic-1.0"));
  ck_assert_int_eq(number, 17);
  ck_assert(!audit_chain_split_id(view_of("main"), &chain, &number));
  ck_assert(!audit_chain_split_id(view_of("main-x"), &chain, &number));
  ck_assert(!audit_chain_split_id(view_of("-1"), &chain, &number));
  ck_assert(!audit_chain_split_id(view_of(""), &chain, &number));
}
END_TEST

static void make_archive(void) {
  snprintf(archive, sizeof archive, "/tmp/audit-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(archive));
}

static void remove_archive(void) {
  rmdir(archive);
}

static void add_tests(TCase *tests) {
  tcase_add_checked_fixture(tests, make_archive, remove_archive);
  tcase_add_test(tests, rows_are_linked);
  tcase_add_test(tests, a_change_of_any_column_is_found);
  tcase_add_test(tests, another_chain_name_is_found);
  tcase_add_test(tests, a_missing_row_is_found);
  tcase_add_test(tests, a_cut_end_is_found);
  tcase_add_test(tests, an_older_head_is_an_anchor);
  tcase_add_test(tests, the_database_refuses_changes);
  tcase_add_test(tests, threads_at_once_leave_whole_chains);
  tcase_add_test(tests, filters_find_rows);
  tcase_add_test(tests, a_line_holds_the_whole_row);
  tcase_add_test(tests, old_months_go_to_a_file);
  tcase_add_test(tests, a_changed_archive_is_found);
  tcase_add_test(tests, an_idle_chain_goes_on_behind_its_archive);
  tcase_add_test(tests, segments_stay);
  tcase_add_test(tests, batches_are_written_at_the_end_at_latest);
  tcase_add_test(tests, a_jump_of_the_clock_is_told);
  tcase_add_test(tests, a_clock_that_nobody_keeps_is_told);
}

static void add_sqlite_tests(TCase *tests) {
  add_tests(tests);
  tcase_add_test(tests, older_rows_are_covered);
  tcase_add_test(tests, patients_are_hashed_without_zeros);
  tcase_add_test(tests, ids_are_split);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("store_audit");
  suite_add_tcase(suite, sqlite_case(add_sqlite_tests));
  suite_add_tcase(suite, postgres_case(add_tests));
  return suite;
}
