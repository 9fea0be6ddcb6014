/* The mapping table over HTTP: rows, review, CSV, $map, worklists, and what a mapped Bundle is
 * worth. */
#include "tests/unit/unit_main.h"

#include "tests/blackbox/harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LOCAL "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_LocalCode_CS"
#define ROW(code, more)                                                                            \
  "{\"domain\":\"laboratory\",\"source_system\":\"" LOCAL "\",\"source_code\":\"" code             \
  "\",\"source_display\":\"検査\",\"target_system\":\"urn:t\",\"target_code\":\"T-" code "\"" more \
  "}"
#define OBSERVATION(code)                                                                          \
  "{\"resourceType\":\"Observation\",\"code\":{\"coding\":[{\"system\":\"" LOCAL                   \
  "\",\"code\":\"" code "\"}]}}"
#define CSV_HEADER "domain,local_code,local_specimen,local_name,target_system,target_code\r\n"
#define LABORATORY_EXAMPLE "tests/cases/validate/national-laboratory-text-good/input.json"
#define PATIENCE_US 200000

static struct world world;

static void setup(void) {
  world = (struct world){.transport = "none"};
  world_start(&world);
}

static void setup_two_persons(void) {
  world = (struct world){.transport = "none", .settings = {"FHIR_FACADE_MAPPING_SECOND_PERSON=on"}};
  world_start(&world);
}

static void teardown(void) {
  world_stop(&world);
}

static struct reply send_as(const char *who, const char *method, const char *path,
                            const char *body) {
  char user[100];
  snprintf(user, sizeof user, "X-Facade-User: %s", who);
  struct call call = {.method = method,
                      .path = path,
                      .body = body,
                      .type = body != NULL ? "application/json" : NULL,
                      .headers = {user}};
  return http_call(&world, &call);
}

static long status_of(struct reply reply) {
  long status = reply.status;
  reply_free(&reply);
  return status;
}

/* Creates a row and copies its path. */
static void create(const char *who, const char *body, char *ret_path, size_t size) {
  struct reply reply = send_as(who, "POST", "/mapping/rows", body);
  ck_assert_msg(reply.status == 201, "%ld %s", reply.status, reply.body);
  snprintf(ret_path, size, "/mapping/rows/%s", text_at(reply.json, "id"));
  reply_free(&reply);
}

static long long total(const char *path) {
  struct reply reply = http_get(&world, path);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  long long count = json_integer_value(json_at(reply.json, "total"));
  reply_free(&reply);
  return count;
}

static long review(const char *who, const char *path, const char *what) {
  char target[200];
  snprintf(target, sizeof target, "%s/%s", path, what);
  return status_of(send_as(who, "POST", target, ""));
}

/* ---- rows ---------------------------------------------------------------------------------------
 */
START_TEST(a_row_is_created_read_changed_deleted) {
  char path[200];
  char tag[50];
  create("tanaka", ROW("A1", ""), path, sizeof path);
  struct reply reply = http_get(&world, path);
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "proposer"), "tanaka");
  ck_assert_str_eq(text_at(reply.json, "status"), "proposed");
  ck_assert_str_eq(reply_header(&reply, "ETag", tag, sizeof tag), "W/\"1\"");
  reply_free(&reply);
  struct call update = {.method = "PUT",
                        .path = path,
                        .type = "application/json",
                        .body = ROW("A1", ",\"comment\":\"c\",\"status\":\"approved\""),
                        .headers = {"X-Facade-User: sato", "If-Match: W/\"1\""}};
  reply = http_call(&world, &update);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "reviewer"), "sato");
  ck_assert_str_eq(text_at(reply.json, "proposer"), "tanaka");
  ck_assert_str_eq(reply_header(&reply, "ETag", tag, sizeof tag), "W/\"2\"");
  reply_free(&reply);
  ck_assert_int_eq(status_of(http_call(&world, &update)), 412);
  struct call removal = {.method = "DELETE", .path = path, .headers = {"If-Match: W/\"1\""}};
  ck_assert_int_eq(status_of(http_call(&world, &removal)), 412);
  removal.headers[0] = "If-Match: W/\"2\"";
  ck_assert_int_eq(status_of(http_call(&world, &removal)), 204);
  ck_assert_int_eq(status_of(http_get(&world, path)), 404);
}
END_TEST

