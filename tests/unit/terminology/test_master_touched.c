/* The rows of a mapping table whose target an import changes. */
#include "tests/unit/unit_main.h"

#include "terminology/master_touched.h"
#include "tests/unit/terminology/master_fixture.h"

#define COLUMNS 19u
#define OID "urn:oid:1.2.392.200119.4.201.2"

static struct fixture fixture;

static void setup(void) {
  fixture_open(&fixture);
}

static void teardown(void) {
  fixture_close(&fixture);
}

static struct view table(const char *rows) {
  struct buffer buffer = buffer_make(fixture.arena, 100000);
  struct view rest = view_of(rows);
  while (rest.length > 0) {
    fixture_row(&buffer, COLUMNS, arena_string(fixture.arena, view_split(&rest, '\n')));
  }
  return buffer_view(&buffer);
}

static const char before[] = "0=0|1=Z|2=1001|6=一\n0=0|1=Z|2=1002|6=二\n0=0|1=Z|2=1003|6=三\n"
                             "0=0|1=Z|2=1004|6=四\n0=0|1=Z|2=1005|6=五";
static const char after[] = "0=0|1=Z|2=1001|6=壱\n0=0|1=Z|2=1002|6=二|15=20250331\n"
                            "0=0|1=Z|2=1003|6=三\n0=0|1=Z|2=1006|6=六\n0=0|1=Z|2=1005|6=五";

static const char csv[] = "domain,source_system,source_code,target_system,target_code\n"
                          "modifier,urn:h,A," MASTERS_SYSTEM_RECEIPT_MODIFIER ",1001\n"
                          "modifier,urn:h,B," MASTERS_SYSTEM_RECEIPT_MODIFIER ",1002\n"
                          "modifier,urn:h,C," MASTERS_SYSTEM_RECEIPT_MODIFIER ",1003\n"
                          "modifier,urn:h,D," MASTERS_SYSTEM_RECEIPT_MODIFIER ",1004\n"
                          "modifier,urn:h,E," MASTERS_SYSTEM_RECEIPT_MODIFIER ",1001\n"
                          "modifier,urn:h,F," MASTERS_SYSTEM_RECEIPT_MODIFIER ",1006\n";

static const char *touched(const char *text) {
  struct master_touched_pair *pairs;
  size_t count;
  struct master_touched_list list;
  struct buffer buffer = buffer_make(fixture.arena, 1000);
  ck_assert_int_eq(master_touched_read_csv(fixture.arena, view_of(text), &pairs, &count), ERROR_OK);
  ck_assert_int_eq(master_touched_find(&fixture.import, pairs, count, &list), ERROR_OK);
  for (uint32_t i = 0; i < list.count; i++) {
    buffer_append_format(&buffer, "%d %.*s;", list.rows[i].change->kind,
                         VIEW_ARGUMENTS(list.rows[i].pair->label));
  }
  return arena_string(fixture.arena, buffer_view(&buffer));
}

START_TEST(finds_changed_targets_only) {
  ck_assert_int_eq(fixture_import_text(&fixture, "z_20240101", table(before)), ERROR_OK);
  ck_assert_str_eq(touched(csv), ""); /* a first import changes nothing */
  ck_assert_int_eq(fixture_import_text(&fixture, "z_20250101", table(after)), ERROR_OK);
  char expected[200];
  snprintf(expected, sizeof expected, "%d urn:h|A;%d urn:h|E;%d urn:h|B;%d urn:h|D;",
           MASTER_CHANGE_RENAMED, MASTER_CHANGE_RENAMED, MASTER_CHANGE_ABOLISHED,
           MASTER_CHANGE_ABOLISHED);
  ck_assert_str_eq(touched(csv), expected);
}
END_TEST

/* 27000001 stands beside the receipt code; its row is named by an OID. */
START_TEST(knows_oids_and_codes_beside) {
  ck_assert_int_eq(
      fixture_import_text(&fixture, "z_20240101", table("0=0|1=Z|2=1001|6=一|16=27000001")),
      ERROR_OK);
  ck_assert_int_eq(
      fixture_import_text(&fixture, "z_20250101", table("0=0|1=Z|2=1001|6=壱|16=27000001")),
      ERROR_OK);
  ck_assert_uint_eq(fixture.import.reports[0].counts[MASTER_CHANGE_RENAMED], 1);
  ck_assert_str_eq(touched("\xEF\xBB\xBFtarget_code,local_code,target_system,x\r\n"
                           "1001,L," MASTERS_SYSTEM_RECEIPT_MODIFIER ",\r\n"),
                   "2 |L;");
  ck_assert_str_eq(touched("target_code,target_system,local_system,local_code\n"
                           "27000001," OID ",urn:h,M\n"),
                   "2 urn:h|M;");
}
END_TEST

static const char *const bad_tables[] = {"", "a,b\n1,2\n", "target_system\nx\n",
                                         "target_system,target_code\n\"x", "target_system\xFF"};

START_TEST(refuses_other_tables) {
  struct master_touched_pair *pairs;
  size_t count;
  ck_assert_int_eq(master_touched_read_csv(fixture.arena, view_of(bad_tables[_i]), &pairs, &count),
                   ERROR_SYNTAX);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("master_touched");
  TCase *test_case = tcase_create("master_touched");
  tcase_add_checked_fixture(test_case, setup, teardown);
  tcase_add_test(test_case, finds_changed_targets_only);
  tcase_add_test(test_case, knows_oids_and_codes_beside);
  tcase_add_loop_test(test_case, refuses_other_tables, 0,
                      (int)(sizeof bad_tables / sizeof bad_tables[0]));
  suite_add_tcase(suite, test_case);
  return suite;
}
