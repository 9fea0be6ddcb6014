/* The JSON reader: what it refuses and where, what it keeps, and jansson as the oracle. */
#include "tests/unit/unit_main.h"

#include "server/base/document.h"
#include "server/base/hash.h"
#include "server/limits.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define TEST_ARENA_BYTES (64u << 20)

static struct arena *arena;

static void setup(void) {
  arena = arena_new(TEST_ARENA_BYTES);
}

static void teardown(void) {
  arena_free(arena);
}

static struct document read_good(struct view text) {
  struct document document = {0};
  struct document_failure failure = {0};
  ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_OK);
  return document;
}

struct refused_case {
  struct view text;
  enum document_fault fault;
  size_t offset;
};

#define REFUSED(literal, fault, offset)                                                            \
  { VIEW_LITERAL(literal), DOCUMENT_FAULT_##fault, offset }

static const struct refused_case refused_cases[] = {
    REFUSED("", EMPTY, 0),
    REFUSED(" \n\t", EMPTY, 0),
    REFUSED("\xEF\xBB\xBF", TRUNCATED, 3),
    REFUSED("\xEF\xBB\xBF\xEF\xBB\xBF{}", SYNTAX, 3),
    REFUSED("{", TRUNCATED, 1),
    REFUSED("{\"a\"", TRUNCATED, 4),
    REFUSED("{\"a\":", TRUNCATED, 5),
    REFUSED("{\"a\":1", TRUNCATED, 6),
    REFUSED("{\"a\":1,", TRUNCATED, 7),
    REFUSED("[1,2", TRUNCATED, 4),
    REFUSED("\"abc", TRUNCATED, 4),
    REFUSED("\"abc\\", TRUNCATED, 5),
    REFUSED("tru", TRUNCATED, 3),
    REFUSED("-", TRUNCATED, 1),
    REFUSED("1.", TRUNCATED, 2),
    REFUSED("{a:1}", SYNTAX, 1),
    REFUSED("{'a':1}", SYNTAX, 1),
    REFUSED("{\"a\" 1}", SYNTAX, 5),
    REFUSED("{\"a\":1,}", SYNTAX, 7),
    REFUSED("[1,]", SYNTAX, 3),
    REFUSED("[1 2]", SYNTAX, 3),
    REFUSED("[1}", SYNTAX, 2),
    REFUSED("{\"a\":[}", SYNTAX, 6),
    REFUSED("nope", SYNTAX, 0),
    REFUSED("[True]", SYNTAX, 1),
    REFUSED("{} {}", TRAILING, 3),
    REFUSED("1 x", TRAILING, 2),
    REFUSED("[01]", NUMBER, 1),
    REFUSED("[1.e5]", NUMBER, 1),
    REFUSED("[.5]", SYNTAX, 1),
    REFUSED("[+1]", SYNTAX, 1),
    REFUSED("[1e]", NUMBER, 1),
    REFUSED("[0x1F]", NUMBER, 1),
    REFUSED("[-]", NUMBER, 1),
    REFUSED("[\"\\x\"]", ESCAPE, 2),
    REFUSED("[\"\\u12G4\"]", ESCAPE, 2),
    REFUSED("[\"\\uD800\"]", ESCAPE, 2),
    REFUSED("[\"\\uD800\\u0041\"]", ESCAPE, 2),
    REFUSED("[\"\\uDC00\"]", ESCAPE, 2),
    REFUSED("[\"a\nb\"]", CONTROL_CHARACTER, 3),
    REFUSED("[\"a\tb\"]", CONTROL_CHARACTER, 3),
    REFUSED("[\"\x80\"]", UTF8, 2),
    REFUSED("[\"\xC0\xAF\"]", UTF8, 2),
    REFUSED("[\"\xED\xA0\x80\"]", UTF8, 2),
    REFUSED("[\"\xF5\x80\x80\x80\"]", UTF8, 2),
    REFUSED("[\"\xE3\x81\"]", UTF8, 2),
    REFUSED("{\"a\":1,\"a\":2}", DUPLICATE_KEY, 7),
    REFUSED("{\"a\":1,\"\\u0061\":2}", DUPLICATE_KEY, 7),
    REFUSED("{\"a\":{\"b\":1,\"c\":2,\"b\":3}}", DUPLICATE_KEY, 18),
};

START_TEST(refuses_with_the_place) {
  const struct refused_case *row = &refused_cases[_i];
  struct document document = {0};
  struct document_failure failure = {0};
  ck_assert_int_eq(document_read(arena, row->text, NULL, &document, &failure), ERROR_SYNTAX);
  ck_assert_msg(failure.fault == row->fault && failure.offset == row->offset,
                "%.*s: fault %d at %zu, expected %d at %zu", VIEW_ARGUMENTS(row->text),
                (int)failure.fault, failure.offset, (int)row->fault, row->offset);
  ck_assert_ptr_null(document.nodes);
}
END_TEST

START_TEST(keeps_numbers_as_written) {
  static const char *const numbers[] = {"0",    "-0",       "1.10",
                                        "0.30", "100.00",   "1E-22",
                                        "1e+5", "-1.5e300", "123456789012345678901234567890"};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    struct document document = read_good(arena_format(arena, "{\"value\": %s }", numbers[i]));
    uint32_t value = document_member(&document, 0, view_of("value"));
    ck_assert_int_eq(document_type(&document, value), NODE_NUMBER);
    ck_assert(view_is(document_raw(&document, value), numbers[i]));
  }
}
END_TEST