static const struct {
  const char *body;
  long status;
  const char *id;
} bad_rows[] = {
    {"[]", 400, "request-not-a-resource"},
    {"{\"domain\":", 400, "request-json"},
    {"{\"colour\":\"red\"}", 400, "mapping-member-unknown"},
    {"{\"domain\":1}", 400, "mapping-member-unknown"},
    {"{\"domain\":\"drug\"}", 422, "mapping-field-empty"},
    {ROW("A 1 ", ""), 422, "mapping-field-blank"},
    {ROW("A/1", ""), 422, "mapping-local-code-form"},
    {ROW("A1", ",\"equivalence\":\"same\""), 422, "mapping-field-value"},
    {ROW("A1", ",\"valid_from\":\"2026-02-30\""), 422, "mapping-field-value"},
    {ROW("A1", ",\"status\":\"draft\""), 422, "mapping-field-value"},
};

START_TEST(bad_rows_are_refused_with_a_reason) {
  struct reply reply = send_as("tanaka", "POST", "/mapping/rows", bad_rows[_i].body);
  ck_assert_msg(reply.status == bad_rows[_i].status, "%ld %s", reply.status, reply.body);
  ck_assert_msg(strstr(reply.body, bad_rows[_i].id) != NULL, "%s", reply.body);
  reply_free(&reply);
  ck_assert_int_eq(total("/mapping/rows"), 0);
}
END_TEST

START_TEST(rows_are_found) {
  char path[200];
  create("t", ROW("A1", ""), path, sizeof path);
  create("t", ROW("A2", ",\"status\":\"approved\""), path, sizeof path);
  ck_assert_int_eq(total("/mapping/rows"), 2);
  ck_assert_int_eq(total("/mapping/rows?code=A1"), 1);
  ck_assert_int_eq(total("/mapping/rows?status=approved&domain=laboratory"), 1);
  ck_assert_int_eq(total("/mapping/rows?text=t-a"), 2);
  ck_assert_int_eq(total("/mapping/rows?text=%E6%A4%9C%E6%9F%BB&count=1"), 2);
  ck_assert_int_eq(total("/mapping/rows?count=0"), 2);
  ck_assert_int_eq(status_of(http_get(&world, "/mapping/rows?count=x")), 400);
  ck_assert_int_eq(status_of(http_get(&world, "/mapping/rows?colour=red")), 400);
  ck_assert_int_eq(status_of(send_as("t", "POST", "/mapping/rows", ROW("A1", ""))), 409);
}
END_TEST

/* ---- review -------------------------------------------------------------------------------------
 */
static size_t added_by_map(const char *resource) {
  struct reply reply = http_post(&world, "/fhir/$map", resource);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  size_t count = 0;
  size_t i;
  json_t *parameter;
  json_array_foreach(json_at(reply.json, "parameter"), i, parameter) {
    count += strcmp(text_at(parameter, "name"), "added") == 0 &&
             strstr(text_at(parameter, "part.2.valueCoding.system"), "Uncoded") == NULL;
  }
  reply_free(&reply);
  return count;
}

START_TEST(only_what_is_approved_maps) {
  char path[200];
  create("tanaka", ROW("A1", ""), path, sizeof path);
  ck_assert_uint_eq(added_by_map(OBSERVATION("A1")), 0);
  ck_assert_int_eq(review("tanaka", path, "approve"), 200);
  ck_assert_uint_eq(added_by_map(OBSERVATION("A1")), 1);
  ck_assert_int_eq(review("tanaka", path, "reject"), 200);
  ck_assert_uint_eq(added_by_map(OBSERVATION("A1")), 0);
  ck_assert_int_eq(review("tanaka", "/mapping/rows/none", "approve"), 404);
}
END_TEST

