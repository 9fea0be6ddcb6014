/* Several servers and workers on one PostgreSQL: nothing twice, nothing lost, whatever is cut. */
#include "server/store/postgres_schema.h"
#include "server/store/audit_verify.h"
#include "tests/unit/store/store_fixture.h"

#include <pthread.h>
#include <string.h>

#define SERVERS 4
#define JOBS 40
#define UNITS 5

static struct store_bundle make_bundle(struct view value, struct view content, struct view id) {
  return (struct store_bundle){
      .id = id,
      .kind = view_of("clinical"),
      .content = content,
      .digest = hash_sha256(content),
      .identifier_system = view_of("urn:system"),
      .identifier_value = value,
      .patient = view_of("00012"),
      .received_digest = hash_sha256(content),
      .request_id = view_of("request"),
  };
}

static enum error accept_at(struct store *at, struct arena *own, const char *value,
                            struct store_accepted *ret_accepted) {
  char id[UUID_BYTES];
  uuid_random(id);
  struct store_bundle bundle = make_bundle(view_of(value), view_of(value), view_of(id));
  bundle.idempotency_key = view_of(value);
  return at->accept(at, &bundle, own, ret_accepted);
}

static struct store_accepted must_accept(const char *value) {
  struct store_accepted accepted;
  ck_assert_int_eq(accept_at(store, arena, value, &accepted), ERROR_OK);
  return accepted;
}

static enum error claim_at(struct store *at, struct store_job *ret_job, struct view *ret_lease) {
  return at->job_claim(at, &(struct store_claim){.now_ms = now, .lease_ms = 1000}, arena, ret_job,
                       ret_lease);
}

static enum job_state state_of(struct view id) {
  struct store_job_filter filter = {
      .id = id, .updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX};
  struct store_job *rows = NULL;
  size_t count = 0;
  ck_assert_int_eq(store->job_list(store, &filter, arena, &rows, &count), ERROR_OK);
  ck_assert_uint_eq(count, 1);
  return rows[0].state;
}

/* ---- several at once ----------------------------------------------------------------------------
 */
struct server {
  pthread_t thread;
  struct store *store;
  size_t failures;
  size_t done;
};

static void run_servers(void *(*main_of_server)(void *), struct server servers[SERVERS]) {
  for (int i = 0; i < SERVERS; i++) {
    servers[i] = (struct server){.store = NULL};
    ck_assert_int_eq(open_another(false, &servers[i].store), ERROR_OK);
  }
  for (int i = 0; i < SERVERS; i++) {
    ck_assert_int_eq(pthread_create(&servers[i].thread, NULL, main_of_server, &servers[i]), 0);
  }
  for (int i = 0; i < SERVERS; i++) {
    pthread_join(servers[i].thread, NULL);
    servers[i].store->close(servers[i].store);
    ck_assert_uint_eq(servers[i].failures, 0);
  }
}

/* Every server gets the same Bundles: done counts those that it was the first to get. */
static void *accept_the_same(void *argument) {
  struct server *server = argument;
  struct arena *own = arena_new(10000000);
  for (int i = 0; own != NULL && i < JOBS; i++) {
    struct view value = arena_format(own, "B%d", i);
    struct store_accepted accepted = {.repeated = true};
    server->failures += accept_at(server->store, own, value.data, &accepted) != ERROR_OK;
    server->done += !accepted.repeated;
  }
  arena_free(own);
  return NULL;
}

START_TEST(the_same_bundle_at_once_is_one_job) {
  struct server servers[SERVERS];
  size_t first = 0;
  run_servers(accept_the_same, servers);
  for (int i = 0; i < SERVERS; i++) {
    first += servers[i].done;
  }
  ck_assert_uint_eq(first, JOBS);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM job"), JOBS);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM bundle"), JOBS);
}
END_TEST

/* Claims and ends jobs until none is left; what another holds meanwhile becomes free again. */
static void *deliver_all(void *argument) {
  struct server *server = argument;
  struct arena *own = arena_new(50000000);
  const struct store_claim wanted = {.now_ms = now, .lease_ms = 60000};
  struct store_outbox_summary summary = {.oldest_open_ms = 1};
  while (own != NULL && server->failures == 0 && summary.oldest_open_ms != 0) {
    struct store_job job;
    struct view lease;
    enum error error = server->store->job_claim(server->store, &wanted, own, &job, &lease);
    if (error == ERROR_OK) {
      const struct store_transition end = {.job_id = job.id,
                                           .lease = lease,
                                           .operation = job.operation,
                                           .state = JOB_ACCEPTED,
                                           .attempts = job.attempts};
      server->done++;
      error = server->store->job_transition(server->store, &end);
    }
    server->failures += error != ERROR_OK && error != ERROR_NOT_FOUND;
    server->failures += server->store->outbox_summary(server->store, &summary) != ERROR_OK;
  }
  arena_free(own);
  return NULL;
}

