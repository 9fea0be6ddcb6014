/* Each master by its columns: invented rows in the layouts that publishers describe. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_fixture.h"

#include <string.h>

#define HOT_HEADER                                                                                                                    \
  "基準番号（ＨＯＴ番号）,処方用番号（ＨＯＴ７）,会社識別用番号,調剤用番号,物流用番号,"        \
  "ＪＡＮコード,"                                                                                                               \
  "薬価基準収載医薬品コード,個別医薬品コード,レセプト電算処理システムコード（１）,"             \
  "レセプト電算処理システムコード（２）,告示名称,販売名,レセプト電算処理システム医薬品名,"   \
  "規格単位,"                                                                                                                     \
  "包装形態,包装単位数,包装単位単位,包装総量数,包装総量単位,区分,製造会社,販売会社,更新区分," \
  "更新年月日\n"
#define SHARED_ITEMS(more)                                                                         \
  "JLAC11コード,JLAC10コード,FHIR識別名,データ区分,単位,適用開始日,適用終了日" more "\n"
#define YEAR_BEFORE "100137299,1001372,,,,,,,,,,前,,,,,,,,内,,,1,20200101\n"

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

/* Rows of so many columns, fields as in fixture_row, lines separated by newlines. */
static struct view table(unsigned columns, const char *rows) {
  struct buffer buffer = buffer_make(fixture.arena, 1u << 20);
  struct view rest = view_of(rows);
  while (rest.length > 0) {
    fixture_row(&buffer, columns, arena_string(fixture.arena, view_split(&rest, '\n')));
  }
  return buffer_view(&buffer);
}