START_TEST(a_second_person_approves) {
  char path[200];
  ck_assert_int_eq(status_of(http_post(&world, "/mapping/rows", ROW("A1", ""))), 400);
  ck_assert_int_eq(
      status_of(send_as("tanaka", "POST", "/mapping/rows", ROW("A1", ",\"status\":\"approved\""))),
      422);
  create("tanaka", ROW("A1", ",\"proposer\":\"somebody\""), path, sizeof path);
  ck_assert_int_eq(review("tanaka", path, "approve"), 422);
  ck_assert_int_eq(review("sato", path, "approve"), 200);
  ck_assert_uint_eq(added_by_map(OBSERVATION("A1")), 1);
  /* a change takes the approval away */
  struct reply reply = send_as("sato", "PUT", path, ROW("A1", ",\"comment\":\"c\""));
  ck_assert_int_eq(reply.status, 200);
  ck_assert_str_eq(text_at(reply.json, "status"), "proposed");
  reply_free(&reply);
  ck_assert_int_eq(review("sato", path, "approve"), 422);
  ck_assert_int_eq(review("tanaka", path, "approve"), 200);
  struct call import = {.path = "/mapping/import?status=approved",
                        .type = "text/csv",
                        .body = CSV_HEADER "laboratory,A2,,,urn:t,1\r\n",
                        .headers = {"X-Facade-User: sato"}};
  reply = http_call(&world, &import);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "awaitingApproval")), 1);
  reply_free(&reply);
  ck_assert_int_eq(total("/mapping/rows?status=approved"), 1);
}
END_TEST

/* ---- CSV ----------------------------------------------------------------------------------------
 */
static struct reply import(const char *query, const char *csv) {
  char path[200];
  snprintf(path, sizeof path, "/mapping/import%s", query);
  struct call call = {.path = path,
                      .body = csv,
                      .type = "text/csv; charset=utf-8",
                      .headers = {"X-Facade-User: tanaka"}};
  return http_call(&world, &call);
}

/* "inserted/updated/unchanged" */
static void check_import(const char *query, const char *csv, const char *expected) {
  char counts[100];
  struct reply reply = import(query, csv);
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  snprintf(counts, sizeof counts, "%lld/%lld/%lld",
           (long long)json_integer_value(json_at(reply.json, "inserted")),
           (long long)json_integer_value(json_at(reply.json, "updated")),
           (long long)json_integer_value(json_at(reply.json, "unchanged")));
  ck_assert_str_eq(counts, expected);
  reply_free(&reply);
}

START_TEST(csv_goes_in_and_out) {
  static const char csv[] = CSV_HEADER "laboratory,A1,,カリウム,urn:t,1\r\n"
                                       "laboratory,A2,023,,urn:t,2\r\n";
  check_import("?dry-run=true", csv, "2/0/0");
  ck_assert_int_eq(total("/mapping/rows"), 0);
  check_import("?status=approved", csv, "2/0/0");
  check_import("", csv, "0/0/2");
  check_import("", CSV_HEADER "laboratory,A1,,ナトリウム,urn:t,1\r\n", "0/1/0");
  ck_assert_int_eq(total("/mapping/rows?status=approved"), 2);
  struct reply reply = http_get(&world, "/mapping/export");
  ck_assert_int_eq(reply.status, 200);
  ck_assert_msg(strstr(reply.body, "ナトリウム") != NULL, "%s", reply.body);
  check_import("", reply.body, "0/0/2");
  reply_free(&reply);
  reply = http_get(&world, "/mapping/export?layer=all");
  ck_assert_msg(strstr(reply.body, "LAB-ALB") != NULL, "%s", reply.body);
  reply_free(&reply);
  char type[100];
  struct call call = {.path = "/mapping/export",
                      .headers = {"Accept: text/csv; charset=Shift_JIS"}};
  reply = http_call(&world, &call);
  ck_assert_str_eq(reply_header(&reply, "Content-Type", type, sizeof type),
                   "text/csv; charset=Shift_JIS");
  ck_assert_ptr_nonnull(strstr(reply.body, "\x83\x69\x83\x67\x83\x8A"));
  check_import("", reply.body, "0/0/2");
  reply_free(&reply);
}
END_TEST

