/* Taking Bundles for the national service, over a real store; the validator is stood in for. */
#include "handlers/bundle_create.h"
#include "handlers/bundle_read.h"
#include "handlers/bundle_signature.h"
#include "handlers/composition_document.h"
#include "handlers/composition_read.h"
#include "handlers/composition_search.h"
#include "handlers/services.h"
#include "handlers/task_read.h"
#include "handlers/task_search.h"
#include "server/limits.h"
#include "server/store/store_sqlite.h"
#include "tests/unit/handlers/mapping_fixture.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CLINS "http://jpfhir.jp/fhir/clins/StructureDefinition/"
#define LOCAL "http://hospital.example/disease"
#define STANDARD "http://medis.or.jp/CodeSystem/master-disease-keyNumber"

/* ---- the validator's stand-in: words in the text are its findings -------------------------------
 */

static const struct message invalid = {"invalid", SEVERITY_ERROR, "value", "bad", "不正"};
static const struct message doubtful = {"doubtful", SEVERITY_WARNING, "value", "hm", "疑問"};

enum error validator_run(const struct definitions *definitions,
                         const struct validation_settings *settings,
                         const struct validation_request *request, struct arena *arena,
                         struct issue_list *issues) {
  (void)definitions;
  (void)arena;
  ck_assert(settings->national);
  ck_assert(view_is(request->resource_type, "Bundle"));
  struct view text = request->document->text;
  size_t at = view_find(text, view_of("INVALID"), 0);
  if (at != SIZE_MAX) {
    issue_add(issues, &invalid)->offset = at;
  }
  at = view_find(text, view_of("DOUBTFUL"), 0);
  if (at != SIZE_MAX) {
    issue_add(issues, &doubtful)->offset = at;
  }
  return ERROR_OK;
}

const struct name_table *definitions_names(const struct definitions *definitions) {
  (void)definitions;
  return NULL;
}

const char *definitions_id(const struct definitions *definitions) {
  (void)definitions;
  return "pack";
}

/* ---- fixture ------------------------------------------------------------------------------------
 */

static char directory[64];
static struct arena *arena;
static struct services services;
static struct request request;
static struct response response;
static struct name_value headers[1];
static struct name_value query[2];

