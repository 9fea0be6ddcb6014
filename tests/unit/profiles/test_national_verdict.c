/* Classes of findings and the verdict over a list of them; the tiers of required. */
#include "profiles/national_verdict.h"
#include "profiles/message_list.h"
#include "profiles/national_rules.h"
#include "server/base/file.h"
#include "tests/unit/profiles/validation_cases.h"

#include <stdio.h>
#include <unistd.h>

/* Every message of the room has a class of its own. */
START_TEST(test_every_message_has_a_class) {
  const char *id = message_row((enum message_id)_i)->id;
  ck_assert_msg(national_class_known(id), "%s has no row in national_class.c", id);
}
END_TEST

struct class_case {
  enum message_id message;
  const char *rule;
  enum national_class class;
};

static const struct class_case class_cases[] = {
    {MESSAGE_ELEMENT_UNKNOWN, "", NATIONAL_CLASS_STRUCTURE},
    {MESSAGE_CARDINALITY_MINIMUM, "", NATIONAL_CLASS_CARDINALITY},
    {MESSAGE_FORMAT_DATE, "", NATIONAL_CLASS_DATA_TYPE},
    {MESSAGE_INVARIANT, "", NATIONAL_CLASS_INVARIANT},
    {MESSAGE_INVARIANT, "R9014O", NATIONAL_CLASS_INVARIANT},
    {MESSAGE_INVARIANT, "R2152", NATIONAL_CLASS_IDENTIFIER},
    {MESSAGE_VALUE_FIXED, "", NATIONAL_CLASS_PROFILE},
    {MESSAGE_CODE_NOT_IN_VALUE_SET, "", NATIONAL_CLASS_BINDING},
    {MESSAGE_NATIONAL_DOCUMENT_NUMBER, "", NATIONAL_CLASS_IDENTIFIER},
};

START_TEST(test_classes) {
  const struct class_case *row = &class_cases[_i];
  struct issue issue = {.message = message_row(row->message), .rule = view_of(row->rule)};
  ck_assert_int_eq(national_class_of(&issue), row->class);
}
END_TEST

/* Messages of other rooms fall into a class by their FHIR issue type. */
START_TEST(test_foreign_message) {
  static const struct message foreign = {"other-room", SEVERITY_ERROR, "required", "x", "x"};
  struct issue issue = {.message = &foreign};
  ck_assert(!national_class_known("other-room"));
  ck_assert_int_eq(national_class_of(&issue), NATIONAL_CLASS_CARDINALITY);
}
END_TEST

START_TEST(test_names) {
  ck_assert_str_eq(national_class_name(NATIONAL_CLASS_BINDING, LANGUAGE_JAPANESE), "コード系");
  ck_assert_str_eq(national_class_name(NATIONAL_CLASS_BINDING, LANGUAGE_ENGLISH), "code system");
  ck_assert_str_eq(national_verdict_name(NATIONAL_VERDICT_REGISTRABLE_WITH_GAPS, LANGUAGE_JAPANESE),
                   "登録可・準必須欠落あり");
  ck_assert_str_eq(national_verdict_name(NATIONAL_VERDICT_REFUSED, LANGUAGE_ENGLISH),
                   "not registrable");
  ck_assert_str_eq(national_verdict_code(NATIONAL_VERDICT_REGISTRABLE), "registrable");
}
END_TEST

static struct national_verdict verdict_of(const enum message_id *messages, size_t count,
                                          uint32_t maximum) {
  struct arena *arena = arena_new(1u << 20);
  struct issue_list issues = issue_list_make(arena, maximum);
  for (size_t i = 0; i < count; i++) {
    issue_add(&issues, message_row(messages[i]));
  }
  struct national_verdict verdict = national_verdict_make(&issues);
  arena_free(arena);
  return verdict;
}

START_TEST(test_verdicts) {
  static const enum message_id clean[] = {MESSAGE_CODE_NOT_CHECKED};
  static const enum message_id gaps[] = {
      MESSAGE_NATIONAL_SHOULD_SEND, MESSAGE_NATIONAL_LABORATORY_TEXT, MESSAGE_NATIONAL_SHOULD_SEND};
  static const enum message_id refused[] = {MESSAGE_NATIONAL_SHOULD_SEND, MESSAGE_FORMAT_DATE,
                                            MESSAGE_CARDINALITY_MINIMUM};
  struct national_verdict verdict = verdict_of(clean, 1, 10);
  ck_assert_int_eq(verdict.kind, NATIONAL_VERDICT_REGISTRABLE);
  ck_assert_uint_eq(verdict.classes[NATIONAL_CLASS_BINDING].information, 1);
  verdict = verdict_of(gaps, 3, 10);
  ck_assert_int_eq(verdict.kind, NATIONAL_VERDICT_REGISTRABLE_WITH_GAPS);
  ck_assert_uint_eq(verdict.gaps, 2);
  ck_assert_uint_eq(verdict.classes[NATIONAL_CLASS_CARDINALITY].information, 0);
  verdict = verdict_of(refused, 3, 10);
  ck_assert_int_eq(verdict.kind, NATIONAL_VERDICT_REFUSED);
  ck_assert_uint_eq(verdict.classes[NATIONAL_CLASS_DATA_TYPE].errors, 1);
  ck_assert_uint_eq(verdict.classes[NATIONAL_CLASS_CARDINALITY].errors, 1);
  /* an error that found no room still refuses */
  verdict = verdict_of(refused, 3, 1);
  ck_assert_int_eq(verdict.kind, NATIONAL_VERDICT_REFUSED);
  ck_assert_uint_eq(verdict.left_out, 2);
}
END_TEST

