/* From SQLite to PostgreSQL: every row, or none. */
#include "server/store/store_copy.h"

#include "server/store/audit_verify.h"
#include "server/store/postgres_schema.h"
#include "server/store/sqlite_schema.h"
#include "tests/unit/store/store_fixture.h"

#include <endian.h>
#include <string.h>
#include <sys/stat.h>

#define TEXT_BYTES 1500
/* More than is sent at a time. */
#define LONG_CONTENT 300000u

static const struct {
  const char *name;
  const char *types;
  const char *columns;
  const char *without;
} tables[STORE_COPY_TABLE_COUNT] = {
#define TABLE(name, table, types, columns, without, used) {table, types, columns, without},
    STORE_COPY_TABLES(TABLE)
#undef TABLE
};

/* ---- fixture: a source in a folder, an empty schema as the target -------------------------------
 */
static struct store_copy_result result;

static void set_up_both(void) {
  set_up();
  store->close(store);
  store = NULL;
  ck_assert(postgres_server_schema(database_url, sizeof database_url));
}

/* With what the copy left. */
static void tear_down_both(void) {
  char command[100];
  if (store != NULL) {
    store->close(store);
    store = NULL;
  }
  arena_free(arena);
  snprintf(command, sizeof command, "rm -r %s", directory);
  ck_assert_int_eq(system(command), 0);
}

static enum store_copy_fault run_to(const char *url) {
  const struct store_copy_settings settings = {directory, url, "test"};
  return store_copy_run(&settings, &fake_clock, &result);
}

static enum store_copy_fault run(void) {
  return run_to(database_url);
}

/* The store of the target, as a server has it. */
static struct store *open_target(void) {
  const struct store_postgres_settings settings = {database_url, 1, false, "test"};
  struct store *target = NULL;
  ck_assert_int_eq(store_postgres_open(&settings, &fake_clock, &target), ERROR_OK);
  return target;
}

static void make_target(void) {
  struct store *target = open_target();
  target->close(target);
}

static bool folder_has(const char *name) {
  char path[128];
  snprintf(path, sizeof path, "%s/%s", directory, name);
  return access(path, F_OK) == 0;
}

static void rename_in_folder(const char *from, const char *to) {
  char paths[2][128];
  snprintf(paths[0], sizeof paths[0], "%s/%s", directory, from);
  snprintf(paths[1], sizeof paths[1], "%s/%s", directory, to);
  ck_assert_int_eq(rename(paths[0], paths[1]), 0);
}

/* All tables but the one that is never empty. */
static int64_t target_rows(void) {
  int64_t count = 0;
  for (size_t i = 0; i < STORE_COPY_TABLE_COUNT; i++) {
    char text[TEXT_BYTES];
    snprintf(text, sizeof text, "SELECT count(*) FROM %s", tables[i].name);
    count += i == STORE_COPY_MAPPING_STATE ? 0 : postgres_sql(text);
  }
  return count;
}

/* Nothing was copied, and the source can be used as before. */
static void check_nothing_happened(void) {
  ck_assert(folder_has("facade.db"));
  ck_assert_int_eq(target_rows(), 0);
  ck_assert_int_eq(postgres_sql("SELECT revision FROM mapping_state"), 1);
  open_store();
  store->close(store);
  store = NULL;
}

static void accept_into(struct store *at, const char *value, struct view content) {
  struct store_accepted accepted;
  struct store_bundle bundle = fixture_bundle(value, "");
  bundle.content = content;
  bundle.digest = hash_sha256(content);
  bundle.received_digest = bundle.digest;
  bundle.idempotency_key = view_of(value);
  bundle.signature = view_of("signature");
  ck_assert_int_eq(at->accept(at, &bundle, arena, &accepted), ERROR_OK);
}

/* A row or more in every table; one job is being sent. Texts that are not ASCII, bytes of every
 * value. */