/* Each unit has a registration and operations behind it, which must be delivered in their order:
 * the database's own record of it is the audit trail. */
START_TEST(workers_share_the_jobs_in_their_order) {
  static const enum job_operation operations[] = {JOB_OPERATION_CANCEL, JOB_OPERATION_CANCEL_UNDO,
                                                  JOB_OPERATION_CANCEL};
  struct server servers[SERVERS];
  size_t delivered = 0;
  for (int i = 0; i < UNITS; i++) {
    char value[16];
    snprintf(value, sizeof value, "U%d", i);
    must_accept(value);
    for (size_t j = 0; j < sizeof operations / sizeof operations[0]; j++) {
      const struct store_act act = {operations[j], view_of("urn:system"), view_of(value),
                                    view_of("request")};
      struct store_accepted accepted;
      ck_assert_int_eq(store->act(store, &act, arena, &accepted), ERROR_OK);
    }
  }
  run_servers(deliver_all, servers);
  for (int i = 0; i < SERVERS; i++) {
    delivered += servers[i].done;
  }
  ck_assert_uint_eq(delivered, UNITS * 4);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM job WHERE attempts <> 1"), 0);
  ck_assert_int_eq(
      store_sql("SELECT count(*) FROM audit a JOIN job ja ON ja.id = a.subject, audit b"
                " JOIN job jb ON jb.id = b.subject WHERE a.action = 'job-accepted'"
                " AND b.action = 'job-accepted' AND ja.identifier_value = jb.identifier_value"
                " AND ja.seq < jb.seq AND a.seq > b.seq"),
      0);
}
END_TEST

static void *count_unmapped(void *argument) {
  struct server *server = argument;
  for (int i = 0; i < JOBS; i++) {
    const struct store_unmapped rows[] = {
        {.domain = view_of("drug"), .source_code = view_of(i % 2 == 0 ? "1" : "2"), .count = 1},
        {.domain = view_of("drug"), .source_code = view_of(i % 2 == 0 ? "2" : "1"), .count = 1}};
    const struct store_audit audit = {
        .action = view_of("test"), .unmapped = rows, .unmapped_count = 2};
    server->failures += server->store->audit(server->store, &audit) != ERROR_OK;
  }
  return NULL;
}

START_TEST(counters_do_not_wait_for_each_other) {
  struct server servers[SERVERS];
  run_servers(count_unmapped, servers);
  ck_assert_int_eq(store_sql("SELECT sum(count) FROM unmapped"), SERVERS * JOBS * 2);
  ck_assert_int_eq(store_sql("SELECT max(seq) FROM unmapped"), 2);
}
END_TEST

static void *open_and_close(void *argument) {
  struct server *server = argument;
  struct store *own = NULL;
  server->failures += open_another(false, &own) != ERROR_OK;
  if (own != NULL) {
    own->close(own);
  }
  return NULL;
}

/* Several servers start on an empty database at once. */
START_TEST(tables_are_made_once) {
  pthread_t threads[SERVERS];
  struct server servers[SERVERS] = {0};
  store->close(store);
  store = NULL;
  ck_assert(postgres_server_schema(database_url, sizeof database_url));
  for (int i = 0; i < SERVERS; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, open_and_close, &servers[i]), 0);
  }
  for (int i = 0; i < SERVERS; i++) {
    pthread_join(threads[i], NULL);
    ck_assert_uint_eq(servers[i].failures, 0);
  }
  ck_assert_int_eq(store_sql("SELECT version FROM schema_version"), postgres_schema_version());
  ck_assert_int_eq(store_sql("SELECT count(*) FROM mapping_state"), 1);
}
END_TEST

START_TEST(other_versions_are_refused) {
  struct store *another = NULL;
  store_sql("UPDATE schema_version SET version = version + 1");
  ck_assert_int_eq(open_another(false, &another), ERROR_CONFIGURATION);
  ck_assert_int_eq(open_another(true, &another), ERROR_CONFIGURATION);
  ck_assert(postgres_server_schema(database_url, sizeof database_url));
  ck_assert_int_eq(open_another(true, &another), ERROR_CONFIGURATION); /* has no tables */
  ck_assert_ptr_null(another);
}
END_TEST

