/* Who may do what, against the real server: keys made by the command, every interaction of the
 * CapabilityStatement without credentials and with too little of them, patients, rates, persons
 * that clients act for, tokens of the lab's token server, files that change while the server runs.
 */
#include "server/base/arena.h"
#include "server/base/jwk.h"
#include "server/base/jwt.h"
#include "tests/blackbox/access_fixture.h"
#include "tests/unit/unit_main.h"

#include <openssl/ec.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define AUDIENCE "urn:test:facade"

static long status_of(const struct access_world *self, const char *method, const char *path,
                      const char *key) {
  bool has_body = strcmp(method, "POST") == 0 || strcmp(method, "PUT") == 0;
  struct call call = {.method = method, .path = path, .body = has_body ? "{}" : NULL};
  struct reply reply = ask(self, call, "X-API-Key: ", key);
  long status = reply.status;
  reply_free(&reply);
  return status;
}

/* ---- every interaction -------------------------------------------------------------------------
 */

struct interaction {
  char method[8];
  char path[200];
};

static size_t add_interaction(struct interaction *list, size_t count, const char *method,
                              const char *path) {
  snprintf(list[count].method, sizeof list[count].method, "%s", method);
  snprintf(list[count].path, sizeof list[count].path, "%s", path);
  return count + 1;
}

static size_t add_of_code(struct interaction *list, size_t count, const char *code,
                          const char *type) {
  static const struct {
    const char *code;
    const char *method;
    const char *ending;
  } rows[] = {{"read", "GET", "/1"},
              {"search-type", "GET", ""},
              {"create", "POST", ""},
              {"update", "PUT", "/1"},
              {"delete", "DELETE", "/1"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    bool by_identifier = strcmp(type, "Bundle") == 0 && i > 2;
    if (strcmp(code, rows[i].code) == 0) {
      char path[100];
      snprintf(path, sizeof path, "/fhir/%s%s", type,
               by_identifier ? "?identifier=x|y" : rows[i].ending);
      count = add_interaction(list, count, rows[i].method, path);
    }
  }
  return count;
}

/* What the CapabilityStatement offers, and the administration beside it. */
static size_t interactions_of(const struct access_world *self, struct interaction *list) {
  struct reply reply = http_get(&self->world, "/fhir/metadata");
  size_t count = 0;
  size_t i = 0;
  const json_t *resource;
  ck_assert_int_eq(reply.status, 200);
  json_array_foreach((json_t *)(uintptr_t)json_at(reply.json, "rest.0.resource"), i, resource) {
    const char *type = text_at(resource, "type");
    size_t j = 0;
    const json_t *interaction;
    json_array_foreach(json_object_get(resource, "interaction"), j, interaction) {
      count = add_of_code(list, count, text_at(interaction, "code"), type);
    }
  }
  reply_free(&reply);
  count = add_interaction(list, count, "GET", "/metrics");
  count = add_interaction(list, count, "GET", "/mapping/rows");
  count = add_interaction(list, count, "POST", "/mapping/rows");
  count = add_interaction(list, count, "DELETE", "/mapping/rows/1");
  count = add_interaction(list, count, "GET", "/mapping/export");
  count = add_interaction(list, count, "POST", "/fhir/Task/1/$retry");
  count = add_interaction(list, count, "POST", "/fhir/Task/1/$give-up");
  count = add_interaction(list, count, "POST", "/fhir/Task/1/$resend");
  count = add_interaction(list, count, "GET", "/fhir/Patient/00001/$everything");
  count = add_interaction(list, count, "GET", "/fhir/Patient/00001/$clinical-bundle");
  count = add_interaction(list, count, "POST", "/fhir/Patient/00001/$register-clinical");
  count = add_interaction(list, count, "GET", "/fhir/CodeSystem/$lookup");
  count = add_interaction(list, count, "GET", "/fhir/ValueSet/$expand");
  return count;
}

START_TEST(nothing_without_the_right_scope) {
  static struct access_world self;
  static struct interaction list[200];
  char nothing[KEY_BYTES];
  char everything[KEY_BYTES];
  folder_set_up(&self);
  add_client(&self, "--client nothing --scope 'system/Basic.r'", nothing);
  add_client(&self,
             "--client everything --scope 'system/*.cruds admin/mapping admin/outbox admin/masters "
             "admin/subscriptions admin/metrics admin/audit'",
             everything);
  start_with_keys(&self);
  size_t count = interactions_of(&self, list);
  ck_assert_uint_gt(count, 40);
  for (size_t i = 0; i < count; i++) {
    const struct interaction *row = &list[i];
    ck_assert_msg(status_of(&self, row->method, row->path, "") == 401, "%s %s", row->method,
                  row->path);
    ck_assert_msg(status_of(&self, row->method, row->path, nothing) == 403, "%s %s", row->method,
                  row->path);
    long status = status_of(&self, row->method, row->path, everything);
    ck_assert_msg(status != 401 && status != 403 && status != 429 && status != 0, "%s %s: %ld",
                  row->method, row->path, status);
  }
  /* open for all: */
  static const char *const open[] = {"/health/live", "/health/ready", "/fhir/metadata",
                                     "/fhir/$versions"};
  for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
    ck_assert_msg(status_of(&self, "GET", open[i], "") == 200, "%s", open[i]);
  }
  /* whether something is there is told to nobody who may not ask */
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/Nothing", ""), 401);
  ck_assert_int_eq(status_of(&self, "PATCH", "/fhir/Patient", ""), 401);
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/Patient/99999", nothing), 403);
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/Patient/00001", nothing), 403);
  folder_tear_down(&self);
}
END_TEST

