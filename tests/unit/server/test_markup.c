/* Text inside XML and HTML. */
#include "server/markup.h"
#include "tests/unit/unit_main.h"

static const struct {
  struct view text;
  const char *markup;
} rows[] = {
    {VIEW_LITERAL(""), ""},
    {VIEW_LITERAL("plain 検査"), "plain 検査"},
    {VIEW_LITERAL("<b a=\"1\" c='2'>&amp;</b>"),
     "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;amp;&lt;/b&gt;"},
    {VIEW_LITERAL("a\tb\nc"), "a\tb\nc"},
    {VIEW_LITERAL("a\0b\x1f\rc"), "a\xEF\xBF\xBD"
                                  "b\xEF\xBF\xBD\xEF\xBF\xBD"
                                  "c"},
    {VIEW_LITERAL("\xFF-\xC0\xAF-\xE6\xA4"),
     "\xEF\xBF\xBD-\xEF\xBF\xBD\xEF\xBF\xBD-\xEF\xBF\xBD\xEF\xBF\xBD"},
    {VIEW_LITERAL("\xEF\xBF\xBE]]>"), "\xEF\xBF\xBD]]&gt;"},
};

START_TEST(escapes) {
  struct arena *arena = arena_new(1u << 16);
  struct buffer buffer = buffer_make(arena, 4096);
  markup_append(&buffer, rows[_i].text);
  struct view markup = buffer_view(&buffer);
  ck_assert_msg(view_is(markup, rows[_i].markup), "row %d: %.*s", _i, VIEW_ARGUMENTS(markup));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("markup");
  TCase *tests = tcase_create("markup");
  tcase_add_loop_test(tests, escapes, 0, sizeof rows / sizeof *rows);
  suite_add_tcase(suite, tests);
  return suite;
}
