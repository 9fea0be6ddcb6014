/* A store that is new for each test, with a clock that a test moves: SQLite in a folder of its own,
 * or PostgreSQL in a schema of its own. */
#ifndef TESTS_UNIT_STORE_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_STORE_FIXTURE_H

#include "server/store/store_postgres.h"
#include "server/store/store_sqlite.h"
#include "tests/unit/postgres_server.h"
#include "tests/unit/unit_main.h"

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FIXTURE_CONNECTIONS 4

/* PostgreSQL counts leases by the database's own clock, which nobody can move. In the tests' schema
 * a function of its name stands before it: the database's time is what a table says. */
#define DATABASE_CLOCK                                                                             \
  "CREATE TABLE database_clock (at_ms bigint NOT NULL);"                                           \
  "INSERT INTO database_clock VALUES (%lld);"                                                      \
  "CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS"                 \
  " 'SELECT to_timestamp(0) + at_ms * interval ''1 millisecond'' FROM database_clock'"

static char directory[64]; /* of SQLite; empty: PostgreSQL */
static char database_url[256];
static struct arena *arena;
static struct store *store; /* NULL once a test has closed it for good */
static int64_t now = 1800000000000;
static int64_t jumped; /* by how much the wall clock was put forward, in milliseconds */

static inline int64_t fake_now(void *context) {
  (void)context;
  return now + jumped;
}

static inline int64_t fake_monotonic(void *context) {
  (void)context;
  return now * 1000;
}

static _Atomic int clock_source; /* enum clock_source of the fake clock */

static inline enum clock_source fake_source(void *context) {
  (void)context;
  return (enum clock_source)atomic_load(&clock_source);
}

static const struct clock fake_clock = {fake_now, fake_monotonic, NULL, fake_source};

/* Another store on the same data. */
static inline enum error open_another(bool read_only, struct store **ret_store) {
  const struct store_postgres_settings postgres = {database_url, FIXTURE_CONNECTIONS, read_only,
                                                   "test"};
  const struct store_sqlite_settings sqlite = {directory, read_only, 0};
  return directory[0] != '\0' ? store_sqlite_open(&sqlite, &fake_clock, ret_store)
                              : store_postgres_open(&postgres, &fake_clock, ret_store);
}

static inline void open_store(void) {
  ck_assert_int_eq(open_another(false, &store), ERROR_OK);
}

/* Runs SQL beside the store; the number in the first column of the first row, -1 without one. */
static inline int64_t sqlite_sql(const char *text) {
  char path[128];
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  int64_t number = -1;
  snprintf(path, sizeof(path), "%s/facade.db", directory);
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  ck_assert_int_eq(sqlite3_prepare_v2(database, text, -1, &statement, NULL), SQLITE_OK);
  if (sqlite3_step(statement) == SQLITE_ROW) {
    number = sqlite3_column_int64(statement, 0);
  }
  sqlite3_finalize(statement);
  sqlite3_close(database);
  return number;
}

static inline int64_t postgres_sql(const char *text) {
  PGconn *connection = PQconnectdb(database_url);
  PGresult *result = PQexec(connection, text);
  ExecStatusType status = PQresultStatus(result);
  ck_assert_msg(status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK, "%s: %s", text,
                PQerrorMessage(connection));
  int64_t number = PQntuples(result) > 0 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : -1;
  PQclear(result);
  PQfinish(connection);
  return number;
}

static inline int64_t store_sql(const char *text) {
  return directory[0] != '\0' ? sqlite_sql(text) : postgres_sql(text);
}

/* Time goes on, for the database as well; `now` alone would be the servers' clocks only. */
static inline void pass(int64_t milliseconds) {
  char text[100];
  now += milliseconds;
  if (directory[0] == '\0') {
    snprintf(text, sizeof text, "UPDATE database_clock SET at_ms = %lld", (long long)now);
    postgres_sql(text);
  }
}

static inline void set_up(void) {
  snprintf(directory, sizeof(directory), "/tmp/store-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(directory));
  arena = arena_new(100000000);
  jumped = 0;
  open_store();
}

static inline void tear_down(void) {
  if (store != NULL) {
    store->close(store);
  }
  store = NULL;
  arena_free(arena);
  static const char *const names[] = {"facade.db", "facade.db-wal", "facade.db-shm", "lock"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && directory[0] != '\0'; i++) {
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
    unlink(path);
  }
  if (directory[0] != '\0') {
    rmdir(directory);
  }
}

static inline void set_up_postgres(void) {
  char clock[sizeof DATABASE_CLOCK + 20];
  ck_assert(postgres_server_schema(database_url, sizeof database_url));
  strncat(database_url, "%2Cpg_catalog", sizeof database_url - strlen(database_url) - 1);
  snprintf(clock, sizeof clock, DATABASE_CLOCK, (long long)now);
  postgres_sql(clock);
  arena = arena_new(100000000);
  jumped = 0;
  open_store();
}

START_TEST(postgres_is_missing) {
  printf("skipped: the store on PostgreSQL (it is not installed)\n");
}
END_TEST

/* A case of tests on PostgreSQL: those that add() adds, or a line that they were skipped. */
static inline TCase *postgres_case(void (*add)(TCase *tests)) {
  TCase *tests = tcase_create("PostgreSQL");
  tcase_set_timeout(tests, 60);
  if (postgres_server_start(false)) {
    tcase_add_checked_fixture(tests, set_up_postgres, tear_down);
    add(tests);
  } else {
    tcase_add_test(tests, postgres_is_missing);
  }
  return tests;
}

/* The same tests on SQLite. */
static inline TCase *sqlite_case(void (*add)(TCase *tests)) {
  TCase *tests = tcase_create("SQLite");
  tcase_set_timeout(tests, 60);
  tcase_add_checked_fixture(tests, set_up, tear_down);
  add(tests);
  return tests;
}

/* A Bundle of one patient that each test changes to its needs. */
static inline struct store_bundle fixture_bundle(const char *value, const char *content) {
  char *id = arena_bytes(arena, UUID_BYTES);
  uuid_random(id);
  return (struct store_bundle){
      .id = view_make(id, UUID_BYTES - 1),
      .kind = view_of("clinical"),
      .content = view_of(content),
      .digest = hash_sha256(view_of(content)),
      .identifier_system = view_of("urn:system"),
      .identifier_value = view_of(value),
      .patient = view_of("00012"),
      .received_digest = hash_sha256(view_of(content)),
      .pack_id = view_of("pack"),
      .clins_version = view_of("1.10.0"),
      .request_id = view_of("request"),
  };
}

#endif