/* ---- what a client is told, and what the log is -------------------------------------------------
 */
START_TEST(refusals_say_enough_and_not_more) {
  static struct access_world self;
  char key[KEY_BYTES];
  char header[300];
  folder_set_up(&self);
  add_client(&self, "--client ward --scope 'system/Patient.r'", key);
  start_with_keys(&self);
  struct call call = {.path = "/fhir/Condition?patient=00001"};
  struct reply reply = ask(&self, call, "", "");
  ck_assert_str_eq(reply_header(&reply, "WWW-Authenticate", header, sizeof header),
                   "Bearer realm=\"fhir-facade\"");
  ck_assert_str_eq(text_at(reply.json, "resourceType"), "OperationOutcome");
  ck_assert_str_eq(text_at(reply.json, "issue.0.code"), "login");
  reply_free(&reply);
  reply = ask(&self, call, "Authorization: Bearer ", "a-key-that-nobody-has");
  ck_assert_int_eq(reply.status, 401);
  ck_assert_ptr_nonnull(strstr(reply_header(&reply, "WWW-Authenticate", header, sizeof header),
                               "error=\"invalid_token\""));
  reply_free(&reply);
  reply = ask(&self, call, "Authorization: Bearer ", key);
  ck_assert_int_eq(reply.status, 403);
  ck_assert_str_eq(reply_header(&reply, "WWW-Authenticate", header, sizeof header),
                   "Bearer error=\"insufficient_scope\", scope=\"system/Condition.s\"");
  ck_assert_str_eq(text_at(reply.json, "issue.0.code"), "forbidden");
  reply_free(&reply);
  call.headers[1] = "X-API-Key: x";
  reply = ask(&self, call, "Authorization: Bearer ", key);
  ck_assert_int_eq(reply.status, 401);
  reply_free(&reply);
  ck_assert(server_log_has(&self.world, "\"reason\":\"unknown-key\"", 0));
  ck_assert(server_log_has(&self.world, "\"client\":\"ward\"", 0));
  char *path = world_path(&self.world, "server.log");
  char *log = file_text(path);
  ck_assert_ptr_null(strstr(log, key));
  ck_assert_ptr_null(strstr(log, "a-key-that-nobody-has"));
  free(log);
  free(path);
  folder_tear_down(&self);
}
END_TEST

