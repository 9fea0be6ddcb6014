/* Imports of tiny invented masters: what is understood, what is refused and what stays. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_fixture.h"

#include <iconv.h>
#include <string.h>

#define DISEASE_COLUMNS 46u
#define DRUG_COLUMNS 42u
#define HOT_COLUMNS 24u
#define DISEASE MASTERS_SYSTEM_RECEIPT_DISEASE
#define DRUG MASTERS_SYSTEM_RECEIPT_DRUG

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

/* Rows separated by newlines, each a list of fixture_row. */
static struct view table(unsigned columns, const char *rows) {
  struct buffer buffer = buffer_make(fixture.arena, 1u << 20);
  struct view rest = view_of(rows);
  while (rest.length > 0) {
    struct view row = view_split(&rest, '\n');
    fixture_row(&buffer, columns, arena_string(fixture.arena, row));
  }
  return buffer_view(&buffer);
}

static struct view to_cp932(struct view text) {
  iconv_t converter = iconv_open("CP932", "UTF-8");
  char *bytes = arena_bytes(fixture.arena, text.length + 1);
  char *input;
  memcpy(&input, &text.data, sizeof input);
  char *output = bytes;
  size_t left = text.length;
  size_t room = text.length;
  ck_assert_uint_eq(iconv(converter, &input, &left, &output, &room), 0);
  iconv_close(converter);
  return view_make(bytes, (size_t)(output - bytes));
}

static const char disease_rows[] = "0=0|1=B|2=1000001|3=1000001|5=架空病|9=カ|"
                                   "10=20000001|11=2|12=AAAA|15=A000|23=99999999|21=20200101\n"
                                   "0=0|1=B|2=1000002|3=1000001|5=別病|9=ベ|10=20000002|11=1|"
                                   "12=AAAA|15=B001|16=C002|23=20250331\n"
                                   "0=0|1=B|2=1000003|5=病名－|10=20000003|12=BBBB|23=99999999";
static const char drug_rows[] = "0=0|1=Y|2=620000001|4=薬A|9=錠|30=99999999|31=1124003F2017|"
                                "36=1124003F2ZZZ|37=G\n"
                                "0=0|1=Y|2=620000002|4=薬B|30=99999999|31=1124003F2017\n"
                                "0=0|1=Y|2=620000003|4=薬C|30=99999999";

START_TEST(loads_diseases) {
  struct view text = to_cp932(table(DISEASE_COLUMNS, disease_rows));
  ck_assert_int_eq(fixture_import_text(&fixture, "any name", text), ERROR_OK);
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(DISEASE), view_of("1000003"), &concept));
  ck_assert(view_is(concept.display, "病名－")); /* U+FF0D */
  ck_assert(masters_find(fixture.masters, view_of(DISEASE), view_of("1000002"), &concept));
  ck_assert_uint_eq(concept.valid_to, 20250331);
  ck_assert(masters_concept_holds(&concept, 20250331));
  ck_assert(!masters_concept_holds(&concept, 20250401));
  ck_assert(!masters_find(fixture.masters, view_of(DISEASE), view_of("1000004"), &concept));
  ck_assert(!masters_find(fixture.masters, view_of("urn:x"), view_of("1000001"), &concept));
  ck_assert(masters_find(fixture.masters, view_of("urn:oid:1.2.392.200119.4.101.2"),
                         view_of("20000001"), &concept));
  struct masters_concept successor;
  ck_assert(masters_find(fixture.masters, view_of(DISEASE), view_of("1000002"), &concept));
  ck_assert_uint_eq(
      masters_linked(fixture.masters, concept.row, MASTERS_LINK_SUCCESSOR, &successor, 1), 1);
  ck_assert(view_is(successor.code, "1000001"));
  ck_assert(
      view_is(masters_property_value(fixture.masters, concept.row, view_of("adoption")), "1"));
}
END_TEST

