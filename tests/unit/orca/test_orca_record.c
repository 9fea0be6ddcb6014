#include "server/orca/orca_answer.h"
#include "server/limits.h"
#include "server/base/buffer.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(64u * 1024 * 1024);
}

static void teardown(void) {
  arena_free(arena);
}

/* The same answer in both forms: padding, empty values, a lone U+3000, one object for an array,
 * entities. */
static const char xml_twin[] =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<xmlio2><disease_infores type=\"record\">\n"
    "  <Api_Result type=\"string\">00</Api_Result>\n"
    "  <Blank type=\"string\">　</Blank><Empty type=\"string\"></Empty><Gone type=\"string\"/>\n"
    "  <Sign type=\"string\">A&amp;B &lt;C&gt;</Sign>\n"
    "  <Disease_Information type=\"array\">\n"
    "    <Disease_Information_child type=\"record\"><Disease_Name type=\"string\">胃潰瘍"
    "</Disease_Name><Disease_Single type=\"array\"><Disease_Single_child type=\"record\">"
    "<Disease_Single_Code type=\"string\">5319009</Disease_Single_Code></Disease_Single_child>"
    "</Disease_Single></Disease_Information_child>\n"
    "    <Disease_Information_child type=\"record\"></Disease_Information_child>\n"
    "    <Disease_Information_child type=\"record\"><Disease_Name type=\"string\"> 糖尿病 "
    "</Disease_Name></Disease_Information_child>\n"
    "  </Disease_Information></disease_infores></xmlio2>\n";
static const char json_twin[] =
    "\xef\xbb\xbf {\"disease_infores\":{\"Api_Result\":\"00\",\"Blank\":\"　\",\"Empty\":\"\","
    "\"Gone\":{},\"Sign\":\"A&B <C>\",\"Nothing\":null,"
    "\"Disease_Information\":[{\"Disease_Name\":\"胃潰瘍\",\"Disease_Single\":"
    "{\"Disease_Single_Code\":\"5319009\"}},{},{\"Disease_Name\":\"糖尿病\","
    "\"Disease_Single\":[{},{}]},{},{\"Inner\":[{},\"\"]}]}}";

static void check_twin(const char *body) {
  struct orca_record record;
  ck_assert_int_eq(orca_answer_read(arena, view_of(body), &record), ERROR_OK);
  uint32_t root = orca_record_find(&record, ORCA_NODE_TOP, "disease_infores");
  ck_assert_uint_ne(root, ORCA_NODE_NONE);
  ck_assert(view_is(orca_record_text(&record, root, "Api_Result"), "00"));
  ck_assert(view_is(orca_record_text(&record, root, "Sign"), "A&B <C>"));
  ck_assert_uint_eq(orca_record_find(&record, root, "Blank"), ORCA_NODE_NONE);
  ck_assert_uint_eq(orca_record_find(&record, root, "Empty"), ORCA_NODE_NONE);
  ck_assert_uint_eq(orca_record_find(&record, root, "Gone"), ORCA_NODE_NONE);
  ck_assert_uint_eq(orca_record_find(&record, root, "Nothing"), ORCA_NODE_NONE);
  uint32_t list = orca_record_find(&record, root, "Disease_Information");
  uint32_t first = orca_record_first(&record, list);
  ck_assert(view_is(orca_record_text(&record, first, "Disease_Name"), "胃潰瘍"));
  uint32_t single = orca_record_find(&record, first, "Disease_Single");
  uint32_t part = orca_record_first(&record, single);
  ck_assert(view_is(orca_record_text(&record, part, "Disease_Single_Code"), "5319009"));
  ck_assert_uint_eq(orca_record_next(&record, single, part), ORCA_NODE_NONE);
  uint32_t second = orca_record_next(&record, list, first);
  ck_assert(view_is(orca_record_text(&record, second, "Disease_Name"), "糖尿病"));
  ck_assert_uint_eq(orca_record_find(&record, second, "Disease_Single"), ORCA_NODE_NONE);
  ck_assert_uint_eq(orca_record_next(&record, list, second), ORCA_NODE_NONE);
}

START_TEST(test_twins) {
  check_twin(xml_twin);
  check_twin(json_twin);
}
END_TEST

