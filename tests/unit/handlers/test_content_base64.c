#include "handlers/content_base64.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1000000);
}

static void teardown(void) {
  arena_free(arena);
}

/* RFC 4648, section 10, and line breaks. */
static const struct {
  const char *text;
  const char *bytes;
  const char *clean;
} good[] = {
    {"Zg==", "f", "Zg=="},
    {"Zm8=", "fo", "Zm8="},
    {"Zm9v", "foo", "Zm9v"},
    {"Zm9vYmFy", "foobar", "Zm9vYmFy"},
    {"Zm9v\r\n YmE=\n", "fooba", "Zm9vYmE="},
    {"+/+/", "\xfb\xff\xbf", "+/+/"},
};

START_TEST(test_good) {
  struct content_base64 content;
  ck_assert_int_eq(content_base64_read(arena, view_of(good[_i].text), &content), ERROR_OK);
  ck_assert(view_is(content.bytes, good[_i].bytes));
  ck_assert(view_is(content.text, good[_i].clean));
}
END_TEST

static const char *const bad[] = {"",     " ",    "Z",    "Zg",       "Zg=",  "====", "=g==",
                                  "Z===", "Zg=v", "Zg-_", "Zg==Zg==", "Zm9 ", "あ",   "Zm9vZg"};

START_TEST(test_bad) {
  struct content_base64 content;
  ck_assert_msg(content_base64_read(arena, view_of(bad[_i]), &content) == ERROR_SYNTAX, "%s",
                bad[_i]);
}
END_TEST

START_TEST(test_memory) {
  struct arena *small = arena_new(4);
  struct content_base64 content;
  ck_assert_int_eq(content_base64_read(small, view_of("Zm9vYmFyZm9vYmFy"), &content), ERROR_MEMORY);
  ck_assert_int_eq(content_base64_read(small, view_of("Zm9v YmFyZm9vYmFy"), &content),
                   ERROR_MEMORY);
  arena_free(small);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("content_base64");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_good, 0, sizeof good / sizeof good[0]);
  tcase_add_loop_test(tests, test_bad, 0, sizeof bad / sizeof bad[0]);
  tcase_add_test(tests, test_memory);
  suite_add_tcase(suite, tests);
  return suite;
}