static const struct {
  const char *system;
  const char *code;
  const char *target;
  const char *expected;
} crosswalk_rows[] = {
    {DISEASE, "1000001", MASTERS_SYSTEM_DISEASE_KEY, "20000001"},
    {DISEASE, "1000002", MASTERS_SYSTEM_ICD10, "B001,C002"},
    {MASTERS_SYSTEM_DISEASE_KEY, "20000002", DISEASE, "1000002"},
    {MASTERS_SYSTEM_DISEASE_KEY, "20000002", MASTERS_SYSTEM_ICD10, "B001,C002"},
    {MASTERS_SYSTEM_DISEASE_EXCHANGE, "AAAA", DISEASE, "1000001,1000002"}, /* 1000002 has ended */
    {MASTERS_SYSTEM_ICD10, "A000", DISEASE, "1000001"},
    {DISEASE, "1000003", MASTERS_SYSTEM_ICD10, ""},
    {DISEASE, "9999999", MASTERS_SYSTEM_DISEASE_KEY, ""},
    {DRUG, "620000001", MASTERS_SYSTEM_PRICE, "1124003F2017"},
    {MASTERS_SYSTEM_PRICE, "1124003F2017", DRUG, "620000001,620000002"},
    {DRUG, "620000001", MASTERS_SYSTEM_GENERAL, "1124003F2ZZZ"},
    {MASTERS_SYSTEM_PRICE, "1124003F2017", MASTERS_SYSTEM_GENERAL, "1124003F2ZZZ"},
};

START_TEST(joins_codes) {
  const struct fixture_file files[] = {{"b", table(DISEASE_COLUMNS, disease_rows)},
                                       {"y", table(DRUG_COLUMNS, drug_rows)}};
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  ck_assert_str_eq(fixture_targets(&fixture, crosswalk_rows[_i].system, crosswalk_rows[_i].code,
                                   crosswalk_rows[_i].target),
                   crosswalk_rows[_i].expected);
}
END_TEST

START_TEST(the_same_file_again_changes_nothing) {
  struct view text = table(DISEASE_COLUMNS, disease_rows);
  ck_assert_int_eq(fixture_import_text(&fixture, "b", text), ERROR_OK);
  ck_assert(fixture.import.changed);
  ck_assert_int_eq(fixture_import_text(&fixture, "b again", text), ERROR_OK);
  ck_assert(!fixture.import.changed);
  ck_assert(fixture.import.reports[0].known);
  ck_assert_uint_eq(masters_origin_count(fixture.masters), 1);
}
END_TEST

static const char drug_update[] = "0=5|1=Y|2=620000001|11=9.90|29=20250101|33=20250331\n"
                                  "0=9|1=Y|2=620000002|29=20250101|30=20241231\n"
                                  "0=3|1=Y|2=670000001|4=A（選）|30=99999999|"
                                  "31=1124003F2017|40=620000001|41=2";

START_TEST(an_update_keeps_what_it_does_not_say) {
  const struct fixture_file files[] = {{"y_20250101.csv", table(DRUG_COLUMNS, drug_update)},
                                       {"y_ALL20240101.csv", table(40, drug_rows)}};
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  const struct master_report *report = &fixture.import.reports[1];
  ck_assert(report->file->update);
  ck_assert_uint_eq(report->counts[MASTER_CHANGE_ADDED], 1);
  ck_assert_uint_eq(report->counts[MASTER_CHANGE_CHANGED], 1);
  ck_assert_uint_eq(report->counts[MASTER_CHANGE_ABOLISHED], 1);
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(DRUG), view_of("620000001"), &concept));
  ck_assert(view_is(concept.display, "薬A"));
  ck_assert(view_is(masters_property_value(fixture.masters, concept.row, view_of("unit")), "錠"));
  ck_assert(
      view_is(masters_property_value(fixture.masters, concept.row, view_of("transitionUntil")),
              "20250331"));
  ck_assert(masters_find(fixture.masters, view_of(DRUG), view_of("620000002"), &concept));
  ck_assert_uint_eq(concept.valid_to, 20241231);
  ck_assert_str_eq(fixture_targets(&fixture, DRUG, "670000001", MASTERS_SYSTEM_GENERAL),
                   "1124003F2ZZZ"); /* of its original */
  ck_assert(masters_find(fixture.masters, view_of(DRUG), view_of("620000003"), &concept));
  ck_assert(masters_concept_holds(&concept, 20260101)); /* not in an update: unchanged */
}
END_TEST

