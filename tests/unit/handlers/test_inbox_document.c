/* Rows of the service's lists as resources, and what filters let through. */
#include "handlers/inbox_document.h"
#include "handlers/national_facility.h"
#include "server/national/adapter_read.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct adapter *adapter;
static struct answer_row row;

#define SET(list, column, text) row.columns[ADAPTER_COLUMN_##list##_##column] = view_of(text)

static void setup(void) {
  arena = arena_new(20000000);
  struct issue_list issues = issue_list_make(arena, 10);
  ck_assert_int_eq(adapter_read(arena, adapter_builtin(), &issues, &adapter), ERROR_OK);
  row = (struct answer_row){0};
}

static void teardown(void) {
  arena_free(arena);
}

static void set_document(void) {
  SET(DOCUMENTS, KEY, "key-1");
  SET(DOCUMENTS, KIND, "referral");
  SET(DOCUMENTS, IDENTIFIER_SYSTEM, "http://jpfhir.jp/fhir/clins/bundle-identifier");
  SET(DOCUMENTS, IDENTIFIER_VALUE, "1312345678^2026^1");
  SET(DOCUMENTS, TITLE, "診療情報提供書");
  SET(DOCUMENTS, PATIENT, "00012345:あいう:１８７:05");
  SET(DOCUMENTS, SENDER_NUMBER, "1312345678");
  SET(DOCUMENTS, SENDER_NAME, "架空医院");
  SET(DOCUMENTS, STATE, "viewable");
  SET(DOCUMENTS, REGISTERED_AT, "2026-11-21T01:00:00Z");
}

static const char *json_of_document(const char *bundle_id) {
  struct buffer buffer = buffer_make(arena, 100000);
  struct json_writer writer = json_writer_make(&buffer, false);
  const struct inbox_document document = inbox_document_of(adapter, &row);
  const struct inbox_document_place place = {view_of("id-1"), view_of(bundle_id)};
  inbox_document_write(&writer, &document, &place);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return arena_string(arena, buffer_view(&buffer));
}

static const char *const parts[] = {
    "\"id\":\"id-1\"",
    "{\"url\":\"urn:fhir-facade:national-document-state\",\"valueCode\":\"viewable\"}",
    "\"masterIdentifier\":{\"system\":\"urn:fhir-facade:national-document-key\",\"value\":\"key-"
    "1\"}",
    "\"identifier\":[{\"system\":\"http://jpfhir.jp/fhir/clins/bundle-identifier\",\"value\":"
    "\"1312345678^2026^1\"}]",
    "\"status\":\"current\",\"docStatus\":\"final\"",
    "{\"system\":\"http://loinc.org\",\"code\":\"57133-1\"}",
    "\"date\":\"2026-11-21T10:00:00.000+09:00\"",
    "\"value\":\"1312345678\"},\"display\":\"架空医院\"}",
    "\"url\":\"Bundle/b-1\"",
    "\"sourcePatientInfo\":{\"type\":\"Patient\",\"identifier\":{\"system\":"
    "\"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID\",\"value\":"
    "\"00012345:あいう:１８７:05\"}}",
};

START_TEST(test_document) {
  set_document();
  const char *json = json_of_document("b-1");
  ck_assert_msg(strstr(json, parts[_i]) != NULL, "%s lacks %s", json, parts[_i]);
}
END_TEST

/* What the service does not tell is not there; what it tells in words of its own stays. */
START_TEST(test_sparse_document) {
  static const char *const absent[] = {"\"identifier\"", "\"type\"",    "\"date\"",
                                       "\"author\"",     "\"context\"", "\"url\":\"Bundle",
                                       "\"title\"",      "null"};
  SET(DOCUMENTS, KEY, "key-2");
  SET(DOCUMENTS, KIND, "letter");
  SET(DOCUMENTS, STATE, "lost");
  SET(DOCUMENTS, REGISTERED_AT, "yesterday");
  const char *json = json_of_document("");
  for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
    ck_assert_msg(strstr(json, absent[i]) == NULL, "%s has %s", json, absent[i]);
  }
  ck_assert_ptr_nonnull(strstr(json, "\"valueCode\":\"lost\""));
  ck_assert(view_is(inbox_document_of(adapter, &row).kind, "letter"));
}
END_TEST

/* 生活保護 has a naming system of its own. */
START_TEST(test_public_payer) {
  set_document();
  SET(DOCUMENTS, PATIENT, "12131234::1234567:");
  ck_assert_ptr_nonnull(strstr(json_of_document(""), "JP_PublicPayer_memberID"));
  SET(DOCUMENTS, PATIENT, "12131234:1:1234567:");
  ck_assert_ptr_null(strstr(json_of_document(""), "JP_PublicPayer_memberID"));
  SET(DOCUMENTS, PATIENT, "01131234::1234567:");
  ck_assert_ptr_null(strstr(json_of_document(""), "JP_PublicPayer_memberID"));
}
END_TEST

