/* Documents from a service that speaks through shared folders into a real store. */
#include "handlers/fetch_document.h"
#include "tests/unit/national/folder_service.h"
#include "tests/unit/unit_main.h"

/* {"resourceType":"Bundle","meta":{"profile":["...JP_Bundle_eReferral"]},"identifier":{"system":
 * "s","value":"v"},"type":"document","entry":[{"fullUrl":"urn:uuid:0-1","resource":{"resourceType":
 * "Composition"}}]} */
#define REFERRAL                                                                                   \
  "eyJyZXNvdXJjZVR5cGUiOiJCdW5kbGUiLCJtZXRhIjp7InByb2ZpbGUiOlsiaHR0cDovL2pwZmhpci5qcC9maGly"       \
  "L2NsaW5zL1N0cnVjdHVyZURlZmluaXRpb24vSlBfQnVuZGxlX2VSZWZlcnJhbCJdfSwiaWRlbnRpZmllciI6eyJz"       \
  "eXN0ZW0iOiJzIiwidmFsdWUiOiJ2In0sInR5cGUiOiJkb2N1bWVudCIsImVudHJ5IjpbeyJmdWxsVXJsIjoidXJu"       \
  "OnV1aWQ6MC0xIiwicmVzb3VyY2UiOnsicmVzb3VyY2VUeXBlIjoiQ29tcG9zaXRpb24ifX1dfQ=="
/* {"resourceType":"Bundle","signature":{}} */
#define EMBEDDED "eyJyZXNvdXJjZVR5cGUiOiJCdW5kbGUiLCJzaWduYXR1cmUiOnt9fQ=="
/* no JSON */
#define NO_JSON "bm8gSlNPTg=="
#define CONTENT(base64) "<Content>" base64 "</Content>"
#define SIGNED "<Signature>e30..AA</Signature>"
#define ROW                                                                                        \
  "<DocumentList><Document><DocumentKey>broken</DocumentKey><Kind>referral</Kind>"                 \
  "<BundleIdentifierSystem>s</BundleIdentifierSystem><BundleIdentifierValue>w"                     \
  "</BundleIdentifierValue></Document></DocumentList>"

static const struct folder_answer answers[] = {
    {"SIMdocfetch", ">plain<", "SIM-0000", CONTENT(REFERRAL)},
    {"SIMdocfetch", ">signed<", "SIM-0000", CONTENT(REFERRAL) SIGNED},
    {"SIMdocfetch", ">embedded<", "SIM-0000", CONTENT(EMBEDDED)},
    {"SIMdocfetch", ">broken<", "SIM-0000", CONTENT(NO_JSON)},
    {"SIMdocfetch", ">unlisted<", "SIM-0000", CONTENT(NO_JSON)},
    {"SIMdocfetch", ">empty<", "SIM-0000", CONTENT("")},
    {"SIMdocfetch", ">withheld<", "SIM-E-501", ""},
    {"SIMdocfetch", "", "SIM-E-405", ""},
    {"SIMdoclist", "", "SIM-0000", ROW},
    {NULL, NULL, NULL, NULL},
};

static enum error verify(void *context, struct view content, struct view signature,
                         struct arena *arena, struct view *ret_verdict) {
  (void)arena;
  ck_assert(view_starts_with(content, view_of("{\"resourceType\":\"Bundle\"")));
  bool is_embedded = view_find(content, view_of("\"signature\""), 0) != SIZE_MAX;
  ck_assert(view_is(signature, is_embedded ? "" : "e30..AA"));
  *ret_verdict = view_of(context);
  return ERROR_OK;
}

static struct folder_service service;
static struct services services;
static struct request request;
static char verdict[] = "tampered";
static const struct signature_check check = {verify, verdict};
static char good[] = "valid";
static const struct signature_check good_check = {verify, good};

static void setup(void) {
  folder_service_start(&service, answers);
  services =
      (struct services){.store = service.store, .relay = service.relay, .clock = clock_system()};
  request = (struct request){.arena = service.arena,
                             .services = &services,
                             .id = view_of("request-1"),
                             .issues = issue_list_make(service.arena, 10),
                             .deadline_us = INT64_MAX};
}

static void teardown(void) {
  folder_service_stop(&service);
}