static void fill_source(void) {
  char *content = arena_bytes(arena, LONG_CONTENT);
  for (size_t i = 0; i < LONG_CONTENT; i++) {
    content[i] = (char)(i * 7 + i / 256);
  }
  open_store();
  accept_into(store, "A", view_make(content, LONG_CONTENT));
  accept_into(store, "B", view_of("{}"));
  accept_into(store, "C", view_make("\0\377\n", 3));
  struct store_job job;
  struct view lease;
  const struct store_claim claim = {.now_ms = now, .lease_ms = 60000};
  ck_assert_int_eq(store->job_claim(store, &claim, arena, &job, &lease), ERROR_OK);
  store->close(store);
  store = NULL;
  static const char *const more[] = {
      "INSERT INTO composition VALUES (7, 'c7', 1, '00012', 'urn:診療', '57133-1', 5)",
      "INSERT INTO received VALUES (3, 'key', 2, 'unsigned', 17)",
      "INSERT INTO resource VALUES ('CodeSystem', 'r', 'http://u', '1', 5, x'00ff0d0a')",
      "INSERT INTO mapping VALUES (4, 'm', 2, 5, 'drug', 's', '内服', '', '散剤\t\\N', '', 't',"
      " 'c', 'd', 'equal', '', '', 'approved', 'p', 'r', '')",
      "UPDATE mapping_state SET revision = 9",
      "INSERT INTO unmapped VALUES (2, 'drug', 's', '2', 'd', 'none', 'e', 12, 5, 6)",
      "INSERT INTO subscription VALUES ('s1', 1, 'rest', 'active', 'Patient', 'http://e', 0, '',"
      " '', 3, 77, 5, x'7b7d')",
      "INSERT INTO notification VALUES (11, 's1', 'e1', '00012', '2024-01-01', 5, 1)",
      "INSERT INTO notification VALUES (12, 's1', 'e2', '00012', '2024-01-01', 5, 0)",
      "INSERT INTO audit_segment VALUES ('gone', 1, 2, x'', x'0001ff', 'gone.zst')",
  };
  for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
    sqlite_sql(more[i]);
  }
}

/* ---- the table of tables ------------------------------------------------------------------------
 */
static bool list_has(const char *list, const char *name) {
  size_t length = strlen(name);
  for (const char *at = list; (at = strstr(at, name)) != NULL; at += length) {
    bool begins = at == list || at[-1] == ' ';
    if (begins && (at[length] == ',' || at[length] == '\0')) {
      return true;
    }
  }
  return false;
}

static size_t list_length(const char *list) {
  size_t count = list[0] != '\0';
  for (; *list != '\0'; list++) {
    count += *list == ',';
  }
  return count;
}

static const char *type_of(char letter) {
  return letter == 'n' ? "bigint" : letter == 't' ? "text" : letter == 'b' ? "bytea" : "boolean";
}

/* A column that one of the schemas has and the table does not name would be lost. */
START_TEST(every_column_is_named) {
  char text[TEXT_BYTES];
  char path[128];
  sqlite3 *database = NULL;
  sqlite3_stmt *rows = NULL;
  size_t named = 0;
  const char *table = tables[_i].name;
  snprintf(path, sizeof path, "%s/facade.db", directory);
  snprintf(text, sizeof text, "SELECT name FROM pragma_table_info('%s')", table);
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  ck_assert_int_eq(sqlite3_prepare_v2(database, text, -1, &rows, NULL), SQLITE_OK);
  while (sqlite3_step(rows) == SQLITE_ROW) {
    const char *column = (const char *)sqlite3_column_text(rows, 0);
    bool copied = list_has(tables[_i].columns, column);
    named += copied;
    ck_assert_msg(copied || list_has(tables[_i].without, column), "SQLite: %s.%s", table, column);
  }
  sqlite3_finalize(rows);
  sqlite3_close(database);
  ck_assert_uint_eq(named, list_length(tables[_i].columns));
  ck_assert_uint_eq(named, strlen(tables[_i].types));
}
END_TEST

