/* The mapping file: what is accepted, what is refused and with which line. */
#include "tests/unit/unit_main.h"

#include "server/base/buffer.h"
#include "terminology/mapping_table.h"

#include <stdio.h>

#define ARENA_BYTES (8u << 20)
#define HEADER                                                                                     \
  "domain,source_system,source_code,source_display,target_system,target_code,target_display\n"
#define KEY_NUMBER "http://medis.or.jp/CodeSystem/master-disease-keyNumber"

static struct arena *arena;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 20);
}

static void teardown(void) {
  arena_free(arena);
}

static struct mapping_table *load(const char *csv) {
  struct mapping_table *table = NULL;
  ck_assert_int_eq(mapping_table_read_csv(arena, view_of(csv), &issues, &table), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  return table;
}

START_TEST(finds_rows) {
  struct mapping_table *table = load(HEADER "disease,urn:s,1,one,urn:t,B,\n"
                                            "disease,urn:s,2,two,urn:t,X,ex\n"
                                            "disease,urn:s,1,one,urn:t,A,\"a, long\"\n"
                                            "laboratory,urn:l,1,one,urn:u,Z,\n");
  ck_assert_uint_eq(mapping_table_count(table), 4);
  size_t count = 0;
  const struct mapping_row *const *rows =
      mapping_table_find(table, view_of("urn:s"), view_of("1"), &count);
  ck_assert_uint_eq(count, 2);
  ck_assert(view_is(rows[0]->target_code, "A"));
  ck_assert(view_is(rows[0]->target_display, "a, long"));
  ck_assert(view_is(rows[1]->target_code, "B"));
  mapping_table_find(table, view_of("urn:s"), view_of("3"), &count);
  ck_assert_uint_eq(count, 0);
  mapping_table_find(table, view_of("urn:zzz"), view_of("1"), &count);
  ck_assert_uint_eq(count, 0);
  ck_assert(mapping_table_has_system(table, view_of("urn:l")));
  ck_assert(!mapping_table_has_system(table, view_of("urn:t")));
  ck_assert(!mapping_table_has_system(table, view_of("urn:")));
  ck_assert(view_is(mapping_table_example(table, view_of("urn:l"))->domain, "laboratory"));
  ck_assert_ptr_null(mapping_table_example(table, view_of("urn:x")));
}
END_TEST

START_TEST(takes_columns_in_any_order_and_oids) {
  struct mapping_table *table =
      load("\xEF\xBB\xBFtarget_code,domain,target_system,source_display,source_code,"
           "target_display,source_system\r\n"
           "K1,disease,urn:oid:1.2.392.200119.4.101.2,,7,,urn:oid:1.2.392.200119.4.101.6\r\n");
  size_t count = 0;
  const struct mapping_row *const *rows = mapping_table_find(
      table, view_of("http://medis.or.jp/CodeSystem/master-disease-exCode"), view_of("7"), &count);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_is(rows[0]->target_system, KEY_NUMBER));
  mapping_table_find(table, view_of("urn:oid:1.2.392.200119.4.101.6"), view_of("7"), &count);
  ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(accepts_a_header_alone) {
  struct mapping_table *table = load(HEADER);
  size_t count = 1;
  ck_assert_uint_eq(mapping_table_count(table), 0);
  mapping_table_find(table, view_of("a"), view_of("b"), &count);
  ck_assert_uint_eq(count, 0);
}
END_TEST

static const struct {
  const char *csv;
  const char *issues; /* "id first-argument;" of each */
} bad_rows[] = {
    {"", "mapping-column-missing domain;mapping-column-missing source_system;"
         "mapping-column-missing source_code;mapping-column-missing source_display;"
         "mapping-column-missing target_system;mapping-column-missing target_code;"
         "mapping-column-missing target_display;"},
    {"domain,source_system,source_code,source_display,target_system,target_code\n",
     "mapping-column-missing target_display;"},
    {"domain,domain,source_system,source_code,source_display,target_system,target_code,"
     "target_display\n",
     "mapping-column-unknown domain;"},
    {"kind,domain,source_system,source_code,source_display,target_system,target_code,"
     "target_display\n",
     "mapping-column-unknown kind;"},
    {HEADER "d,s,1,,t,2\n", "mapping-field-count 2;"},
    {HEADER "d,s,1,,t,2,,\n\nd,s,1\n", "mapping-field-count 2;mapping-field-count 4;"},
    {HEADER "d,s,1,,t,2,\nd,,1,,t,,\n", "mapping-field-empty 3;mapping-field-empty 3;"},
    {HEADER ",s,1,,t,2,\n", "mapping-field-empty 2;"},
    {HEADER "d,s,1 ,,t,2,\n", "mapping-field-blank 2;"},
    {HEADER "d,s,a  b,,t,2,\n", "mapping-field-blank 2;"},
    {HEADER "d,s s,1,,t,\"2\n\",\n", "mapping-field-blank 2;mapping-field-blank 2;"},
    {HEADER "d,s,1,,t,2,x\nd,s,1,,t,3,\ne,s,1,,t,2,y\n", "mapping-row-duplicate 4;"},
    {HEADER "d,s,1,,t,2,\n\"d", "mapping-csv-syntax 3;"},
    {HEADER "d,s,1,,t,2,\xFF\n", "mapping-csv-syntax 2;"},
};

START_TEST(refuses_whole_files) {
  struct mapping_table *table = NULL;
  enum error error = mapping_table_read_csv(arena, view_of(bad_rows[_i].csv), &issues, &table);
  ck_assert_int_eq(error, ERROR_SYNTAX);
  ck_assert_ptr_null(table);
  struct buffer found = buffer_make(arena, 4096);
  for (uint32_t i = 0; i < issues.count; i++) {
    buffer_append_format(&found, "%s %.*s;", issues.issues[i].message->id,
                         VIEW_ARGUMENTS(issues.issues[i].arguments[0]));
    ck_assert_int_eq(issues.issues[i].severity, SEVERITY_ERROR);
  }
  buffer_append_byte(&found, '\0');
  ck_assert_str_eq(found.data, bad_rows[_i].issues);
}
END_TEST

START_TEST(accepts_a_code_with_single_blanks) {
  struct mapping_table *table = load(HEADER "d,s,a b c,,t,2,\n");
  size_t count = 0;
  mapping_table_find(table, view_of("s"), view_of("a b c"), &count);
  ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(holds_many_rows) {
  struct buffer csv = buffer_make(arena, 4u << 20);
  buffer_append_string(&csv, HEADER);
  for (unsigned i = 0; i < 5000; i++) {
    buffer_append_format(&csv, "d,urn:s%u,%u,,urn:t,T%u,\n", i % 7, (i * 7919) % 5000, i);
  }
  struct mapping_table *table = NULL;
  ck_assert_int_eq(mapping_table_read_csv(arena, buffer_view(&csv), &issues, &table), ERROR_OK);
  for (unsigned i = 0; i < 5000; i++) {
    char system[16];
    char code[16];
    char target[16];
    snprintf(system, sizeof system, "urn:s%u", i % 7);
    snprintf(code, sizeof code, "%u", (i * 7919) % 5000);
    snprintf(target, sizeof target, "T%u", i);
    size_t count = 0;
    const struct mapping_row *const *rows =
        mapping_table_find(table, view_of(system), view_of(code), &count);
    ck_assert_uint_eq(count, 1);
    ck_assert(view_is(rows[0]->target_code, target));
  }
}
END_TEST

START_TEST(says_when_memory_is_short) {
  struct mapping_table *table = NULL;
  struct arena *small = arena_new(2000);
  ck_assert_int_eq(mapping_table_read_csv(small, view_of(HEADER "d,s,1,,t,2,\n"), &issues, &table),
                   ERROR_MEMORY);
  ck_assert_ptr_null(table);
  arena_free(small);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_table");
  TCase *cases = tcase_create("mapping_table");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, finds_rows);
  tcase_add_test(cases, takes_columns_in_any_order_and_oids);
  tcase_add_test(cases, accepts_a_header_alone);
  tcase_add_loop_test(cases, refuses_whole_files, 0, sizeof bad_rows / sizeof *bad_rows);
  tcase_add_test(cases, accepts_a_code_with_single_blanks);
  tcase_add_test(cases, holds_many_rows);
  tcase_add_test(cases, says_when_memory_is_short);
  suite_add_tcase(suite, cases);
  return suite;
}
