/* CSV of the mapping table: what is accepted, what is refused and with which line, the table made
 * of it, what is written. */
#include "tests/unit/unit_main.h"

#include "server/base/buffer.h"
#include "terminology/mapping_domain.h"
#include "terminology/mapping_csv.h"
#include "terminology/mapping_table.h"

#include <stdio.h>

#define ARENA_BYTES (8u << 20)
#define HEADER                                                                                     \
  "domain,source_system,source_code,source_display,target_system,target_code,target_display\n"
#define FULL                                                                                       \
  "domain,source_system,source_code,target_system,target_code,equivalence,valid_from,valid_to,"    \
  "status\n"
#define CORE11 "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC11/JP_CLINS_ObsLabResult_CoreLabo_CS"
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

static struct mapping_csv_rows csv_rows;

static enum error read_csv(struct view csv) {
  struct mapping_csv_settings settings = {.institution_number = view_of("1319999999"),
                                          .status = MAPPING_STATUS_APPROVED};
  csv_rows = (struct mapping_csv_rows){0};
  return mapping_csv_read(arena, csv, &settings, &issues, &csv_rows);
}

static struct mapping_table *build(void) {
  struct mapping_table *table = NULL;
  const struct mapping_row **list = arena_array(arena, csv_rows.count + 1, sizeof *list);
  ck_assert_ptr_nonnull(list);
  for (size_t i = 0; i < csv_rows.count; i++) {
    list[i] = &csv_rows.rows[i];
  }
  ck_assert_int_eq(mapping_table_build(arena, list, csv_rows.count, &table), ERROR_OK);
  return table;
}

static struct mapping_table *load(const char *csv) {
  ck_assert_int_eq(read_csv(view_of(csv)), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  return build();
}

/* The entries of a code; ret_count 0 when there is none. */
static const struct mapping_entry *find(const struct mapping_table *table, const char *system,
                                        const char *code, size_t *ret_count) {
  return mapping_table_find(table, mapping_table_system(table, view_of(system)), view_of(code),
                            ret_count);
}

START_TEST(finds_rows) {
  struct mapping_table *table = load(HEADER "disease,urn:s,1,one,urn:t,B,\n"
                                            "disease,urn:s,2,two,urn:t,X,ex\n"
                                            "disease,urn:s,1,one,urn:t,A,\"a, long\"\n"
                                            "laboratory,urn:l,1,one,urn:u,Z,\n");
  ck_assert_uint_eq(mapping_table_count(table), 4);
  size_t count = 0;
  const struct mapping_entry *entries = find(table, "urn:s", "1", &count);
  ck_assert_uint_eq(count, 2);
  ck_assert(view_is(entries[0].row->target_code, "A"));
  ck_assert(view_is(entries[0].row->target_display, "a, long"));
  ck_assert(view_is(entries[0].row->equivalence, "equivalent"));
  ck_assert(view_is(entries[1].row->target_code, "B"));
  find(table, "urn:s", "3", &count);
  ck_assert_uint_eq(count, 0);
  find(table, "urn:zzz", "1", &count);
  ck_assert_uint_eq(count, 0);
  ck_assert_ptr_null(mapping_table_system(table, view_of("urn:t")));
  ck_assert_ptr_null(mapping_table_system(table, view_of("urn:")));
  ck_assert(view_is(mapping_table_system(table, view_of("urn:l"))->example->domain, "laboratory"));
}
END_TEST

START_TEST(takes_columns_in_any_order_and_oids) {
  struct mapping_table *table =
      load("\xEF\xBB\xBFtarget_code,domain,target_system,source_display,source_code,"
           "target_display,source_system\r\n"
           "K1,disease,urn:oid:1.2.392.200119.4.101.2,,7,,urn:oid:1.2.392.200119.4.101.6\r\n");
  size_t count = 0;
  const struct mapping_entry *entries =
      find(table, "http://medis.or.jp/CodeSystem/master-disease-exCode", "7", &count);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_is(entries[0].row->target_system, KEY_NUMBER));
  find(table, "urn:oid:1.2.392.200119.4.101.6", "7", &count);
  ck_assert_uint_eq(count, 1);
}
END_TEST