static const struct {
  const char *layout;
  unsigned columns; /* 0: text as it is */
  const char *text;
  const char *system;
  const char *code;
  const char *said; /* "display|kana|property=value|..." */
} rows[] = {
    {"receipt-disease", 46, "0=0|1=B|2=1000001|5=病|7=略|9=ヤマイ|11=2|18=01|23=99999999",
     MASTERS_SYSTEM_RECEIPT_DISEASE, "1000001",
     "病|ヤマイ|abbreviation=略|adoption=2|notStandalone=01"},
    {"receipt-modifier", 19, "0=0|1=Z|2=8002|6=の疑い|9=ノウタガイ|16=27000001|17=ABCD|18=A8000000",
     MASTERS_SYSTEM_RECEIPT_MODIFIER, "8002", "の疑い|ノウタガイ|modifierClass=A8000000"},
    {"receipt-modifier", 19, "0=0|1=Z|2=8002|6=の疑い|16=27000001|17=ABCD",
     MASTERS_SYSTEM_MODIFIER_KEY, "27000001", "の疑い|"},
    {"receipt-drug", 40, "0=0|1=Y|2=620000001|4=薬|6=ｸｽﾘ|9=錠|16=1|27=1|34=架空薬",
     MASTERS_SYSTEM_RECEIPT_DRUG, "620000001", "薬|ｸｽﾘ|unit=錠|generic=1|form=1|basicName=架空薬"},
    {"receipt-procedure", 150, "0=0|1=S|2=111000110|4=架空料|6=ｶｸｳﾘﾖｳ|86=20240601|87=99999999",
     MASTERS_SYSTEM_RECEIPT_PROCEDURE, "111000110", "架空料|ｶｸｳﾘﾖｳ|changed=20240601"},
    {"hot9", 0,
     HOT_HEADER "100137201,1001372,01,,,,1124003F2017,1124003F2025,620000001,,告,販,,1mg,,,,,"
                ",内,製,販社,1,20240101\n" YEAR_BEFORE,
     MASTERS_SYSTEM_HOT9, "100137201",
     "販||officialName=告|specification=1mg|form=内|manufacturer=製|distributor=販社"},
    {"hot13", 0,
     HOT_HEADER
     "1001372010101,1001372,01,01,01,,,1124003F2025,,,,販,,,PTP,10,錠,100,錠,内,,,1,20240101\n"
     "1001372010102,1001372,01,01,02,,,1124003F2025,,,,販,,,PTP,10,錠,500,錠,内,,,1,20200101\n",
     MASTERS_SYSTEM_HOT13, "1001372010102", "販||changed=20200101"},
    {"yj", 0, "YJコード,販売名,薬価コード,規格\n1124003F2025,架空錠,1124003F2017,1mg1錠\n",
     MASTERS_SYSTEM_YJ, "1124003F2025", "架空錠||specification=1mg1錠"},
    {"general-name", 0,
     "一般名処方マスタ\n\n区分,一般名コード,一般名処方の標準的な記載,成分名,規格,"
     "一般名処方加算対象,例外コード,最低薬価,備考\n"
     "内,1139004GAZZZ,【般】架空,架空酸,1mg,加算1,例,9.9,\n",
     MASTERS_SYSTEM_GENERAL, "1139004GAZZZ", "【般】架空||ingredient=架空酸|exception=例"},
    {"price-list", 0,
     "区分,薬価基準収載医薬品コード,成分名,規格,品名,薬価\n"
     "内用薬,1124003F2017,架空酸,1mg1錠,架空錠,9.90\n",
     MASTERS_SYSTEM_PRICE, "1124003F2017", "架空錠||price=9.90|form=内用薬"},
    {"medis-disease", 20,
     "0=0|1=20000001|2=病|3=ヤマイ|4=1|5=AAAA|6=A000|10=1000001|11=略|14=20240601|16=01",
     MASTERS_SYSTEM_DISEASE_KEY, "20000001",
     "病|ヤマイ|adoption=1|abbreviation=略|changed=20240601|notStandalone=01"},
    {"medis-disease", 20, "0=0|1=20000001|2=病|3=ヤマイ|4=1|5=AAAA|6=A000",
     MASTERS_SYSTEM_DISEASE_EXCHANGE, "AAAA", "病|ヤマイ"},
    {"medis-modifier", 10, "0=0|1=27000001|2=急性|3=キュウセイ", MASTERS_SYSTEM_MODIFIER_KEY,
     "27000001", "急性|キュウセイ"},
    {"shared-laboratory-items", 0,
     SHARED_ITEMS("") "C1002000025000155,3A010000002329101,TP,1,g/dL,00000000,99999999\n",
     MASTERS_SYSTEM_CORE_JLAC11, "C1002000025000155", "TP||unit=g/dL"},
    {"shared-laboratory-items", 0,
     SHARED_ITEMS(",表示用単位2,XML用単位2") "V1055000125000102,5E074000002306211,STS,2,,20250401,"
                                             "99999999,,\n",
     MASTERS_SYSTEM_INFECTION_JLAC11, "V1055000125000102", "STS|"},
    {"shared-laboratory-items", 0,
     SHARED_ITEMS("") "V1055000125000102,5E074000002306211,STS,2,,20250401,99999999\n",
     MASTERS_SYSTEM_INFECTION_JLAC10, "5E074000002306211", "STS|"},
    {"jlac10", 0, "17桁コード,項目名称,材料名称,測定法\n3A010000002329101,総蛋白,血清,比色\n",
     MASTERS_SYSTEM_JLAC10, "3A010000002329101", "総蛋白||specimen=血清|method=比色"},
    {"usage", 0, "用法コード,用法名称,区分\n2H50B10000000000,点鼻,拡張\n", MASTERS_SYSTEM_USAGE,
     "2H50B10000000000", "点鼻||class=拡張"},
    {"icd10", 0, "ICD-10コード,名称\nA00.0,コレラ\n", MASTERS_SYSTEM_ICD10, "A00.0", "コレラ|"},
    {"allergen", 0,
     "\"DISPLAYSEQ\",\"JFAGYCODE\",\"JPTERM\",\"JPKANA\",\"ENTERM\",\"LEVEL\",\"MAINFLAG\","
     "\"GUIDELINE\",\"CXGCATEGORY\",\"RECORDDATE\",\"ENDDATE\"\n"
     "\"1\",\"J9NA00000000\",\"架空,花粉\",\"かふん\",\"pollen\",\"1\",\"\",\"\",\"0\","
     "\"20240101\",\"99999999\"\n",
     MASTERS_SYSTEM_OTHER_ALLERGEN, "J9NA00000000", "架空,花粉|かふん|english=pollen|level=1"},
    {"allergen-ingredient", 0,
     "SEQ,JFAGY code,Allergen Term（JP）,Furigana（JP）,Allergen Term（EN）,Level,Main 100,"
     "Clinical "
     "Guideline,変更区分,収載日,終了日\n1,GCM1124003B1ZZZ,【架空酸】,,,1,,,1,00000000,99999999\n",
     MASTERS_SYSTEM_GCM, "GCM1124003B1ZZZ", "【架空酸】|"},
};