START_TEST(entries_of_a_batch_are_judged_one_by_one) {
  static struct access_world self;
  char key[KEY_BYTES];
  folder_set_up(&self);
  add_client(&self, "--client ward --scope 'system/Patient.r'", key);
  start_with_keys(&self);
  struct call call = {.path = "/fhir",
                      .body =
                          "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                          "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/00001\"}},"
                          "{\"request\":{\"method\":\"GET\",\"url\":\"Condition?patient=00001\"}},"
                          "{\"request\":{\"method\":\"GET\",\"url\":\"/metrics\"}},"
                          "{\"request\":{\"method\":\"GET\",\"url\":\"/mapping/rows\"}}]}"};
  struct reply reply = ask(&self, call, "X-API-Key: ", key);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "entry.0.response.status"), "200");
  ck_assert_str_eq(text_at(reply.json, "entry.1.response.status"), "403");
  ck_assert_str_eq(text_at(reply.json, "entry.2.response.status"), "403");
  ck_assert_str_eq(text_at(reply.json, "entry.3.response.status"), "403");
  reply_free(&reply);
  /* a Bundle to be accepted does not slip in by the way of batches */
  call.body = "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}";
  reply = ask(&self, call, "X-API-Key: ", key);
  ck_assert_int_eq(reply.status, 403);
  reply_free(&reply);
  folder_tear_down(&self);
}
END_TEST

struct patient_case {
  const char *path;
  long status;
};
static const struct patient_case patient_cases[] = {
    {"/fhir/Patient/00001", 200},
    {"/fhir/Patient/00002", 403},
    {"/fhir/Patient/1", 403}, /* another way to write it is another patient until asked */
    {"/fhir/Patient?_id=00001", 200},
    {"/fhir/Patient?_id=00002", 403},
    {"/fhir/Patient?_id=00001,00002", 403},
    {"/fhir/Patient?name=x", 403},
    {"/fhir/Patient", 403},
    {"/fhir/Condition?patient=00001", 200},
    {"/fhir/Condition?subject=Patient/00001", 200},
    {"/fhir/Condition?patient=00002", 403},
    {"/fhir/Condition?patient=00001&patient=00002", 403},
    {"/fhir/Condition?patient=00001&subject=Patient/00002", 403},
    {"/fhir/Condition/00002-1", 403},
    {"/fhir/Condition/00001-nothing", 404},
    {"/fhir/Coverage?beneficiary=00001", 200},
    {"/fhir/Coverage?beneficiary=00002", 403},
    {"/fhir/Encounter?patient=00001", 200},
    {"/fhir/Encounter?date=2025-10-06", 403},
    {"/fhir/Encounter/visit-20251006-01-1-00002", 403},
    {"/fhir/Appointment?patient=00001", 200},
    {"/fhir/Appointment?date=2025-10-06", 403},
    {"/fhir/MedicationRequest?patient=00001", 200},
    {"/fhir/MedicationRequest?patient=00003", 403},
    {"/fhir/MedicationRequest/00003.x.1", 403},
    {"/fhir/Patient/00001/$everything", 200},
    {"/fhir/Patient/00002/$everything", 403},
    {"/fhir/Patient/00002/$clinical-bundle", 403},
    {"/fhir/Patient?_id=00001&_revinclude=Condition:subject", 200},
    {"/fhir/Practitioner", 403},
    {"/fhir/Task", 403},
    {"/fhir/Task?patient=00002", 403},
};

START_TEST(patients_of_a_client) {
  static struct access_world self;
  char key[KEY_BYTES];
  folder_set_up(&self);
  add_client(&self, "--client family --scope 'system/*.rs' --patient 00001", key);
  start_with_keys(&self);
  for (size_t i = 0; i < sizeof patient_cases / sizeof patient_cases[0]; i++) {
    const struct patient_case *row = &patient_cases[i];
    struct reply reply = ask(&self, (struct call){.path = row->path}, "X-API-Key: ", key);
    ck_assert_msg(reply.status == row->status, "%s: %ld %s", row->path, reply.status, reply.body);
    ck_assert_ptr_null(strstr(reply.body, "Patient/00002\""));
    reply_free(&reply);
  }
  /* in the body of a form it is the same */
  struct call form = {.path = "/fhir/Condition/_search",
                      .body = "patient=00002",
                      .type = "application/x-www-form-urlencoded"};
  struct reply reply = ask(&self, form, "X-API-Key: ", key);
  ck_assert_int_eq(reply.status, 403);
  reply_free(&reply);
  form.body = "patient=00001";
  reply = ask(&self, form, "X-API-Key: ", key);
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  folder_tear_down(&self);
}
END_TEST