START_TEST(an_older_version_is_brought_up_to_date) {
  struct store_accepted accepted = must_accept("A");
  store->close(store);
  store_sql("DROP TABLE resource, mapping, mapping_state, unmapped, notification, subscription");
  store_sql("DROP INDEX received_bundle");
  store_sql("DROP TABLE audit, audit_chain, audit_segment");
  store_sql("DROP FUNCTION audit_refuse, audit_may_drop");
  store_sql("CREATE TABLE audit (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
            " at_ms bigint NOT NULL, action text NOT NULL, request_id text NOT NULL,"
            " subject text NOT NULL, detail text NOT NULL)");
  store_sql("INSERT INTO audit (at_ms, action, request_id, subject, detail) VALUES"
            " (1, 'bundle-accepted', 'r', 's', 'd'), (2, 'job-sending', 'r', 's', 'd')");
  store_sql("UPDATE schema_version SET version = 1");
  open_store();
  ck_assert_int_eq(store_sql("SELECT version FROM schema_version"), postgres_schema_version());
  ck_assert_int_eq(state_of(accepted.job_id), JOB_QUEUED);
  struct store_mapping_page page;
  const struct store_mapping_filter all = {.limit = 0};
  ck_assert_int_eq(store->mapping_list(store, &all, arena, &page), ERROR_OK);
  ck_assert_int_eq(
      store_sql("SELECT count(*) FROM audit WHERE chain = 'before' AND length(hash) = 32"), 2);
  struct audit_verify_result result;
  const struct audit_verify_settings settings = {.store = store, .folder = "/nonexistent"};
  ck_assert_int_eq(audit_verify_run(&settings, arena, &result), ERROR_OK);
  ck_assert_int_eq(result.fault, AUDIT_FAULT_NONE);
  ck_assert_uint_eq(result.rows, 3); /* with the row that covers the two */
}
END_TEST

/* ---- statements ---------------------------------------------------------------------------------
 */
#define TYPE_BYTES 17u
#define TYPE_NUMBER 20u
#define TYPE_TEXT 25u
#define TYPE_VOID 2278u

static const struct {
  const char *name;
  const char *parameters;
  const char *sql;
} statements[] = {
#define STATEMENT(name, parameters, sql) {#name, parameters, sql},
    POSTGRES_STATEMENTS(STATEMENT)
#undef STATEMENT
};

/* Each can be prepared, has the parameters that its row tells, and gives only what can be read:
 * texts, bytes and numbers of 8 bytes. */
START_TEST(statements_have_the_types_that_are_passed) {
  PGconn *connection = PQconnectdb(database_url);
  Oid types[30];
  int count = (int)strlen(statements[_i].parameters);
  for (int i = 0; i < count; i++) {
    char letter = statements[_i].parameters[i];
    ck_assert_msg(letter == 't' || letter == 'n' || letter == 'b', "%s", statements[_i].name);
    types[i] = letter == 't' ? TYPE_TEXT : letter == 'n' ? TYPE_NUMBER : TYPE_BYTES;
  }
  PGresult *result = PQprepare(connection, "one", statements[_i].sql, count, types);
  ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s", statements[_i].name,
                PQerrorMessage(connection));
  PQclear(result);
  result = PQdescribePrepared(connection, "one");
  ck_assert_msg(PQnparams(result) == count, "%s has %d", statements[_i].name, PQnparams(result));
  for (int i = 0; i < PQnfields(result); i++) {
    Oid type = PQftype(result, i);
    ck_assert_msg(type == TYPE_TEXT || type == TYPE_NUMBER || type == TYPE_BYTES ||
                      type == TYPE_VOID,
                  "%s: column %d has type %u", statements[_i].name, i, type);
  }
  PQclear(result);
  PQfinish(connection);
}
END_TEST

/* ---- leases -------------------------------------------------------------------------------------
 */
/* A second server starts while a worker of the first one sends. */
START_TEST(a_start_leaves_living_leases) {
  struct store_accepted accepted = must_accept("A");
  struct store *second = NULL;
  struct store_job job;
  struct view lease;
  ck_assert_int_eq(claim_at(store, &job, &lease), ERROR_OK);
  ck_assert_int_eq(open_another(false, &second), ERROR_OK);
  ck_assert_int_eq(state_of(accepted.job_id), JOB_SENDING);
  ck_assert_int_eq(claim_at(second, &(struct store_job){.id = {NULL, 0}}, &(struct view){NULL, 0}),
                   ERROR_NOT_FOUND);
  second->close(second);
  pass(1000);
  ck_assert_int_eq(open_another(false, &second), ERROR_OK);
  ck_assert_int_eq(state_of(accepted.job_id), JOB_UNKNOWN);
  second->close(second);
}
END_TEST

