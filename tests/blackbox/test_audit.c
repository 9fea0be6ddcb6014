/* The audit trail from outside: each kind of access leaves one row, refused ones too; the chain
 * holds over kill -9; verify, head and export; AuditEvents that the server itself finds valid. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define OUTPUT_BYTES 4000000
#define TRIES 200
#define PAUSE_US 50000

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "webapi"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

/* Runs `fhir-facade audit <arguments>` on the data folder; the output is to be freed. */
static int audit_command(const char *arguments, char **ret_output) {
  const char *build = getenv("FHIR_FACADE_BUILD");
  char command[1000];
  char *folder = world_path(&world, "data");
  snprintf(command, sizeof command, "timeout 60 %s/fhir-facade audit %s --data-dir '%s' 2>&1",
           build != NULL ? build : "build", arguments, folder);
  free(folder);
  FILE *pipe = popen(command, "r");
  ck_assert_ptr_nonnull(pipe);
  char *output = calloc(1, OUTPUT_BYTES);
  ck_assert_ptr_nonnull(output);
  size_t length = fread(output, 1, OUTPUT_BYTES - 1, pipe);
  output[length] = '\0';
  int status = pclose(pipe);
  *ret_output = output;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void must_verify(void) {
  char *output = NULL;
  int status = audit_command("verify", &output);
  ck_assert_msg(status == 0, "%d %s", status, output);
  ck_assert_ptr_nonnull(strstr(output, "unbroken"));
  free(output);
}

/* Rows with that request id and action; *ret_row (may be NULL) is the last, to be freed. */
static int rows_of(const char *request, const char *action, json_t **ret_row) {
  char *output = NULL;
  int count = 0;
  char *rest = NULL;
  ck_assert_int_eq(audit_command("export --json", &output), 0);
  for (char *line = strtok_r(output, "\n", &rest); line != NULL;
       line = strtok_r(NULL, "\n", &rest)) {
    json_t *row = json_loads(line, 0, NULL);
    ck_assert_msg(row != NULL, "%s", line);
    if (strcmp(text_at(row, "request_id"), request) == 0 &&
        strcmp(text_at(row, "action"), action) == 0) {
      count++;
      if (ret_row != NULL) {
        json_decref(*ret_row);
        *ret_row = json_incref(row);
      }
    }
    json_decref(row);
  }
  free(output);
  return count;
}

/* Batched rows come a moment later. */
static int wait_for_rows(const char *request, json_t **ret_row) {
  int count = 0;
  for (int i = 0; i < TRIES && count == 0; i++) {
    count = rows_of(request, "access", ret_row);
    if (count == 0) {
      usleep(PAUSE_US);
    }
  }
  return count;
}

static int total_of(const char *path) {
  struct reply reply = http_get(&world, path);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", path, reply.status, reply.body);
  int total = (int)json_integer_value(json_at(reply.json, "total"));
  reply_free(&reply);
  return total;
}

/* ---- accesses -----------------------------------------------------------------------------------
 */
static const struct access {
  const char *method;
  const char *path;
  const char *body;
  const char *type; /* of the body */
  long status;
  const char *route;
  const char *verb;
  const char *patient; /* without leading zeros; NULL: none */
  const char *subject;
} accesses[] = {
    {"GET", "/fhir/Patient/00001", NULL, NULL, 200, "patient-read", "R", "1", ""},
    {"GET", "/fhir/Patient/00001?_elements=id", NULL, NULL, 200, "patient-read", "R", "1", ""},
    {"GET", "/fhir/Patient/99999", NULL, NULL, 404, "patient-read", "R", "99999", ""},
    {"GET", "/fhir/Patient?identifier=00001", NULL, NULL, 200, "patient-search", "E", "1", ""},
    {"POST", "/fhir/Patient/_search", "identifier=00001", "application/x-www-form-urlencoded", 200,
     "patient-search", "E", "1", ""},
    {"GET", "/fhir/Condition?patient=Patient/00001", NULL, NULL, 200, "condition-search", "E", "1",
     ""},
    {"GET", "/fhir/Condition?patient=00001&shoe-size=43", NULL, NULL, 400, "condition-search", "E",
     "1", ""},
    {"GET", "/fhir/Encounter/visit-20250901-01-2-00001?_elements=status", NULL, NULL, 200,
     "encounter-read", "R", "1", ""},
    {"GET", "/fhir/Patient/00001/$everything", NULL, NULL, 200, "everything", "E", "1", ""},
    {"GET", "/fhir/Practitioner/10001", NULL, NULL, 200, "practitioner-read", "R", NULL, "10001"},
    {"GET", "/fhir/Organization/facility", NULL, NULL, 200, "organization-read", "R", NULL,
     "facility"},
    {"GET", "/fhir/Task/none", NULL, NULL, 404, "task-read", "R", NULL, "none"},
    {"GET", "/fhir/Nothing/1", NULL, NULL, 404, "unmatched", "R", NULL, ""},
    {"DELETE", "/fhir/Patient/00001", NULL, NULL, 405, "unmatched", "D", NULL, ""},
    {"POST", "/fhir/Bundle", "{\"resourceType\":\"Bundle\"}", NULL, 422, "bundle-create", "C", NULL,
     ""},
    {"POST", "/fhir/Bundle", "no", "text/plain", 415, "bundle-create", "C", NULL, ""},
};

static void patient_hash(const char *number, char ret_hex[65]) {
  char text[100];
  int length = snprintf(text, sizeof text, HARNESS_INSTITUTION ":%s", number);
  sha256_of(text, (size_t)length, ret_hex);
}

START_TEST(an_access_leaves_one_row) {
  const struct access *access = &accesses[_i];
  char request[40];
  char header[80];
  char hash[65] = "";
  json_t *row = NULL;
  snprintf(request, sizeof request, "audit-test-%d", _i);
  snprintf(header, sizeof header, "X-Request-Id: %s", request);
  const struct call call = {.method = access->method,
                            .path = access->path,
                            .body = access->body,
                            .type = access->type,
                            .headers = {header}};
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(reply.status == access->status, "%s: %ld %s", access->path, reply.status,
                reply.body);
  ck_assert_int_eq(wait_for_rows(request, &row), 1);
  if (access->patient != NULL) {
    patient_hash(access->patient, hash);
  }
  ck_assert_str_eq(text_at(row, "patients"), hash);
  ck_assert_str_eq(text_at(row, "route"), access->route);
  ck_assert_str_eq(text_at(row, "verb"), access->verb);
  ck_assert_str_eq(text_at(row, "subject"), access->subject);
  ck_assert_str_eq(text_at(row, "address"), "127.0.0.1");
  ck_assert_int_eq(json_integer_value(json_at(row, "status")), access->status);
  ck_assert_int_eq(json_integer_value(json_at(row, "outcome")), access->status < 400 ? 0 : 4);
  json_decref(row);
  reply_free(&reply);
}
END_TEST

/* Who asks is the client, as far as a trusted proxy tells; what he invents stands left of that. */
static const struct {
  const char *proxies;
  const char *forwarded;
  const char *address;
} proxied[] = {
    {"FHIR_FACADE_LISTEN_TRUSTED_PROXIES=", "X-Forwarded-For: 192.0.2.7", "127.0.0.1"},
    {"FHIR_FACADE_LISTEN_TRUSTED_PROXIES=10.0.0.0/8", "X-Forwarded-For: 192.0.2.7", "127.0.0.1"},
    {"FHIR_FACADE_LISTEN_TRUSTED_PROXIES=127.0.0.0/8",
     "X-Forwarded-For: 198.51.100.1, [2001:DB8::7]:4711", "2001:db8::7"},
    {"FHIR_FACADE_LISTEN_TRUSTED_PROXIES=127.0.0.1, 10.0.0.0/8",
     "X-Forwarded-For: 198.51.100.1, 192.0.2.7, 10.0.0.1", "192.0.2.7"},
    {"FHIR_FACADE_LISTEN_TRUSTED_PROXIES=127.0.0.1", "X-Forwarded-For: 192.0.2.7, unknown",
     "127.0.0.1"},
};

static void setup_none(void) {
  world = (struct world){.transport = "none"};
}

START_TEST(the_address_is_the_clients) {
  const struct call call = {.path = "/fhir/Patient/00001",
                            .headers = {"X-Request-Id: audit-proxied", proxied[_i].forwarded}};
  json_t *row = NULL;
  world.settings[0] = proxied[_i].proxies;
  world_start(&world);
  struct reply reply = http_call(&world, &call);
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  ck_assert_int_eq(wait_for_rows("audit-proxied", &row), 1);
  ck_assert_str_eq(text_at(row, "address"), proxied[_i].address);
  json_decref(row);
}
END_TEST

/* A search by name shows several patients: each has its hash in the row. */
START_TEST(all_patients_of_an_answer_are_named) {
  json_t *row = NULL;
  char hash[65];
  const struct call call = {.path = "/fhir/Patient?name=%E3%83%86%E3%82%B9%E3%83%88",
                            .headers = {"X-Request-Id: audit-by-name"}};
  struct reply reply = http_call(&world, &call);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_int_eq(wait_for_rows("audit-by-name", &row), 1);
  const json_t *entries = json_at(reply.json, "entry");
  ck_assert_uint_ge(json_array_size(entries), 2);
  for (size_t i = 0; i < json_array_size(entries); i++) {
    const char *id = text_at(json_array_get(entries, i), "resource.id");
    patient_hash(id + strspn(id, "0"), hash);
    ck_assert_msg(strstr(text_at(row, "patients"), hash) != NULL, "%s", id);
  }
  ck_assert_ptr_null(strstr(text_at(row, "patients"), "00001"));
  json_decref(row);
  reply_free(&reply);
}
END_TEST

START_TEST(entries_of_a_batch_are_accesses) {
  const struct call call = {
      .method = "POST",
      .path = "/fhir",
      .body = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
              "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/00001\"}},"
              "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/00002\"}},"
              "{\"request\":{\"method\":\"GET\",\"url\":\"Organization/facility\"}}]}",
      .headers = {"X-Request-Id: audit-batch"}};
  struct reply reply = http_call(&world, &call);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  /* One for each entry, and the batch itself. */
  ck_assert_int_eq(rows_of("audit-batch", "access", NULL), 4);
  reply_free(&reply);
}
END_TEST

START_TEST(counted_accesses_leave_no_row) {
  const struct call validate = {.method = "POST",
                                .path = "/fhir/$validate",
                                .body = "{\"resourceType\":\"Patient\"}",
                                .headers = {"X-Request-Id: audit-none"}};
  const struct call metadata = {.path = "/fhir/metadata", .headers = {"X-Request-Id: audit-none"}};
  const struct call last = {.path = "/fhir/Organization/facility",
                            .headers = {"X-Request-Id: audit-after"}};
  struct reply reply = http_call(&world, &validate);
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  reply = http_call(&world, &metadata);
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  reply = http_call(&world, &last);
  reply_free(&reply);
  ck_assert_int_eq(wait_for_rows("audit-after", NULL), 1);
  ck_assert_int_eq(rows_of("audit-none", "access", NULL), 0);
  reply = http_get(&world, "/metrics");
  ck_assert_ptr_nonnull(strstr(reply.body, "fhir_facade_audit_counted_total 1\n"));
  reply_free(&reply);
}
END_TEST

START_TEST(the_relay_leaves_its_steps) {
  char task[64];
  char *output = NULL;
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  bundle_accept(&world, bundle, task);
  struct reply reply = task_wait(&world, task, "accepted");
  reply_free(&reply);
  ck_assert_int_eq(audit_command("export", &output), 0);
  ck_assert_ptr_nonnull(strstr(output, "\"action\":\"bundle-accepted\""));
  ck_assert_ptr_nonnull(strstr(output, "\"action\":\"job-accepted\""));
  ck_assert_ptr_nonnull(strstr(output, "\"action\":\"server-started\""));
  ck_assert_ptr_nonnull(strstr(output, "settings="));
  /* Accepting names the patient, the steps behind it the job. */
  ck_assert_int_eq(total_of("/fhir/AuditEvent?patient=" HARNESS_PATIENT "&entity=Task/x"), 0);
  char path[200];
  snprintf(path, sizeof path, "/fhir/AuditEvent?patient=" HARNESS_PATIENT "&entity=Task/%s", task);
  ck_assert_int_ge(total_of(path), 1);
  free(output);
  free(bundle);
  must_verify();
}
END_TEST

/* ---- AuditEvent ---------------------------------------------------------------------------------
 */
static void must_be_valid(const json_t *event) {
  char *text = json_dumps(event, 0);
  struct reply reply = http_post(&world, "/fhir/$validate", text);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_msg(outcome_count(reply.json, "error") + outcome_count(reply.json, "fatal") == 0,
                "%s\n%s", text, reply.body);
  reply_free(&reply);
  free(text);
}

START_TEST(events_are_valid) {
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  reply_free(&reply);
  char task[64];
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  bundle_accept(&world, bundle, task);
  free(bundle);
  reply = task_wait(&world, task, "accepted");
  reply_free(&reply);
  reply = http_get(&world, "/fhir/AuditEvent?_count=100");
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  const json_t *entries = json_at(reply.json, "entry");
  ck_assert_uint_ge(json_array_size(entries), 5);
  for (size_t i = 0; i < json_array_size(entries); i++) {
    must_be_valid(json_at(json_array_get(entries, i), "resource"));
  }
  reply_free(&reply);
}
END_TEST

START_TEST(events_are_found) {
  struct reply reply = http_get(&world, "/fhir/Patient/00002");
  reply_free(&reply);
  reply = http_get(&world, "/fhir/Patient/99999");
  reply_free(&reply);
  ck_assert_int_eq(total_of("/fhir/AuditEvent?patient=00002&action=R"), 1);
  ck_assert_int_eq(total_of("/fhir/AuditEvent?patient=Patient/2&action=R"), 1);
  ck_assert_int_eq(total_of("/fhir/AuditEvent?entity=Patient/00002&action=R"), 1);
  ck_assert_int_eq(total_of("/fhir/AuditEvent?outcome=4&patient=99999&action=R"), 1);
  ck_assert_int_eq(total_of("/fhir/AuditEvent?outcome=0&patient=99999&action=R"), 0);
  ck_assert_int_ge(total_of("/fhir/AuditEvent?agent=127.0.0.1"), 2);
  ck_assert_int_eq(total_of("/fhir/AuditEvent?agent=192.0.2.1"), 0);
  ck_assert_int_eq(total_of("/fhir/AuditEvent?date=ge2199-01-01"), 0);
  ck_assert_int_ge(total_of("/fhir/AuditEvent?date=ge2020-01-01&date=le2199-01-01"), 2);
  reply = http_get(&world, "/fhir/AuditEvent?patient=00002&action=R");
  char path[200];
  snprintf(path, sizeof path, "/fhir/AuditEvent/%s", text_at(reply.json, "entry.0.resource.id"));
  struct reply one = http_get(&world, path);
  ck_assert_int_eq(one.status, 200);
  ck_assert_str_eq(text_at(one.json, "resourceType"), "AuditEvent");
  ck_assert_str_eq(text_at(one.json, "subtype.0.code"), "read");
  ck_assert_ptr_null(strstr(one.body, "00002"));
  reply_free(&one);
  reply_free(&reply);
  reply = http_get(&world, "/fhir/AuditEvent/main-999999");
  ck_assert_int_eq(reply.status, 404);
  reply_free(&reply);
  reply = http_get(&world, "/fhir/AuditEvent?action=X");
  ck_assert_int_eq(reply.status, 400);
  reply_free(&reply);
}
END_TEST

/* ---- chain --------------------------------------------------------------------------------------
 */
/* Reads until it is killed. */
static pid_t start_reader(void) {
  pid_t pid = fork();
  if (pid == 0) {
    for (;;) {
      struct reply reply = http_get(&world, "/fhir/Patient/00001");
      reply_free(&reply);
    }
  }
  return pid;
}

START_TEST(a_killed_server_leaves_a_whole_chain) {
  for (int i = 0; i < 3; i++) {
    pid_t reader = start_reader();
    ck_assert_int_gt(reader, 0);
    usleep(200000 + 70000 * (unsigned)i);
    server_kill(&world);
    kill(reader, SIGKILL);
    waitpid(reader, NULL, 0);
    must_verify();
    server_start(&world);
  }
  must_verify();
}
END_TEST

static void run_sql(const char *sql) {
  char *path = world_path(&world, "data/facade.db");
  sqlite3 *database = NULL;
  ck_assert_int_eq(sqlite3_open(path, &database), SQLITE_OK);
  ck_assert_int_eq(sqlite3_busy_timeout(database, 5000), SQLITE_OK);
  ck_assert_int_eq(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(database);
  free(path);
}

START_TEST(a_change_is_told) {
  char *output = NULL;
  char head[200] = "";
  char command[300];
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  reply_free(&reply);
  ck_assert_int_eq(server_stop(&world), 0);
  ck_assert_int_eq(audit_command("head", &output), 0);
  ck_assert_int_eq(strncmp(output, "main\t", 5), 0);
  snprintf(head, sizeof head, "%.64s", strrchr(output, '\t') + 1);
  free(output);
  snprintf(command, sizeof command, "verify --anchor %s", head);
  ck_assert_int_eq(audit_command(command, &output), 0);
  free(output);
  head[0] = head[0] == '0' ? '1' : '0';
  snprintf(command, sizeof command, "verify --anchor %s", head);
  ck_assert_int_eq(audit_command(command, &output), 1);
  free(output);
  run_sql("DROP TRIGGER audit_no_update; UPDATE audit SET patients = '' WHERE number = 2");
  ck_assert_int_eq(audit_command("verify", &output), 1);
  ck_assert_msg(strstr(output, "broken: chain main, row 2:") != NULL, "%s", output);
  free(output);
  ck_assert_int_eq(audit_command("verify --lang ja", &output), 1);
  ck_assert_msg(strstr(output, "改変") != NULL, "%s", output);
  free(output);
  ck_assert_int_eq(audit_command("verify --anchor 12", &output), 2);
  free(output);
  ck_assert_int_eq(audit_command("export --fhir", &output), 0);
  ck_assert_ptr_nonnull(strstr(output, "\"server-stopped\""));
  ck_assert_ptr_nonnull(strstr(output, "{\"resourceType\":\"AuditEvent\""));
  free(output);
  server_start(&world);
}
END_TEST

/* What cannot be recorded is not given out. */
START_TEST(a_full_disk_stops_reads_of_patients) {
  ck_assert_int_eq(server_stop(&world), 0);
  run_sql("CREATE TRIGGER fault BEFORE INSERT ON audit WHEN NEW.route = 'patient-read'"
          " BEGIN SELECT RAISE(ABORT, 'fault'); END");
  server_start(&world);
  struct reply reply = http_get(&world, "/fhir/Patient/00001");
  ck_assert_msg(reply.status == 503, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  ck_assert_ptr_null(strstr(reply.body, "1975"));
  ck_assert_ptr_nonnull(strstr(reply.body, "監査記録"));
  reply_free(&reply);
  reply = http_get(&world, "/fhir/Organization/facility");
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("audit");
  TCase *shared = tcase_create("one server");
  tcase_set_timeout(shared, 120);
  tcase_add_checked_fixture(shared, setup, teardown);
  tcase_add_loop_test(shared, an_access_leaves_one_row, 0,
                      (int)(sizeof accesses / sizeof accesses[0]));
  tcase_add_test(shared, all_patients_of_an_answer_are_named);
  tcase_add_test(shared, entries_of_a_batch_are_accesses);
  tcase_add_test(shared, counted_accesses_leave_no_row);
  tcase_add_test(shared, the_relay_leaves_its_steps);
  tcase_add_test(shared, events_are_valid);
  tcase_add_test(shared, events_are_found);
  tcase_add_test(shared, a_killed_server_leaves_a_whole_chain);
  tcase_add_test(shared, a_change_is_told);
  tcase_add_test(shared, a_full_disk_stops_reads_of_patients);
  suite_add_tcase(suite, shared);
  TCase *behind = tcase_create("behind a proxy");
  tcase_set_timeout(behind, 120);
  tcase_add_checked_fixture(behind, setup_none, teardown);
  tcase_add_loop_test(behind, the_address_is_the_clients, 0,
                      (int)(sizeof proxied / sizeof proxied[0]));
  suite_add_tcase(suite, behind);
  return suite;
}