/* ---- rates and files that change ---------------------------------------------------------------
 */
START_TEST(clients_have_rates) {
  static struct access_world self;
  char slow[KEY_BYTES];
  char other[KEY_BYTES];
  char text[100];
  folder_set_up(&self);
  add_client(&self, "--client slow --scope 'system/*.rs'", slow);
  add_client(&self, "--client other --scope 'system/*.rs'", other);
  char *row = strstr(self.rows, "\"id\":\"slow\"");
  memmove(row + 22, row, strlen(row) + 1);
  memcpy(row, "\"rate_per_second\":  1,", 22);
  start_with_keys(&self);
  long refused = 0;
  for (unsigned i = 0; i < 100 && refused == 0; i++) { /* faster than one a second */
    struct reply reply =
        ask(&self, (struct call){.path = "/fhir/CodeSystem?url=x"}, "X-API-Key: ", slow);
    refused = reply.status == 429 ? 1 : 0;
    if (refused != 0) {
      ck_assert_int_ge(strtol(reply_header(&reply, "Retry-After", text, sizeof text), NULL, 10), 1);
      ck_assert_str_eq(text_at(reply.json, "issue.0.code"), "throttled");
    }
    reply_free(&reply);
  }
  ck_assert_int_eq(refused, 1);
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/CodeSystem?url=x", other), 200);
  folder_tear_down(&self);
}
END_TEST

START_TEST(clients_change_while_serving) {
  static struct access_world self;
  char first[KEY_BYTES];
  char second[KEY_BYTES];
  folder_set_up(&self);
  add_client(&self, "--client first --scope 'system/*.rs'", first);
  start_with_keys(&self);
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/Patient/00001", first), 200);
  size_t end = server_log_end(&self.world);
  self.rows[0] = '\0';
  add_client(&self, "--client second --scope 'system/*.rs'", second);
  write_clients(&self);
  ck_assert(server_log_has(&self.world, "\"what\":\"clients\",\"error\":\"OK\"", end));
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/Patient/00001", first), 401);
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/Patient/00001", second), 200);
  end = server_log_end(&self.world);
  snprintf(self.rows, sizeof self.rows, "broken");
  write_clients(&self);
  kill(self.world.server, SIGHUP);
  ck_assert(server_log_has(&self.world, "access-kept", end));
  ck_assert_int_eq(status_of(&self, "GET", "/fhir/Patient/00001", second), 200);
  folder_tear_down(&self);
}
END_TEST

/* ---- tokens ------------------------------------------------------------------------------------
 */
struct token_world {
  struct access_world access;
  EVP_PKEY *key; /* of the client */
  char jwks[200];
  char endpoint[200];
};