START_TEST(says_what_its_columns_say) {
  struct view text =
      rows[_i].columns > 0 ? table(rows[_i].columns, rows[_i].text) : view_of(rows[_i].text);
  enum error error = fixture_import_text(&fixture, "x", text);
  ck_assert_msg(error == ERROR_OK, "%s",
                fixture.issues.count > 0 ? fixture_issue(&fixture, 0) : "");
  ck_assert_str_eq(fixture.import.reports[0].file->layout->id, rows[_i].layout);
  struct masters_concept concept;
  ck_assert(
      masters_find(fixture.masters, view_of(rows[_i].system), view_of(rows[_i].code), &concept));
  struct view rest = view_of(rows[_i].said);
  struct view display = view_split(&rest, '|');
  struct view kana = view_split(&rest, '|');
  ck_assert_msg(view_equal(concept.display, display), "%.*s", VIEW_ARGUMENTS(concept.display));
  ck_assert_msg(view_equal(concept.kana, kana), "%.*s", VIEW_ARGUMENTS(concept.kana));
  while (rest.length > 0) {
    struct view value = view_split(&rest, '|');
    struct view name = view_split(&value, '=');
    struct view found = masters_property_value(fixture.masters, concept.row, name);
    ck_assert_msg(view_equal(found, value), "%.*s: %.*s", VIEW_ARGUMENTS(name),
                  VIEW_ARGUMENTS(found));
  }
}
END_TEST

static const struct {
  const char *system;
  const char *code;
  const char *target;
  const char *expected;
} joined[] = {
    {MASTERS_SYSTEM_HOT13, "1001372010101", MASTERS_SYSTEM_YJ, "1124003F2025"},
    {MASTERS_SYSTEM_HOT13, "1001372010101", MASTERS_SYSTEM_HOT9, "100137201"},
    {MASTERS_SYSTEM_HOT9, "100137201", MASTERS_SYSTEM_HOT7, "1001372"},
    {MASTERS_SYSTEM_CORE_JLAC11, "C1002000025000155", MASTERS_SYSTEM_CORE_JLAC10,
     "3A010000002329101"},
    {MASTERS_SYSTEM_INFECTION_JLAC11, "V1055000125000102", MASTERS_SYSTEM_INFECTION_JLAC10,
     "5E074000002306211"},
    {MASTERS_SYSTEM_RECEIPT_MODIFIER, "8002", MASTERS_SYSTEM_MODIFIER_EXCHANGE, "ABCD"},
    {MASTERS_SYSTEM_DISEASE_KEY, "20000001", MASTERS_SYSTEM_RECEIPT_DISEASE, "1000001"},
};

START_TEST(all_of_them_join) {
  struct fixture_file files[sizeof rows / sizeof rows[0]];
  size_t count = 0;
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    bool again = i > 0 && strcmp(rows[i].layout, rows[i - 1].layout) == 0;
    if (!again) {
      files[count].name = "x";
      files[count++].bytes =
          rows[i].columns > 0 ? table(rows[i].columns, rows[i].text) : view_of(rows[i].text);
    }
  }
  ck_assert_int_eq(fixture_import(&fixture, files, count), ERROR_OK);
  struct view infection =
      view_of(SHARED_ITEMS("") "V1055000125000102,5E074000002306211,STS,2,,20250401,99999999\n"
                               "C1002000025000155,3A010000002329101,TP,1,g/dL,00000000,99999999\n");
  ck_assert_int_eq(fixture_import_text(&fixture, "next issue", infection), ERROR_OK);
  for (size_t i = 0; i < sizeof joined / sizeof joined[0]; i++) {
    ck_assert_str_eq(fixture_targets(&fixture, joined[i].system, joined[i].code, joined[i].target),
                     joined[i].expected);
  }
}
END_TEST

/* ---- synonyms ---------------------------------------------------------------------------------
 */
static const char *synonyms_of(const char *system, const char *code) {
  struct masters_concept concept;
  struct buffer text = buffer_make(fixture.arena, 1000);
  ck_assert(masters_find(fixture.masters, view_of(system), view_of(code), &concept));
  uint32_t count = masters_property_count(fixture.masters, concept.row);
  for (uint32_t i = 0; i < count; i++) {
    struct masters_property property = masters_property_at(fixture.masters, concept.row, i);
    if (view_is(property.name, "synonym")) {
      buffer_append(&text, property.value);
      buffer_append_byte(&text, ' ');
    }
  }
  return arena_string(fixture.arena, buffer_view(&text));
}

static const char nmain[] = "0=0|1=20000001|2=架空病|4=1|5=AAAA|10=1000001\n"
                            "0=0|1=20000002|2=架空症|4=2|5=AAAA|10=1000002";
static const char modifiers[] = "0=0|1=Z|2=1234|6=急性|16=27000001|17=BBBB";