/* Columns as vendors name them; the system of the house follows from the domain. CP932. */
START_TEST(takes_tables_of_vendors) {
  struct mapping_table *table =
      load("domain,local_code,local_specimen,local_name,local_kana,target_system,target_code,"
           "target_display,equivalence,valid_from,valid_to,status,reviewer,comment\n"
           "laboratory,K,023,\x83\x4A\x83\x8A\x83\x45\x83\x80,,urn:t,1,,wider,2026-01-01,"
           "2026-12-31,approved,s,\x81\x7C\n"
           "drug,D-1,,,,urn:t,2,,,,,,,\n");
  size_t count = 0;
  const struct mapping_entry *entries = find(table, MAPPING_LOCAL_LABORATORY, "K", &count);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_is(entries[0].row->specimen, "023"));
  ck_assert(view_is(entries[0].row->source_display, "カリウム"));
  ck_assert(view_is(entries[0].row->comment, "\xEF\xBC\x8D")); /* U+FF0D, as in CP932 */
  ck_assert(!mapping_entry_holds(&entries[0], 20251231));
  ck_assert(mapping_entry_holds(&entries[0], 20260101));
  ck_assert(mapping_entry_holds(&entries[0], 20261231));
  ck_assert(!mapping_entry_holds(&entries[0], 20270101));
  find(table, "http://jpfhir.jp/fhir/eCS/CodeSystem/DrugCode/1319999999", "D-1", &count);
  ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(only_approved_rows_map) {
  struct mapping_table *table = load("domain,source_system,source_code,target_system,target_code,"
                                     "status\nd,s,1,t,1,proposed\nd,s,2,t,2,approved\n"
                                     "d,s,3,t,3,rejected\nd,r,1,t,1,rejected\n");
  size_t count = 0;
  ck_assert_uint_eq(mapping_table_count(table), 1);
  find(table, "s", "1", &count);
  ck_assert_uint_eq(count, 0);
  find(table, "s", "2", &count);
  ck_assert_uint_eq(count, 1);
  ck_assert_ptr_null(mapping_table_system(table, view_of("r")));
}
END_TEST

/* The layer that is given first goes before the other one. */
START_TEST(the_first_of_equal_rows_counts) {
  const struct mapping_row rows[] = {{.source_system = view_of("s"),
                                      .source_code = view_of("1"),
                                      .target_system = view_of("t"),
                                      .target_code = view_of("1"),
                                      .status = view_of(MAPPING_STATUS_APPROVED),
                                      .comment = view_of("file")},
                                     {.source_system = view_of("s"),
                                      .source_code = view_of("1"),
                                      .target_system = view_of("t"),
                                      .target_code = view_of("1"),
                                      .status = view_of(MAPPING_STATUS_APPROVED),
                                      .comment = view_of("store")}};
  const struct mapping_row *list[] = {&rows[0], &rows[1]};
  struct mapping_table *table = NULL;
  size_t count = 0;
  ck_assert_int_eq(mapping_table_build(arena, list, 2, &table), ERROR_OK);
  const struct mapping_entry *entries = find(table, "s", "1", &count);
  ck_assert_uint_eq(count, 1);
  ck_assert(view_is(entries[0].row->comment, "file"));
}
END_TEST

START_TEST(accepts_a_header_alone) {
  struct mapping_table *table = load(HEADER);
  size_t count = 1;
  ck_assert_uint_eq(mapping_table_count(table), 0);
  find(table, "a", "b", &count);
  ck_assert_uint_eq(count, 0);
}
END_TEST

static const struct {
  const char *csv;
  const char *issues; /* "id first-argument;" of each */
} bad_rows[] = {
    {"", "mapping-column-missing domain;mapping-column-missing source_code;"
         "mapping-column-missing target_system;mapping-column-missing target_code;"},
    {"domain,source_system,source_code,source_display,target_system\n",
     "mapping-column-missing target_code;"},
    {"domain,source_code,local_code,target_system,target_code\n",
     "mapping-column-unknown local_code;"},
    /* a domain whose house system is not fixed */
    {"domain,local_code,target_system,target_code\ndisease,1,t,2\n", "mapping-field-empty 2;"},
    {"domain,local_code,target_system,target_code\nlaboratory,1/2,t,2\n",
     "mapping-local-code-form 2;"},
    {FULL "d,s,1,t,2,,2026-02-30,,\n", "mapping-field-value 2;"},
    {FULL "d,s,1,t,2,,2026-02-03,2026-02-02,\n", "mapping-field-value 2;"},
    {FULL "d,s,1,t,2,similar,,,\n", "mapping-field-value 2;"},
    {FULL "d,s,1,t,2,,,,draft\n", "mapping-field-value 2;"},
    {FULL "d,s,1,t,,unmatched,,,\nd,s,2,t,,equal,,,\n", "mapping-field-empty 3;"},
    {FULL "d,s,1," CORE11 ",A12345678901230,,,,\nd,s,2," CORE11 ",A12345678901200,,,,\n",
     "mapping-order-code 3;"},
    /* the same row unless specimen or first day differ */
    {FULL "d,s,1,t,2,,2026-01-01,,\nd,s,1,t,2,,2027-01-01,,\nd,s,1,t,2,,2026-01-01,,\n",
     "mapping-row-duplicate 4;"},
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
    {"\xEF\xBB\xBF" HEADER "d,s,1,,t,2,\x83\x4A\n", "mapping-csv-syntax 2;"},
};

