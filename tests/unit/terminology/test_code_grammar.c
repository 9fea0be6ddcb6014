/* The code systems that a grammar or a list decides: language tags, media types, currencies,
 * countries, time zones. */
#include "tests/unit/unit_main.h"

#include "terminology/code_grammar.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define BCP47 "urn:ietf:bcp:47"
#define BCP13 "urn:ietf:bcp:13"
#define CURRENCY "urn:iso:std:iso:4217"
#define COUNTRY "urn:iso:std:iso:3166"
#define SUBDIVISION "urn:iso:std:iso:3166:-2"
#define ZONE "https://www.iana.org/time-zones"

static const struct {
  const char *system;
  const char *code;
} valid[] = {
    {"http://unitsofmeasure.org", "mg/dL"},
    {BCP47, "ja"},
    {BCP47, "ja-JP"},
    {BCP47, "JA-jp"},
    {BCP47, "en-US-x-twain"},
    {BCP47, "zh-Hant-TW"},
    {BCP47, "zh-cmn-Hans-CN"},
    {BCP47, "sl-rozaj-biske-1994"},
    {BCP47, "de-CH-1901"},
    {BCP47, "es-419"},
    {BCP47, "en-a-bbb-x-a-ccc"},
    {BCP47, "ja-u-ca-japanese"},
    {BCP47, "x-whatever"},
    {BCP47, "i-klingon"},
    {BCP47, "EN-gb-OED"},
    {BCP47, "qaa-Qaaa-QM"},
    {BCP47, "yue"},
    {BCP47, "und"},
    {BCP47, "ain"},
    {BCP47, "zzj"},
    {BCP13, "application/pdf"},
    {BCP13, "text/plain; charset=UTF-8"},
    {BCP13, "text/plain;charset=\"utf-8\";format=flowed"},
    {BCP13, "application/fhir+json;fhirVersion=4.0"},
    {BCP13, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {BCP13, "Image/JPEG"},
    {BCP13, "x-world/x-3dmf"},
    {BCP13, "image/*"},
    {BCP13, "application/dicom; variant=DICOM WADO-RS"},
    {CURRENCY, "JPY"},
    {CURRENCY, "EUR"},
    {COUNTRY, "JP"},
    {COUNTRY, "JPN"},
    {COUNTRY, "392"},
    {SUBDIVISION, "JP-13"},
    {SUBDIVISION, "GB-ENG"},
    {ZONE, "Asia/Tokyo"},
    {ZONE, "UTC"},
    {ZONE, "America/Argentina/Buenos_Aires"},
};

START_TEST(accepts) {
  const struct code_grammar *grammar = code_grammar_find(view_of(valid[_i].system));
  struct code_fault fault = {.reason = CODE_FAULT_EMPTY};
  ck_assert_ptr_nonnull(grammar);
  ck_assert_msg(code_grammar_check(grammar, view_of(valid[_i].code), &fault), "%s: %s at %zu",
                valid[_i].code, code_fault_message(fault.reason)->english, fault.offset);
}
END_TEST

static const struct {
  const char *system;
  const char *code;
  enum code_fault_reason reason;
  size_t offset;
  const char *suggestion;
} faults[] = {
    {"http://unitsofmeasure.org", "mg/dl/xx", CODE_FAULT_UNIT_UNKNOWN, 6, ""},
    {BCP47, "", CODE_FAULT_EMPTY, 0, ""},
    {BCP47, "jp", CODE_FAULT_LANGUAGE_UNKNOWN_NEAR, 0, "ja"},
    {BCP47, "jpn", CODE_FAULT_LANGUAGE_UNKNOWN_NEAR, 0, "ja"},
    {BCP47, "ger-DE", CODE_FAULT_LANGUAGE_UNKNOWN_NEAR, 0, "de"},
    {BCP47, "xq", CODE_FAULT_LANGUAGE_UNKNOWN, 0, ""},
    {BCP47, "abcd", CODE_FAULT_LANGUAGE_UNKNOWN, 0, ""},
    {BCP47, "Japanese", CODE_FAULT_LANGUAGE_UNKNOWN_NEAR, 0, "ja"},
    {BCP47, "ja_JP", CODE_FAULT_LANGUAGE_SEPARATOR, 2, "ja-JP"},
    {BCP47, "ja JP", CODE_FAULT_LANGUAGE_FORM, 2, ""},
    {BCP47, "ja-", CODE_FAULT_LANGUAGE_FORM, 3, ""},
    {BCP47, "-ja", CODE_FAULT_LANGUAGE_FORM, 0, ""},
    {BCP47, "ja--JP", CODE_FAULT_LANGUAGE_FORM, 3, ""},
    {BCP47, "j", CODE_FAULT_LANGUAGE_FORM, 0, ""},
    {BCP47, "1a", CODE_FAULT_LANGUAGE_FORM, 0, ""},
    {BCP47, "en-abcdefghi", CODE_FAULT_LANGUAGE_FORM, 3, ""},
    {BCP47, "\xe6\x97\xa5\xe6\x9c\xac", CODE_FAULT_LANGUAGE_FORM, 0, ""},
    {BCP47, "zh-Hanx", CODE_FAULT_LANGUAGE_SCRIPT, 3, ""},
    {BCP47, "ja-JJ", CODE_FAULT_LANGUAGE_REGION, 3, ""},
    {BCP47, "es-999", CODE_FAULT_LANGUAGE_REGION, 3, ""},
    {BCP47, "en-US-GB", CODE_FAULT_LANGUAGE_FORM, 6, ""},
    {BCP47, "de-1901-1901", CODE_FAULT_LANGUAGE_REPEATED, 8, ""},
    {BCP47, "en-a-bbb-a-ccc", CODE_FAULT_LANGUAGE_REPEATED, 9, ""},
    {BCP47, "en-a", CODE_FAULT_LANGUAGE_EXTENSION, 3, ""},
    {BCP47, "en-a-x-b", CODE_FAULT_LANGUAGE_EXTENSION, 3, ""},
    {BCP47, "x", CODE_FAULT_LANGUAGE_EXTENSION, 0, ""},
    {BCP13, "", CODE_FAULT_EMPTY, 0, ""},
    {BCP13, "pdf", CODE_FAULT_MEDIA_TYPE_FORM_NEAR, 0, "application/pdf"},
    {BCP13, "whatever", CODE_FAULT_MEDIA_TYPE_FORM, 0, ""},
    {BCP13, "application/", CODE_FAULT_MEDIA_TYPE_FORM, 12, ""},
    {BCP13, "/pdf", CODE_FAULT_MEDIA_TYPE_FORM, 0, ""},
    {BCP13, "aplication/pdf", CODE_FAULT_MEDIA_TYPE_UNKNOWN, 0, ""},
    {BCP13, "image/jp g", CODE_FAULT_MEDIA_TYPE_NAME, 8, ""},
    {BCP13, "image/jpeg/x", CODE_FAULT_MEDIA_TYPE_NAME, 10, ""},
    {BCP13, "text/plain;", CODE_FAULT_MEDIA_TYPE_PARAMETER, 11, ""},
    {BCP13, "text/plain; charset", CODE_FAULT_MEDIA_TYPE_PARAMETER, 12, ""},
    {BCP13, "text/plain; charset=", CODE_FAULT_MEDIA_TYPE_PARAMETER, 12, ""},
    {BCP13, "text/plain; a=\"b", CODE_FAULT_MEDIA_TYPE_PARAMETER, 12, ""},
    {BCP13, "text/plain; a=\"b\\", CODE_FAULT_MEDIA_TYPE_PARAMETER, 12, ""},
    {BCP13, "text/plain; a=\"b\"c", CODE_FAULT_MEDIA_TYPE_PARAMETER, 12, ""},
    {BCP13, "text/plain; a=\xe6\x97\xa5", CODE_FAULT_MEDIA_TYPE_PARAMETER, 12, ""},
    {BCP13, "text/plain, text/html", CODE_FAULT_MEDIA_TYPE_NAME, 10, ""},
    {CURRENCY, "jpy", CODE_FAULT_CURRENCY_UNKNOWN_NEAR, 0, "JPY"},
    {CURRENCY, "YEN", CODE_FAULT_CURRENCY_UNKNOWN, 0, ""},
    {CURRENCY, "JP", CODE_FAULT_CURRENCY_UNKNOWN, 0, ""},
    {CURRENCY, "", CODE_FAULT_EMPTY, 0, ""},
    {COUNTRY, "jp", CODE_FAULT_COUNTRY_UNKNOWN_NEAR, 0, "JP"},
    {COUNTRY, "XX", CODE_FAULT_COUNTRY_UNKNOWN, 0, ""},
    {COUNTRY, "JAPAN", CODE_FAULT_COUNTRY_UNKNOWN, 0, ""},
    {SUBDIVISION, "JP", CODE_FAULT_SUBDIVISION_FORM, 0, ""},
    {SUBDIVISION, "JJ-13", CODE_FAULT_SUBDIVISION_FORM, 0, ""},
    {SUBDIVISION, "JP-1234", CODE_FAULT_SUBDIVISION_FORM, 0, ""},
    {ZONE, "asia/tokyo", CODE_FAULT_TIME_ZONE_UNKNOWN_NEAR, 0, "Asia/Tokyo"},
    {ZONE, "Asia/Osaka", CODE_FAULT_TIME_ZONE_UNKNOWN, 0, ""},
    {ZONE, "+09:00", CODE_FAULT_TIME_ZONE_UNKNOWN, 0, ""},
};

START_TEST(refuses) {
  const struct code_grammar *grammar = code_grammar_find(view_of(faults[_i].system));
  struct code_fault fault;
  ck_assert_msg(!code_grammar_check(grammar, view_of(faults[_i].code), &fault), "%s",
                faults[_i].code);
  ck_assert_msg(fault.reason == faults[_i].reason, "%s: %s", faults[_i].code,
                code_fault_message(fault.reason)->english);
  ck_assert_msg(fault.offset == faults[_i].offset, "%s: %zu", faults[_i].code, fault.offset);
  ck_assert_str_eq(fault.suggestion, faults[_i].suggestion);
  ck_assert(fault.offset + fault.length <= strlen(faults[_i].code));
  ck_assert(!code_grammar_check(grammar, view_of(faults[_i].code), NULL));
}
END_TEST

START_TEST(systems_are_found) {
  ck_assert_ptr_nonnull(code_grammar_find(view_of("urn:ietf:bcp:47|2020")));
  ck_assert_ptr_null(code_grammar_find(view_of("http://loinc.org")));
  ck_assert_ptr_null(code_grammar_find(view_make(NULL, 0)));
  ck_assert(code_grammar_is_complete(code_grammar_find(view_of(CURRENCY))));
  ck_assert(!code_grammar_is_complete(code_grammar_find(view_of(SUBDIVISION))));
}
END_TEST

START_TEST(messages_are_complete) {
  for (int reason = 0; reason < CODE_FAULT_COUNT; reason++) {
    const struct message *message = code_fault_message((enum code_fault_reason)reason);
    ck_assert_ptr_nonnull(message->id);
    ck_assert_str_eq(message->type, "code-invalid");
    ck_assert_str_ne(message->english, message->japanese);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("code_grammar");
  TCase *cases = tcase_create("code_grammar");
  tcase_add_loop_test(cases, accepts, 0, COUNT(valid));
  tcase_add_loop_test(cases, refuses, 0, COUNT(faults));
  tcase_add_test(cases, systems_are_found);
  tcase_add_test(cases, messages_are_complete);
  suite_add_tcase(suite, cases);
  return suite;
}