static const struct {
  const char *csv;
  const char *message;
} bad_files[] = {
    {"", "mapping-column-missing"},
    {CSV_HEADER "laboratory,A1,,,urn:t,1\r\nlaboratory,A2\r\n", "mapping-field-count"},
    {CSV_HEADER "laboratory,A1,,,urn:t,1\r\nlaboratory,A1,,,urn:t,1\r\n", "mapping-row-duplicate"},
    {CSV_HEADER "laboratory,A1,,,urn:t,1\r\nlaboratory,A2,,\x83,urn:t,1\r\n", "mapping-csv-syntax"},
};

START_TEST(a_faulty_file_loads_nothing) {
  struct reply reply = import("", bad_files[_i].csv);
  ck_assert_msg(reply.status == 422, "%ld %s", reply.status, reply.body);
  ck_assert_msg(strstr(reply.body, bad_files[_i].message) != NULL, "%s", reply.body);
  reply_free(&reply);
  ck_assert_int_eq(total("/mapping/rows"), 0);
  struct call call = {.path = "/mapping/import", .body = "{}", .type = "application/json"};
  ck_assert_int_eq(status_of(http_call(&world, &call)), 415);
}
END_TEST

/* The command works beside the server, which finds the rows by itself. */
static bool maps_by_command(void *context) {
  (void)context;
  usleep(PATIENCE_US);
  return added_by_map(OBSERVATION("A1")) == 1;
}

START_TEST(a_command_imports_beside_the_server) {
  char command[1000];
  char *file = world_path(&world, "rows.csv");
  char *data = world_path(&world, "data");
  FILE *csv = fopen(file, "w");
  ck_assert_ptr_nonnull(csv);
  fputs(CSV_HEADER "laboratory,A1,,,urn:t,1\r\n", csv);
  fclose(csv);
  const char *build = getenv("FHIR_FACADE_BUILD");
  snprintf(command, sizeof command,
           "%s/fhir-facade mapping import --data-dir '%s' --status approved '%s' >/dev/null",
           build != NULL ? build : "build", data, file);
  ck_assert_int_eq(system(command), 0);
  ck_assert(wait_until(maps_by_command, NULL));
  ck_assert_int_eq(total("/mapping/rows"), 1);
  free(file);
  free(data);
}
END_TEST

/* ---- ConceptMap ---------------------------------------------------------------------------------
 */
