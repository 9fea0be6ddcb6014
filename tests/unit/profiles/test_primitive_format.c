#include "profiles/primitive_format.h"
#include "tests/unit/unit_main.h"

#include <stdlib.h>

/* good and bad are lists that end with NULL. */
struct format_case {
  enum pack_primitive type;
  enum message_id fault;
  const char *good[12];
  const char *bad[24];
};

static const struct format_case cases[] = {
    {PACK_PRIMITIVE_BOOLEAN, MESSAGE_FORMAT_BOOLEAN, {"true", "false"}, {"True", "1", "yes"}},
    {PACK_PRIMITIVE_INTEGER,
     MESSAGE_FORMAT_INTEGER,
     {"0", "-1", "2147483647", "-2147483648", "10"},
     {"2147483648", "-2147483649", "1.0", "1e2", "-0", "01", "99999999999999999999", "-"}},
    {PACK_PRIMITIVE_POSITIVE_INT,
     MESSAGE_FORMAT_POSITIVE_INT,
     {"1", "2147483647"},
     {"0", "-1", "2147483648", "1.5"}},
    {PACK_PRIMITIVE_UNSIGNED_INT,
     MESSAGE_FORMAT_UNSIGNED_INT,
     {"0", "1", "2147483647"},
     {"-1", "2147483648", "0.1"}},
    {PACK_PRIMITIVE_DECIMAL,
     MESSAGE_FORMAT_DECIMAL,
     {"1.10", "0.30", "-100.00", "1E-22", "1e+10"},
     {"1e1000000"}},
    {PACK_PRIMITIVE_DATE,
     MESSAGE_FORMAT_DATE,
     {"2020", "2020-02", "2020-02-29", "2000-02-29", "1900-12-31", "0001-01-01"},
     {"2019-02-29", "1900-02-29", "2020-13-01", "2020-00-01", "2020-01-00", "2020-04-31", "0000",
      "20", "2020-1-5", "01/02/2020", "2020-01-01T00:00:00Z", "2020-01-", "2020-", "+2020"}},
    {PACK_PRIMITIVE_DATE_TIME,
     MESSAGE_FORMAT_DATE_TIME,
     {"2020", "2020-02", "2020-02-29", "2020-02-29T23:59:59Z", "2020-02-29T23:59:60+09:00",
      "2020-02-29T00:00:00.123456+14:00"},
     {"2015-02-07T13:28:17", "2015-02-07T25:61:00Z", "2015-2-7", "2015-02-07T13:28Z",
      "2015-02T13:28:17Z", "2015-02-30T13:28:17Z", "2015-02-07T13:28:17+14:01",
      "2015-02-07T13:28:17+9:00", "2015-02-07T24:00:00Z", "2015-02-07T13:28:17.Z",
      "2015-02-07 13:28:17Z"}},
    {PACK_PRIMITIVE_INSTANT,
     MESSAGE_FORMAT_INSTANT,
     {"2015-02-07T13:28:17.239+02:00", "2017-01-01T00:00:00Z"},
     {"2015-02-07", "2015-02-07T13:28:17", "yesterday", "2015-02-07T13:28Z"}},
    {PACK_PRIMITIVE_TIME,
     MESSAGE_FORMAT_TIME,
     {"10:30:00", "23:59:59.999"},
     {"25:00:00", "10:30", "10h30", "24:00:00", "10:30:00Z", "10:60:00"}},
    {PACK_PRIMITIVE_CODE,
     MESSAGE_FORMAT_CODE,
     {"a", "two words", "非ASCII"},
     {" leading", "trailing ", "two  spaces", "tab\there", "line\nbreak"}},
    {PACK_PRIMITIVE_ID,
     MESSAGE_FORMAT_ID,
     {"a", "A-1.b", "1234567890123456789012345678901234567890123456789012345678901234"},
     {"bad id!", "under_score", "12345678901234567890123456789012345678901234567890123456789012345",
      "é"}},
    {PACK_PRIMITIVE_URI,
     MESSAGE_FORMAT_URI,
     {"http://example.org/a", "urn:oid:1.2.840.1", "relative/path", "#fragment",
      "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "http://例え.jp/"},
     {"urn:uuid:C757873D-EC9A-4326-A141-556F43239520", "http://example.org/a b", "urn:oid:1.02",
      "urn:oid:3.1", "urn:oid:1", "oid:1.2", "urn:uuid:c757", "a\nb", "urn:oid:1.2."}},
    {PACK_PRIMITIVE_OID,
     MESSAGE_FORMAT_OID,
     {"urn:oid:1.2.3.4.5", "urn:oid:0.0", "urn:oid:2.999.10"},
     {"1.2.840", "urn:oid:3.1.2", "urn:oid:01.2", "urn:oid:1..2", "urn:oid:", "urn:oid:1.a"}},
    {PACK_PRIMITIVE_UUID,
     MESSAGE_FORMAT_UUID,
     {"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
     {"urn:uuid:XYZ", "c757873d-ec9a-4326-a141-556f43239520",
      "urn:uuid:C757873D-EC9A-4326-A141-556F43239520",
      "urn:uuid:c757873d-ec9a-4326-a141-556f4323952"}},
    {PACK_PRIMITIVE_BASE64_BINARY,
     MESSAGE_FORMAT_BASE64,
     {"QQ==", "QUI=", "QUJD", "QUJD QUJD", "QUJD\nQQ=="},
     {"%%%not base64%%%", "QQ=", "Q", "QQ==QQ==", "====", "QQ-_"}},
    {PACK_PRIMITIVE_STRING,
     MESSAGE_FORMAT_STRING,
     {"a", " a\tb\r\nc ", "全角　空白"},
     {"a\x01", "\x1f", "a\x0b"}},
    {PACK_PRIMITIVE_MARKDOWN, MESSAGE_FORMAT_STRING, {"# a\n\nb"}, {"a\x02"}},
    {PACK_PRIMITIVE_CANONICAL,
     MESSAGE_FORMAT_CANONICAL,
     {"http://example.org/a|1.0", "#a"},
     {"http://example.org/a b"}},
    {PACK_PRIMITIVE_URL, MESSAGE_FORMAT_URL, {"https://example.org"}, {"http://example.org/a b"}},
};

START_TEST(test_values) {
  const struct format_case *row = &cases[_i];
  for (const char *const *text = row->good; *text != NULL; text++) {
    ck_assert_msg(primitive_format_check(row->type, view_of(*text)) == MESSAGE_COUNT,
                  "%s should accept %s", primitive_format_name(row->type), *text);
  }
  for (const char *const *text = row->bad; *text != NULL; text++) {
    ck_assert_msg(primitive_format_check(row->type, view_of(*text)) == row->fault,
                  "%s should refuse %s", primitive_format_name(row->type), *text);
  }
}
END_TEST

START_TEST(test_empty) {
  for (int type = PACK_PRIMITIVE_BOOLEAN; type < PACK_PRIMITIVE_COUNT; type++) {
    ck_assert_int_eq(primitive_format_check((enum pack_primitive)type, view_of("")),
                     MESSAGE_STRING_EMPTY);
    bool is_text = type == PACK_PRIMITIVE_STRING || type == PACK_PRIMITIVE_MARKDOWN;
    ck_assert_int_eq(primitive_format_check((enum pack_primitive)type, view_of(" \t\n")),
                     is_text ? MESSAGE_COUNT : MESSAGE_STRING_EMPTY);
  }
}
END_TEST

/* The limit is characters, not bytes. */
START_TEST(test_string_length) {
  size_t length = 1048576u * 3u;
  char *text = malloc(length + 3);
  ck_assert_ptr_nonnull(text);
  for (size_t i = 0; i < length + 3; i += 3) {
    memcpy(text + i, "あ", 3);
  }
  ck_assert_int_eq(primitive_format_check(PACK_PRIMITIVE_STRING, view_make(text, length)),
                   MESSAGE_COUNT);
  ck_assert_int_eq(primitive_format_check(PACK_PRIMITIVE_STRING, view_make(text, length + 3)),
                   MESSAGE_FORMAT_STRING_LENGTH);
  free(text);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("primitive_format");
  TCase *test = tcase_create("formats");
  tcase_add_loop_test(test, test_values, 0, (int)(sizeof(cases) / sizeof(cases[0])));
  tcase_add_test(test, test_empty);
  tcase_add_test(test, test_string_length);
  suite_add_tcase(suite, test);
  return suite;
}
