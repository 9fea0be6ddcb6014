/* What XHTML a narrative may hold: elements, attributes, entities, links, styles; tags in text. */
#include "profiles/narrative_rule.h"

#include "tests/unit/unit_main.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

START_TEST(elements_and_attributes) {
  ck_assert(narrative_rule_element(view_of("div")));
  ck_assert(narrative_rule_element(view_of("table")));
  ck_assert(!narrative_rule_element(view_of("script")));
  ck_assert(!narrative_rule_element(view_of("DIV")));
  ck_assert(!narrative_rule_element(view_of("form")));
  ck_assert(!narrative_rule_element(view_of("font"))); /* deprecated */
  ck_assert(!narrative_rule_element(view_of("u")));
  ck_assert(narrative_rule_element(view_of("big")));
  ck_assert(narrative_rule_block(view_of("ul")));
  ck_assert(!narrative_rule_block(view_of("span")));
  ck_assert(!narrative_rule_element(view_make(NULL, 0)));
  ck_assert(narrative_rule_attribute(view_of("p"), view_of("class")));
  ck_assert(narrative_rule_attribute(view_of("a"), view_of("href")));
  ck_assert(!narrative_rule_attribute(view_of("p"), view_of("href")));
  ck_assert(!narrative_rule_attribute(view_of("p"), view_of("src")));
  ck_assert(!narrative_rule_attribute(view_of("p"), view_of("onclick")));
  ck_assert(!narrative_rule_attribute(view_of("object"), view_of("value")));
}
END_TEST

static const struct {
  const char *text;
  size_t length;
} entities[] = {
    {"&amp;", 5},       {"&lt;x", 4},  {"&apos;", 6}, {"&#160;", 6},      {"&#xA0;", 6},
    {"&#x10FFFF;", 10}, {"&nbsp;", 0}, {"&reg;", 0},  {"& ", 0},          {"&", 0},
    {"&;", 0},          {"&#;", 0},    {"&#x;", 0},   {"&#0;", 0},        {"&#x110000;", 0},
    {"&#xD800;", 0},    {"&#12a;", 0}, {"&amp", 0},   {"&#99999999;", 0},
};

START_TEST(entity) {
  ck_assert_uint_eq(narrative_rule_entity(view_of(entities[_i].text), 0), entities[_i].length);
}
END_TEST

static const struct {
  const char *name;
  const char *value;
  enum narrative_link link;
} links[] = {
    {"href", "http://example.org/a", NARRATIVE_LINK_GOOD},
    {"href", "#local", NARRATIVE_LINK_GOOD},
    {"href", "Patient/1", NARRATIVE_LINK_GOOD},
    {"href", "mailto:a@example.org", NARRATIVE_LINK_GOOD},
    {"href", "http://example.org/a|1.0", NARRATIVE_LINK_GOOD},
    {"href", "", NARRATIVE_LINK_MALFORMED},
    {"href", "http://example.org/a b", NARRATIVE_LINK_MALFORMED},
    {"href", " http://example.org/a", NARRATIVE_LINK_MALFORMED},
    {"href", "http://example.org/&quot;", NARRATIVE_LINK_MALFORMED},
    {"href", "javascript:alert(1)", NARRATIVE_LINK_ACTIVE},
    {"href", " JaVaScRiPt:alert(1)", NARRATIVE_LINK_ACTIVE},
    {"href", "java\tscript:x", NARRATIVE_LINK_ACTIVE},
    {"href", "java&#115;cript&#x3a;x", NARRATIVE_LINK_ACTIVE},
    {"href", "vbscript:x", NARRATIVE_LINK_ACTIVE},
    {"href", "data:text/html,x", NARRATIVE_LINK_ACTIVE},
    {"href", "http://example.com/{[-}]/link.html", NARRATIVE_LINK_MALFORMED},
    {"src", "data:image/png;base64,AAAA", NARRATIVE_LINK_GOOD},
    {"src", "data: image/png;base64,AAAA", NARRATIVE_LINK_GOOD},
    {"src", "#image", NARRATIVE_LINK_GOOD},
    {"src", "help16.png", NARRATIVE_LINK_GOOD},
    {"src", "http://example.org/a.png", NARRATIVE_LINK_EXTERNAL},
    {"src", "//example.org/a.png", NARRATIVE_LINK_EXTERNAL},
    {"src", "javascript:x", NARRATIVE_LINK_ACTIVE},
    {"style", "color: red", NARRATIVE_LINK_GOOD},
    {"style", "background: url(data:image/png;base64,AA)", NARRATIVE_LINK_GOOD},
    {"style", "background: url(#a)", NARRATIVE_LINK_GOOD},
    {"style", "background: URL( 'http://example.org/a' )", NARRATIVE_LINK_EXTERNAL},
    {"style", "@import x", NARRATIVE_LINK_EXTERNAL},
    {"style", "width: expression(alert(1))", NARRATIVE_LINK_ACTIVE},
    {"style", "width: exp&#114;ession(alert(1))", NARRATIVE_LINK_ACTIVE},
    {"title", "javascript:", NARRATIVE_LINK_GOOD},
};

START_TEST(link_is_judged) {
  ck_assert_msg(narrative_rule_link(view_of(links[_i].name), view_of(links[_i].value)) ==
                    links[_i].link,
                "%s", links[_i].value);
}
END_TEST

/* Wherever it stands in a style of any length. */
START_TEST(long_styles_are_seen_through) {
  static const char evil[] = "expression(";
  static char style[9000];
  for (size_t at = 0; at + sizeof evil < sizeof style; at += 97) {
    memset(style, 'a', sizeof style);
    memcpy(style + at, evil, sizeof evil - 1);
    ck_assert_int_eq(narrative_rule_link(view_of("style"), view_make(style, sizeof style)),
                     NARRATIVE_LINK_ACTIVE);
  }
}
END_TEST

static const struct {
  const char *text;
  size_t offset;
} texts[] = {
    {"", SIZE_MAX},      {"plain", SIZE_MAX},    {"a < b > c", SIZE_MAX}, {"CRP <0.3", SIZE_MAX},
    {"<5 >3", SIZE_MAX}, {"a <b", SIZE_MAX},     {"<script>x", 0},        {"x </p>", 2},
    {"x <br/> y", 2},    {"<a href='x'>", 0},    {"x <!-- y", 2},         {"<<b>", 1},
    {"a<b and c>d", 1},  {"<a <a <a", SIZE_MAX},
};

START_TEST(tag_is_found) {
  ck_assert_msg(narrative_rule_find_tag(view_of(texts[_i].text)) == texts[_i].offset, "%s",
                texts[_i].text);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("narrative_rule");
  TCase *cases = tcase_create("narrative_rule");
  tcase_add_test(cases, elements_and_attributes);
  tcase_add_loop_test(cases, entity, 0, COUNT(entities));
  tcase_add_loop_test(cases, link_is_judged, 0, COUNT(links));
  tcase_add_test(cases, long_styles_are_seen_through);
  tcase_add_loop_test(cases, tag_is_found, 0, COUNT(texts));
  suite_add_tcase(suite, cases);
  return suite;
}