START_TEST(a_newer_full_file_renames_and_retires) {
  ck_assert_int_eq(
      fixture_import_text(&fixture, "b_20240101", table(DISEASE_COLUMNS, disease_rows)), ERROR_OK);
  static const char newer[] = "0=0|1=B|2=1000001|5=New|10=20000001|12=AAAA|23=99999999\n"
                              "0=0|1=B|2=1000003|5=病名－|"
                              "10=20000003|12=BBBB|23=99999999\n"
                              "0=3|1=B|2=1000005|5=Five|10=20000005|12=CCCC|23=99999999";
  ck_assert_int_eq(fixture_import_text(&fixture, "b_20250101", table(DISEASE_COLUMNS, newer)),
                   ERROR_OK);
  const uint32_t *counts = fixture.import.reports[0].counts;
  ck_assert_uint_eq(counts[MASTER_CHANGE_ADDED], 1);
  ck_assert_uint_eq(counts[MASTER_CHANGE_RENAMED], 1);
  ck_assert_uint_eq(counts[MASTER_CHANGE_CHANGED], 0);
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(DISEASE), view_of("1000002"), &concept));
  ck_assert_uint_ne(concept.flags & MASTERS_CONCEPT_RETIRED, 0);
  ck_assert_str_eq(fixture_targets(&fixture, DISEASE, "1000002", MASTERS_SYSTEM_ICD10),
                   "B001,C002"); /* old data still need it */
  ck_assert_str_eq(fixture_targets(&fixture, DISEASE, "1000001", MASTERS_SYSTEM_ICD10), "");
}
END_TEST

static const char hot_header[] = "0=基準番号（ＨＯＴ番号）";

/* The header is taken from the layout itself: its first names. */
static struct view hot_table(const char *rows) {
  struct buffer buffer = buffer_make(fixture.arena, 1u << 20);
  const struct master_layout *layout = NULL;
  for (size_t i = 0; i < master_layout_count(); i++) {
    if (strcmp(master_layout_at(i)->id, "hot9") == 0) {
      layout = master_layout_at(i);
    }
  }
  ck_assert_ptr_nonnull(layout);
  ck_assert_ptr_nonnull(strstr(hot_header, layout->headers[0]));
  for (size_t i = 0; i < layout->header_count; i++) {
    buffer_append_format(&buffer, "%s\"%s\"", i == 0 ? "" : ",", layout->headers[i]);
  }
  buffer_append_string(&buffer, "\r\n");
  buffer_append(&buffer, table(HOT_COLUMNS, rows));
  buffer_append_string(&buffer, "\x1a");
  return buffer_view(&buffer);
}