START_TEST(rows_are_concept_maps) {
  char path[200];
  char map[200];
  create("t", ROW("A1", ",\"status\":\"approved\""), path, sizeof path);
  create("t", ROW("A2", ""), path, sizeof path);
  struct reply reply = http_get(&world, "/fhir/ConceptMap?name=LocalCodeMapping");
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  /* three of the mapping file, one of these rows */
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 4);
  map[0] = '\0';
  for (size_t i = 0; i < 4; i++) {
    const json_t *resource = json_at(json_array_get(json_at(reply.json, "entry"), i), "resource");
    if (strcmp(text_at(resource, "group.0.target"), "urn:t") == 0) {
      snprintf(map, sizeof map, "/fhir/ConceptMap/%s", text_at(resource, "id"));
    }
  }
  reply_free(&reply);
  reply = http_get(&world, map);
  ck_assert_msg(reply.status == 200, "%s: %ld %s", map, reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "group.0.element.0.target.0.code"), "T-A1");
  /* the same again changes nothing; a row less is deleted, another text is changed */
  struct call put = {.method = "PUT", .path = map, .body = reply.body};
  ck_assert_int_eq(status_of(http_call(&world, &put)), 200);
  ck_assert_int_eq(total("/mapping/rows?status=approved"), 1);
  json_t *elements =
      json_object_get(json_array_get(json_object_get(reply.json, "group"), 0), "element");
  json_array_remove(elements, 1);
  json_object_set_new(json_array_get(elements, 0), "display", json_string("別名"));
  char *text = json_dumps(reply.json, 0);
  put.body = text;
  ck_assert_int_eq(status_of(http_call(&world, &put)), 200);
  ck_assert_int_eq(total("/mapping/rows"), 1);
  ck_assert_int_eq(total("/mapping/rows?text=%E5%88%A5%E5%90%8D"), 1);
  free(text);
  reply_free(&reply);
  /* a map of the mapping file: nothing of it comes into the store */
  reply = http_get(&world, "/fhir/ConceptMap?name=LocalCodeMapping");
  for (size_t i = 0; i < 4; i++) {
    const json_t *resource = json_at(json_array_get(json_at(reply.json, "entry"), i), "resource");
    char place[200];
    char *body = json_dumps(resource, 0);
    snprintf(place, sizeof place, "/fhir/ConceptMap/%s", text_at(resource, "id"));
    struct call same = {.method = "PUT", .path = place, .body = body};
    ck_assert_int_eq(status_of(http_call(&world, &same)), 200);
    free(body);
  }
  reply_free(&reply);
  ck_assert_int_eq(total("/mapping/rows"), 1);
  /* a map that is not the one of its id, and one that is not there */
  put.path = "/fhir/ConceptMap/mapping-laboratory-0000000000000000";
  reply = http_get(&world, map);
  put.body = reply.body;
  ck_assert_int_eq(status_of(http_call(&world, &put)), 422);
  reply_free(&reply);
  ck_assert_int_eq(status_of(http_get(&world, put.path)), 404);
}
END_TEST

/* ---- Bundles ------------------------------------------------------------------------------------
 */

/* A national Bundle of laboratory results as a house writes it: local codes only. */
static char *laboratory_bundle(const char *code, const char *display) {
  char *bundle = bundle_of(&world, HARNESS_PATIENT);
  json_t *json = json_loads(bundle, 0, NULL);
  json_t *entries = json_object_get(json, "entry");
  json_t *result = json_load_file(LABORATORY_EXAMPLE, 0, NULL);
  ck_assert_ptr_nonnull(result);
  const json_t *condition = json_at(json, "entry.1.resource");
  json_object_set(result, "subject", json_object_get(condition, "subject"));
  json_t *concept = json_object_get(result, "code");
  json_object_set_new(
      concept, "coding",
      json_pack("[{s:s,s:s,s:s}]", "system", LOCAL, "code", code, "display", display));
  json_object_set_new(concept, "text", json_string(display));
  json_t *tag = json_array_get(json_at(json, "meta.tag"), 0);
  json_object_set_new(tag, "code", json_string("Observation"));
  json_object_del(tag, "display");
  while (json_array_size(entries) > 1) {
    json_array_remove(entries, 1);
  }
  json_array_append_new(entries, json_pack("{s:s,s:o}", "fullUrl",
                                           "urn:uuid:5f0c2f3e-0b1d-4c8e-9a77-3a1f5b6c7d8e",
                                           "resource", result));
  json_t *resource = json_object_get(json_array_get(entries, 1), "resource");
  json_object_set_new(resource, "id", json_string("5f0c2f3e-0b1d-4c8e-9a77-3a1f5b6c7d8e"));
  char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  free(bundle);
  return text;
}

static const struct {
  const char *code;
  const char *display;
  const char *added; /* must stand in what is kept */
} laboratory_items[] = {
    {"LAB-ALB", "アルブミン", "\"3A015000002329101\",\"display\":\"ALB\""},
    {"LAB-NEW", "新規項目", "\"99999999999999999\",\"display\":\"未標準化コード項目(JLAC)\""},
};

