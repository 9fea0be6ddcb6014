#include "server/base/regex.h"
#include "tests/unit/unit_main.h"

struct regex_row {
  const char *pattern;
  const char *text;
  int start; /* bytes; -1 = no match */
  int end;
};

static const struct regex_row rows[] = {
    {"abc", "xabcx", 1, 4},
    {"^abc", "xabc", -1, 0},
    {"abc$", "abcx", -1, 0},
    {"", "abc", 0, 0},
    {"a|ab", "ab", 0, 1}, /* the first alternative wins, as in PCRE */
    {"ab|a", "ab", 0, 2},
    {"a*", "aaa", 0, 3},
    {"a*?b", "aab", 0, 3},
    {"a+?", "aaa", 0, 1},
    {"(a|b)*c", "ababc", 0, 5},
    {"x{3}", "xxxx", 0, 3},
    {"x{2,}", "xxxx", 0, 4},
    {"x{1,2}", "xxxx", 0, 2},
    {"x{0,2}y", "xxxy", 1, 4},
    {"(ab){2,3}", "abababab", 0, 6},
    {".{0}", "abc", 0, 0},
    {"^(.{0}|[0-9][0-9])$", "", 0, 0},
    {"^(.{0}|[0-9][0-9])$", "12", 0, 2},
    {"^(.{0}|[0-9][0-9])$", "1", -1, 0},
    {"[^0-9]+", "12ab3", 2, 4},
    {"[a-c\\-]+", "xb-ay", 1, 4},
    {"[]x]+", "a]x", 1, 3},
    {"[a-]", "-", 0, 1},
    {"[\\d-z]+", "a-z5", 1, 4}, /* behind a class the minus is a character */
    {"[\\^]", "^", 0, 1},
    {"[\\s\\d]+", "a 1b", 1, 3},
    {"[^\\s]+", "  ab ", 2, 4},
    {"\\S+\\w", " ab! ", 1, 3},
    {"\\bab\\b", "cab ab", 4, 6},
    {"\\Bb", "b ab", 3, 4},
    {"a.b", "a\nb", 0, 3}, /* the dot takes line ends */
    {"\\.", "a.b", 1, 2},
    {"\\x41\\u3042", "Aあ", 0, 4},
    {"[^\\s　]+", "　山田　", 3, 9}, /* code points, not bytes */
    {"^.{2}$", "山田", 0, 6},
    {"[あ-ん]+", "漢かな", 3, 9},
    {"(?:ab)+", "ababa", 0, 4},
    {"a{", "a{", 0, 2}, /* no count: a character */
    {"a{x}", "a{x}", 0, 4},
    {"(a?){3}a{3}", "aaa", 0, 3},
    {"^[0-4][0-9][1-3][0-9]{7}$", "1310000001", 0, 10},
    {"^[0-4][0-9][1-3][0-9]{7}$", "5310000001", -1, 0},
};

static struct view compile(struct arena *arena, const char *pattern, bool whole) {
  struct view regex = {NULL, 0};
  ck_assert_msg(regex_compile(arena, view_of(pattern), whole, &regex) == ERROR_OK, "%s", pattern);
  ck_assert_msg(regex_check(regex), "%s: refused", pattern);
  return regex;
}

START_TEST(finds) {
  const struct regex_row *row = &rows[_i];
  struct arena *arena = arena_new(1u << 24);
  struct view regex = compile(arena, row->pattern, false);
  struct regex_match match;
  struct regex_subject subject = {view_of(row->text), 0};
  bool matched = false;
  bool quick = false;
  size_t used = arena_used(arena);
  ck_assert_int_eq(regex_find(arena, regex, subject, &match, &matched), ERROR_OK);
  ck_assert_int_eq(regex_find(arena, regex, subject, NULL, &quick), ERROR_OK);
  ck_assert_uint_eq(arena_used(arena), used);
  ck_assert_int_eq(matched, quick);
  ck_assert_msg(matched == (row->start >= 0), "%s on %s", row->pattern, row->text);
  if (matched) {
    ck_assert_msg((int)match.starts[0] == row->start && (int)match.ends[0] == row->end,
                  "%s on %s: %zu-%zu", row->pattern, row->text, match.starts[0], match.ends[0]);
  }
  arena_free(arena);
}
END_TEST