START_TEST(hot_rows_share_a_code) {
  static const char rows[] =
      "0=100137201|1=1001372|7=1124003F2025|8=620000001|11=Newer|23=20200101\n"
      "0=100137201|1=1001372|7=1124003F2033|8=620000002|9=666666666|11=Older|23=20100101\n"
      "0=100137202|1=1001372|7=1124003F2025|8=666666666|11=Other|23=20100101";
  ck_assert_int_eq(fixture_import_text(&fixture, "hot", hot_table(rows)), ERROR_OK);
  struct masters_concept concept;
  ck_assert(
      masters_find(fixture.masters, view_of(MASTERS_SYSTEM_HOT9), view_of("100137201"), &concept));
  ck_assert(view_is(concept.display, "Newer"));
  ck_assert_str_eq(fixture_targets(&fixture, MASTERS_SYSTEM_HOT9, "100137201", MASTERS_SYSTEM_YJ),
                   "1124003F2025,1124003F2033");
  ck_assert_str_eq(fixture_targets(&fixture, DRUG, "620000001", MASTERS_SYSTEM_YJ), "1124003F2025");
  ck_assert_str_eq(fixture_targets(&fixture, DRUG, "620000002", MASTERS_SYSTEM_HOT9), "100137201");
  ck_assert_str_eq(
      fixture_targets(&fixture, MASTERS_SYSTEM_YJ, "1124003F2025", MASTERS_SYSTEM_HOT9),
      "100137201,100137202");
  ck_assert_str_eq(fixture_targets(&fixture, DRUG, "666666666", MASTERS_SYSTEM_HOT9), "");
}
END_TEST

START_TEST(index_terms_become_synonyms) {
  const struct fixture_file files[] = {
      {"nmain", table(20, "0=0|1=20000001|2=架空病|3=カクウビョウ|4=1|5=AAAA|6=A000|10=1000001\n"
                          "0=0|1=20000002|2=別病|5=BBBB|10=1000002|15=20000001")},
      {"index", table(9, "0=かくう病|1=AAAA|2=1\n0=カクウ症|1=AAAA|2=1\n0=の疑い|1=ABCD|2=2")}};
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(MASTERS_SYSTEM_DISEASE_EXCHANGE), view_of("AAAA"),
                         &concept));
  ck_assert_uint_eq(masters_property_count(fixture.masters, concept.row), 2);
  ck_assert(view_is(masters_property_value(fixture.masters, concept.row, view_of("synonym")),
                    "かくう病"));
  ck_assert_str_eq(fixture_targets(&fixture, DISEASE, "1000001", MASTERS_SYSTEM_DISEASE_KEY),
                   "20000001");
}
END_TEST

static const struct {
  const char *header; /* without quotes and with a byte order mark, as some issues came */
  const char *row;
  const char *system;
  const char *code;
} header_rows[] = {
    {"\xEF\xBB\xBF"
     "DISPLAYSEQ,JFAGYCODE,JPTERM,JPKANA,ENTERM,LEVEL,MAINFLAG,GUIDELINE,CXGCATEGORY,RECORDDATE,"
     "ENDDATE",
     "1,J9FA00000000,架空豆,かくうまめ,bean,1,,,0,20240101,99999999", MASTERS_SYSTEM_FOOD_ALLERGEN,
     "J9FA00000000"},
    {"SEQ,JFAGY code,Allergen Term（JP）,Furigana（JP）,Allergen Term（EN）,Level,Main 100,"
     "Clinical Guideline,変更区分,収載日,終了日",
     "1,YCM1124003F2017,錠,,,1,,,1,00000000,99999999", MASTERS_SYSTEM_YCM, "YCM1124003F2017"},
    {"YJコード,販売名,薬価コード", "1124003F2025,架空錠,1124003F2017", MASTERS_SYSTEM_YJ,
     "1124003F2025"},
    {"用法コード,用法名称", "1012010100000000,１日１回朝食後", MASTERS_SYSTEM_USAGE,
     "1012010100000000"},
    {"JLAC10コード,検査名称", "3A010000002329101,架空", MASTERS_SYSTEM_JLAC10, "3A010000002329101"},
    {"ICD10コード,名称", "A000,架空病", MASTERS_SYSTEM_ICD10, "A000"},
};

START_TEST(finds_columns_by_name) {
  struct view text =
      arena_format(fixture.arena, "%s\n%s\n", header_rows[_i].header, header_rows[_i].row);
  ck_assert_int_eq(fixture_import_text(&fixture, "x", text), ERROR_OK);
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(header_rows[_i].system),
                         view_of(header_rows[_i].code), &concept));
  ck_assert_uint_gt(concept.display.length, 0);
}
END_TEST

