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

#define JSON 1u
#define XML 2u
#define FORM 4u
#define CSV 8u

struct content_case {
  const char *content_type;
  unsigned kind; /* 0: none of them */
};

static const struct content_case content_cases[] = {
    {"application/fhir+json", JSON},
    {"application/json", JSON},
    {"text/json", JSON},
    {"application/fhir+json; charset=utf-8", JSON},
    {"application/fhir+json;charset=\"UTF-8\"", JSON},
    {"application/fhir+json; fhirVersion=4.0", JSON},
    {"application/fhir+json; fhirVersion=5.0", 0},
    {"application/fhir+json; charset=shift_jis", 0},
    {"application/jsonx", 0},
    {"application/fhir+xml", XML},
    {"application/xml", XML},
    {"text/xml; charset=UTF-8", XML},
    {"Application/FHIR+XML; fhirVersion=4.0", XML},
    {"application/fhir+xml; charset=utf-16", 0},
    {"application/fhir+xml; fhirVersion=3.0", 0},
    {"application/xhtml+xml", 0},
    {"text/plain", CSV},
    {"Text/CSV; charset=Shift_JIS", CSV},
    {"text/csvx", 0},
    {"", 0},
    {"application/x-www-form-urlencoded", FORM},
    {"application/x-www-form-urlencoded; charset=utf-8", FORM},
    {"application/x-www-form-urlencoded; charset=latin1", 0},
};

START_TEST(judges_content) {
  struct view content_type = view_of(content_cases[_i].content_type);
  unsigned kind = (media_type_is_fhir_json(content_type) ? JSON : 0) |
                  (media_type_is_fhir_xml(content_type) ? XML : 0) |
                  (media_type_is_form(content_type) ? FORM : 0) |
                  (media_type_is_csv(content_type) ? CSV : 0);
  ck_assert_uint_eq(kind, content_cases[_i].kind);
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