START_TEST(every_column_is_named_in_postgres) {
  char text[TEXT_BYTES];
  const char *table = tables[_i].name;
  make_target();
  snprintf(text, sizeof text,
           "SELECT column_name, data_type FROM information_schema.columns"
           " WHERE table_schema = current_schema() AND table_name = '%s'",
           table);
  PGconn *connection = PQconnectdb(database_url);
  PGresult *rows = PQexec(connection, text);
  size_t named = 0;
  ck_assert_int_gt(PQntuples(rows), 0);
  for (int i = 0; i < PQntuples(rows); i++) {
    const char *column = PQgetvalue(rows, i, 0);
    bool copied = list_has(tables[_i].columns, column);
    named += copied;
    ck_assert_msg(copied || list_has(tables[_i].without, column), "PostgreSQL: %s.%s", table,
                  column);
  }
  ck_assert_uint_eq(named, list_length(tables[_i].columns));
  PQclear(rows);
  snprintf(text, sizeof text, "SELECT %s FROM %s", tables[_i].columns, table);
  rows = PQexec(connection, text);
  ck_assert_int_eq(PQnfields(rows), (int)strlen(tables[_i].types));
  for (int i = 0; i < PQnfields(rows); i++) {
    const char *type = type_of(tables[_i].types[i]);
    char wanted[100];
    snprintf(wanted, sizeof wanted, "SELECT '%s'::regtype::oid", type);
    ck_assert_msg(PQftype(rows, i) == (Oid)postgres_sql(wanted), "%s.%s is no %s", table,
                  PQfname(rows, i), type);
  }
  PQclear(rows);
  PQfinish(connection);
}
END_TEST

START_TEST(every_table_is_named) {
  int64_t version_tables = 1;
  make_target();
  ck_assert_int_eq(sqlite_sql("SELECT count(*) FROM sqlite_master WHERE type = 'table'"),
                   STORE_COPY_TABLE_COUNT);
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM information_schema.tables"
                                " WHERE table_schema = current_schema()"),
                   STORE_COPY_TABLE_COUNT + version_tables);
}
END_TEST

/* ---- what arrives -------------------------------------------------------------------------------
 */
static void check_value(sqlite3_stmt *source, const PGresult *target, int row, int column) {
  int64_t wanted = sqlite3_column_int64(source, column);
  const char *bytes = PQgetvalue(target, row, column);
  int length = PQgetlength(target, row, column);
  bool null = sqlite3_column_type(source, column) == SQLITE_NULL;
  ck_assert_int_eq(PQgetisnull(target, row, column), null);
  switch (null ? 0 : PQftype(target, column)) {
  case 0:
    break;
  case 16: /* boolean */
    ck_assert_int_eq(bytes[0], wanted);
    break;
  case 20: { /* bigint */
    uint64_t number = 0;
    ck_assert_int_eq(length, sizeof number);
    memcpy(&number, bytes, sizeof number);
    ck_assert_int_eq((int64_t)be64toh(number), wanted);
    break;
  }
  default:
    ck_assert_int_eq(length, sqlite3_column_bytes(source, column));
    ck_assert(length == 0 ||
              memcmp(bytes, sqlite3_column_blob(source, column), (size_t)length) == 0);
  }
}

/* The rows of one table, without what was written after the copy. */
static void check_table(sqlite3 *database, PGconn *connection, size_t table) {
  char text[TEXT_BYTES];
  sqlite3_stmt *source = NULL;
  bool in_chains = table == STORE_COPY_AUDIT || table == STORE_COPY_AUDIT_CHAIN;
  const char *columns = tables[table].columns;
  snprintf(text, sizeof text, "SELECT %s FROM %s ORDER BY %s", columns, tables[table].name,
           columns);
  ck_assert_int_eq(sqlite3_prepare_v2(database, text, -1, &source, NULL), SQLITE_OK);
  snprintf(text, sizeof text, "SELECT %s FROM %s%s ORDER BY %s", columns, tables[table].name,
           in_chains ? " WHERE chain NOT LIKE 'test.%'" : "", columns);
  PGresult *target = PQexecParams(connection, text, 0, NULL, NULL, NULL, NULL, 1);
  ck_assert_msg(PQresultStatus(target) == PGRES_TUPLES_OK, "%s", PQerrorMessage(connection));
  int row = 0;
  for (; sqlite3_step(source) == SQLITE_ROW; row++) {
    ck_assert_int_lt(row, PQntuples(target));
    for (int column = 0; column < sqlite3_column_count(source); column++) {
      check_value(source, target, row, column);
    }
  }
  ck_assert_int_gt(row, 0);
  ck_assert_int_eq(row, PQntuples(target));
  ck_assert_int_eq(row, result.rows[table]);
  sqlite3_finalize(source);
  PQclear(target);
}

