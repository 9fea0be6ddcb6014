#include "profiles/fhirpath_html.h"
#include "tests/unit/unit_main.h"

#define DIV "<div xmlns=\"http://www.w3.org/1999/xhtml\">"

struct html_row {
  const char *text;
  bool allowed;
};

static const struct html_row rows[] = {
    {DIV "text</div>", true},
    {" " DIV "<p class='a'>x<br/>y</p></div> ", true},
    {DIV "<img src=\"#a\" alt=\"b\"/></div>", true},
    {DIV "&amp;&#160;&#xA0;&apos;</div>", true},
    {DIV "x&nbsp;</div>", false},
    {DIV "<!-- note --><a href=\"#x\">日本語</a></div>", true},
    {DIV "</div>", false},
    {DIV "  \n </div>", false},
    {DIV "<script>x</script></div>", false},
    {DIV "<p onclick=\"x\">y</p></div>", false},
    {DIV "<p>x</div>", false},
    {DIV "<p>x</b></div>", false},
    {DIV "x</div><div>y</div>", false},
    {DIV "x</div>tail", false},
    {DIV "a & b</div>", false},
    {DIV "<p class=a>x</p></div>", false},
    {DIV "<p class>x</p></div>", false},
    {DIV "<!-- open</div>", false},
    {DIV "x", false},
    {"<p>x</p>", false},
    {"text", false},
    {"", false},
    {"<", false},
    {"</div>", false},
};

START_TEST(narrative) {
  ck_assert_msg(fhirpath_html_is_allowed(view_of(rows[_i].text)) == rows[_i].allowed, "%s",
                rows[_i].text);
}
END_TEST

START_TEST(depth_is_limited) {
  char text[4096];
  size_t length = 0;
  while (length + 6 < sizeof text) {
    memcpy(text + length, "<div>", 5);
    length += 5;
  }
  ck_assert(!fhirpath_html_is_allowed(view_make(text, length)));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("fhirpath_html");
  TCase *tests = tcase_create("html");
  tcase_add_loop_test(tests, narrative, 0, (int)(sizeof rows / sizeof rows[0]));
  tcase_add_test(tests, depth_is_limited);
  suite_add_tcase(suite, tests);
  return suite;
}
