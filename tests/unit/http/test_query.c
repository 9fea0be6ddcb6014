#include "server/http/query.h"
#include "server/limits.h"
#include "tests/unit/unit_main.h"

struct query_case {
  const char *text;
  const char *expected; /* "name|value" pairs joined by a line feed; NULL: ERROR_BAD_REQUEST */
};

static const struct query_case query_cases[] = {
    {"", ""},
    {"a=1", "a|1\n"},
    {"a=1&b=2&a=3", "a|1\nb|2\na|3\n"},
    {"a", "a|\n"},
    {"a=", "a|\n"},
    {"=x&&b=1&", "b|1\n"},
    {"a=b=c", "a|b=c\n"},
    {"name=%E5%B1%B1%E7%94%B0+%E5%A4%AA%E9%83%8E", "name|山田 太郎\n"},
    {"identifier=urn:oid:1.2%7C00012", "identifier|urn:oid:1.2|00012\n"},
    {"%61=%2B+", "a|+ \n"},
    {"name:exact=x", "name:exact|x\n"},
    {"a=%", NULL},
    {"a=%1", NULL},
    {"a=%g1", NULL},
    {"a=%00", NULL},
    {"a=%80", NULL},
    {"%C0%80=1", NULL},
};

START_TEST(decodes) {
  struct arena *arena = arena_new(1u << 20);
  struct name_value *items = NULL;
  size_t count = 0;
  enum error error = query_append(arena, view_of(query_cases[_i].text), &items, &count);
  if (query_cases[_i].expected == NULL) {
    ck_assert_int_eq(error, ERROR_BAD_REQUEST);
  } else {
    ck_assert_int_eq(error, ERROR_OK);
    struct view text = view_of("");
    for (size_t i = 0; i < count; i++) {
      text = arena_format(arena, "%.*s%.*s|%.*s\n", VIEW_ARGUMENTS(text),
                          VIEW_ARGUMENTS(items[i].name), VIEW_ARGUMENTS(items[i].value));
    }
    ck_assert(view_is(text, query_cases[_i].expected));
  }
  arena_free(arena);
}
END_TEST

/* A form's body may hold any byte. */
START_TEST(refuses_a_nul_as_it_is) {
  struct arena *arena = arena_new(1u << 20);
  struct name_value *items = NULL;
  size_t count = 0;
  static const char text[] = "a=1\0002&b=3";
  ck_assert_int_eq(query_append(arena, view_make(text, sizeof text - 1), &items, &count),
                   ERROR_BAD_REQUEST);
  arena_free(arena);
}
END_TEST

START_TEST(bounds_the_number) {
  struct arena *arena = arena_new(1u << 20);
  char text[LIMIT_QUERY_PARAMETERS * 2 + 2];
  for (size_t i = 0; i < sizeof text; i++) {
    text[i] = i % 2 == 0 ? 'a' : '&';
  }
  struct name_value *items = NULL;
  size_t count = 0;
  size_t fits = LIMIT_QUERY_PARAMETERS * 2;
  ck_assert_int_eq(query_append(arena, view_make(text, fits), &items, &count), ERROR_OK);
  ck_assert_uint_eq(count, LIMIT_QUERY_PARAMETERS);
  ck_assert_int_eq(query_append(arena, view_of("b=1"), &items, &count), ERROR_TOO_LARGE);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("query");
  TCase *cases = tcase_create("vectors");
  tcase_add_loop_test(cases, decodes, 0, sizeof query_cases / sizeof query_cases[0]);
  tcase_add_test(cases, bounds_the_number);
  tcase_add_test(cases, refuses_a_nul_as_it_is);
  suite_add_tcase(suite, cases);
  return suite;
}