static void check_rows(void) {
  char path[128];
  sqlite3 *database = NULL;
  PGconn *connection = PQconnectdb(database_url);
  snprintf(path, sizeof path, "%s/%s", directory, result.aside);
  ck_assert_int_eq(sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
  for (size_t i = 0; i < STORE_COPY_TABLE_COUNT; i++) {
    check_table(database, connection, i);
  }
  sqlite3_close(database);
  PQfinish(connection);
}

static void check_trail(struct store *target, uint64_t rows) {
  struct audit_verify_result verified;
  const struct audit_verify_settings settings = {.store = target, .folder = "/nonexistent"};
  ck_assert_int_eq(audit_verify_run(&settings, arena, &verified), ERROR_OK);
  ck_assert_int_eq(verified.fault, AUDIT_FAULT_NONE);
  ck_assert_uint_eq(verified.rows, rows);
}

START_TEST(everything_arrives) {
  fill_source();
  int64_t audited = sqlite_sql("SELECT count(*) FROM audit");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  ck_assert(!result.repeated);
  ck_assert(!folder_has("facade.db"));
  ck_assert(!folder_has("facade.db-wal"));
  ck_assert(folder_has(result.aside));
  check_rows();
  /* What was being sent is asked for first. */
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM job WHERE state = 4"), 1);
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM job WHERE state = 1"), 2);
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM job WHERE lease IS NOT NULL"), 0);
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM audit WHERE action = 'store-copied'"
                                " AND detail LIKE 'bundle 3 composition 1 received 1 job 3 %'"),
                   1);
  struct store *target = open_target();
  check_trail(target, (uint64_t)audited + 1);
  target->close(target);
}
END_TEST

START_TEST(numbers_go_on_behind) {
  fill_source();
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  struct store *target = open_target();
  accept_into(target, "D", view_of("{}"));
  ck_assert_int_eq(postgres_sql("SELECT max(seq) FROM bundle"), 4);
  ck_assert_int_eq(postgres_sql("SELECT max(seq) FROM job"), 4);
  ck_assert_int_eq(postgres_sql("SELECT nextval(pg_get_serial_sequence('composition', 'seq'))"), 8);
  ck_assert_int_eq(postgres_sql("SELECT nextval(pg_get_serial_sequence('received', 'seq'))"), 4);
  ck_assert_int_eq(postgres_sql("SELECT nextval(pg_get_serial_sequence('mapping', 'seq'))"), 5);
  ck_assert_int_eq(postgres_sql("SELECT nextval(pg_get_serial_sequence('notification', 'seq'))"),
                   13);
  target->close(target);
}
END_TEST

/* Nothing but empty tables. */
START_TEST(an_empty_store_is_copied) {
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  ck_assert_int_eq(result.rows[STORE_COPY_JOB], 0);
  struct store *target = open_target();
  accept_into(target, "A", view_of("{}"));
  check_trail(target, 2);
  ck_assert_int_eq(postgres_sql("SELECT max(seq) FROM job"), 1);
  target->close(target);
}
END_TEST

/* Its audit rows are older than the chains. */
START_TEST(an_older_store_is_brought_up_to_date) {
  char path[128];
  sqlite3 *database = NULL;
  snprintf(path, sizeof path, "%s/facade.db", directory);
  ck_assert_int_eq(unlink(path), 0);
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  ck_assert_int_eq(sqlite_schema_migrate_to(database, 4), ERROR_OK);
  sqlite3_close(database);
  sqlite_sql("INSERT INTO audit VALUES (1, 5, 'bundle-accepted', 'r', 's', 'd')");
  sqlite_sql("INSERT INTO audit VALUES (2, 6, 'job-sending', 'r', 's', 'd')");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM audit WHERE chain = 'before'"), 2);
  struct store *target = open_target();
  check_trail(target, 4); /* with those of the covering and of the copy */
  target->close(target);
}
END_TEST

/* ---- refused ------------------------------------------------------------------------------------
 */
/* The renaming failed, or the program was killed before it. */
START_TEST(a_copy_that_was_not_put_aside_is_known) {
  fill_source();
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  int64_t rows = target_rows();
  rename_in_folder(result.aside, "facade.db");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  ck_assert(result.repeated);
  ck_assert(!folder_has("facade.db"));
  ck_assert_int_eq(target_rows(), rows);
  /* But not when the source was used since. */
  rename_in_folder(result.aside, "facade.db");
  open_store();
  accept_into(store, "D", view_of("{}"));
  store->close(store);
  store = NULL;
  ck_assert_int_eq(run(), STORE_COPY_FAULT_TARGET_USED);
  ck_assert(folder_has("facade.db"));
  ck_assert_int_eq(target_rows(), rows);
}
END_TEST

