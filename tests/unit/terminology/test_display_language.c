#include "terminology/display_language.h"
#include "tests/unit/terminology/terminology_fixture.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static struct display_languages read(const char *text) {
  return display_languages_read(arena, view_of(text));
}

static const struct {
  const char *text;
  const char *told;
  unsigned count;
  bool is_hard;
} lists[] = {
    {"", "", 0, false},
    {"de", "de", 1, false},
    {"en,it,*", "en,it,*", 2, false},
    {"de,*; q=0", "de, *; q=0", 1, true},
    {"de , en;q=0.5", "de, en; q=0.5", 2, false},
    {"*;q=0.5", "*; q=0.5", 0, false},
    {",,de", "de", 1, false},
};

START_TEST(a_list_is_read) {
  struct display_languages languages = read(lists[_i].text);
  ck_assert_str_eq(text_of(arena, languages.text), lists[_i].told);
  ck_assert_uint_eq(languages.count, lists[_i].count);
  ck_assert_int_eq(languages.is_hard, lists[_i].is_hard);
}
END_TEST

START_TEST(languages_behind_the_last_place_are_left_out) {
  struct display_languages languages = read("a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q");
  ck_assert_uint_eq(languages.count, DISPLAY_LANGUAGES);
  ck_assert_uint_eq(display_language_rank(&languages, view_of("q")), 0);
}
END_TEST

static const struct display_text texts[] = {
    {.value = VIEW_LITERAL("Dog"),
     .language = VIEW_LITERAL("en"),
     .is_main = true,
     .is_display = true},
    {.value = VIEW_LITERAL("Hund"), .language = VIEW_LITERAL("de-CH"), .is_display = true},
    {.value = VIEW_LITERAL("犬"), .language = VIEW_LITERAL("ja"), .is_display = true},
    {.value = VIEW_LITERAL("イヌ"), .language = VIEW_LITERAL("ja-Hrkt"), .is_display = true},
    {.value = VIEW_LITERAL("perro"), .language = VIEW_LITERAL("es"), .is_display = false},
};

static const struct {
  const char *languages;
  const char *chosen; /* "": none */
} choices[] = {
    {"", "Dog"},
    {"de", "Hund"},
    {"de-CH", "Hund"},
    {"ja", "犬"},
    {"ja-Hrkt", "イヌ"},
    {"ja;q=0.2,de;q=0.8", "Hund"},
    {"fr,ja", "犬"},
    {"fr", "Dog"},
    {"fr,*;q=0", ""},
    {"es,*;q=0", ""},
    {"en;q=0,de;q=0", "Dog"},
};

START_TEST(the_best_language_is_chosen) {
  enum { COUNT = sizeof texts / sizeof texts[0] };
  struct display_languages languages = read(choices[_i].languages);
  size_t chosen = display_language_choose(&languages, texts, COUNT);
  ck_assert_str_eq(chosen == COUNT ? "" : text_of(arena, texts[chosen].value), choices[_i].chosen);
}
END_TEST

START_TEST(a_display_without_language_serves_all) {
  struct display_text plain = texts[0];
  plain.language = view_make(NULL, 0);
  struct display_languages languages = read("fr,*;q=0");
  ck_assert_uint_eq(display_language_choose(&languages, &plain, 1), 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("display_language");
  TCase *tests = tcase_create("languages");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_list_is_read, 0, sizeof lists / sizeof *lists);
  tcase_add_test(tests, languages_behind_the_last_place_are_left_out);
  tcase_add_loop_test(tests, the_best_language_is_chosen, 0, sizeof choices / sizeof *choices);
  tcase_add_test(tests, a_display_without_language_serves_all);
  suite_add_tcase(suite, tests);
  return suite;
}
