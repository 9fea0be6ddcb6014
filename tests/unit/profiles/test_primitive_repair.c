#include "tests/unit/unit_main.h"

#include "profiles/primitive_format.h"
#include "profiles/primitive_repair.h"

/* Right forms of common wrong ones; "" where none is evident. */
static const struct {
  enum pack_primitive type;
  const char *text;
  const char *repaired;
} rows[] = {
    {PACK_PRIMITIVE_DATE, "2026/4/1", "2026-04-01"},
    {PACK_PRIMITIVE_DATE, "2026.04.01", "2026-04-01"},
    {PACK_PRIMITIVE_DATE, "20260401", "2026-04-01"},
    {PACK_PRIMITIVE_DATE, "2026-4-1", "2026-04-01"},
    {PACK_PRIMITIVE_DATE, "2026-04-01T10:00:00+09:00", "2026-04-01"},
    {PACK_PRIMITIVE_DATE, "2026-02-30", ""},
    {PACK_PRIMITIVE_DATE, "2026/13/01", ""},
    {PACK_PRIMITIVE_DATE, "26/04/01", ""},
    {PACK_PRIMITIVE_DATE, "2026041", ""},
    {PACK_PRIMITIVE_DATE, "2026-04-011", ""},
    {PACK_PRIMITIVE_DATE, "01/04/2026", ""},
    {PACK_PRIMITIVE_DATE_TIME, "2026/4/1 9:5", "2026-04-01T09:05:00+09:00"},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01T09:05:07", "2026-04-01T09:05:07+09:00"},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01T09:05:07.25", "2026-04-01T09:05:07.25+09:00"},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01T09:05+0900", "2026-04-01T09:05:00+09:00"},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01t09:05:07z", "2026-04-01T09:05:07Z"},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01T09:05:07-5", "2026-04-01T09:05:07-05:00"},
    {PACK_PRIMITIVE_DATE_TIME, "2026/4/1", "2026-04-01"},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01T25:00:00", ""},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01T09:05:07+09:99", ""},
    {PACK_PRIMITIVE_DATE_TIME, "2026-04-01T09", ""},
    {PACK_PRIMITIVE_INSTANT, "2026-04-01T09:05:07", "2026-04-01T09:05:07+09:00"},
    {PACK_PRIMITIVE_INSTANT, "2026/04/01", ""},
    {PACK_PRIMITIVE_TIME, "9:30", "09:30:00"},
    {PACK_PRIMITIVE_TIME, "9:30:05", "09:30:05"},
    {PACK_PRIMITIVE_TIME, "09:30:05+09:00", "09:30:05"},
    {PACK_PRIMITIVE_TIME, "0930", ""},
    {PACK_PRIMITIVE_BOOLEAN, "True", "true"},
    {PACK_PRIMITIVE_BOOLEAN, " FALSE ", "false"},
    {PACK_PRIMITIVE_BOOLEAN, "yes", ""},
    {PACK_PRIMITIVE_BOOLEAN, "1", ""},
    {PACK_PRIMITIVE_INTEGER, "+5", "5"},
    {PACK_PRIMITIVE_INTEGER, "007", "7"},
    {PACK_PRIMITIVE_INTEGER, "5.0", "5"},
    {PACK_PRIMITIVE_INTEGER, "5.5", ""},
    {PACK_PRIMITIVE_INTEGER, "99999999999", ""},
    {PACK_PRIMITIVE_POSITIVE_INT, "0", ""},
    {PACK_PRIMITIVE_UNSIGNED_INT, "-1", ""},
    {PACK_PRIMITIVE_DECIMAL, ".5", "0.5"},
    {PACK_PRIMITIVE_DECIMAL, "1,5", ""},
    {PACK_PRIMITIVE_CODE, " final ", "final"},
    {PACK_PRIMITIVE_CODE, "a  b", "a b"},
    {PACK_PRIMITIVE_ID, "a_b", "a-b"},
    {PACK_PRIMITIVE_ID, "a/b", ""},
    {PACK_PRIMITIVE_URI, " http://x.test/a ", "http://x.test/a"},
    {PACK_PRIMITIVE_OID, "1.2.392.100495", "urn:oid:1.2.392.100495"},
    {PACK_PRIMITIVE_OID, "urn:OID:1.2.3", "urn:oid:1.2.3"},
    {PACK_PRIMITIVE_OID, "1.02.3", ""},
    {PACK_PRIMITIVE_UUID, "0F14D0AB-9605-4A62-A9E4-5ED26688389B",
     "urn:uuid:0f14d0ab-9605-4a62-a9e4-5ed26688389b"},
    {PACK_PRIMITIVE_UUID, "urn:uuid:12", ""},
    {PACK_PRIMITIVE_STRING, "x", ""},
};

START_TEST(repairs) {
  struct arena *arena = arena_new(1u << 16);
  struct view repaired = primitive_repair(rows[_i].type, view_of(rows[_i].text), arena);
  ck_assert_msg(view_is(repaired, rows[_i].repaired), "%s => %.*s", rows[_i].text,
                VIEW_ARGUMENTS(repaired));
  ck_assert(repaired.length == 0 ||
            primitive_format_check(rows[_i].type, repaired) == MESSAGE_COUNT);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("primitive_repair");
  TCase *tests = tcase_create("repair");
  tcase_add_loop_test(tests, repairs, 0, (int)(sizeof rows / sizeof rows[0]));
  suite_add_tcase(suite, tests);
  return suite;
}