START_TEST(decodes_strings) {
  struct document document =
      read_good(view_of("[\"a\\u3042\\n\\\"\\\\\\/\\uD83D\\uDE00\", \"\xE6\xBC\xA2\", \"\"]"));
  ck_assert(view_is(document_string(&document, document_item(&document, 0, 0), arena),
                    "a\xE3\x81\x82\n\"\\/\xF0\x9F\x98\x80"));
  ck_assert(document_string_is(&document, document_item(&document, 0, 0),
                               view_of("a\xE3\x81\x82\n\"\\/\xF0\x9F\x98\x80")));
  ck_assert(view_is(document_raw(&document, document_item(&document, 0, 1)), "\xE6\xBC\xA2"));
  ck_assert_uint_eq(document_string(&document, document_item(&document, 0, 2), arena).length, 0);
  ck_assert_uint_eq(document_item(&document, 0, 3), NODE_NONE);
}
END_TEST

START_TEST(walks_containers) {
  struct document document = read_good(view_of("{\"a\":[1,[],{}],\"b\":{\"c\":true},\"d\":null}"));
  ck_assert_uint_eq(document_count(&document, 0), 3);
  uint32_t array = document_member(&document, 0, view_of("a"));
  ck_assert_uint_eq(document_count(&document, array), 3);
  ck_assert_uint_eq(document_first(&document, document_item(&document, array, 1)), NODE_NONE);
  uint32_t flag = document_path(&document, 0, (const char *const[]){"b", "c", NULL});
  ck_assert_int_eq(document_type(&document, flag), NODE_TRUE);
  ck_assert_uint_eq(document_node(&document, flag)->depth, 2);
  ck_assert_uint_eq(document_path(&document, 0, (const char *const[]){"b", "x", NULL}), NODE_NONE);
}
END_TEST

START_TEST(bounds_depth) {
  for (uint32_t depth = LIMIT_DOCUMENT_DEPTH; depth <= LIMIT_DOCUMENT_DEPTH + 1; depth++) {
    char text[2 * (LIMIT_DOCUMENT_DEPTH + 1) + 1] = {0};
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    struct document document = {0};
    struct document_failure failure = {0};
    enum error error = document_read(arena, view_of(text), NULL, &document, &failure);
    ck_assert_int_eq(error, depth == LIMIT_DOCUMENT_DEPTH ? ERROR_OK : ERROR_SYNTAX);
    ck_assert_int_eq(failure.fault,
                     depth == LIMIT_DOCUMENT_DEPTH ? DOCUMENT_FAULT_NONE : DOCUMENT_FAULT_DEPTH);
  }
}
END_TEST

static struct view wide_object(unsigned members, const char *last) {
  struct view text = view_of("{");
  for (unsigned i = 0; i < members; i++) {
    text = arena_format(arena, "%.*s\"key%u\":%u,", VIEW_ARGUMENTS(text), i, i);
  }
  return arena_format(arena, "%.*s\"%s\":0}", VIEW_ARGUMENTS(text), last);
}

START_TEST(finds_duplicates_in_wide_objects) {
  for (unsigned members = 20; members < 200; members += 13) {
    struct document_failure failure = {0};
    struct document document = {0};
    read_good(wide_object(members, "other"));
    struct view text = wide_object(members, "key7");
    ck_assert_int_eq(document_read(arena, text, NULL, &document, &failure), ERROR_SYNTAX);
    ck_assert_int_eq(failure.fault, DOCUMENT_FAULT_DUPLICATE_KEY);
    ck_assert_uint_eq(failure.offset, text.length - strlen("\"key7\":0}"));
  }
}
END_TEST

START_TEST(memory_cap_is_an_error) {
  struct arena *small = arena_new(64);
  struct document document = {0};
  struct document_failure failure = {0};
  ck_assert_int_eq(document_read(small, view_of("[1,2,3,4,5,6,7,8,9]"), NULL, &document, &failure),
                   ERROR_MEMORY);
  arena_free(small);
}
END_TEST