static void set_up(void) {
  snprintf(directory, sizeof(directory), "/tmp/bundle-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(directory));
  arena = arena_new(100000000);
  struct view csv =
      view_of("domain,source_system,source_code,source_display,target_system,target_code,"
              "target_display\ndisease," LOCAL ",L1,local," STANDARD ",20050020,standard\n");
  static const struct bundle_signing signing = {.policy = {.accept_unsigned = true}};
  services = (struct services){.mapping = mapping_fixture(arena, NULL, csv),
                               .signing = &signing,
                               .clock = clock_system(),
                               .institution_number = view_of("1312345678"),
                               .clins_version = view_of("1.10.0")};
  const struct store_sqlite_settings sqlite = {directory, false, 0};
  ck_assert_int_eq(store_sqlite_open(&sqlite, clock_system(), &services.store), ERROR_OK);
}

static void tear_down(void) {
  services.store->close(services.store);
  arena_free(arena);
  static const char *const names[] = {"facade.db", "facade.db-wal", "facade.db-shm", "lock"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
    unlink(path);
  }
  rmdir(directory);
}

static void prepare(const char *body, const char *key) {
  headers[0] = (struct name_value){view_of("idempotency-key"), view_of(key != NULL ? key : "")};
  request = (struct request){.arena = arena,
                             .services = &services,
                             .id = view_of("request-1"),
                             .headers = headers,
                             .header_count = key != NULL,
                             .query = query,
                             .body = view_of(body),
                             .language = LANGUAGE_ENGLISH,
                             .base_url = view_of("http://h/fhir"),
                             .issues = issue_list_make(arena, LIMIT_ISSUES)};
  response = (struct response){.media_type = NULL};
}

static enum error post(const char *body, const char *key) {
  prepare(body, key);
  return handle_bundle_create(&request, &response);
}

static enum error get(request_handler *handler, struct view id) {
  prepare("", NULL);
  request.path_parameters[0] = id;
  return handler(&request, &response);
}

static enum error search(request_handler *handler, const char *name, const char *value) {
  prepare("", NULL);
  query[0] = (struct name_value){view_of(name), view_of(value)};
  request.query_count = 1;
  return handler(&request, &response);
}

static struct view header(const char *name) {
  for (size_t i = 0; i < response.header_count; i++) {
    if (view_is(response.headers[i].name, name)) {
      return response.headers[i].value;
    }
  }
  return (struct view){NULL, 0};
}

static bool body_has(const char *part) {
  return view_find(response.body, view_of(part), 0) != SIZE_MAX;
}

static struct view id_of(const char *header_name, const char *prefix) {
  struct view url = header(header_name);
  ck_assert(view_starts_with(url, view_of(prefix)));
  return view_part(url, strlen(prefix), url.length);
}

static uint64_t job_count(void) {
  struct store_outbox_summary summary;
  uint64_t sum = 0;
  ck_assert_int_eq(services.store->outbox_summary(services.store, &summary), ERROR_OK);
  for (int i = 0; i < JOB_STATE_COUNT; i++) {
    sum += summary.counts[i];
  }
  return sum;
}

#define PROFILE(url) "\"meta\":{\"profile\":[\"" url "\"]},"
#define IDENTIFIER(value) "\"identifier\":{\"system\":\"urn:s\",\"value\":\"" value "\"},"
#define PATIENT                                                                                    \
  "{\"resource\":{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"http://jpfhir.jp/"    \
  "fhir/clins/Idsystem/JP_Insurance_memberID\",\"value\":\"00012344::1:\"},{\"system\":\"urn:oid:" \
  "1.2.392.100495.20.3.51.11312345678\",\"value\":\"00012\"}]}}"
#define COMPOSITION(id)                                                                            \
  "{\"resource\":{ \"resourceType\" : \"Composition\"," id                                         \
  "\"identifier\":{\"value\":\"D1\"},\"type\":{\"coding\":[{\"code\":\"57133-1\"}]},\"n\":1.10}}"
#define BUNDLE(profile, identifier, rest)                                                          \
  "{\"resourceType\":\"Bundle\"," profile identifier "\"entry\":[" PATIENT rest "]}\n"
#define CLINICAL BUNDLE(PROFILE(CLINS "JP_Bundle_CLINS|1.10.0"), IDENTIFIER("A"), "")
#define CLINICAL_OTHER BUNDLE(PROFILE(CLINS "JP_Bundle_CLINS|1.10.0"), IDENTIFIER("A"), " ")
#define REFERRAL                                                                                   \
  BUNDLE(PROFILE(CLINS "JP_Bundle_eReferral"), IDENTIFIER("R"), "," COMPOSITION("\"id\":\"c1\","))

/* ---- tests --------------------------------------------------------------------------------------
 */

static const struct {
  const char *body;
  const char *key;
  enum error error;
  const char *issue; /* id of the first issue, NULL: none looked at */
} cases[] = {
    {CLINICAL, NULL, ERROR_OK, NULL},
    {CLINICAL, "key 1~", ERROR_OK, NULL},
    {CLINICAL, "\x7f", ERROR_BAD_REQUEST, "idempotency-key-invalid"},
    {CLINICAL, "鍵", ERROR_BAD_REQUEST, "idempotency-key-invalid"},
    {REFERRAL, NULL, ERROR_OK, NULL},
    {BUNDLE(PROFILE("http://jpfhir.jp/fhir/eReferral/StructureDefinition/JP_Bundle_eReferral"),
            IDENTIFIER("A"), ""),
     NULL, ERROR_OK, NULL},
    {BUNDLE(PROFILE(CLINS "JP_Bundle_eCheckupGeneral"), IDENTIFIER("A"), ""), NULL, ERROR_OK, NULL},
    {BUNDLE(PROFILE(CLINS "JP_Bundle_eDischargeSummary"), IDENTIFIER("A"), ""), NULL,
     ERROR_NOT_PROCESSABLE, "bundle-discharge-summary-alone"},
    {BUNDLE(PROFILE(CLINS "JP_Bundle_ePCS"), IDENTIFIER("A"), ""), NULL, ERROR_OK, NULL},
    {BUNDLE(PROFILE(CLINS "JP_Bundle_CLINS2"), IDENTIFIER("A"), ""), NULL, ERROR_NOT_PROCESSABLE,
     "bundle-kind-unknown"},
    {BUNDLE("", IDENTIFIER("A"), ""), NULL, ERROR_NOT_PROCESSABLE, "bundle-kind-unknown"},
    {BUNDLE("\"meta\":{\"profile\":7},", IDENTIFIER("A"), ""), NULL, ERROR_NOT_PROCESSABLE,
     "bundle-kind-unknown"},
    {BUNDLE("\"meta\":{\"profile\":[\"" CLINS "JP_Bundle_CLINS\",\"" CLINS
            "JP_Bundle_eReferral\"]},",
            IDENTIFIER("A"), ""),
     NULL, ERROR_NOT_PROCESSABLE, "bundle-kind-ambiguous"},
    {BUNDLE(PROFILE(CLINS "JP_Bundle_CLINS"), "", ""), NULL, ERROR_NOT_PROCESSABLE,
     "bundle-identifier-missing"},
    {BUNDLE(PROFILE(CLINS "JP_Bundle_CLINS"), "\"identifier\":{\"value\":\"A\"},", ""), NULL,
     ERROR_NOT_PROCESSABLE, "bundle-identifier-missing"},
    {"{\"resourceType\":\"Patient\"}", NULL, ERROR_NOT_PROCESSABLE, "bundle-expected"},
    {"{}", NULL, ERROR_NOT_PROCESSABLE, "bundle-expected"},
    {"{\"resourceType\":\"Bundle\",", NULL, ERROR_SYNTAX, "request-json"},
    {"", NULL, ERROR_SYNTAX, "request-json"},
    {BUNDLE(PROFILE(CLINS "JP_Bundle_CLINS"), IDENTIFIER("INVALID"), ""), NULL,
     ERROR_NOT_PROCESSABLE, "invalid"},
};

START_TEST(takes_or_refuses) {
  ck_assert_int_eq(post(cases[_i].body, cases[_i].key), cases[_i].error);
  ck_assert_uint_eq(job_count(), cases[_i].error == ERROR_OK ? 1 : 0);
  if (cases[_i].issue != NULL) {
    ck_assert_uint_ge(request.issues.count, 1);
    ck_assert_str_eq(request.issues.issues[0].message->id, cases[_i].issue);
  }
}
END_TEST

START_TEST(answers_with_task_and_bytes) {
  ck_assert_int_eq(post(REFERRAL, NULL), ERROR_OK);
  ck_assert_int_eq(response.outcome, RESPONSE_ACCEPTED);
  struct view task = id_of("Content-Location", "http://h/fhir/Task/");
  struct view bundle = id_of("Location", "http://h/fhir/Bundle/");
  ck_assert(body_has("\"OperationOutcome\""));
  ck_assert_int_eq(get(handle_bundle_read, bundle), ERROR_OK);
  ck_assert(view_is(response.body, REFERRAL));
  ck_assert_int_eq(get(handle_task_read, task), ERROR_OK);
  ck_assert(body_has("\"status\":\"requested\""));
  ck_assert(body_has("\"system\":\"urn:s\",\"value\":\"R\""));
  ck_assert(body_has("\"value\":\"00012\""));
  ck_assert(body_has("\"valueCode\":\"referral\""));
  ck_assert_int_eq(get(handle_task_read, view_of("none")), ERROR_NOT_FOUND);
  ck_assert_int_eq(get(handle_task_read, view_of("")), ERROR_NOT_FOUND);
  ck_assert_int_eq(get(handle_bundle_read, view_of("none")), ERROR_NOT_FOUND);
}
END_TEST

START_TEST(answers_repeats) {
  ck_assert_int_eq(post(CLINICAL, "k"), ERROR_OK);
  struct view first = header("Content-Location");
  ck_assert_int_eq(post(CLINICAL, "k"), ERROR_OK);
  ck_assert(view_equal(header("Content-Location"), first));
  ck_assert_int_eq(post(CLINICAL, NULL), ERROR_OK);
  ck_assert(view_equal(header("Content-Location"), first));
  ck_assert_int_eq(post(CLINICAL_OTHER, NULL), ERROR_CONFLICT);
  ck_assert_str_eq(request.issues.issues[0].message->id, "bundle-identifier-reused");
  ck_assert(view_ends_with(first, request.issues.issues[0].arguments[1]));
  ck_assert_int_eq(post(REFERRAL, "k"), ERROR_CONFLICT);
  ck_assert_str_eq(request.issues.issues[0].message->id, "idempotency-key-reused");
  ck_assert_uint_eq(job_count(), 1);
}
END_TEST

#define CODED(code, tail)                                                                          \
  BUNDLE(                                                                                          \
      PROFILE(CLINS "JP_Bundle_CLINS"), IDENTIFIER("M"),                                           \
      ",{\"resource\":{\"resourceType\":\"Condition\",\"code\":{\"coding\":[{\"system\":\"" LOCAL  \
      "\",\"code\":\"" code "\"}]}}}\n" tail)

START_TEST(maps_codes_and_keeps_the_rest) {
  const char *body = CODED("L1", ",{\"resource\":{\"x\":\"DOUBTFUL\"}}");
  ck_assert_int_eq(post(body, NULL), ERROR_OK);
  ck_assert(body_has("bundle-codes-added"));
  ck_assert(body_has("doubtful"));
  bool found = false;
  for (uint32_t i = 0; i < request.issues.count; i++) {
    const struct issue *issue = &request.issues.issues[i];
    if (issue->message != &doubtful) {
      continue;
    }
    found = true; /* shown where the client wrote it, not where it stands after the insertion */
    ck_assert_ptr_eq(body + issue->offset, strstr(body, "DOUBTFUL"));
  }
  ck_assert(found);
  struct view kept_id = id_of("Location", "http://h/fhir/Bundle/");
  ck_assert_int_eq(get(handle_bundle_read, kept_id), ERROR_OK);
  ck_assert(body_has("20050020"));
  struct view kept = response.body;
  size_t grown = kept.length - strlen(body);
  const char *split = strstr(body, "\"code\":\"L1\"}") + strlen("\"code\":\"L1\"}");
  size_t head = (size_t)(split - body);
  ck_assert_mem_eq(kept.data, body, head);
  ck_assert_mem_eq(kept.data + head + grown, split, strlen(split));
  /* The same bytes again are a repeat although the kept ones differ from them. */
  ck_assert_int_eq(post(body, NULL), ERROR_OK);
  ck_assert_uint_eq(job_count(), 1);
}
END_TEST

START_TEST(signed_bundle_is_never_patched) {
  const char *body = "{\"resourceType\":\"Bundle\"," PROFILE(CLINS "JP_Bundle_CLINS")
      IDENTIFIER("S") "\"entry\":[{\"resource\":{\"code\":{\"coding\":[{\"system\":\"" LOCAL
                      "\",\"code\":\"L1\"}]}}}],\"signature\":{\"data\":\"eA==\"}}";
  ck_assert_int_eq(post(body, NULL), ERROR_OK);
  ck_assert_int_eq(get(handle_bundle_read, id_of("Location", "http://h/fhir/Bundle/")), ERROR_OK);
  ck_assert(view_is(response.body, body));
}
END_TEST

START_TEST(reads_documents) {
  ck_assert_int_eq(post(CLINICAL, NULL), ERROR_OK); /* has no Composition */
  ck_assert_int_eq(post(REFERRAL, NULL), ERROR_OK);
  ck_assert_int_eq(get(handle_composition_read, view_of("c1")), ERROR_OK);
  const char *composition = strstr(REFERRAL, "{ \"resourceType\" : \"Composition\"");
  ck_assert_mem_eq(response.body.data, composition, response.body.length);
  ck_assert(view_ends_with(response.body, view_of("\"n\":1.10}")));
  ck_assert_int_eq(get(handle_composition_document, view_of("c1")), ERROR_OK);
  ck_assert(view_is(response.body, REFERRAL));
  ck_assert_int_eq(get(handle_composition_read, view_of("c2")), ERROR_NOT_FOUND);
  ck_assert_int_eq(get(handle_composition_document, view_of("")), ERROR_NOT_FOUND);
}
END_TEST

static const struct {
  const char *name;
  const char *value;
  enum error error;
  bool found;
} composition_searches[] = {
    {"patient", "00012", ERROR_OK, true},
    {"patient", "Patient/00012", ERROR_OK, true},
    {"subject", "Patient/00012", ERROR_OK, true},
    {"patient", "00013", ERROR_OK, false},
    {"identifier", "D1", ERROR_OK, true},
    {"identifier", "D2", ERROR_OK, false},
    {"type", "http://jpfhir.jp/fhir/Common/CodeSystem/doc-typecodes|57133-1", ERROR_OK, true},
    {"type", "18842-5", ERROR_OK, false},
    {"_id", "c1", ERROR_OK, true},
    {"colour", "red", ERROR_UNKNOWN_PARAMETER, false},
};

START_TEST(searches_documents) {
  ck_assert_int_eq(post(REFERRAL, NULL), ERROR_OK);
  ck_assert_int_eq(search(handle_composition_search, composition_searches[_i].name,
                          composition_searches[_i].value),
                   composition_searches[_i].error);
  if (composition_searches[_i].error != ERROR_OK) {
    return;
  }
  ck_assert(body_has("\"searchset\""));
  ck_assert(body_has("\"n\":1.10") == composition_searches[_i].found);
  ck_assert(body_has("http://h/fhir/Composition/c1") == composition_searches[_i].found);
}
END_TEST

static const struct {
  const char *name;
  const char *value;
  enum error error;
  bool found;
} task_searches[] = {
    {"identifier", "A", ERROR_OK, true},
    {"identifier", "urn:s|A", ERROR_OK, true},
    {"identifier", "urn:t|A", ERROR_OK, false},
    {"status", "requested", ERROR_OK, true},
    {"status", "completed,requested", ERROR_OK, true},
    {"status", "http://hl7.org/fhir/task-status|requested", ERROR_OK, true},
    {"status", "failed", ERROR_OK, false},
    {"status", "cancelled", ERROR_OK, false},
    {"status", "nonsense", ERROR_BAD_REQUEST, false},
    {"patient", "Patient/00012", ERROR_OK, true},
    {"patient", "1", ERROR_OK, false},
    {"_lastUpdated", "ge2020-01-01", ERROR_OK, true},
    {"_lastUpdated", "lt2020-01-01T00:00:00+09:00", ERROR_OK, false},
    {"_lastUpdated", "yesterday", ERROR_BAD_REQUEST, false},
    {"owner", "x", ERROR_UNKNOWN_PARAMETER, false},
};

START_TEST(searches_tasks) {
  ck_assert_int_eq(post(CLINICAL, NULL), ERROR_OK);
  ck_assert_int_eq(search(handle_task_search, task_searches[_i].name, task_searches[_i].value),
                   task_searches[_i].error);
  if (task_searches[_i].error == ERROR_OK) {
    ck_assert(body_has("\"resourceType\":\"Task\"") == task_searches[_i].found);
  }
}
END_TEST

static enum error full_disk(struct store *store, const struct store_bundle *bundle,
                            struct arena *memory, struct store_accepted *ret_accepted) {
  (void)store;
  (void)bundle;
  (void)memory;
  (void)ret_accepted;
  return ERROR_STORAGE;
}

START_TEST(full_disk_accepts_nothing) {
  struct store broken = *services.store;
  struct store *whole = services.store;
  broken.accept = full_disk;
  services.store = &broken;
  ck_assert_int_eq(post(CLINICAL, NULL), ERROR_STORAGE);
  services.store = whole;
  ck_assert_uint_eq(response.header_count, 0);
  ck_assert_uint_eq(job_count(), 0);
}
END_TEST

#define COUNT_OF(array) (int)(sizeof(array) / sizeof((array)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("bundle_create");
  TCase *tests = tcase_create("outbox");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 20);
  tcase_add_loop_test(tests, takes_or_refuses, 0, COUNT_OF(cases));
  tcase_add_test(tests, answers_with_task_and_bytes);
  tcase_add_test(tests, answers_repeats);
  tcase_add_test(tests, maps_codes_and_keeps_the_rest);
  tcase_add_test(tests, signed_bundle_is_never_patched);
  tcase_add_test(tests, reads_documents);
  tcase_add_loop_test(tests, searches_documents, 0, COUNT_OF(composition_searches));
  tcase_add_loop_test(tests, searches_tasks, 0, COUNT_OF(task_searches));
  tcase_add_test(tests, full_disk_accepts_nothing);
  suite_add_tcase(suite, tests);
  return suite;
}