/* ---- refusals ---------------------------------------------------------------------------------
 */
static const struct {
  const char *text;
  const char *id;
  const char *says;
} bad_rows[] = {
    {"", "master-empty", "no rows"},
    {"hello,world\n", "master-layout-unknown", "x:1:1"},
    {"a\n\"b", "master-csv-syntax", "x:2"},
    {"0,B,1000001\n", "master-columns", "x:1:3: 3 columns instead of 46"},
    {"a\xFF\xFF\n", "master-encoding", "x:1:2"},
    {"\xFF\xFE\x30\x01", "master-encoding", "x:1:"},
    {"\"0\",\"B\",\"\xC9\xC2\xCC\xBE\"\n", "master-encoding", "EUC-JP"},
    {"PK\x03\x04zzzz", "master-archive", "truncated"},
    {"\x1f\x8bzzzz", "master-archive", "archive"},
    {"\xEF\xBB\xBF\xE3\x81\x82,\xE3\x81\n", "master-encoding", "x:1:5"},
};

START_TEST(refuses_other_files) {
  ck_assert_int_eq(fixture_import_text(&fixture, "x", view_of(bad_rows[_i].text)),
                   ERROR_NOT_PROCESSABLE);
  ck_assert_uint_eq(fixture.issues.count, 1);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, bad_rows[_i].id);
  ck_assert_msg(strstr(fixture_issue(&fixture, 0), bad_rows[_i].says) != NULL, "%s",
                fixture_issue(&fixture, 0));
  ck_assert_ptr_null(fixture.masters);
}
END_TEST

static const struct {
  unsigned columns;
  const char *rows;
  const char *more; /* bytes behind them */
  const char *id;
  const char *says;
} bad_masters[] = {
    {46, disease_rows, "\"0\",\"B\",\"1000009\"\r\n", "master-columns", "x:4:3"},
    {46, disease_rows, "\"0\",\"B\",\"10000", "master-csv-syntax", "x:4"},
    {46, "0=0|1=B|2=1000001|5=a|23=99999999\n0=0|1=B|2=100001|5=b|23=99999999", "", "master-code",
     "x:2:3: '100001'"},
    {46, "0=0|1=B|2=1000001|5=a|23=2025-1-1", "", "master-date", "x:1:24"},
    {46, "0=0|1=B|2=1000001|5=a|23=20251301", "", "master-date", "20251301"},
    {46, "0=7|1=B|2=1000001|5=a", "", "master-change", "x:1:1"},
    {46, "0=0|1=B|2=1000001|5=a\n0=0|1=B|2=1000001|5=b", "", "master-duplicate", "line 1"},
    {42, "0=5|1=Y|2=620000009|33=20250331", "", "master-base-missing", "620000009"},
    {42, "0=9|1=Y|2=620000009|30=20250331", "", "master-base-missing", "x:1:3"},
    {41, "0=0|1=Y|2=620000001|4=a", "", "master-columns", "41 columns"},
};

START_TEST(refuses_damaged_masters) {
  struct buffer text = buffer_make(fixture.arena, 1u << 20);
  buffer_append(&text, table(bad_masters[_i].columns, bad_masters[_i].rows));
  buffer_append_string(&text, bad_masters[_i].more);
  ck_assert_int_eq(fixture_import_text(&fixture, "x", buffer_view(&text)), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, bad_masters[_i].id);
  ck_assert_msg(strstr(fixture_issue(&fixture, 0), bad_masters[_i].says) != NULL, "%s",
                fixture_issue(&fixture, 0));
  ck_assert_ptr_null(fixture.masters);
}
END_TEST

