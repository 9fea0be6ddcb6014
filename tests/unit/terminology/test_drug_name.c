/* Strengths and dosage forms in names of drugs, and what agrees with what. */
#include "tests/unit/unit_main.h"

#include "terminology/drug_name.h"

#include <stdio.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

struct read_row {
  const char *text;
  const char *form;
  const char *amounts; /* value in millionths : unit */
};

static const struct read_row reads[] = {
    {"アムロジピンＯＤ錠２．５ｍｇ「サワイ」", "口腔内崩壊錠", "2500000000000:1"},
    {"アムロジピン 5 mg 錠", "錠", "5000000000000:1"},
    {"アセトアミノフェン細粒２０％", "細粒", "20000000:3"},
    {"消風散エキス顆粒（医療用）", "顆粒", ""},
    {"ＰＬ配合顆粒", "顆粒", ""},
    {"ドライシロップ小児用１０％　１００ｍｇ", "ドライシロップ", "10000000:3 100000000000000:1"},
    {"乾燥ジフテリア抗毒素　５，０００単位", NULL, "5000000000:4"},
    {"インスリン注１万単位", "注射", "10000000000:4"},
    {"ノルバスク５", NULL, "5000000:0"},
    {"ビタミンＢ１２錠", "錠", ""},
    {"captopril tab 0.5g", "錠", "500000000000000:1"},
    {"アルプロスタジル注５μｇシリンジ「日医工」　１ｍＬ", "注射", "5000000000:1 1000000000:2"},
    {"グリセリン注腸６０ｍＬ", "注腸", "60000000000:2"},
    {"プレドニン眼軟膏", "眼軟膏", ""},
    {"「散」", "散", ""},
    {"12345678901234567890mg", NULL, ""},
    {"1.2345678mg", NULL, ""},
    {"9999999999kg", NULL, ""}, /* out of range */
    {"5mgx", NULL, ""},
    {"", NULL, ""},
    {"\xFF\xFE", NULL, ""},
};

START_TEST(reads_names) {
  const struct read_row *row = &reads[_i];
  struct drug_name name;
  size_t used = arena_used(arena);
  ck_assert_int_eq(drug_name_read(arena, view_of(row->text), &name), ERROR_OK);
  ck_assert_uint_eq(arena_used(arena), used);
  char amounts[256] = "";
  for (uint32_t i = 0; i < name.amount_count; i++) {
    size_t length = strlen(amounts);
    snprintf(amounts + length, sizeof amounts - length, "%s%llu:%d", i > 0 ? " " : "",
             (unsigned long long)name.amounts[i].value, (int)name.amounts[i].unit);
  }
  ck_assert_str_eq(amounts, row->amounts);
  ck_assert_pstr_eq(name.form, row->form);
}
END_TEST

struct agreement_row {
  const char *a;
  const char *b;
  enum drug_agreement strength;
  enum drug_agreement form;
};

#define UNKNOWN DRUG_AGREEMENT_UNKNOWN
#define SAME DRUG_AGREEMENT_SAME
#define UNSTATED DRUG_AGREEMENT_UNSTATED
#define DIFFERENT DRUG_AGREEMENT_DIFFERENT

static const struct agreement_row agreements[] = {
    {"アムロジピン錠5mg", "アムロジピン錠５ｍｇ「サワイ」", SAME, SAME},
    {"アムロジピン錠5mg", "アムロジピン錠２．５ｍｇ", DIFFERENT, SAME},
    {"アムロジピン錠5mg", "アムロジピンＯＤ錠５ｍｇ", SAME, DIFFERENT},
    {"アムロジピン錠5mg", "アムロジピン錠", UNSTATED, SAME},
    {"アムロジピン", "アムロジピン錠５ｍｇ", UNSTATED, UNSTATED},
    {"PL", "胃薬", UNKNOWN, UNKNOWN},
    {"セファゾリン注0.5g", "セファゾリン注射用５００ｍｇ", SAME, SAME},
    {"セファゾリン1g", "セファゾリン注１ｇ　２０ｍＬ", UNSTATED, UNSTATED},
    {"ノルバスク錠 5", "ノルバスク錠５ｍｇ", SAME, SAME},
    {"1%", "1mg", DIFFERENT, UNKNOWN},
    {"配合錠5mg/20mg", "配合錠５ｍｇ／４０ｍｇ", DIFFERENT, SAME},
};

START_TEST(agreement) {
  const struct agreement_row *row = &agreements[_i];
  struct drug_name a;
  struct drug_name b;
  ck_assert_int_eq(drug_name_read(arena, view_of(row->a), &a), ERROR_OK);
  ck_assert_int_eq(drug_name_read(arena, view_of(row->b), &b), ERROR_OK);
  ck_assert_msg(drug_name_strength(&a, &b) == row->strength, "%s %s", row->a, row->b);
  ck_assert_msg(drug_name_strength(&b, &a) == row->strength, "%s %s", row->b, row->a);
  ck_assert_msg(drug_name_form(&a, &b) == row->form, "%s %s", row->a, row->b);
  ck_assert_msg(drug_name_form(&b, &a) == row->form, "%s %s", row->b, row->a);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("drug_name");
  TCase *cases = tcase_create("drug_name");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, reads_names, 0, COUNT(reads));
  tcase_add_loop_test(cases, agreement, 0, COUNT(agreements));
  suite_add_tcase(suite, cases);
  return suite;
}