/* A text in parts is one; the type may be any attribute; a number is the item's place. */
START_TEST(test_parts) {
  static const char body[] =
      "<xmlio2><r id=\"1\" type=\"record\"><t type=\"string\" note=\"array\">A<!-- no -->B&amp;"
      "<![CDATA[<C>]]>&#x3042;</t><l note=\"x\" type='array'> <l_child type=\"record\"/>"
      "<l_child type=\"record\"><t>1</t></l_child> text <l_child type=\"record\"/>"
      "<l_child type=\"record\"><t>2</t></l_child></l></r></xmlio2>";
  struct orca_record record;
  ck_assert_int_eq(orca_answer_read(arena, view_of(body), &record), ERROR_OK);
  uint32_t root = orca_record_find(&record, ORCA_NODE_TOP, "r");
  ck_assert(view_is(orca_record_text(&record, root, "t"), "AB&<C>あ"));
  uint32_t list = orca_record_find(&record, root, "l");
  ck_assert_int_eq(record.nodes[list].kind, ORCA_NODE_ARRAY);
  uint32_t first = orca_record_first(&record, list);
  uint32_t second = orca_record_next(&record, list, first);
  ck_assert(view_is(orca_record_text(&record, first, "t"), "1"));
  ck_assert(view_is(orca_record_text(&record, second, "t"), "2"));
  ck_assert_uint_eq(orca_record_distance(&record, list, ORCA_NODE_NONE, first), 2);
  ck_assert_uint_eq(orca_record_distance(&record, list, first, second), 2);
  ck_assert_uint_eq(orca_record_distance(&record, first, ORCA_NODE_NONE, first), 1);
}
END_TEST

static const char *const bad[] = {
    "",
    "   \n",
    "busy",
    "<!DOCTYPE html><html><body>login</body></html>",
    "<xmlio2><a type=\"record\"><b>1</b>",
    "<xmlio2><a></b></xmlio2>",
    "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
    "<xmlio2><a>&undefined;</a></xmlio2>",
    "<xmlio2><a>\x82\xa0</a></xmlio2>", /* Shift_JIS in what says UTF-8 */
    "{\"a\":{\"b\":\"1\"}",
    "{\"a\":\"\x82\xa0\"}",
    "\"text",
};

START_TEST(test_bad) {
  struct orca_record record = {NULL, 7};
  ck_assert_int_eq(orca_answer_read(arena, view_of(bad[_i]), &record), ERROR_ORCA_ANSWER);
  ck_assert_uint_eq(record.count, 7);
}
END_TEST

static struct view nested(const char *open, const char *close, size_t depth) {
  struct buffer buffer = buffer_make(arena, 65536);
  for (size_t i = 0; i < depth; i++) {
    buffer_append_string(&buffer, open);
  }
  buffer_append_string(&buffer, open[0] == '{' ? "\"1\"" : "1");
  for (size_t i = 0; i < depth; i++) {
    buffer_append_string(&buffer, close);
  }
  return buffer_view(&buffer);
}

START_TEST(test_depth) {
  struct orca_record record;
  ck_assert_int_eq(orca_answer_read(arena, nested("<a>", "</a>", LIMIT_ORCA_DEPTH - 1), &record),
                   ERROR_OK);
  ck_assert_int_eq(orca_answer_read(arena, nested("<a>", "</a>", LIMIT_ORCA_DEPTH + 1), &record),
                   ERROR_ORCA_ANSWER);
  ck_assert_int_eq(orca_answer_read(arena, nested("{\"a\":", "}", LIMIT_ORCA_DEPTH - 1), &record),
                   ERROR_OK);
  ck_assert_int_eq(orca_answer_read(arena, nested("{\"a\":", "}", LIMIT_ORCA_DEPTH + 2), &record),
                   ERROR_ORCA_ANSWER);
}
END_TEST

/* Longer than any chunk of the parser. */
START_TEST(test_long_text) {
  struct buffer buffer = buffer_make(arena, 1u << 20);
  buffer_append_string(&buffer, "<xmlio2><r type=\"record\"><t type=\"string\">");
  for (size_t i = 0; i < 30000; i++) {
    buffer_append_string(&buffer, "病");
  }
  buffer_append_string(&buffer, "</t></r></xmlio2>");
  struct orca_record record;
  ck_assert_int_eq(orca_answer_read(arena, buffer_view(&buffer), &record), ERROR_OK);
  uint32_t root = orca_record_find(&record, ORCA_NODE_TOP, "r");
  ck_assert_uint_eq(orca_record_text(&record, root, "t").length, 90000);
}
END_TEST

START_TEST(test_memory) {
  struct arena *small = arena_new(4096);
  struct orca_record record;
  ck_assert_int_eq(orca_answer_read(small, view_of(xml_twin), &record), ERROR_MEMORY);
  arena_free(small);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_record");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, test_twins);
  tcase_add_test(tests, test_parts);
  tcase_add_loop_test(tests, test_bad, 0, (int)(sizeof(bad) / sizeof(bad[0])));
  tcase_add_test(tests, test_depth);
  tcase_add_test(tests, test_long_text);
  tcase_add_test(tests, test_memory);
  suite_add_tcase(suite, tests);
  return suite;
}