/* Each rule has a message of its own, a function, and two cases in the tree. */
START_TEST(test_rules_have_cases) {
  const struct national_rule *rule = national_rules_at((size_t)_i);
  const char *id = message_row(rule->message)->id;
  static const char *const kinds[] = {"good", "bad"};
  ck_assert(rule->check != NULL && rule->kinds != 0);
  for (size_t i = 0; i < national_rules_count(); i++) {
    ck_assert(i == (size_t)_i || national_rules_at(i)->message != rule->message);
  }
  /* 10 MB are not kept in the tree: test_bundle_size */
  for (size_t i = 0; rule->message != MESSAGE_NATIONAL_BUNDLE_SIZE && i < 2; i++) {
    char path[300];
    snprintf(path, sizeof(path), "tests/cases/validate/%s-%s/expected", id, kinds[i]);
    ck_assert_msg(access(path, R_OK) == 0, "%s is missing", path);
    struct arena *arena = arena_new(1u << 20);
    struct view expected;
    ck_assert_int_eq(file_read(arena, path, 1u << 19, &expected), ERROR_OK);
    struct view line = arena_format(arena, " %s ", id);
    ck_assert_msg((view_find(expected, line, 0) != SIZE_MAX) == (i == 1), "%s", path);
    arena_free(arena);
  }
}
END_TEST

/* ---- with definitions ---------------------------------------------------------------------------
 */
static uint32_t count_of(struct view json, bool national, enum message_id message) {
  struct arena *arena = arena_new(1u << 28);
  const struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.10.0"),
                                               .national = national};
  struct issue_list issues =
      validator_fixture_issues(fixture.definitions, &settings, json, NULL, arena);
  uint32_t count = 0;
  for (uint32_t i = 0; i < issues.count; i++) {
    count += issues.issues[i].message == message_row(message);
  }
  arena_free(arena);
  return count;
}

/* JP_Condition_eCS: recordedDate and recorder are 0..1 with mustSupport, severity is without. A
 * profile of JP Core has flags too, but is no guide of the service. */
START_TEST(test_tier) {
  static const char national[] =
      "{\"resourceType\":\"Condition\",\"meta\":{\"profile\":[\"http://jpfhir.jp/fhir/eCS/"
      "StructureDefinition/JP_Condition_eCS\"]},\"recordedDate\":\"2026-01-01\",\"subject\":{"
      "\"display\":\"x\"}}";
  static const char core[] =
      "{\"resourceType\":\"Condition\",\"meta\":{\"profile\":[\"http://jpfhir.jp/fhir/core/"
      "StructureDefinition/JP_Condition\"]},\"subject\":{\"display\":\"x\"}}";
  ck_assert_uint_eq(count_of(view_of(national), false, MESSAGE_NATIONAL_SHOULD_SEND), 0);
  ck_assert_uint_eq(count_of(view_of(core), true, MESSAGE_NATIONAL_SHOULD_SEND), 0);
  /* clinicalStatus, encounter, onset[x], abatement[x], recorder; three extensions */
  ck_assert_uint_eq(count_of(view_of(national), true, MESSAGE_NATIONAL_SHOULD_SEND), 8);
}
END_TEST

START_TEST(test_bundle_size) {
  static const char head[] = "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"identifier\":{"
                             "\"value\":\"";
  struct arena *arena = arena_new(1u << 26);
  struct buffer buffer = buffer_make(arena, 1u << 25);
  buffer_append(&buffer, view_of(head));
  char block[1000];
  memset(block, 'x', sizeof(block));
  for (size_t i = 0; i < LIMIT_BUNDLE_BYTES / sizeof(block); i++) {
    buffer_append(&buffer, view_make(block, sizeof(block)));
  }
  buffer_append(&buffer, view_of("\"}}"));
  ck_assert_int_eq(buffer.error, ERROR_OK);
  ck_assert_uint_eq(count_of(buffer_view(&buffer), true, MESSAGE_NATIONAL_BUNDLE_SIZE), 1);
  ck_assert_uint_eq(count_of(view_of("{\"resourceType\":\"Bundle\",\"type\":\"collection\"}"), true,
                             MESSAGE_NATIONAL_BUNDLE_SIZE),
                    0);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("national_verdict");
  TCase *tables = tcase_create("tables");
  tcase_add_loop_test(tables, test_every_message_has_a_class, 0, MESSAGE_COUNT);
  tcase_add_loop_test(tables, test_classes, 0, (int)(sizeof(class_cases) / sizeof(class_cases[0])));
  tcase_add_test(tables, test_foreign_message);
  tcase_add_test(tables, test_names);
  tcase_add_test(tables, test_verdicts);
  tcase_add_loop_test(tables, test_rules_have_cases, 0, (int)national_rules_count());
  suite_add_tcase(suite, tables);
  TCase *layer = tcase_create("layer");
  tcase_set_timeout(layer, 60);
  tcase_add_unchecked_fixture(layer, set_up, tear_down);
  tcase_add_test(layer, test_tier);
  tcase_add_test(layer, test_bundle_size);
  suite_add_tcase(suite, layer);
  return suite;
}