static const struct fetch_case {
  const char *key;
  enum error error;
  const char *verdict; /* NULL: nothing is kept */
  const char *kind;
  const char *value; /* of the identifier */
  const char *issue; /* NULL: none */
  const struct signature_check *check;
  bool refuse_unsigned;
} cases[] = {
    {"plain", ERROR_OK, "unsigned", "referral", "v", NULL, NULL, false},
    {"plain", ERROR_NOT_PROCESSABLE, NULL, NULL, NULL, "document-unsigned", &check, true},
    {"signed", ERROR_OK, "not-checked", "referral", "v", "document-signature-not-checked", NULL,
     true},
    {"signed", ERROR_OK, "tampered", "referral", "v", "document-signature", &check, true},
    {"signed", ERROR_OK, "valid", "referral", "v", NULL, &good_check, true},
    {"embedded", ERROR_OK, "tampered", "document", "", "document-signature", &check, true},
    {"embedded", ERROR_OK, "not-checked", "document", "", "document-signature-not-checked", NULL,
     true},
    /* what cannot be read is kept, with what the list says of it */
    {"broken", ERROR_OK, "unsigned", "referral", "w", "document-facts", NULL, false},
    {"unlisted", ERROR_OK, "unsigned", "document", "", "document-facts", NULL, false},
    {"empty", ERROR_NATIONAL_ANSWER, NULL, NULL, NULL, "document-content", NULL, false},
    {"withheld", ERROR_NATIONAL_REFUSED, NULL, NULL, NULL, "document-withheld", NULL, false},
    {"unknown", ERROR_NATIONAL_REFUSED, NULL, NULL, NULL, "document-unknown", NULL, false},
};

static bool has_issue(const struct fetch_document *document, const char *id) {
  for (uint32_t i = 0; i < document->issues.count; i++) {
    if (strcmp(document->issues.issues[i].message->id, id) == 0) {
      return true;
    }
  }
  return false;
}

START_TEST(documents_are_judged) {
  const struct fetch_case *row = &cases[_i];
  struct fetch_document document = {.key = view_of(row->key)};
  services.signature_check = row->check;
  services.refuse_unsigned = row->refuse_unsigned;
  fetch_document_run(&request, &document);
  ck_assert_int_eq(document.error, row->error);
  ck_assert(row->issue != NULL ? has_issue(&document, row->issue) : document.issues.count == 0);
  struct store_received kept;
  enum error found =
      service.store->received_find(service.store, document.key, service.arena, &kept);
  ck_assert_int_eq(found, row->verdict != NULL ? ERROR_OK : ERROR_NOT_FOUND);
  if (row->verdict != NULL) {
    ck_assert(view_is(kept.verdict, row->verdict));
    ck_assert(view_is(kept.kind, row->kind));
    ck_assert(view_is(document.received.identifier_value, row->value));
    ck_assert(view_equal(kept.bundle_id, document.received.bundle_id));
  }
}
END_TEST

START_TEST(a_kept_one_is_not_asked_for) {
  struct fetch_document first = {.key = view_of("plain")};
  struct fetch_document second = {.key = view_of("plain")};
  fetch_document_run(&request, &first);
  int calls = atomic_load(&service.calls);
  fetch_document_run(&request, &second);
  ck_assert_int_eq(second.error, ERROR_OK);
  ck_assert(!first.repeated && second.repeated);
  ck_assert(view_equal(first.received.bundle_id, second.received.bundle_id));
  ck_assert_int_eq(atomic_load(&service.calls), calls);
}
END_TEST

/* Without an id in the document, its Composition goes by the UUID of its fullUrl. */
START_TEST(a_composition_has_an_id) {
  struct fetch_document document = {.key = view_of("plain")};
  struct store_composition *rows = NULL;
  size_t count = 0;
  fetch_document_run(&request, &document);
  const struct store_composition_filter filter = {.id = view_of("0-1"), .limit = 2};
  ck_assert_int_eq(
      service.store->composition_list(service.store, &filter, service.arena, &rows, &count),
      ERROR_OK);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_equal(rows[0].bundle_id, document.received.bundle_id));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("fetch_document");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, documents_are_judged, 0, sizeof cases / sizeof cases[0]);
  tcase_add_test(tests, a_kept_one_is_not_asked_for);
  tcase_add_test(tests, a_composition_has_an_id);
  suite_add_tcase(suite, tests);
  return suite;
}