START_TEST(a_mapped_bundle_is_valid) {
  char *bundle = laboratory_bundle(laboratory_items[_i].code, laboratory_items[_i].display);
  struct reply reply = http_post(&world, "/fhir/$validate?national=true", bundle);
  ck_assert_msg(outcome_count(reply.json, "error") > 0, "valid without mapping: %s", reply.body);
  reply_free(&reply);
  reply = http_post(&world, "/fhir/Bundle", bundle);
  ck_assert_msg(reply.status == 202, "%ld %s", reply.status, reply.body);
  char location[300];
  reply_header(&reply, "Location", location, sizeof location);
  reply_free(&reply);
  reply = http_get(&world, strstr(location, "/fhir/"));
  ck_assert_msg(strstr(reply.body, laboratory_items[_i].added) != NULL, "%s", reply.body);
  struct reply verdict = http_post(&world, "/fhir/$validate?national=true", reply.body);
  ck_assert_msg(outcome_count(verdict.json, "error") == 0, "%s", verdict.body);
  reply_free(&verdict);
  reply_free(&reply);
  free(bundle);
}
END_TEST

START_TEST(map_tells_what_would_change) {
  char *bundle = laboratory_bundle("LAB-ALB", "アルブミン");
  char *parameters = NULL;
  ck_assert_int_ge(
      asprintf(&parameters,
               "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"resource\","
               "\"resource\":%s}]}",
               bundle),
      0);
  const char *const bodies[] = {bundle, parameters};
  for (size_t i = 0; i < 2; i++) {
    struct reply reply = http_post(&world, "/fhir/$map", bodies[i]);
    ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
    ck_assert_str_eq(text_at(reply.json, "parameter.0.resource.resourceType"), "Bundle");
    ck_assert_str_eq(
        text_at(reply.json, "parameter.0.resource.entry.1.resource.code.coding.1.code"),
        "3A015000002329101");
    ck_assert_str_eq(text_at(reply.json, "parameter.1.name"), "added");
    ck_assert_str_eq(text_at(reply.json, "parameter.1.part.0.valueString"),
                     "Bundle.entry[1].resource.code.coding");
    ck_assert_str_eq(text_at(reply.json, "parameter.1.part.3.valueCode"), "table");
    ck_assert_str_eq(text_at(reply.json, "parameter.2.resource.resourceType"), "OperationOutcome");
    reply_free(&reply);
  }
  ck_assert_int_eq(status_of(http_post(&world, "/fhir/$map", "{\"resourceType\":\"Parameters\"}")),
                   400);
  ck_assert_int_eq(status_of(http_post(&world, "/fhir/$map", "{}")), 400);
  ck_assert_int_eq(total("/mapping/unmapped"), 0);
  free(parameters);
  free(bundle);
}
END_TEST

/* ---- masters ------------------------------------------------------------------------------------
 */
#define RECEIPT "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease"
#define KEY "http://medis.or.jp/CodeSystem/master-disease-keyNumber"
#define DISEASE_COLUMNS 46
#define CONDITION(system, code, display)                                                           \
  "{\"resourceType\":\"Condition\",\"recordedDate\":\"2026-04-01\",\"code\":{\"coding\":[{"        \
  "\"system\":\"" system "\",\"code\":\"" code "\",\"display\":\"" display "\"}]}}"

/* A line of the receipt master of diseases; all codes are invented. */
static void write_disease(FILE *file, const char *code, const char *name, const char *key,
                          const char *last_day) {
  const struct {
    int column;
    const char *value;
  } filled[] = {{0, "0"}, {1, "B"}, {2, code}, {5, name}, {10, key}, {12, "ZZZZ"}, {23, last_day}};
  for (int i = 0; i < DISEASE_COLUMNS; i++) {
    const char *value = "";
    for (size_t j = 0; j < sizeof filled / sizeof *filled; j++) {
      value = filled[j].column == i ? filled[j].value : value;
    }
    fprintf(file, "%s\"%s\"", i > 0 ? "," : "", value);
  }
  fputs("\r\n", file);
}