static void register_client(struct token_world *self) {
  struct buffer buffer = buffer_make(self->access.arena, 65536);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_member_text(&writer, "client_id", "lab-ehr");
  writer_member_text(&writer, "scope", "system/Patient.r system/Condition.rs admin/mapping");
  writer_member_text(&writer, "audience", AUDIENCE);
  writer_key(&writer, "jwks");
  writer_object_begin(&writer);
  writer_key(&writer, "keys");
  writer_array_begin(&writer);
  ck_assert_int_eq(jwk_write(&writer, self->key, JWS_ES256, view_of("c")), ERROR_OK);
  writer_array_end(&writer);
  writer_object_end(&writer);
  writer_object_end(&writer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  char *json = arena_string(self->access.arena, buffer_view(&buffer));
  ck_assert(lab_post(&self->access.world, "/lab/oauth/clients", json));
}

/* The server needs to know the lab's port: it is stopped and started with it. */
static void token_world_start(struct token_world *self) {
  struct world *world = &self->access.world;
  folder_set_up(&self->access);
  self->key = EVP_EC_gen("P-256");
  world_start(world);
  ck_assert_int_eq(server_stop(world), 0);
  snprintf(self->jwks, sizeof self->jwks,
           "FHIR_FACADE_ACCESS_OAUTH_JWKS_URL=http://127.0.0.1:%d/lab/oauth/jwks.json",
           world->national_port);
  snprintf(self->endpoint, sizeof self->endpoint,
           "FHIR_FACADE_ACCESS_OAUTH_TOKEN_ENDPOINT=http://127.0.0.1:%d/lab/oauth/token",
           world->national_port);
  world->settings[0] = "FHIR_FACADE_ACCESS_MODE=oauth";
  world->settings[1] = "FHIR_FACADE_ACCESS_OAUTH_ISSUER=urn:fhir-facade-lab";
  world->settings[2] = "FHIR_FACADE_ACCESS_OAUTH_AUDIENCE=" AUDIENCE;
  world->settings[3] = self->jwks;
  world->settings[4] = self->endpoint;
  world->settings[5] = self->access.setting;
  write_clients(&self->access);
  server_start(world);
  register_client(self);
}

static void token_world_stop(struct token_world *self) {
  EVP_PKEY_free(self->key);
  folder_tear_down(&self->access);
}

/* What the token server answers to the key for these scopes ("+" for blanks). */
static struct reply ask_token(struct token_world *self, const char *scopes, EVP_PKEY *key) {
  struct arena *arena = self->access.arena;
  struct view assertion;
  struct view claims =
      arena_format(arena,
                   "{\"iss\":\"lab-ehr\",\"sub\":\"lab-ehr\",\"jti\":\"1\",\"exp\":%lld,"
                   "\"aud\":\"http://127.0.0.1:%d/lab/oauth/token\"}",
                   (long long)time(NULL) + 300, self->access.world.national_port);
  ck_assert_int_eq(jwt_write(claims, key, view_of("c"), arena, &assertion), ERROR_OK);
  struct view form = arena_format(
      arena,
      "grant_type=client_credentials&scope=%s&client_assertion_type=urn%%3Aietf%%3Aparams%%3Aoauth"
      "%%3Aclient-assertion-type%%3Ajwt-bearer&client_assertion=%.*s",
      scopes, VIEW_ARGUMENTS(assertion));
  return lab_call(&self->access.world, &(struct call){.path = "/lab/oauth/token",
                                                      .body = form.data,
                                                      .type = "application/x-www-form-urlencoded"});
}

static void take_token(struct token_world *self, const char *scopes, char ret_token[3000]) {
  struct reply reply = ask_token(self, scopes, self->key);
  ck_assert_msg(reply.status == 200, "%s", reply.body);
  snprintf(ret_token, 3000, "%s", text_at(reply.json, "access_token"));
  reply_free(&reply);
}

static long token_status(const struct token_world *self, const char *path, const char *token) {
  struct reply reply =
      ask(&self->access, (struct call){.path = path}, "Authorization: Bearer ", token);
  long status = reply.status;
  reply_free(&reply);
  return status;
}

START_TEST(tokens_of_the_lab) {
  static struct token_world self;
  char token[3000];
  char changed[3000];
  token_world_start(&self);
  take_token(&self, "system/Condition.rs+system/Bundle.c", token);
  ck_assert_int_eq(token_status(&self, "/fhir/Condition?patient=00001", token), 200);
  ck_assert_int_eq(token_status(&self, "/fhir/Patient/00001", token), 403);
  ck_assert_int_eq(token_status(&self, "/fhir/Condition?patient=00001", ""), 401);
  snprintf(changed, sizeof changed, "%s", token);
  char *claims = strchr(changed, '.') + 5;
  *claims = *claims == 'A' ? 'B' : 'A';
  ck_assert_int_eq(token_status(&self, "/fhir/Condition?patient=00001", changed), 401);
  /* another key than the registered one, and scopes that are not the client's */
  EVP_PKEY *other = EVP_EC_gen("P-256");
  struct reply reply = ask_token(&self, "system/Patient.r", other);
  ck_assert_int_eq(reply.status, 401);
  ck_assert_str_eq(text_at(reply.json, "error"), "invalid_client");
  reply_free(&reply);
  reply = ask_token(&self, "system/Bundle.c", self.key);
  ck_assert_str_eq(text_at(reply.json, "error"), "invalid_scope");
  reply_free(&reply);
  EVP_PKEY_free(other);
  token_world_stop(&self);
}
END_TEST

/* Its row among the clients, which has no key, lets the client of a token act for users. */
START_TEST(tokens_act_for_users) {
  static struct token_world self;
  char token[3000];
  struct proposal row;
  token_world_start(&self);
  take_token(&self, "admin/mapping", token);
  struct reply reply = act(&self.access, token, "tanaka", "/mapping/rows", ROW("A1"));
  ck_assert_int_eq(reply.status, 403);
  reply_free(&reply);
  row = propose(&self.access, token, NULL, ROW("A1"));
  ck_assert_str_eq(row.proposer, "lab-ehr");
  row = propose(&self.access, token, "lab-ehr", ROW("A2"));
  ck_assert_str_eq(row.proposer, "lab-ehr");
  snprintf(self.access.rows, sizeof self.access.rows,
           "{\"id\":\"lab-ehr\",\"acts_for_users\":true}");
  size_t end = server_log_end(&self.access.world);
  write_clients(&self.access);
  ck_assert(server_log_has(&self.access.world, "\"what\":\"clients\",\"error\":\"OK\"", end));
  row = propose(&self.access, token, "tanaka", ROW("A3"));
  ck_assert_str_eq(row.proposer, "lab-ehr/tanaka");
  token_world_stop(&self);
}
END_TEST

START_TEST(token_keys_rotate) {
  static struct token_world self;
  char former[3000];
  char token[3000];
  token_world_start(&self);
  take_token(&self, "system/Patient.r", former);
  ck_assert_int_eq(token_status(&self, "/fhir/Patient/00001", former), 200);
  ck_assert(lab_post(&self.access.world, "/lab/oauth/rotate", "{}"));
  take_token(&self, "system/Patient.r", token);
  size_t end = server_log_end(&self.access.world);
  kill(self.access.world.server, SIGHUP);
  ck_assert(server_log_has(&self.access.world, "\"what\":\"token-keys\",\"error\":\"OK\"", end));
  ck_assert_int_eq(token_status(&self, "/fhir/Patient/00001", token), 200);
  ck_assert_int_eq(token_status(&self, "/fhir/Patient/00001", former), 401);
  token_world_stop(&self);
}
END_TEST

START_TEST(clients_find_the_token_server) {
  static struct token_world self;
  char endpoint[200];
  token_world_start(&self);
  snprintf(endpoint, sizeof endpoint, "http://127.0.0.1:%d/lab/oauth/token",
           self.access.world.national_port);
  struct reply reply = http_get(&self.access.world, "/fhir/.well-known/smart-configuration");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "token_endpoint"), endpoint);
  ck_assert_str_eq(text_at(reply.json, "issuer"), "urn:fhir-facade-lab");
  ck_assert_str_eq(text_at(reply.json, "grant_types_supported.0"), "client_credentials");
  ck_assert_ptr_nonnull(strstr(reply.body, "\"system/Patient.rs\""));
  ck_assert_ptr_nonnull(strstr(reply.body, "\"admin/mapping\""));
  reply_free(&reply);
  reply = http_get(&self.access.world, "/fhir/metadata");
  ck_assert_str_eq(text_at(reply.json, "rest.0.security.service.0.coding.0.code"), "SMART-on-FHIR");
  ck_assert_str_eq(text_at(reply.json, "rest.0.security.extension.0.extension.0.valueUri"),
                   endpoint);
  ck_assert(json_is_false(json_at(reply.json, "rest.0.security.cors")));
  reply_free(&reply);
  token_world_stop(&self);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("access");
  TCase *cases = tcase_create("clients");
  tcase_add_test(cases, nothing_without_the_right_scope);
  tcase_add_test(cases, refusals_say_enough_and_not_more);
  tcase_add_test(cases, entries_of_a_batch_are_judged_one_by_one);
  tcase_add_test(cases, patients_of_a_client);
  tcase_add_test(cases, clients_have_rates);
  tcase_add_test(cases, clients_change_while_serving);
  tcase_add_test(cases, tokens_of_the_lab);
  tcase_add_test(cases, tokens_act_for_users);
  tcase_add_test(cases, token_keys_rotate);
  tcase_add_test(cases, clients_find_the_token_server);
  suite_add_tcase(suite, cases);
  return suite;
}