/* The new name is taken by a folder. */
START_TEST(a_database_that_cannot_be_put_aside_is_told) {
  char path[128];
  snprintf(path, sizeof path, "%s/facade.db.copied-%lld", directory, (long long)now);
  fill_source();
  ck_assert_int_eq(mkdir(path, 0700), 0);
  ck_assert_int_eq(run(), STORE_COPY_FAULT_ASIDE);
  ck_assert(folder_has("facade.db"));
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM job"), 3);
  ck_assert_int_eq(rmdir(path), 0);
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  ck_assert(result.repeated && !folder_has("facade.db") && folder_has(result.aside));
  ck_assert_int_eq(postgres_sql("SELECT count(*) FROM job"), 3);
}
END_TEST

static const char *const uses[] = {
    "INSERT INTO unmapped VALUES (2, 'drug', 's', '2', 'd', 'none', 'e', 12, 5, 6)",
    "UPDATE mapping_state SET revision = 2",
    "INSERT INTO audit_chain VALUES ('other.0', 1, '')",
};

START_TEST(a_used_target_is_refused) {
  fill_source();
  make_target();
  postgres_sql(uses[_i]);
  int64_t rows = target_rows();
  ck_assert_int_eq(run(), STORE_COPY_FAULT_TARGET_USED);
  ck_assert(folder_has("facade.db"));
  ck_assert_int_eq(target_rows(), rows);
}
END_TEST

START_TEST(a_running_server_is_refused) {
  make_target();
  fill_source();
  open_store();
  ck_assert_int_eq(run(), STORE_COPY_FAULT_IN_USE);
  store->close(store);
  store = NULL;
  check_nothing_happened();
}
END_TEST

/* A command that looks at the database keeps its journal: it could not be put aside. */
START_TEST(another_command_is_refused) {
  char path[128];
  sqlite3 *reader = NULL;
  make_target();
  fill_source();
  snprintf(path, sizeof path, "%s/facade.db", directory);
  ck_assert_int_eq(sqlite3_open(path, &reader), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(reader, "BEGIN; SELECT count(*) FROM job", NULL, NULL, NULL),
                   SQLITE_OK);
  ck_assert_int_eq(run(), STORE_COPY_FAULT_IN_USE);
  sqlite3_close(reader);
  check_nothing_happened();
}
END_TEST

START_TEST(other_versions_and_places_are_refused) {
  make_target();
  fill_source();
  ck_assert_int_eq(run_to("postgresql:///none?host=/nonexistent"), STORE_COPY_FAULT_NO_TARGET);
  postgres_sql("UPDATE schema_version SET version = version + 1");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_TARGET_NEWER);
  postgres_sql("UPDATE schema_version SET version = version - 1");
  sqlite_sql("PRAGMA user_version = 99");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_SOURCE_NEWER);
  ck_assert_int_eq(sqlite_sql("PRAGMA user_version"), 99);
  rename_in_folder("facade.db", "other.db");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NO_SOURCE);
  ck_assert(!folder_has("facade.db"));
  ck_assert_int_eq(target_rows(), 0);
}
END_TEST

/* ---- a fault in the middle ----------------------------------------------------------------------
 */
#define TRIGGER(what)                                                                              \
  "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " what                     \
  "; RETURN NEW; END $$; CREATE TRIGGER spoil BEFORE INSERT ON notification FOR EACH ROW"          \
  " EXECUTE FUNCTION spoil()"

#define AT_COMMIT(what)                                                                            \
  "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " what                     \
  "; RETURN NULL; END $$; CREATE CONSTRAINT TRIGGER spoil AFTER INSERT ON notification"            \
  " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION spoil()"

static const struct {
  const char *spoil;
  enum store_copy_fault fault;
  const char *table; /* NULL: at the commit */
} faults[] = {
    {TRIGGER("RAISE EXCEPTION 'no'"), STORE_COPY_FAULT_ROWS, "notification"},
    {TRIGGER("PERFORM pg_terminate_backend(pg_backend_pid())"), STORE_COPY_FAULT_LOST,
     "notification"},
    {AT_COMMIT("PERFORM pg_terminate_backend(pg_backend_pid())"), STORE_COPY_FAULT_LOST, NULL},
    {"ALTER TABLE notification ADD CHECK (NOT pending)", STORE_COPY_FAULT_ROWS, "notification"},
};