START_TEST(refuses_whole_files) {
  ck_assert_int_eq(read_csv(view_of(bad_rows[_i].csv)), ERROR_SYNTAX);
  ck_assert_uint_eq(csv_rows.count, 0);
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
  find(table, "s", "a b c", &count);
  ck_assert_uint_eq(count, 1);
}
END_TEST

START_TEST(holds_many_rows) {
  struct buffer csv = buffer_make(arena, 4u << 20);
  buffer_append_string(&csv, HEADER);
  for (unsigned i = 0; i < 5000; i++) {
    buffer_append_format(&csv, "d,urn:s%u,%u,,urn:t,T%u,\n", i % 7, (i * 7919) % 5000, i);
  }
  ck_assert_int_eq(read_csv(buffer_view(&csv)), ERROR_OK);
  struct mapping_table *table = build();
  for (unsigned i = 0; i < 5000; i++) {
    char system[16];
    char code[16];
    char target[16];
    snprintf(system, sizeof system, "urn:s%u", i % 7);
    snprintf(code, sizeof code, "%u", (i * 7919) % 5000);
    snprintf(target, sizeof target, "T%u", i);
    size_t count = 0;
    const struct mapping_entry *entries = find(table, system, code, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert(view_is(entries[0].row->target_code, target));
  }
}
END_TEST

START_TEST(says_when_memory_is_short) {
  struct mapping_csv_settings settings = {.status = MAPPING_STATUS_APPROVED};
  struct arena *small = arena_new(2000);
  ck_assert_int_eq(
      mapping_csv_read(small, view_of(HEADER "d,s,1,,t,2,\n"), &settings, &issues, &csv_rows),
      ERROR_MEMORY);
  arena_free(small);
}
END_TEST

static struct view written(void) {
  struct buffer *csv = arena_alloc(arena, sizeof *csv);
  *csv = buffer_make(arena, 1u << 20);
  mapping_csv_write_header(csv);
  for (size_t i = 0; i < csv_rows.count; i++) {
    mapping_csv_write_row(csv, &csv_rows.rows[i]);
  }
  ck_assert_int_eq(csv->error, ERROR_OK);
  return buffer_view(csv);
}

START_TEST(reads_what_it_writes) {
  load(FULL "d,s,\"a,b\",t,2,narrower,2026-01-01,,proposed\n"
            "d,s,1,t,\"x \"\"y\"\"\",,,2026-01-01,approved\n");
  struct mapping_csv_rows before = csv_rows;
  struct view once = written();
  ck_assert_int_eq(read_csv(once), ERROR_OK);
  ck_assert_uint_eq(csv_rows.count, before.count);
  for (size_t i = 0; i < before.count; i++) {
    ck_assert(mapping_row_equal(&before.rows[i], &csv_rows.rows[i]));
  }
  struct view twice = written();
  ck_assert(view_equal(once, twice));
}
END_TEST

START_TEST(writes_cp932) {
  struct view bytes = {NULL, 0};
  struct view wrong = {NULL, 0};
  /* minus and wave dash as Unicode texts have them, half-width kana, a vendor character */
  ck_assert_int_eq(mapping_csv_encode(arena, view_of("\u2212\u301C\uFF71\u2460,a"), &bytes, &wrong),
                   ERROR_OK);
  ck_assert(view_is(bytes, "\x81\x7C\x81\x60\xB1\x87\x40,a"));
  ck_assert_int_eq(mapping_csv_encode(arena, view_of("a\U00020BB7z"), &bytes, &wrong),
                   ERROR_NOT_PROCESSABLE);
  ck_assert(view_is(wrong, "\U00020BB7"));
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_csv");
  TCase *cases = tcase_create("mapping_csv");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, finds_rows);
  tcase_add_test(cases, takes_columns_in_any_order_and_oids);
  tcase_add_test(cases, takes_tables_of_vendors);
  tcase_add_test(cases, only_approved_rows_map);
  tcase_add_test(cases, the_first_of_equal_rows_counts);
  tcase_add_test(cases, accepts_a_header_alone);
  tcase_add_loop_test(cases, refuses_whole_files, 0, sizeof bad_rows / sizeof *bad_rows);
  tcase_add_test(cases, accepts_a_code_with_single_blanks);
  tcase_add_test(cases, holds_many_rows);
  tcase_add_test(cases, says_when_memory_is_short);
  tcase_add_test(cases, reads_what_it_writes);
  tcase_add_test(cases, writes_cp932);
  suite_add_tcase(suite, cases);
  return suite;
}