static void import_diseases(void) {
  char command[1000];
  char *file = world_path(&world, "b.txt");
  char *data = world_path(&world, "data");
  FILE *master = fopen(file, "w");
  ck_assert_ptr_nonnull(master);
  write_disease(master, "7000001", "架空性胃炎", "29000001", "99999999");
  write_disease(master, "7000002", "架空性肺炎", "29000002", "20260331");
  fclose(master);
  const char *build = getenv("FHIR_FACADE_BUILD");
  snprintf(command, sizeof command, "%s/fhir-facade import --data-dir '%s' '%s' >/dev/null",
           build != NULL ? build : "build", data, file);
  ck_assert_int_eq(system(command), 0);
  free(file);
  free(data);
}

static bool maps_by_masters(void *context) {
  (void)context;
  usleep(PATIENCE_US);
  return added_by_map(CONDITION(RECEIPT, "7000001", "")) == 1;
}

START_TEST(imported_masters_are_used_at_once) {
  char path[200];
  struct reply reply = http_post(&world, "/fhir/$map", CONDITION(RECEIPT, "7000001", ""));
  ck_assert_int_eq(reply.status, 200);
  reply_free(&reply);
  import_diseases();
  ck_assert(wait_until(maps_by_masters, NULL));
  reply = http_post(&world, "/fhir/$map", CONDITION(RECEIPT, "7000001", ""));
  ck_assert_str_eq(text_at(reply.json, "parameter.1.part.2.valueCoding.code"), "29000001");
  ck_assert_str_eq(text_at(reply.json, "parameter.1.part.3.valueCode"), "crosswalk");
  reply_free(&reply);
  reply = http_post(&world, "/fhir/$map", CONDITION(RECEIPT, "7000002", ""));
  ck_assert_msg(strstr(reply.body, "mapping-code-ended") != NULL, "%s", reply.body);
  reply_free(&reply);
  /* a name of the house finds candidates */
  reply = http_post(&world, "/fhir/$map", CONDITION(RECEIPT, "7999999", "架空性胃炎"));
  ck_assert_msg(strstr(reply.body, "29000001 架空性胃炎 (") != NULL ||
                    strstr(reply.body, "7000001 架空性胃炎 (") != NULL,
                "%s", reply.body);
  reply_free(&reply);
  /* a target that is not in its master is told, one that has ended is on the worklist */
  create("t",
         "{\"domain\":\"disease\",\"source_system\":\"urn:h\",\"source_code\":\"1\","
         "\"target_system\":\"" KEY "\",\"target_code\":\"29000002\",\"status\":\"approved\"}",
         path, sizeof path);
  reply = http_get(&world, "/mapping/ending");
  ck_assert_str_eq(text_at(reply.json, "rows.0.ends"), "2026-03-31");
  ck_assert_str_eq(text_at(reply.json, "rows.0.reason"), "target");
  reply_free(&reply);
  reply = send_as("t", "PUT", path,
                  "{\"domain\":\"disease\",\"source_system\":\"urn:h\",\"source_code\":\"1\","
                  "\"target_system\":\"" KEY "\",\"target_code\":\"29000009\"}");
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "warnings.0.id"), "mapping-target-unknown");
  reply_free(&reply);
  reply = send_as("t", "PUT", path,
                  "{\"domain\":\"disease\",\"source_system\":\"urn:h\",\"source_code\":\"1\","
                  "\"target_system\":\"" KEY "\",\"target_code\":\"29000002\","
                  "\"valid_from\":\"2026-04-01\"}");
  ck_assert_msg(reply.status == 422 && strstr(reply.body, "mapping-target-ended") != NULL, "%ld %s",
                reply.status, reply.body);
  reply_free(&reply);
}
END_TEST

/* ---- worklists ----------------------------------------------------------------------------------
 */