START_TEST(an_ended_lease_is_taken_over) {
  struct store_accepted accepted = must_accept("A");
  struct store *second = NULL;
  struct store_job job;
  struct view lease;
  struct view newer;
  ck_assert_int_eq(open_another(false, &second), ERROR_OK);
  ck_assert_int_eq(claim_at(store, &job, &lease), ERROR_OK);
  pass(1000);
  ck_assert_int_eq(claim_at(second, &job, &newer), ERROR_OK);
  ck_assert(view_equal(job.id, accepted.job_id));
  ck_assert_int_eq(job.state, JOB_UNKNOWN);
  const struct store_transition late = {.job_id = job.id, .lease = lease, .state = JOB_REFUSED};
  ck_assert_int_eq(store->job_transition(store, &late), ERROR_CONFLICT);
  second->close(second);
}
END_TEST

/* ---- faults -------------------------------------------------------------------------------------
 */
#define OTHERS " FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"

/* What is cut between two operations is not noticed by the caller. */
START_TEST(a_lost_connection_is_opened_again) {
  must_accept("A");
  ck_assert_int_gt(store_sql("SELECT count(pg_terminate_backend(pid))" OTHERS), 0);
  must_accept("B");
  ck_assert_int_gt(store_sql("SELECT count(pg_terminate_backend(pid))" OTHERS), 0);
  ck_assert_int_eq(store->ping(store), ERROR_OK);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM job"), 2);
}
END_TEST

START_TEST(an_outage_is_an_error_and_ends) {
  struct store_accepted accepted;
  must_accept("A");
  ck_assert(postgres_server_away(true));
  ck_assert_int_eq(accept_at(store, arena, "B", &accepted), ERROR_STORAGE);
  ck_assert_int_eq(store->ping(store), ERROR_STORAGE);
  ck_assert(postgres_server_away(false));
  must_accept("B");
  ck_assert_int_eq(store_sql("SELECT count(*) FROM job"), 2);
}
END_TEST

/* The connection ends while the commit is under way: a trigger that fires at its end is where the
 * server is cut off. Nobody knows then what became of it; the repeat finds out. */
START_TEST(an_unknown_commit_is_an_error_and_may_be_repeated) {
  struct store_accepted accepted = {.repeated = true};
  store_sql("CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$");
  store_sql("CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON bundle DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION cut()");
  ck_assert_int_eq(accept_at(store, arena, "A", &accepted), ERROR_STORAGE);
  store_sql("DROP TRIGGER cut ON bundle");
  ck_assert_int_eq(accept_at(store, arena, "A", &accepted), ERROR_OK);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM job"), 1);
  ck_assert_int_eq(accept_at(store, arena, "A", &accepted), ERROR_OK);
  ck_assert(accepted.repeated);
}
END_TEST

/* Errors that the server reports in the middle of a transaction: what stood before is undone. */
static const struct {
  const char *state;
  enum error error;
} faults[] = {
    {"53100", ERROR_STORAGE},      /* disk full */
    {"53300", ERROR_STORAGE_BUSY}, /* too many connections */
    {"40P01", ERROR_STORAGE_BUSY}, /* deadlock, and again at every attempt */
    {"57014", ERROR_STORAGE_BUSY}, /* takes too long */
    {"XX001", ERROR_STORAGE},      /* damaged */
};

START_TEST(faults_undo_everything) {
  char text[300];
  struct store_accepted accepted;
  snprintf(text, sizeof text,
           "CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
           " RAISE EXCEPTION 'fault' USING ERRCODE = '%s'; END $$",
           faults[_i].state);
  store_sql(text);
  store_sql("CREATE TRIGGER fault BEFORE INSERT ON audit EXECUTE FUNCTION fault()");
  ck_assert_int_eq(accept_at(store, arena, "A", &accepted), faults[_i].error);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM bundle"), 0);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM job"), 0);
  store_sql("DROP TRIGGER fault ON audit");
  ck_assert_int_eq(accept_at(store, arena, "A", &accepted), ERROR_OK);
  ck_assert(!accepted.repeated);
}
END_TEST

