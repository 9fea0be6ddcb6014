#include "server/http/media_type.h"
#include "server/http/response.h"
#include "tests/unit/unit_main.h"

struct accept_case {
  const char *accept;
  const char *format;
  const char *answer; /* NULL: not acceptable */
};

static const struct accept_case accept_cases[] = {
    {"", "", MEDIA_TYPE_FHIR},
    {"   ", "", MEDIA_TYPE_FHIR},
    {"*/*", "", MEDIA_TYPE_FHIR},
    {"application/*", "", MEDIA_TYPE_FHIR},
    {"application/fhir+json", "", MEDIA_TYPE_FHIR},
    {"Application/FHIR+JSON; charset=UTF-8", "", MEDIA_TYPE_FHIR},
    {"application/json", "", MEDIA_TYPE_JSON},
    {"text/json", "", MEDIA_TYPE_JSON},
    {"application/json, application/fhir+json", "", MEDIA_TYPE_FHIR},
    {"application/json, application/fhir+json;q=0.9", "", MEDIA_TYPE_JSON},
    {"application/fhir+json, */*; q=0.1", "", MEDIA_TYPE_FHIR},
    {"application/fhir+xml, application/fhir+json;q=0.5", "", MEDIA_TYPE_FHIR},
    {"text/html, */*;q=0.1", "", MEDIA_TYPE_FHIR},
    {"application/fhir+json;fhirVersion=4.0", "", MEDIA_TYPE_FHIR},
    {"application/fhir+json;fhirVersion=3.0", "", NULL},
    {"application/fhir+json;q=0", "", NULL},
    {"application/fhir+json;q=nonsense", "", NULL},
    {"application/fhir+xml", "", NULL},
    {"text/html", "", NULL},
    {"application/fhir+xml", "json", MEDIA_TYPE_FHIR},
    {"text/html", "application/fhir+json", MEDIA_TYPE_FHIR},
    {"text/html", "application/fhir json", MEDIA_TYPE_FHIR},
    {"", "application/json", MEDIA_TYPE_JSON},
    {"application/fhir+json", "xml", NULL},
    {"*/*", "application/fhir+xml", NULL},
};

START_TEST(negotiates) {
  const struct accept_case *expected = &accept_cases[_i];
  const char *answer = media_type_negotiate(view_of(expected->accept), view_of(expected->format));
  ck_assert_str_eq(answer == NULL ? "none" : answer,
                   expected->answer == NULL ? "none" : expected->answer);
}
END_TEST

struct content_case {
  const char *content_type;
  bool fhir;
  bool form;
  bool csv;
};

static const struct content_case content_cases[] = {
    {"application/fhir+json", true, false, false},
    {"application/json", true, false, false},
    {"text/json", true, false, false},
    {"application/fhir+json; charset=utf-8", true, false, false},
    {"application/fhir+json;charset=\"UTF-8\"", true, false, false},
    {"application/fhir+json; fhirVersion=4.0", true, false, false},
    {"application/fhir+json; fhirVersion=5.0", false, false, false},
    {"application/fhir+json; charset=shift_jis", false, false, false},
    {"application/fhir+xml", false, false, false},
    {"application/jsonx", false, false, false},
    {"text/plain", false, false, true},
    {"Text/CSV; charset=Shift_JIS", false, false, true},
    {"text/csvx", false, false, false},
    {"", false, false, false},
    {"application/x-www-form-urlencoded", false, true, false},
    {"application/x-www-form-urlencoded; charset=utf-8", false, true, false},
    {"application/x-www-form-urlencoded; charset=latin1", false, false, false},
};

START_TEST(judges_content) {
  const struct content_case *expected = &content_cases[_i];
  struct view content_type = view_of(expected->content_type);
  ck_assert_int_eq(media_type_is_fhir_json(content_type), expected->fhir);
  ck_assert_int_eq(media_type_is_form(content_type), expected->form);
  ck_assert_int_eq(media_type_is_csv(content_type), expected->csv);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("media_type");
  TCase *cases = tcase_create("vectors");
  tcase_add_loop_test(cases, negotiates, 0, sizeof accept_cases / sizeof accept_cases[0]);
  tcase_add_loop_test(cases, judges_content, 0, sizeof content_cases / sizeof content_cases[0]);
  suite_add_tcase(suite, cases);
  return suite;
}