START_TEST(groups) {
  struct arena *arena = arena_new(1u << 24);
  struct view regex = compile(arena, "(\\d+)-(x)?(?:-)(\\d+)", false);
  struct regex_match match;
  bool matched = false;
  ck_assert_int_eq(
      regex_find(arena, regex, (struct regex_subject){view_of("a12--34"), 0}, &match, &matched),
      ERROR_OK);
  ck_assert(matched);
  ck_assert_uint_eq(match.starts[1], 1);
  ck_assert_uint_eq(match.ends[1], 3);
  ck_assert_uint_eq(match.starts[2], SIZE_MAX);
  ck_assert_uint_eq(match.starts[3], 5);
  ck_assert_uint_eq(match.ends[3], 7);
  arena_free(arena);
}
END_TEST

START_TEST(whole_text) {
  struct arena *arena = arena_new(1u << 24);
  struct view regex = compile(arena, "a|ab", true);
  bool matched = false;
  ck_assert_int_eq(
      regex_find(arena, regex, (struct regex_subject){view_of("ab"), 0}, NULL, &matched), ERROR_OK);
  ck_assert(matched);
  arena_free(arena);
}
END_TEST

static const char *const bad_patterns[] = {
    "(",
    ")",
    "a)",
    "[a",
    "[z-a]",
    "*a",
    "a**",
    "+",
    "?",
    "\\",
    "(?=a)",
    "(?<!a)",
    "\\q",
    "\\1",
    "a{3,2}",
    "a{9999}",
    "\\xZZ",

    "((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))",
    "(((a{100}){100}){100})"};

START_TEST(refuses) {
  struct arena *arena = arena_new(1u << 24);
  struct view regex = {NULL, 0};
  ck_assert_msg(regex_compile(arena, view_of(bad_patterns[_i]), false, &regex) != ERROR_OK, "%s",
                bad_patterns[_i]);
  ck_assert_ptr_null(regex.data);
  arena_free(arena);
}
END_TEST

/* Patterns that take a backtracking matcher for ever. */
START_TEST(time_is_linear) {
  static const char *const patterns[] = {"(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)x"};
  struct arena *arena = arena_new(1u << 26);
  char text[10001];
  memset(text, 'a', sizeof text - 1);
  text[sizeof text - 2] = '!';
  text[sizeof text - 1] = '\0';
  struct view regex = compile(arena, patterns[_i], false);
  bool matched = true;
  ck_assert_int_eq(
      regex_find(arena, regex, (struct regex_subject){view_of(text), 0}, NULL, &matched), ERROR_OK);
  ck_assert(!matched);
  arena_free(arena);
}
END_TEST

/* Every single damaged word is refused or runs without harm. */
START_TEST(damage_is_harmless) {
  struct arena *arena = arena_new(1u << 26);
  struct view regex = compile(arena, "^([a-z]+|x{2,3})[^\\s]?(y|$)", false);
  uint32_t *words = arena_alloc(arena, regex.length);
  for (size_t at = 0; at < regex.length / sizeof *words; at++) {
    for (uint32_t value = 0; value < 40; value++) {
      memcpy(words, regex.data, regex.length);
      words[at] = value < 20 ? value : UINT32_MAX - (value - 20);
      struct view damaged = view_make((const char *)words, regex.length);
      struct regex_match match;
      bool matched = false;
      if (regex_check(damaged)) {
        enum error error = regex_find(arena, damaged, (struct regex_subject){view_of("abxxy z"), 0},
                                      &match, &matched);
        ck_assert(error == ERROR_OK || error == ERROR_TOO_LARGE);
      }
    }
  }
  ck_assert(!regex_check(view_part(regex, 0, regex.length - 4)));
  ck_assert(!regex_check(view_make(NULL, 0)));
  arena_free(arena);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("regex");
  TCase *tests = tcase_create("regex");
  tcase_add_loop_test(tests, finds, 0, COUNT(rows));
  tcase_add_test(tests, groups);
  tcase_add_test(tests, whole_text);
  tcase_add_loop_test(tests, refuses, 0, COUNT(bad_patterns));
  tcase_add_loop_test(tests, time_is_linear, 0, 4);
  tcase_add_test(tests, damage_is_harmless);
  suite_add_tcase(suite, tests);
  return suite;
}