/* A deadlock that goes away is not seen by the caller. */
START_TEST(one_deadlock_is_tried_again) {
  store_sql("CREATE SEQUENCE attempts");
  store_sql("CREATE FUNCTION once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " IF nextval('attempts') = 1 THEN RAISE EXCEPTION 'once' USING ERRCODE = '40P01';"
            " END IF; RETURN NEW; END $$");
  store_sql("CREATE TRIGGER once BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION once()");
  must_accept("A");
  ck_assert_int_eq(store_sql("SELECT last_value FROM attempts"), 2);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM bundle"), 1);
}
END_TEST

START_TEST(texts_that_are_no_utf8_are_refused) {
  static const struct view keys[] = {{"\xe6\x97", 2}, {"a\0b", 3}};
  struct store_bundle bundle = make_bundle(view_of("A"), view_of("{}"), view_of("id"));
  struct store_accepted accepted;
  bundle.idempotency_key = keys[_i];
  ck_assert_int_eq(store->accept(store, &bundle, arena, &accepted), ERROR_BAD_REQUEST);
  ck_assert_int_eq(store_sql("SELECT count(*) FROM bundle"), 0);
}
END_TEST

/* The detail of an audit row is cut between characters. */
START_TEST(a_long_detail_stays_text) {
  char who[1200];
  for (size_t i = 0; i + 3 < sizeof who; i += 3) {
    memcpy(who + i, "\xe6\x97\xa5", 4);
  }
  const struct store_mapping_change change = {
      .action = STORE_MAPPING_INSERT,
      .row = {.id = view_of("a"), .source_code = view_of("1"), .status = view_of("approved")}};
  for (size_t cut = 0; cut < 3; cut++) {
    struct store_mapping_batch batch = {.changes = &change, .count = 1};
    char text[1203] = "xx";
    snprintf(text + cut, sizeof text - cut, "%s", who);
    batch.who = view_of(text);
    ck_assert_int_eq(store->mapping_change(store, &batch), ERROR_OK);
    store_sql("DELETE FROM mapping");
  }
  ck_assert_int_eq(store_sql("SELECT count(*) FROM audit"), 3);
}
END_TEST

START_TEST(an_absent_server_is_an_error) {
  const struct store_postgres_settings settings = {"postgresql:///none?host=/nonexistent", 1, false,
                                                   "test"};
  struct store *none = NULL;
  ck_assert_int_eq(store_postgres_open(&settings, &fake_clock, &none), ERROR_STORAGE);
  ck_assert_ptr_null(none);
}
END_TEST

START_TEST(commits_are_durable) {
  static const char *const settings[] = {"off", "local", "remote_apply"};
  char url[400];
  snprintf(url, sizeof url, "%s%%20-csynchronous_commit%%3D%s", database_url, settings[_i]);
  struct postgres_connection connection = {.url = url};
  ck_assert_int_eq(postgres_connection_open(&connection), ERROR_OK);
  PGresult *result = PQexec(connection.connection, "SHOW synchronous_commit");
  ck_assert_str_eq(PQgetvalue(result, 0, 0), _i == 2 ? "remote_apply" : "on");
  PQclear(result);
  postgres_connection_close(&connection);
}
END_TEST

static void add_tests(TCase *tests) {
  tcase_add_test(tests, the_same_bundle_at_once_is_one_job);
  tcase_add_test(tests, workers_share_the_jobs_in_their_order);
  tcase_add_test(tests, counters_do_not_wait_for_each_other);
  tcase_add_test(tests, tables_are_made_once);
  tcase_add_test(tests, other_versions_are_refused);
  tcase_add_test(tests, an_older_version_is_brought_up_to_date);
  tcase_add_loop_test(tests, statements_have_the_types_that_are_passed, 0,
                      (int)(sizeof statements / sizeof statements[0]));
  tcase_add_test(tests, a_start_leaves_living_leases);
  tcase_add_test(tests, an_ended_lease_is_taken_over);
  tcase_add_test(tests, a_lost_connection_is_opened_again);
  tcase_add_test(tests, an_outage_is_an_error_and_ends);
  tcase_add_test(tests, an_unknown_commit_is_an_error_and_may_be_repeated);
  tcase_add_loop_test(tests, faults_undo_everything, 0, sizeof faults / sizeof faults[0]);
  tcase_add_test(tests, one_deadlock_is_tried_again);
  tcase_add_loop_test(tests, texts_that_are_no_utf8_are_refused, 0, 2);
  tcase_add_test(tests, a_long_detail_stays_text);
  tcase_add_test(tests, an_absent_server_is_an_error);
  tcase_add_loop_test(tests, commits_are_durable, 0, 3);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("store_postgres");
  suite_add_tcase(suite, postgres_case(add_tests));
  return suite;
}