START_TEST(an_index_reaches_every_joined_code) {
  /* the index stands first and its last row has a class that is not described */
  const struct fixture_file files[] = {
      {"a-index", table(9, "0=かくう|1=AAAA|2=1\n0=架空症|1=AAAA|2=1\n0=アキュート|1=BBBB|2=2\n"
                           "0=尖鋭|1=BBBB|2=1")},
      {"b-nmain", table(20, nmain)},
      {"c-z", table(19, modifiers)}};
  ck_assert_int_eq(fixture_import(&fixture, files, 3), ERROR_OK);
  ck_assert_str_eq(synonyms_of(MASTERS_SYSTEM_DISEASE_EXCHANGE, "AAAA"), "かくう 架空症 ");
  ck_assert_str_eq(synonyms_of(MASTERS_SYSTEM_DISEASE_KEY, "20000001"), "かくう 架空症 ");
  ck_assert_str_eq(synonyms_of(MASTERS_SYSTEM_DISEASE_KEY, "20000002"), "かくう ");
  ck_assert_str_eq(synonyms_of(MASTERS_SYSTEM_RECEIPT_MODIFIER, "1234"), "アキュート 尖鋭 ");
  ck_assert_str_eq(synonyms_of(MASTERS_SYSTEM_MODIFIER_KEY, "27000001"), "アキュート 尖鋭 ");
}
END_TEST

START_TEST(a_newer_index_withdraws_terms) {
  const struct fixture_file files[] = {{"nmain", table(20, nmain)},
                                       {"index", table(9, "0=かくう|1=AAAA|2=1")}};
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  ck_assert_int_eq(fixture_import_text(&fixture, "index", table(9, "0=新語|1=AAAA|2=1")), ERROR_OK);
  ck_assert_str_eq(synonyms_of(MASTERS_SYSTEM_DISEASE_EXCHANGE, "AAAA"), "新語 ");
  ck_assert_str_eq(synonyms_of(MASTERS_SYSTEM_DISEASE_KEY, "20000001"), "新語 ");
}
END_TEST

/* ---- HOT updates ------------------------------------------------------------------------------
 */
static const char hot_full[] = HOT_HEADER "100137201,1001372,,,,,,,,,,いち,,,,,,,,内,,,1,20200101\n"
                                          "100137202,1001372,,,,,,,,,,に,,,,,,,,内,,,1,20230101\n";
static const char hot_update[] =
    HOT_HEADER "100137202,1001372,,,,,,,,,,ニ,,,,,,,,内,,,2,20240115\n"
               "100137203,1001372,,,,,,,,,,さん,,,,,,,,内,,,1,20240131\n";

START_TEST(a_hot_update_retires_nothing) {
  ck_assert_int_eq(fixture_import_text(&fixture, "full", view_of(hot_full)), ERROR_OK);
  ck_assert_int_eq(fixture_import_text(&fixture, "update", view_of(hot_update)), ERROR_OK);
  const uint32_t *counts = fixture.import.reports[0].counts;
  ck_assert(fixture.import.reports[0].file->update);
  ck_assert_uint_eq(counts[MASTER_CHANGE_ADDED], 1);
  ck_assert_uint_eq(counts[MASTER_CHANGE_RENAMED], 1);
  ck_assert_uint_eq(counts[MASTER_CHANGE_ABOLISHED], 0);
  struct masters_concept concept;
  ck_assert(
      masters_find(fixture.masters, view_of(MASTERS_SYSTEM_HOT9), view_of("100137201"), &concept));
  ck_assert(masters_concept_holds(&concept, 20260101));
}
END_TEST

static const char receipt_update[] = "0=3|1=Y|2=620000009|4=新薬|30=99999999";

START_TEST(an_update_without_its_master_is_refused) {
  const struct view texts[] = {view_of(hot_update), table(42, receipt_update)};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    ck_assert_int_eq(fixture_import_text(&fixture, "update", texts[i]), ERROR_NOT_PROCESSABLE);
    ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-update-without-base");
  }
}
END_TEST

#define COUNT(list) (int)(sizeof(list) / sizeof((list)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("master_layout");
  TCase *test_case = tcase_create("master_layout");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_loop_test(test_case, says_what_its_columns_say, 0, COUNT(rows));
  tcase_add_test(test_case, all_of_them_join);
  tcase_add_test(test_case, an_index_reaches_every_joined_code);
  tcase_add_test(test_case, a_newer_index_withdraws_terms);
  tcase_add_test(test_case, a_hot_update_retires_nothing);
  tcase_add_test(test_case, an_update_without_its_master_is_refused);
  suite_add_tcase(suite, test_case);
  return suite;
}