START_TEST(names_are_interned) {
  static const char text[] = "idname";
  static const struct name_row rows[] = {{0, 0}, {0, 2}, {2, 4}};
  uint32_t slots[4] = {0};
  for (uint32_t id = 1; id <= 2; id++) {
    uint32_t slot = (uint32_t)hash_64(view_make(text + rows[id].offset, rows[id].length)) & 3u;
    while (slots[slot] != 0) {
      slot = (slot + 1) & 3u;
    }
    slots[slot] = id;
  }
  struct name_table names = {text, rows, slots, 3, 4};
  struct document document = {0};
  struct document_failure failure = {0};
  struct view json = view_of("{\"id\":1,\"other\":2,\"n\\u0061me\":3}");
  ck_assert_int_eq(document_read(arena, json, &names, &document, &failure), ERROR_OK);
  ck_assert(view_is(document_raw(&document, document_member_id(&document, 0, 2)), "3"));
  ck_assert(view_is(document_raw(&document, document_member_id(&document, 0, 1)), "1"));
  ck_assert_uint_eq(document_node(&document, 3)->next, NAME_NONE);
}
END_TEST

START_TEST(positions_count_code_points) {
  struct view text = view_of("{\n \"\xE6\xBC\xA2\xE5\xAD\x97\": 1\n}");
  struct document_position at_number = document_position(text, 13);
  ck_assert_uint_eq(at_number.line, 2);
  ck_assert_uint_eq(at_number.column, 8);
  struct document_position at_end = document_position(text, 1000);
  ck_assert_uint_eq(at_end.line, 3);
}
END_TEST

struct equal_case {
  const char *a;
  const char *b;
  bool equal;
};

static const struct equal_case equal_cases[] = {
    {"{\"a\":1,\"b\":[true,null]}", "{ \"b\" : [ true , null ], \"a\" : 1 }", true},
    {"1.0", "1.00", false},
    {"\"\\u0041\"", "\"A\"", true},
    {"[1,2]", "[2,1]", false},
    {"[1]", "[1,2]", false},
    {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
    {"{\"a\":{\"x\":\"y\"}}", "{\"a\":{\"x\":\"z\"}}", false},
    {"null", "false", false},
};

START_TEST(compares_values) {
  const struct equal_case *row = &equal_cases[_i];
  struct document a = read_good(view_of(row->a));
  struct document b = read_good(view_of(row->b));
  ck_assert(document_value_equal(&a, 0, &b, 0) == row->equal);
  ck_assert(document_value_equal(&b, 0, &a, 0) == row->equal);
}
END_TEST

/* Deterministic mutations of a seed text: both readers must agree on valid or not, apart from what
 * this reader refuses on purpose and jansson's range limits on numbers. */
static bool jansson_accepts(struct view text) {
  json_error_t error;
  json_t *json = json_loadb(text.data, text.length,
                            JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
  bool out_of_range = json == NULL && json_error_code(&error) == json_error_numeric_overflow;
  json_decref(json);
  return json != NULL || out_of_range;
}

START_TEST(agrees_with_jansson) {
  static const char seed[] =
      "{\"resourceType\":\"Patient\",\"name\":[{\"text\":\"\\u6f22 \xE5\xAD\x97\"}],"
      "\"n\":[-1.50e2,0,true,false,null,\"\"],\"o\":{\"a\":{},\"b\":[]}}";
  static const char bytes[] = "\"\\{}[],:0129.eE+- \n\tntuf\x01\x80\xC3x";
  char text[sizeof seed];
  uint64_t state = 88172645463325252u;
  for (unsigned round = 0; round < 20000; round++) {
    memcpy(text, seed, sizeof seed);
    for (unsigned edits = 0; edits <= round % 3; edits++) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      text[state % (sizeof seed - 1)] = bytes[(state >> 32) % (sizeof bytes - 1)];
    }
    struct view view = view_make(text, sizeof seed - 1);
    struct arena *scratch = arena_new(1u << 20);
    struct document document = {0};
    struct document_failure failure = {0};
    bool accepted = document_read(scratch, view, NULL, &document, &failure) == ERROR_OK;
    ck_assert_msg(accepted == jansson_accepts(view), "readers differ on %.*s",
                  VIEW_ARGUMENTS(view));
    arena_free(scratch);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("document");
  TCase *tests = tcase_create("document");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, refuses_with_the_place, 0,
                      (int)(sizeof refused_cases / sizeof refused_cases[0]));
  tcase_add_test(tests, keeps_numbers_as_written);
  tcase_add_test(tests, decodes_strings);
  tcase_add_test(tests, walks_containers);
  tcase_add_test(tests, bounds_depth);
  tcase_add_test(tests, finds_duplicates_in_wide_objects);
  tcase_add_test(tests, memory_cap_is_an_error);
  tcase_add_test(tests, names_are_interned);
  tcase_add_test(tests, positions_count_code_points);
  tcase_add_loop_test(tests, compares_values, 0, (int)(sizeof equal_cases / sizeof equal_cases[0]));
  tcase_add_test(tests, agrees_with_jansson);
  suite_add_tcase(suite, tests);
  return suite;
}