START_TEST(a_fault_in_the_middle_copies_nothing) {
  make_target();
  fill_source();
  postgres_sql(faults[_i].spoil);
  ck_assert_int_eq(run(), faults[_i].fault);
  ck_assert_pstr_eq(result.table, faults[_i].table);
  check_nothing_happened();
  postgres_sql("DROP TRIGGER IF EXISTS spoil ON notification");
  postgres_sql("ALTER TABLE notification DROP CONSTRAINT IF EXISTS notification_pending_check");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_NONE);
  check_rows();
}
END_TEST

/* A text that PostgreSQL cannot hold. */
START_TEST(a_text_that_is_none_is_refused) {
  make_target();
  fill_source();
  sqlite_sql("UPDATE composition SET patient = CAST(x'ff' AS TEXT)");
  ck_assert_int_eq(run(), STORE_COPY_FAULT_ROWS);
  ck_assert_str_eq(result.table, "composition");
  check_nothing_happened();
}
END_TEST

/* A page of the source is damaged: SQLite tells when it comes to it. */
START_TEST(a_damaged_source_copies_nothing) {
  char path[128];
  make_target();
  fill_source();
  sqlite_sql("PRAGMA wal_checkpoint(TRUNCATE)");
  int64_t page = sqlite_sql("SELECT rootpage FROM sqlite_master WHERE name = 'audit'");
  int64_t size = sqlite_sql("PRAGMA page_size");
  snprintf(path, sizeof path, "%s/facade.db", directory);
  FILE *file = fopen(path, "r+b");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(fseek(file, (long)((page - 1) * size), SEEK_SET), 0);
  ck_assert_int_eq(fputc(0x7f, file), 0x7f);
  ck_assert_int_eq(fclose(file), 0);
  ck_assert_int_eq(run(), STORE_COPY_FAULT_SOURCE);
  ck_assert(folder_has("facade.db"));
  ck_assert_int_eq(target_rows(), 0);
}
END_TEST

START_TEST(every_fault_has_its_texts) {
  const char *english = store_copy_text((enum store_copy_fault)_i, false);
  const char *japanese = store_copy_text((enum store_copy_fault)_i, true);
  ck_assert_int_gt((int)strlen(english), 10);
  ck_assert_int_gt((int)strlen(japanese), 10);
  ck_assert_str_ne(english, japanese);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

static void add_tests(TCase *tests) {
  tcase_add_checked_fixture(tests, set_up_both, tear_down_both);
  tcase_add_loop_test(tests, every_column_is_named, 0, STORE_COPY_TABLE_COUNT);
  tcase_add_loop_test(tests, every_column_is_named_in_postgres, 0, STORE_COPY_TABLE_COUNT);
  tcase_add_test(tests, every_table_is_named);
  tcase_add_test(tests, everything_arrives);
  tcase_add_test(tests, numbers_go_on_behind);
  tcase_add_test(tests, an_empty_store_is_copied);
  tcase_add_test(tests, an_older_store_is_brought_up_to_date);
  tcase_add_test(tests, a_copy_that_was_not_put_aside_is_known);
  tcase_add_test(tests, a_database_that_cannot_be_put_aside_is_told);
  tcase_add_loop_test(tests, a_used_target_is_refused, 0, COUNT(uses));
  tcase_add_test(tests, a_running_server_is_refused);
  tcase_add_test(tests, another_command_is_refused);
  tcase_add_test(tests, other_versions_and_places_are_refused);
  tcase_add_loop_test(tests, a_fault_in_the_middle_copies_nothing, 0, COUNT(faults));
  tcase_add_test(tests, a_text_that_is_none_is_refused);
  tcase_add_test(tests, a_damaged_source_copies_nothing);
  tcase_add_loop_test(tests, every_fault_has_its_texts, 1, STORE_COPY_FAULT_ASIDE + 1);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("store_copy");
  TCase *tests = tcase_create("copy");
  tcase_set_timeout(tests, 60);
  if (postgres_server_start(false)) {
    add_tests(tests);
  } else {
    tcase_add_test(tests, postgres_is_missing);
  }
  suite_add_tcase(suite, tests);
  return suite;
}
