#include "handlers/record_id.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

struct id_case {
  const char *parts[RECORD_ID_PARTS];
  const char *id; /* "" = cannot be made */
};

static const struct id_case cases[] = {
    {{"visit", "20261121", "01", "1", "00012"}, "visit-20261121-01-1-00012"},
    {{"room", "02", "A-201"}, "room-02-A-201"},
    {{"10001", "01"}, "10001-01"},
    {{"department", "0 1"}, ""},
    {{"department", "内"}, ""},
    {{"room", "0-2", "201"}, ""},
    {{"department", ""}, ""},
    {{"visit", "12345678901234567890123456789012345678901234567890123456789", "1"}, ""},
};

static struct record_id key_of(const struct id_case *row) {
  struct record_id key = {.count = 0};
  while (key.count < RECORD_ID_PARTS && row->parts[key.count] != NULL) {
    key.parts[key.count] = view_of(row->parts[key.count]);
    key.count++;
  }
  return key;
}

START_TEST(test_make_and_split) {
  const struct record_id key = key_of(&cases[_i]);
  struct view id = record_id_make(arena, &key);
  ck_assert_msg(view_is(id, cases[_i].id), "%.*s", VIEW_ARGUMENTS(id));
  struct record_id back;
  if (id.length != 0) {
    ck_assert(record_id_split(id, cases[_i].parts[0], key.count, &back));
    for (size_t i = 0; i < key.count; i++) {
      ck_assert(view_equal(back.parts[i], key.parts[i]));
    }
  }
}
END_TEST

static const char *const foreign[] = {
    "", "visit", "visit-", "visits-1", "room-1", "visit-あ", "visit-a b",
};

START_TEST(test_split_refuses) {
  struct record_id key;
  ck_assert_msg(!record_id_split(view_of(foreign[_i]), "visit", 2, &key), "%s", foreign[_i]);
}
END_TEST

START_TEST(test_dates) {
  ck_assert(view_is(record_id_date(arena, view_of("2026-11-21")), "20261121"));
  ck_assert(view_is(record_id_date(arena, view_of("")), ""));
  ck_assert(view_is(record_id_to_date(arena, view_of("20261121")), "2026-11-21"));
  ck_assert(view_is(record_id_to_date(arena, view_of("2026112")), ""));
  ck_assert(view_is(record_id_to_date(arena, view_of("2026112a")), ""));
}
END_TEST

#define ROWS(table) (int)(sizeof(table) / sizeof((table)[0]))

Suite *test_suite(void) {
  Suite *suite = suite_create("record_id");
  TCase *tests = tcase_create("all");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_loop_test(tests, test_make_and_split, 0, ROWS(cases));
  tcase_add_loop_test(tests, test_split_refuses, 0, ROWS(foreign));
  tcase_add_test(tests, test_dates);
  suite_add_tcase(suite, tests);
  return suite;
}
