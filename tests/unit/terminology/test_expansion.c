#include "terminology/expansion.h"
#include "server/base/buffer.h"
#include "server/limits.h"
#include "tests/unit/terminology/tx_fixture.h"

static struct tx_world world;

static void setup(void) {
  tx_open(&world);
}

static void teardown(void) {
  tx_close(&world);
}

/* "code", or "code|version" where versions are shown; a tree's levels in parentheses. */
static struct view codes_of(const struct expansion *expansion) {
  struct view text = view_make(NULL, 0);
  for (uint32_t i = 0; i < expansion->count; i++) {
    const struct expansion_item *item = &expansion->items[i];
    struct code_entry entry = expansion_entry(expansion->parts, item);
    const char *parent = "";
    if (item->parent != EXPANSION_NO_PARENT) {
      struct code_entry above = expansion_entry(expansion->parts, &expansion->items[item->parent]);
      parent = text_of(world.arena, arena_format(world.arena, "<%.*s", VIEW_ARGUMENTS(above.code)));
    }
    text = arena_format(world.arena, "%.*s%.*s%s%.*s%s ", VIEW_ARGUMENTS(text),
                        VIEW_ARGUMENTS(entry.code), expansion->shows_versions ? "|" : "",
                        expansion->shows_versions ? (int)entry.version.length : 0,
                        entry.version.data == NULL ? "" : entry.version.data, parent);
  }
  return text;
}

static const struct {
  const char *url;
  const char *rule;
  const char *filter;
  uint32_t offset;
  uint32_t count;
  bool is_flat;
  bool active_only;
  uint32_t total;
  const char *codes;
} expansions[] = {
    {"urn:all", NULL, "", 0, EXPANSION_ALL, false, false, 7,
     "beast dog<beast pug<dog cat<beast fish mole newt "},
    {"urn:all", NULL, "", 0, EXPANSION_ALL, true, false, 7, "beast dog pug cat fish mole newt "},
    {"urn:all", NULL, "", 0, EXPANSION_ALL, true, true, 6, "beast dog pug cat mole newt "},
    {"urn:active", NULL, "", 0, EXPANSION_ALL, true, false, 6, "beast dog pug cat mole newt "},
    {"urn:all", NULL, "", 1, 2, false, false, 7, "dog pug "},
    {"urn:all", NULL, "", 6, 5, false, false, 7, "newt "},
    {"urn:all", NULL, "", 9, 5, false, false, 7, ""},
    {"urn:all", NULL, "", 0, 0, false, false, 7, ""},
    {"urn:all", NULL, "", 3, 2, false, true, 6, "cat mole "},
    {"urn:active", NULL, "", 4, 9, false, false, 6, "mole newt "},
    {"urn:all", "default urn:animals|1", "", 0, EXPANSION_ALL, true, false, 6,
     "beast dog pug cat fish mole "},
    {"urn:one", "force urn:animals|2", "", 6, 1, true, false, 7, "newt "},
    {"urn:dogs", NULL, "", 0, EXPANSION_ALL, false, false, 2, "dog pug<dog "},
    {"urn:list", NULL, "", 0, EXPANSION_ALL, false, false, 2, "cat dog "},
    {"urn:import", NULL, "", 0, EXPANSION_ALL, false, false, 1, "dog "},
    {"urn:but", NULL, "", 0, EXPANSION_ALL, false, false, 4, "beast cat mole newt "},
    {"urn:but", NULL, "", 1, 2, false, false, 4, "cat mole "},
    {"urn:both", NULL, "", 0, 4, false, false, 13, "beast|1 dog|1 pug|1 cat|1 "},
    {"urn:old", NULL, "", 0, EXPANSION_ALL, false, false, 1, "newt|2 "},
    {"urn:unknown-list", NULL, "", 0, EXPANSION_ALL, false, false, 1, "x "},
    {"urn:expanded", NULL, "", 0, EXPANSION_ALL, false, false, 2, "e f "},
    {"urn:expanded", NULL, "", 0, EXPANSION_ALL, false, true, 1, "e "},
    /* searched: names before codes, exact before part */
    {"urn:all", NULL, "犬", 0, EXPANSION_ALL, false, false, 1, "dog "},
    {"urn:all", NULL, "ｃａｔ", 0, 10, false, false, 1, "cat "},
    {"urn:all", NULL, "e", 0, 2, false, false, 3, "mole newt "},
    {"urn:all", NULL, "fish", 0, 9, false, true, 0, ""},
    {"urn:but", NULL, "t", 0, EXPANSION_ALL, false, false, 3, "cat newt beast "},
    {"urn:list", NULL, "dogg", 0, EXPANSION_ALL, false, false, 1, "dog "},
    {"urn:list", NULL, "bird", 0, EXPANSION_ALL, false, false, 0, ""},
};

START_TEST(a_value_set_is_expanded) {
  struct expansion_wish wish = {
      .value_set = tx_value_set(&world, expansions[_i].url),
      .filter = view_of(expansions[_i].filter),
      .offset = expansions[_i].offset,
      .count = expansions[_i].count,
      .is_flat = expansions[_i].is_flat,
  };
  struct expansion expansion;
  world.question.active_only = expansions[_i].active_only;
  tx_rule(&world, expansions[_i].rule);
  ck_assert_int_eq(expansion_make(&world.question, &wish, &expansion), ERROR_OK);
  ck_assert_str_eq(text_of(world.arena, codes_of(&expansion)), expansions[_i].codes);
  ck_assert_uint_eq(expansion.total, expansions[_i].total);
}
END_TEST

