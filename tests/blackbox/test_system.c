/* What every HTTP client meets first: metadata, health, methods, media types, request ids. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static bool has_interaction(const json_t *resource, const char *code) {
  const json_t *rows = json_at(resource, "interaction");
  for (size_t i = 0; i < json_array_size(rows); i++) {
    if (strcmp(text_at(json_array_get(rows, i), "code"), code) == 0) {
      return true;
    }
  }
  return false;
}

static const json_t *resource_row(const json_t *statement, const char *type) {
  const json_t *rows = json_at(statement, "rest.0.resource");
  for (size_t i = 0; i < json_array_size(rows); i++) {
    if (strcmp(text_at(json_array_get(rows, i), "type"), type) == 0) {
      return json_array_get(rows, i);
    }
  }
  return NULL;
}

static const struct {
  const char *type;
  const char *interaction;
} interactions[] = {
    {"Patient", "read"},
    {"Patient", "search-type"},
    {"Condition", "search-type"},
    {"Coverage", "search-type"},
    {"Task", "read"},
    {"Task", "search-type"},
    {"Bundle", "read"},
    {"Bundle", "create"},
    {"Composition", "read"},
    {"Composition", "search-type"},
    {"AllergyIntolerance", "search-type"},
};

START_TEST(metadata_states_what_is_there) {
  struct reply reply = http_get(&world, "/fhir/metadata");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "CapabilityStatement");
  ck_assert_str_eq(text_at(reply.json, "fhirVersion"), "4.0.1");
  ck_assert_str_eq(text_at(reply.json, "kind"), "instance");
  ck_assert_str_eq(text_at(reply.json, "rest.0.mode"), "server");
  for (size_t i = 0; i < sizeof interactions / sizeof *interactions; i++) {
    const json_t *resource = resource_row(reply.json, interactions[i].type);
    ck_assert_msg(resource != NULL, "%s is missing", interactions[i].type);
    ck_assert_msg(has_interaction(resource, interactions[i].interaction), "%s %s is missing",
                  interactions[i].type, interactions[i].interaction);
  }
  reply_free(&reply);
}
END_TEST

START_TEST(metadata_passes_its_own_validation) {
  struct reply statement = http_get(&world, "/fhir/metadata");
  struct reply outcome = http_post(&world, "/fhir/CapabilityStatement/$validate", statement.body);
  ck_assert_int_eq(outcome.status, 200);
  ck_assert_msg(outcome_count(outcome.json, "error") == 0, "%s", outcome.body);
  reply_free(&statement);
  reply_free(&outcome);
}
END_TEST

START_TEST(health_and_metrics_answer) {
  static const char *const paths[] = {"/health/live", "/health/ready", "/metrics"};
  for (size_t i = 0; i < 3; i++) {
    struct reply reply = http_get(&world, paths[i]);
    ck_assert_msg(reply.status == 200, "%s: %ld", paths[i], reply.status);
    ck_assert_uint_gt(reply.length, 0);
    reply_free(&reply);
  }
  struct reply ready = http_get(&world, "/health/ready");
  const char *source = text_at(ready.json, "clock.source");
  bool is_free = strcmp(source, "free") == 0;
  ck_assert_str_ne(source, "");
  ck_assert_int_eq(is_free, text_at(ready.json, "clock.japanese")[0] != '\0');
  reply_free(&ready);
}
END_TEST

/* As systemd would listen, on an abstract socket. */
START_TEST(service_manager_is_told) {
  struct world managed = {.transport = "none"};
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  char setting[160];
  char word[64] = "";
  snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "fhir-facade-test-%d", getpid());
  snprintf(setting, sizeof setting, "NOTIFY_SOCKET=@%s", address.sun_path + 1);
  int file = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  socklen_t size =
      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address.sun_path + 1));
  ck_assert_int_eq(bind(file, (const struct sockaddr *)&address, size), 0);
  managed.settings[0] = setting;
  world_start(&managed);
  ck_assert_int_eq(recv(file, word, sizeof word, 0), 7);
  ck_assert_mem_eq(word, "READY=1", 7);
  ck_assert_int_eq(server_stop(&managed), 0);
  ck_assert_int_eq(recv(file, word, sizeof word, 0), 10);
  ck_assert_mem_eq(word, "STOPPING=1", 10);
  close(file);
  world_stop(&managed);
}
END_TEST

START_TEST(metrics_count_requests) {
  struct reply reply = http_get(&world, "/fhir/metadata");
  reply_free(&reply);
  reply = http_get(&world, "/metrics");
  char type[100];
  ck_assert_ptr_nonnull(
      strstr(reply_header(&reply, "Content-Type", type, sizeof type), "text/plain"));
  ck_assert_ptr_nonnull(strstr(reply.body, "# TYPE "));
  ck_assert_ptr_nonnull(strstr(reply.body, "metadata"));
  reply_free(&reply);
}
END_TEST

