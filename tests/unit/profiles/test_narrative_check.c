/* Narratives, codes that a grammar decides and HTML in strings, through the validator. */
#include "tests/unit/profiles/validator_fixture.h"

#include <stdio.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define HEAD                                                                                       \
  "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},\"text\":{\"status\":\"additional\","     \
  "\"div\":\""
#define DIV "<div xmlns='http://www.w3.org/1999/xhtml'>"
#define TAIL "\"}}"
#define FOUND(id) "error " id " Basic.text.div"

static const struct {
  const char *div;
  const char *expected;
} narratives[] = {
    {DIV "good &#160;<b>text</b></div>", ""},
    {DIV "<!-- a --><img src='#a' alt='x'/></div>", ""},
    {DIV "<p><b>x</p></b></div>", FOUND("narrative-syntax")},
    {DIV "<p>x</div>", FOUND("narrative-syntax")},
    {DIV "x", FOUND("narrative-syntax")},
    {DIV "a < b</div>", FOUND("narrative-syntax")},
    {DIV "a & b</div>", FOUND("narrative-syntax")},
    {DIV "a &reg; b</div>", FOUND("narrative-syntax")},
    {DIV "<p class=a>x</p></div>", FOUND("narrative-syntax")},
    {DIV "<p class='a' class='b'>x</p></div>", FOUND("narrative-syntax")},
    {DIV "<p class='a'id='b'>x</p></div>", FOUND("narrative-syntax")},
    {DIV "<p title='a<b'>x</p></div>", FOUND("narrative-syntax")},
    {DIV "<p title='a&b'>x</p></div>", FOUND("narrative-syntax")},
    {DIV "<!-- a -- b -->x</div>", FOUND("narrative-syntax")},
    {DIV "<![CDATA[x]]></div>", FOUND("narrative-syntax")},
    {DIV "<?php x?></div>", FOUND("narrative-syntax")},
    {DIV "x</div", FOUND("narrative-syntax")},
    {DIV "x</div><div xmlns='http://www.w3.org/1999/xhtml'>y</div>", FOUND("narrative-root")},
    {DIV "x</div>y", FOUND("narrative-root")},
    {"<div>x</div>", FOUND("narrative-root")},
    {"<div xmlns='http://www.w3.org/1999/xhtmlx'>x</div>", FOUND("narrative-root")},
    {"<p xmlns='http://www.w3.org/1999/xhtml'>x</p>", FOUND("narrative-root")},
    {"text", FOUND("narrative-root")},
    {DIV " <p> </p> </div>", FOUND("narrative-empty")},
    {DIV "<script>x</script></div>", FOUND("narrative-element")},
    {DIV "<p>x</p><ul><li><p>y</p></li></ul></div>", ""},
    {DIV "<p><b><ul><li>x</li></ul></b></p></div>", FOUND("narrative-nesting")},
    {DIV "<p><p>x</p></p></div>", FOUND("narrative-nesting")},
    {DIV "<p onclick='x'>x</p></div>", FOUND("narrative-attribute")},
    {DIV "<a href='javascript:x'>x</a></div>", FOUND("narrative-active")},
    {DIV "<a href='http://a/{b}'>x</a></div>", FOUND("narrative-link")},
    {DIV "<img src='http://a/b' alt='x'/></div>", "warning narrative-external Basic.text.div"},
};

static struct validator_fixture fixture;

static void setup(void) {
  validator_fixture_open(&fixture);
}

static void teardown(void) {
  validator_fixture_close(&fixture);
}

static void check_one(const char *json, const char *expected) {
  struct arena *arena = arena_new(1u << 24);
  struct validator_input input = {.json = json};
  struct view found = validator_fixture_run(fixture.definitions, &input, arena);
  ck_assert_msg(view_is(found, expected), "%s\nfound %.*s", json, VIEW_ARGUMENTS(found));
  arena_free(arena);
}

START_TEST(narrative) {
  for (int i = 0; i < COUNT(narratives); i++) {
    char json[1024];
    (void)snprintf(json, sizeof json, HEAD "%s" TAIL, narratives[i].div);
    check_one(json, narratives[i].expected);
  }
}
END_TEST

