/* Issue lists: arguments, order, caps. */
#include "tests/unit/unit_main.h"

#include "server/base/issue.h"

static const struct message bad = {"bad", SEVERITY_ERROR, "invalid", "{0} is not {1}",
                                   "{1} では {0} 不可"};
static const struct message note = {"note", SEVERITY_INFORMATION, "informational", "{9} {0",
                                    "{} {5}"};
static const struct message other = {"another", SEVERITY_ERROR, "invalid", "x", "x"};

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

START_TEST(texts_take_arguments) {
  struct issue_list list = issue_list_make(arena, 10);
  struct issue *issue = issue_add_with(&list, &bad, view_of("a{1}"), view_of("b"));
  ck_assert(view_is(issue_text(issue, LANGUAGE_ENGLISH, arena), "a{1} is not b"));
  ck_assert(view_is(issue_text(issue, LANGUAGE_JAPANESE, arena), "b では a{1} 不可"));
  issue = issue_add(&list, &note);
  ck_assert(view_is(issue_text(issue, LANGUAGE_ENGLISH, arena), "{9} {0"));
  ck_assert(view_is(issue_text(issue, LANGUAGE_JAPANESE, arena), "{} {5}"));
}
END_TEST

START_TEST(order_is_by_severity_then_place) {
  struct issue_list list = issue_list_make(arena, 10);
  issue_add(&list, &note)->offset = 1;
  issue_add(&list, &bad)->offset = 9;
  issue_add(&list, &bad)->offset = 3;
  issue_add(&list, &other)->offset = 3;
  issue_list_sort(&list);
  ck_assert_str_eq(list.issues[0].message->id, "another");
  ck_assert_uint_eq(list.issues[1].offset, 3);
  ck_assert_uint_eq(list.issues[2].offset, 9);
  ck_assert_str_eq(list.issues[3].message->id, "note");
}
END_TEST

START_TEST(a_full_list_counts_on) {
  struct issue_list list = issue_list_make(arena, 20);
  for (int i = 0; i < 50; i++) {
    issue_add_with(&list, &bad, view_of("a"), view_of("b"))->offset = (size_t)i;
  }
  ck_assert_uint_eq(list.count, 20);
  ck_assert_uint_eq(list.left_out, 30);
  ck_assert_uint_eq(list.severities[SEVERITY_ERROR], 50);
  ck_assert(issue_list_failed(&list));
  ck_assert_uint_eq(list.issues[19].offset, 19);
}
END_TEST

/* The worst findings are kept, also those that were lowered or raised before. */
START_TEST(a_full_list_keeps_the_worst) {
  struct issue_list list = issue_list_make(arena, 4);
  for (size_t i = 0; i < 10; i++) {
    issue_add(&list, i % 2 == 0 ? &note : &bad)->offset = i;
  }
  issue_set_severity(&list, &list.issues[1], SEVERITY_INFORMATION);
  issue_add(&list, &bad)->offset = 10;
  issue_add(&list, &bad)->offset = 11;
  issue_add(&list, &note)->offset = 12;
  issue_list_sort(&list);
  static const size_t kept[] = {3, 5, 7, 10};
  for (uint32_t i = 0; i < 4; i++) {
    ck_assert_uint_eq(list.issues[i].severity, SEVERITY_ERROR);
    ck_assert_uint_eq(list.issues[i].offset, kept[i]);
  }
  ck_assert_uint_eq(list.left_out, 9);
  ck_assert_uint_eq(list.severities[SEVERITY_ERROR], 6);
  ck_assert_uint_eq(list.severities[SEVERITY_INFORMATION], 7);
}
END_TEST

START_TEST(severity_changes_are_counted) {
  struct issue_list list = issue_list_make(arena, 2);
  struct issue *issue = issue_add(&list, &bad);
  issue_set_severity(&list, issue, SEVERITY_WARNING);
  ck_assert(!issue_list_failed(&list));
  ck_assert_uint_eq(list.severities[SEVERITY_WARNING], 1);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("issue");
  TCase *tests = tcase_create("issue");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, texts_take_arguments);
  tcase_add_test(tests, order_is_by_severity_then_place);
  tcase_add_test(tests, a_full_list_counts_on);
  tcase_add_test(tests, a_full_list_keeps_the_worst);
  tcase_add_test(tests, severity_changes_are_counted);
  suite_add_tcase(suite, tests);
  return suite;
}