static const struct {
  const char *url;
  const char *rule;
  enum error error;
  const char *id;
} refusals[] = {
    {"urn:unknown", NULL, ERROR_NOT_PROCESSABLE, "UNKNOWN_CODESYSTEM_EXP"},
    {"urn:nine", NULL, ERROR_NOT_PROCESSABLE, "UNKNOWN_CODESYSTEM_VERSION_EXP"},
    {"urn:nothing", NULL, ERROR_NOT_PROCESSABLE, "CODESYSTEM_CONTENT_NOT_PRESENT"},
    {"urn:units", NULL, ERROR_NOT_PROCESSABLE, "VALUESET_TOO_COSTLY_GRAMMAR"},
    {"urn:lost", NULL, ERROR_NOT_FOUND, "Unable_to_resolve_value_Set_"},
    {"urn:circle-a", NULL, ERROR_NOT_PROCESSABLE, "VALUESET_CIRCULAR_REFERENCE"},
    {"urn:one", "check urn:animals|2", ERROR_NOT_PROCESSABLE, "VALUESET_VERSION_CHECK"},
    {"urn:no-value", NULL, ERROR_NOT_PROCESSABLE, "UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE"},
};

START_TEST(what_cannot_be_expanded_is_told) {
  struct expansion_wish wish = {.value_set = tx_value_set(&world, refusals[_i].url),
                                .count = EXPANSION_ALL};
  struct expansion expansion;
  tx_rule(&world, refusals[_i].rule);
  ck_assert_int_eq(expansion_make(&world.question, &wish, &expansion), refusals[_i].error);
  ck_assert_uint_eq(world.issues.count, 1);
  ck_assert_str_eq(world.issues.issues[0].message->id, refusals[_i].id);
}
END_TEST

/* A code system with one concept more than an answer without `count` may hold. */
static struct document big_system(void) {
  struct view text = view_of("{\"resourceType\":\"CodeSystem\",\"url\":\"urn:big\","
                             "\"content\":\"complete\",\"concept\":[{\"code\":\"c\"}");
  struct buffer buffer = buffer_make(world.arena, 1u << 20);
  struct document document;
  struct document_failure failure;
  buffer_append(&buffer, text);
  for (unsigned i = 0; i < LIMIT_EXPANSION_CODES; i++) {
    buffer_append_format(&buffer, ",{\"code\":\"c%u\"}", i);
  }
  buffer_append_string(&buffer, "]}");
  ck_assert_int_eq(document_read(world.arena, buffer_view(&buffer), NULL, &document, &failure),
                   ERROR_OK);
  return document;
}

START_TEST(a_long_list_needs_a_count) {
  struct document system = big_system();
  struct document set =
      document_of(world.arena, TX_SET("urn:big-set", TX_INCLUDE("{'system':'urn:big'}")));
  struct expansion expansion;
  ck_assert_int_eq(terminology_scope_add(&world.scope, &system, 0), ERROR_OK);
  ck_assert_int_eq(terminology_scope_add(&world.scope, &set, 0), ERROR_OK);
  struct expansion_wish wish = {.value_set = tx_value_set(&world, "urn:big-set"),
                                .count = EXPANSION_ALL};
  ck_assert_int_eq(expansion_make(&world.question, &wish, &expansion), ERROR_NOT_PROCESSABLE);
  ck_assert_str_eq(world.issues.issues[0].message->id, "VALUESET_TOO_COSTLY");
  wish.count = 3;
  wish.offset = LIMIT_EXPANSION_CODES - 1;
  ck_assert_int_eq(expansion_make(&world.question, &wish, &expansion), ERROR_OK);
  ck_assert_uint_eq(expansion.count, 2);
  ck_assert_uint_eq(expansion.total, LIMIT_EXPANSION_CODES + 1);
}
END_TEST

START_TEST(what_was_used_is_noted) {
  struct expansion_wish wish = {.value_set = tx_value_set(&world, "urn:import"),
                                .count = EXPANSION_ALL};
  struct expansion expansion;
  ck_assert_int_eq(expansion_make(&world.question, &wish, &expansion), ERROR_OK);
  struct view text = view_make(NULL, 0);
  for (size_t i = 0; i < world.usage.count; i++) {
    text =
        arena_format(world.arena, "%.*s%d %.*s;", VIEW_ARGUMENTS(text),
                     (int)world.usage.rows[i].use, VIEW_ARGUMENTS(world.usage.rows[i].canonical));
  }
  ck_assert_str_eq(text_of(world.arena, text), "1 urn:dogs|1;1 urn:list|1;0 urn:animals|2;");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("expansion");
  TCase *tests = tcase_create("expansions");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, a_value_set_is_expanded, 0, sizeof expansions / sizeof *expansions);
  tcase_add_loop_test(tests, what_cannot_be_expanded_is_told, 0,
                      sizeof refusals / sizeof *refusals);
  tcase_add_test(tests, a_long_list_needs_a_count);
  tcase_add_test(tests, what_was_used_is_noted);
  suite_add_tcase(suite, tests);
  return suite;
}