static const struct {
  struct call call;
  long status;
  const char *header; /* that must be there */
  const char *value;  /* that must be in it */
} protocol_rows[] = {
    {{.path = "/fhir/metadata"}, 200, "Content-Type", "application/fhir+json; charset=utf-8"},
    {{.path = "/nowhere"}, 404, "Content-Type", "application/fhir+json"},
    {{.path = "/fhir/Nothing/1"}, 404, "Content-Type", "application/fhir+json"},
    {{.path = "/fhir/"}, 405, "Allow", "POST"},
    {{.path = "/fhir/Patient/a/b/c"}, 404, NULL, NULL},
    {{.method = "DELETE", .path = "/fhir/metadata"}, 405, "Allow", "GET"},
    {{.method = "PUT", .path = "/fhir/Patient/00001", .body = "{}"}, 405, "Allow", "GET"},
    {{.method = "GET", .path = "/fhir/Patient/$validate"}, 405, "Allow", "POST"},
    {{.method = "POST", .path = "/health/live", .body = "{}"}, 405, "Allow", "GET"},
    {{.method = "HEAD", .path = "/fhir/metadata"}, 200, "Content-Length", ""},
    {{.method = "HEAD", .path = "/fhir/Nothing/1"}, 404, NULL, NULL},
    {{.method = "OPTIONS", .path = "/fhir/metadata"}, 204, "Allow", "GET"},
    {{.method = "OPTIONS", .path = "/fhir/Bundle"}, 204, "Allow", "POST"},
    {{.path = "/fhir/Bundle", .body = "<Bundle/>", .type = "application/fhir+xml"},
     415,
     "Content-Type",
     "application/fhir+json"},
    {{.path = "/fhir/Bundle", .body = "a=b", .type = "application/x-www-form-urlencoded"},
     415,
     NULL,
     NULL},
    {{.path = "/fhir/metadata", .headers = {"Accept: application/fhir+xml"}}, 406, NULL, NULL},
    {{.path = "/fhir/metadata", .headers = {"Accept: application/json"}}, 200, NULL, NULL},
    {{.path = "/fhir/metadata", .headers = {"Accept: text/html, */*;q=0.1"}}, 200, NULL, NULL},
    {{.path = "/fhir/metadata?_format=json"}, 200, NULL, NULL},
    {{.path = "/fhir/metadata?_format=xml"}, 406, NULL, NULL},
};

START_TEST(answers_by_protocol) {
  struct reply reply = http_call(&world, &protocol_rows[_i].call);
  ck_assert_msg(reply.status == protocol_rows[_i].status, "%s %s: %ld instead of %ld: %s",
                protocol_rows[_i].call.method != NULL ? protocol_rows[_i].call.method : "",
                protocol_rows[_i].call.path, reply.status, protocol_rows[_i].status, reply.body);
  char value[300];
  if (protocol_rows[_i].header != NULL) {
    reply_header(&reply, protocol_rows[_i].header, value, sizeof value);
    ck_assert_msg(value[0] != '\0' && strstr(value, protocol_rows[_i].value) != NULL,
                  "%s: %s is '%s'", protocol_rows[_i].call.path, protocol_rows[_i].header, value);
  }
  bool has_body =
      protocol_rows[_i].call.method == NULL || strcmp(protocol_rows[_i].call.method, "HEAD") != 0;
  if (reply.status >= 400 && has_body) {
    ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
    ck_assert_uint_gt(strlen(text_at(reply.json, "issue.0.code")), 0);
  }
  if (!has_body) {
    ck_assert_uint_eq(reply.length, 0);
  }
  reply_free(&reply);
}
END_TEST

START_TEST(request_ids_go_through) {
  char value[200];
  struct reply reply = http_call(
      &world, &(struct call){.path = "/fhir/metadata", .headers = {"X-Request-Id: abc-123"}});
  ck_assert_str_eq(reply_header(&reply, "X-Request-Id", value, sizeof value), "abc-123");
  reply_free(&reply);
  reply = http_get(&world, "/fhir/metadata");
  ck_assert_uint_eq(strlen(reply_header(&reply, "X-Request-Id", value, sizeof value)), 36);
  reply_free(&reply);
}
END_TEST

START_TEST(speaks_both_languages) {
  struct reply english = http_call(
      &world, &(struct call){.path = "/fhir/Nothing/1", .headers = {"Accept-Language: en"}});
  struct reply japanese = http_call(
      &world, &(struct call){.path = "/fhir/Nothing/1", .headers = {"Accept-Language: ja"}});
  ck_assert_str_ne(text_at(english.json, "issue.0.details.text"),
                   text_at(japanese.json, "issue.0.details.text"));
  ck_assert_str_eq(text_at(english.json, "issue.0.code"), text_at(japanese.json, "issue.0.code"));
  reply_free(&english);
  reply_free(&japanese);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("system");
  TCase *cases = tcase_create("system");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_test(cases, metadata_states_what_is_there);
  tcase_add_test(cases, metadata_passes_its_own_validation);
  tcase_add_test(cases, health_and_metrics_answer);
  tcase_add_test(cases, service_manager_is_told);
  tcase_add_test(cases, metrics_count_requests);
  tcase_add_loop_test(cases, answers_by_protocol, 0, sizeof protocol_rows / sizeof *protocol_rows);
  tcase_add_test(cases, request_ids_go_through);
  tcase_add_test(cases, speaks_both_languages);
  suite_add_tcase(suite, cases);
  return suite;
}
