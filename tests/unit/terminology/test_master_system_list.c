/* The facts of the masters' systems agree with the layouts and the OID names. */
#include "tests/unit/unit_main.h"

#include "terminology/master_layout.h"
#include "terminology/master_system_list.h"
#include "terminology/masters.h"
#include "terminology/system_alias.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define CAPACITY 40u

START_TEST(every_system_of_the_layouts_is_described) {
  for (size_t i = 0; i < master_layout_count(); i++) {
    const struct master_layout *layout = master_layout_at(i);
    for (size_t j = 0; j < layout->emission_count; j++) {
      const struct master_emission *emission = &layout->emissions[j];
      ck_assert_msg(master_system_find(view_of(emission->system)) != NULL, "%s", emission->system);
      for (size_t k = 0; k < emission->field_count; k++) {
        const struct master_field *field = &emission->fields[k];
        ck_assert_msg(field->kind != MASTER_FIELD_PROPERTY ||
                          master_property_find(view_of(field->name)) != NULL,
                      "%s", field->name);
      }
    }
  }
}
END_TEST

START_TEST(oids_name_the_same_system) {
  for (size_t i = 0; i < master_system_count(); i++) {
    const struct master_system *system = master_system_at(i);
    ck_assert_ptr_eq(master_system_find(view_of(system->url)), system);
    ck_assert(system->english[0] != '\0' && system->japanese[0] != '\0');
    ck_assert(system->publisher[0] != '\0');
    ck_assert_msg(
        strspn(system->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
            strlen(system->name),
        "%s", system->name);
    if (system->oid != NULL) {
      char name[100];
      snprintf(name, sizeof name, "urn:oid:%s", system->oid);
      ck_assert_msg(view_is(system_alias_resolve(view_of(name)), system->url), "%s", name);
    }
  }
  ck_assert_ptr_null(master_system_find(view_of("http://example.org/")));
}
END_TEST

static bool has(const char *url, const char *code) {
  const struct master_property *found[CAPACITY];
  const struct master_system *system = master_system_find(view_of(url));
  ck_assert_ptr_nonnull(system);
  size_t count = master_system_properties(system, found, CAPACITY);
  ck_assert_uint_le(count, CAPACITY);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(found[i]->code, code) == 0) {
      return true;
    }
  }
  return false;
}

START_TEST(properties_are_those_of_the_columns) {
  ck_assert(has(MASTERS_SYSTEM_RECEIPT_DISEASE, "adoption"));
  ck_assert(has(MASTERS_SYSTEM_RECEIPT_DISEASE, "synonym"));
  ck_assert(has(MASTERS_SYSTEM_DISEASE_EXCHANGE, "synonym"));
  ck_assert(has("urn:oid:1.2.392.200119.4.403.1", "manufacturer"));
  ck_assert(!has(MASTERS_SYSTEM_RECEIPT_DISEASE, "price"));
  const struct master_property *one[1];
  const struct master_system *system = master_system_find(view_of(MASTERS_SYSTEM_PRICE));
  ck_assert_uint_eq(master_system_properties(system, one, 1), 6);
  ck_assert_str_eq(one[0]->code, "price");
  ck_assert_int_eq(one[0]->type, MASTER_PROPERTY_DECIMAL);
}
END_TEST

START_TEST(kana_are_told_apart) {
  ck_assert_int_eq(master_system_find(view_of(MASTERS_SYSTEM_FOOD_ALLERGEN))->kana,
                   MASTER_KANA_HIRAGANA);
  ck_assert_int_eq(master_system_find(view_of(MASTERS_SYSTEM_RECEIPT_DRUG))->kana,
                   MASTER_KANA_HALF_WIDTH);
  ck_assert_int_eq(master_system_find(view_of(MASTERS_SYSTEM_RECEIPT_DISEASE))->kana,
                   MASTER_KANA_KATAKANA);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("master_system_list");
  TCase *test_case = tcase_create("master_system_list");
  tcase_add_test(test_case, every_system_of_the_layouts_is_described);
  tcase_add_test(test_case, oids_name_the_same_system);
  tcase_add_test(test_case, properties_are_those_of_the_columns);
  tcase_add_test(test_case, kana_are_told_apart);
  suite_add_tcase(suite, test_case);
  return suite;
}
