#include "tests/unit/unit_main.h"

#include "profiles/kana_width.h"

static const struct {
  const char *text;
  const char *full;
} rows[] = {
    {"ｱﾙﾌﾞﾐﾝ", "アルブミン"},
    {"ﾍﾓｸﾞﾛﾋﾞﾝ A1c", "ヘモグロビン A1c"},
    {"ﾋﾟﾛﾘ", "ピロリ"},
    {"ｳﾞｨｰﾙｽ", "ヴィールス"},
    {"ﾃｽﾄ｡｢ﾎﾟ･ﾎﾞ｣､", "テスト。「ポ・ボ」、"},
    {"ｱﾞﾟ", "ア゛゜"},
    {"ｦｧｯｰﾜﾝ", "ヲァッーワン"},
    {"全角アと漢字", "全角アと漢字"},
    {"ﾞ", "゛"},
    {"ｯﾞ", "ッ゛"},
    {"ﾊ", "ハ"},
    {"", ""},
};

START_TEST(widths) {
  struct arena *arena = arena_new(1u << 16);
  struct view full = kana_width_full(view_of(rows[_i].text), arena);
  ck_assert_msg(view_is(full, rows[_i].full), "%s => %.*s", rows[_i].text, VIEW_ARGUMENTS(full));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("kana_width");
  TCase *tests = tcase_create("width");
  tcase_add_loop_test(tests, widths, 0, (int)(sizeof rows / sizeof rows[0]));
  suite_add_tcase(suite, tests);
  return suite;
}
