/* Each master by its columns: invented rows in the layouts that publishers describe. */
#include "tests/unit/unit_main.h"

#include "tests/unit/terminology/master_samples.h"

#include <string.h>

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

static struct view table(unsigned columns, const char *rows) {
  return sample_table(&fixture, columns, rows);
}

START_TEST(says_what_its_columns_say) {
  const struct master_sample *sample = &master_samples[_i];
  enum error error = fixture_import_text(&fixture, "x", sample_text(&fixture, sample));
  ck_assert_msg(error == ERROR_OK, "%s",
                fixture.issues.count > 0 ? fixture_issue(&fixture, 0) : "");
  ck_assert_str_eq(fixture.import.reports[0].file->layout->id, sample->layout);
  struct masters_concept concept;
  ck_assert(
      masters_find(fixture.masters, view_of(sample->system), view_of(sample->code), &concept));
  struct view rest = view_of(sample->said);
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
  struct fixture_file files[MASTER_SAMPLES];
  size_t count = 0;
  for (size_t i = 0; i < MASTER_SAMPLES; i++) {
    bool again = i > 0 && strcmp(master_samples[i].layout, master_samples[i - 1].layout) == 0;
    if (!again) {
      files[count].name = "x";
      files[count++].bytes = sample_text(&fixture, &master_samples[i]);
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

static const char drug_full[] = "0=0|1=Y|2=620000001|4=甲|30=99999999";
static const char drug_change[] = "0=5|1=Y|2=620000001|4=乙";

/* An update that the full file includes is left out; one that came too late is refused. */
START_TEST(updates_have_an_order) {
  struct view full = table(42, drug_full);
  struct view update = table(42, drug_change);
  struct view last = table(42, "0=5|1=Y|2=620000001|4=丙");
  const struct fixture_file files[] = {{"y_20240201", update}, {"y_ALL20240301", full}};
  ck_assert_int_eq(fixture_import(&fixture, files, 2), ERROR_OK);
  ck_assert(fixture.import.reports[1].older);
  ck_assert_uint_eq(masters_origin_count(fixture.masters), 1);
  struct masters_concept concept;
  ck_assert(masters_find(fixture.masters, view_of(MASTERS_SYSTEM_RECEIPT_DRUG),
                         view_of("620000001"), &concept));
  ck_assert(view_is(concept.display, "甲"));
  ck_assert_int_eq(fixture_import_text(&fixture, "y_20240501", last), ERROR_OK);
  ck_assert_int_eq(fixture_import_text(&fixture, "y_20240401", update), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(fixture.issues.issues[0].message->id, "master-older");
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

Suite *test_suite(void) {
  Suite *suite = suite_create("master_layout");
  TCase *test_case = tcase_create("master_layout");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_loop_test(test_case, says_what_its_columns_say, 0, (int)MASTER_SAMPLES);
  tcase_add_test(test_case, all_of_them_join);
  tcase_add_test(test_case, an_index_reaches_every_joined_code);
  tcase_add_test(test_case, a_newer_index_withdraws_terms);
  tcase_add_test(test_case, a_hot_update_retires_nothing);
  tcase_add_test(test_case, updates_have_an_order);
  tcase_add_test(test_case, an_update_without_its_master_is_refused);
  suite_add_tcase(suite, test_case);
  return suite;
}