#define PATIENT(members) "{\"resourceType\":\"Patient\"," members "}"
#define LANGUAGE(code)                                                                             \
  PATIENT("\"communication\":[{\"language\":{\"coding\":[{\"system\":\"urn:ietf:bcp:47\","         \
          "\"code\":\"" code "\"}]}}]")
#define MONEY(code)                                                                                \
  "{\"resourceType\":\"Basic\",\"code\":{\"text\":\"x\"},\"extension\":[{\"url\":"                 \
  "\"http://example.org/x\",\"valueMoney\":{\"value\":1,\"currency\":\"" code "\"}}]}"
#define QUANTITY(unit)                                                                             \
  "{\"resourceType\":\"Observation\",\"status\":\"final\",\"code\":{\"text\":\"x\"},"              \
  "\"valueQuantity\":{\"value\":1,\"system\":\"http://unitsofmeasure.org\",\"code\":\"" unit       \
  "\"}}"

static const struct {
  const char *json;
  const char *expected;
} codes[] = {
    {PATIENT("\"photo\":[{\"contentType\":\"image/jpeg\"}]"), ""},
    {PATIENT("\"photo\":[{\"contentType\":\"jpeg\"}]"),
     "error media-type-malformed Patient.photo[0].contentType"},
    {PATIENT("\"language\":\"ja-JP\""), ""},
    {LANGUAGE("ja"), ""},
    {LANGUAGE("jp"), "error code-outside-maximum Patient.communication[0].language\n"
                     "error language-malformed Patient.communication[0].language.coding[0].code"},
    {MONEY("JPY"), ""},
    {MONEY("YEN"), "error currency-unknown Basic.extension[0].value.currency"},
    {QUANTITY("mg/dL"), ""},
    {QUANTITY("mmHg"), "warning unit-malformed Observation.value.code"},
};

START_TEST(code) {
  for (int i = 0; i < COUNT(codes); i++) {
    check_one(codes[i].json, codes[i].expected);
  }
}
END_TEST

START_TEST(html_in_strings) {
  static const struct {
    enum validation_html setting;
    enum severity severity;
    uint32_t count;
  } rows[] = {{VALIDATION_HTML_INFORMATION, SEVERITY_INFORMATION, 1},
              {VALIDATION_HTML_WARNING, SEVERITY_WARNING, 1},
              {VALIDATION_HTML_ERROR, SEVERITY_ERROR, 1},
              {VALIDATION_HTML_PASS, SEVERITY_INFORMATION, 0}};
  for (int i = 0; i < COUNT(rows); i++) {
    struct arena *arena = arena_new(1u << 24);
    struct document document;
    struct document_failure failure;
    struct view json = view_of(PATIENT("\"name\":[{\"text\":\"a <script>x</script>\"}]"));
    ck_assert_int_eq(
        document_read(arena, json, definitions_names(fixture.definitions), &document, &failure),
        ERROR_OK);
    struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
    struct validation_settings settings = {.clins_version = VIEW_LITERAL("1.10.0"),
                                           .html_in_strings = rows[i].setting};
    struct validation_request request = {.document = &document};
    ck_assert_int_eq(validator_run(fixture.definitions, &settings, &request, arena, &issues),
                     ERROR_OK);
    uint32_t count = 0;
    for (uint32_t j = 0; j < issues.count; j++) {
      if (strcmp(issues.issues[j].message->id, "html-in-string") == 0) {
        ck_assert_int_eq(issues.issues[j].severity, rows[i].severity);
        count++;
      }
    }
    ck_assert_uint_eq(count, rows[i].count);
    arena_free(arena);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("narrative_check");
  TCase *cases = tcase_create("narrative_check");
  tcase_set_timeout(cases, 60);
  tcase_add_unchecked_fixture(cases, setup, teardown);
  tcase_add_test(cases, narrative);
  tcase_add_test(cases, code);
  tcase_add_test(cases, html_in_strings);
  suite_add_tcase(suite, cases);
  return suite;
}