START_TEST(codes_without_a_map_are_ranked) {
  char *bundle = laboratory_bundle("LAB-NEW", "新規項目");
  char *faulty = laboratory_bundle("LAB-UTP", "尿蛋白"); /* two targets: refused, but counted */
  ck_assert_int_eq(status_of(http_post(&world, "/fhir/Bundle", faulty)), 422);
  ck_assert_int_eq(status_of(http_post(&world, "/fhir/Bundle", faulty)), 422);
  ck_assert_int_eq(status_of(http_post(&world, "/fhir/Bundle", bundle)), 202);
  server_kill(&world);
  server_start(&world);
  struct reply reply = http_get(&world, "/mapping/unmapped");
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "total")), 2);
  ck_assert_str_eq(text_at(reply.json, "rows.0.source_code"), "LAB-UTP");
  ck_assert_str_eq(text_at(reply.json, "rows.0.reason"), "ambiguous");
  ck_assert_int_eq(json_integer_value(json_at(reply.json, "rows.0.count")), 2);
  ck_assert_str_eq(text_at(reply.json, "rows.1.source_code"), "LAB-NEW");
  ck_assert_str_eq(text_at(reply.json, "rows.1.example"), "Observation.code.coding");
  ck_assert_msg(strstr(text_at(reply.json, "rows.1.csv"), "LAB-NEW,新規項目,") != NULL, "%s",
                reply.body);
  reply_free(&reply);
  char path[200];
  create("t", ROW("LAB-NEW", ",\"status\":\"approved\""), path, sizeof path);
  ck_assert_int_eq(total("/mapping/unmapped"), 1);
  ck_assert_int_eq(total("/mapping/unmapped?text=utp&domain=laboratory"), 1);
  ck_assert_int_eq(total("/mapping/unmapped?domain=drug"), 0);
  free(faulty);
  free(bundle);
}
END_TEST

START_TEST(rows_that_end_soon_are_listed) {
  char path[200];
  char body[500];
  char day[20];
  time_t soon = time(NULL) + 10L * 24 * 3600;
  struct tm parts;
  gmtime_r(&soon, &parts);
  strftime(day, sizeof day, "%Y-%m-%d", &parts);
  snprintf(body, sizeof body, ROW("A1", ",\"status\":\"approved\",\"valid_to\":\"%s\""), day);
  create("t", body, path, sizeof path);
  struct reply reply = http_get(&world, "/mapping/ending?days=30");
  ck_assert_msg(reply.status == 200, "%ld %s", reply.status, reply.body);
  ck_assert_str_eq(text_at(reply.json, "rows.0.ends"), day);
  ck_assert_str_eq(text_at(reply.json, "rows.0.reason"), "row");
  reply_free(&reply);
  reply = http_get(&world, "/mapping/ending?days=5");
  ck_assert_uint_eq(json_array_size(json_at(reply.json, "rows")), 0);
  reply_free(&reply);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping");
  TCase *tests = tcase_create("mapping");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, a_row_is_created_read_changed_deleted);
  tcase_add_loop_test(tests, bad_rows_are_refused_with_a_reason, 0, COUNT_OF(bad_rows));
  tcase_add_test(tests, rows_are_found);
  tcase_add_test(tests, only_what_is_approved_maps);
  tcase_add_test(tests, csv_goes_in_and_out);
  tcase_add_loop_test(tests, a_faulty_file_loads_nothing, 0, COUNT_OF(bad_files));
  tcase_add_test(tests, a_command_imports_beside_the_server);
  tcase_add_test(tests, rows_are_concept_maps);
  tcase_add_loop_test(tests, a_mapped_bundle_is_valid, 0, COUNT_OF(laboratory_items));
  tcase_add_test(tests, map_tells_what_would_change);
  tcase_add_test(tests, imported_masters_are_used_at_once);
  tcase_add_test(tests, codes_without_a_map_are_ranked);
  tcase_add_test(tests, rows_that_end_soon_are_listed);
  suite_add_tcase(suite, tests);
  TCase *two = tcase_create("second_person");
  tcase_add_checked_fixture(two, setup_two_persons, teardown);
  tcase_set_timeout(two, 120);
  tcase_add_test(two, a_second_person_approves);
  suite_add_tcase(suite, two);
  return suite;
}