START_TEST(refuses_older_and_shrunken_files) {
  struct view text = table(DISEASE_COLUMNS, disease_rows);
  ck_assert_int_eq(fixture_import_text(&fixture, "b_20250101", text), ERROR_OK);
  struct view one = table(DISEASE_COLUMNS, "0=0|1=B|2=1000001|5=a|10=20000001");
  ck_assert_int_eq(fixture_import_text(&fixture, "b_20240101", one), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-older");
  ck_assert_int_eq(fixture_import_text(&fixture, "b_20260101", one), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-shrunk");
}
END_TEST

START_TEST(a_wrong_check_digit_is_a_warning) {
  struct view text = table(DRUG_COLUMNS, "0=0|1=Y|2=620000001|4=a|31=1124003F2018");
  ck_assert_int_eq(fixture_import_text(&fixture, "y", text), ERROR_OK);
  ck_assert_uint_eq(fixture.issues.count, 1);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-check-digit");
  ck_assert_int_eq(fixture.issues.issues[0].severity, SEVERITY_WARNING);
}
END_TEST

/* Any damage of the file is noticed when it is opened, or is harmless; it never faults. */
START_TEST(a_damaged_file_never_faults) {
  ck_assert_int_eq(fixture_import_text(&fixture, "b", table(DISEASE_COLUMNS, disease_rows)),
                   ERROR_OK);
  masters_close(fixture.masters);
  fixture.masters = NULL;
  struct view pack;
  ck_assert_int_eq(master_import_write(&fixture.import, &pack), ERROR_OK);
  char *bytes = arena_string(fixture.arena, pack);
  memcpy(bytes, pack.data, pack.length);
  for (size_t at = 0; at < pack.length; at += 3) {
    char kept = bytes[at];
    bytes[at] = (char)(kept ^ 0x5a);
    fixture_write(&fixture, view_make(bytes, pack.length));
    struct masters *masters = NULL;
    if (masters_open(fixture.path, &masters) == ERROR_OK) {
      fixture.masters = masters;
      fixture_targets(&fixture, DISEASE, "1000001", MASTERS_SYSTEM_ICD10);
      masters_close(masters);
      fixture.masters = NULL;
    }
    bytes[at] = kept;
  }
  struct masters *masters = NULL;
  fixture_write(&fixture, view_make(bytes, pack.length - 1));
  ck_assert_int_eq(masters_open(fixture.path, &masters), ERROR_SYNTAX);
  fixture_write(&fixture, view_make("", 0));
  ck_assert_int_eq(masters_open(fixture.path, &masters), ERROR_SYNTAX);
  ck_assert_int_eq(masters_open("/nonexistent/file", &masters), ERROR_FILE);
}
END_TEST

#define COUNT(rows) (int)(sizeof(rows) / sizeof((rows)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("master_import");
  TCase *test_case = tcase_create("master_import");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_test(test_case, loads_diseases);
  tcase_add_loop_test(test_case, joins_codes, 0, COUNT(crosswalk_rows));
  tcase_add_test(test_case, the_same_file_again_changes_nothing);
  tcase_add_test(test_case, an_update_keeps_what_it_does_not_say);
  tcase_add_test(test_case, a_newer_full_file_renames_and_retires);
  tcase_add_test(test_case, hot_rows_share_a_code);
  tcase_add_test(test_case, index_terms_become_synonyms);
  tcase_add_loop_test(test_case, finds_columns_by_name, 0, COUNT(header_rows));
  tcase_add_loop_test(test_case, refuses_other_files, 0, COUNT(bad_rows));
  tcase_add_loop_test(test_case, refuses_damaged_masters, 0, COUNT(bad_masters));
  tcase_add_test(test_case, refuses_older_and_shrunken_files);
  tcase_add_test(test_case, a_wrong_check_digit_is_a_warning);
  tcase_add_test(test_case, a_damaged_file_never_faults);
  suite_add_tcase(suite, test_case);
  return suite;
}