static struct view cards[] = {VIEW_LITERAL("99999999:1:1:"),
                              VIEW_LITERAL("00012345:あいう:187:05")};
static const struct insured_numbers own_cards = {.items = cards, .count = 2};
static const struct insured_numbers other_cards = {.items = cards, .count = 1};
static const struct insured_numbers no_cards = {.items = cards, .count = 0};

static const struct {
  struct inbox_filter filter;
  bool matches;
} filters[] = {
    {{.state = VIEW_LITERAL("viewable")}, true},
    {{.state = VIEW_LITERAL("withheld")}, false},
    {{.id = VIEW_LITERAL("id-1")}, true},
    {{.id = VIEW_LITERAL("id-2")}, false},
    {{.identifier = VIEW_LITERAL("1312345678^2026^1")}, true},
    {{.identifier =
          VIEW_LITERAL("http://jpfhir.jp/fhir/clins/bundle-identifier|1312345678^2026^1")},
     true},
    {{.identifier = VIEW_LITERAL("urn:other|1312345678^2026^1")}, false},
    {{.identifier = VIEW_LITERAL("urn:fhir-facade:national-document-key|key-1")}, true},
    {{.identifier = VIEW_LITERAL("1312345678^2026^")}, false},
    {{.patients = &own_cards}, true},
    {{.patients = &other_cards}, false},
    {{.patients = &no_cards}, false},
    {{.patients = &own_cards, .state = VIEW_LITERAL("acquired")}, false},
    {{.patients = NULL}, true},
};

START_TEST(test_filters) {
  set_document();
  const struct inbox_document document = inbox_document_of(adapter, &row);
  ck_assert_int_eq(inbox_document_matches(&document, view_of("id-1"), &filters[_i].filter),
                   filters[_i].matches);
}
END_TEST

START_TEST(test_ids) {
  struct view first = inbox_document_id(arena, view_of("key-1"));
  ck_assert(view_equal(first, inbox_document_id(arena, view_of("key-1"))));
  ck_assert(!view_equal(first, inbox_document_id(arena, view_of("key-2"))));
  ck_assert_uint_eq(first.length, 32);
}
END_TEST

/* ---- facilities --------------------------------------------------------------------------------
 */
static const char *json_of_facility(void) {
  struct buffer buffer = buffer_make(arena, 100000);
  struct json_writer writer = json_writer_make(&buffer, false);
  national_facility_write(&writer, adapter, &row, national_facility_id(arena, &row));
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return arena_string(arena, buffer_view(&buffer));
}

START_TEST(test_facility) {
  static const char *const has[] = {
      "insurance-medical-institution-no\",\"value\":\"1399999901\"",
      "\"name\":\"見本総合病院\"",
      "\"alias\":[\"ミホンソウゴウビョウイン\"]",
      "\"telecom\":[{\"system\":\"phone\",\"value\":\"0990101000\"",
      "\"address\":[{\"text\":\"架空県見本市\",\"postalCode\":\"999-0101\",\"country\":\"JP\"}]",
      "\"valueBoolean\":true"};
  SET(FACILITIES, NUMBER, "1399999901");
  SET(FACILITIES, NAME, "見本総合病院");
  SET(FACILITIES, KANA, "ミホンソウゴウビョウイン");
  SET(FACILITIES, PHONE, "0990101000");
  SET(FACILITIES, POSTAL_CODE, "9990101");
  SET(FACILITIES, ADDRESS, "架空県見本市");
  SET(FACILITIES, PARTICIPATING, "1");
  const char *json = json_of_facility();
  for (size_t i = 0; i < sizeof has / sizeof has[0]; i++) {
    ck_assert_msg(strstr(json, has[i]) != NULL, "%s lacks %s", json, has[i]);
  }
  SET(FACILITIES, PARTICIPATING, "0");
  ck_assert_ptr_nonnull(strstr(json_of_facility(), "\"valueBoolean\":false"));
}
END_TEST

START_TEST(test_sparse_facility) {
  static const char *const absent[] = {"\"alias\"", "\"telecom\"", "\"address\"", "\"extension\""};
  SET(FACILITIES, NUMBER, "1399999901");
  const char *json = json_of_facility();
  for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++) {
    ck_assert_msg(strstr(json, absent[i]) == NULL, "%s has %s", json, absent[i]);
  }
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("inbox_document");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_document, 0, ROWS(parts));
  tcase_add_test(tests, test_sparse_document);
  tcase_add_test(tests, test_public_payer);
  tcase_add_loop_test(tests, test_filters, 0, ROWS(filters));
  tcase_add_test(tests, test_ids);
  tcase_add_test(tests, test_facility);
  tcase_add_test(tests, test_sparse_facility);
  suite_add_tcase(suite, tests);
  return suite;
}
