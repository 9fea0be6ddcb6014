/* What an import changes: new, different, the same, and what a second person must approve. */
#include "tests/unit/unit_main.h"

#include "terminology/mapping_import.h"

#define ALL_COLUMNS ((1u << MAPPING_ROW_TEXT_COUNT) - 1)
#define COLUMN(name) (1u << MAPPING_ROW_##name)
#define KEY_COLUMNS                                                                                \
  (COLUMN(domain) | COLUMN(source_system) | COLUMN(source_code) | COLUMN(target_system) |          \
   COLUMN(target_code))

static struct arena *arena;

static void setup(void) {
  arena = arena_new(1u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

static struct mapping_row row(const char *code, const char *status) {
  return (struct mapping_row){.domain = view_of("d"),
                              .source_system = view_of("s"),
                              .source_code = view_of(code),
                              .target_system = view_of("t"),
                              .target_code = view_of("x"),
                              .status = view_of(status)};
}

/* One stored row "1", approved by r with a comment, and one row that is imported. */
static const struct {
  const char *code;
  const char *status;
  const char *comment;
  uint32_t columns;
  bool second_person;
  /* expected */
  size_t inserted, updated, unchanged, held;
  const char *result; /* status of the change; NULL = none */
  const char *proposer;
  const char *reviewer;
} rows[] = {
    {"2", "approved", "", ALL_COLUMNS, false, 1, 0, 0, 0, "approved", "who", "who"},
    {"2", "proposed", "", ALL_COLUMNS, false, 1, 0, 0, 0, "proposed", "who", ""},
    {"2", "approved", "", ALL_COLUMNS, true, 1, 0, 0, 1, "proposed", "who", ""},
    {"1", "approved", "c", ALL_COLUMNS, false, 0, 1, 0, 0, "approved", "who", "who"},
    /* what the rows do not state stays */
    {"1", "proposed", "", KEY_COLUMNS, false, 0, 0, 1, 0, NULL, NULL, NULL},
    {"1", "approved", "c", KEY_COLUMNS | COLUMN(comment), true, 0, 0, 1, 0, NULL, NULL, NULL},
    {"1", "approved", "other", KEY_COLUMNS | COLUMN(comment), true, 0, 1, 0, 1, "proposed", "who",
     ""},
    {"1", "approved", "other", KEY_COLUMNS | COLUMN(comment), false, 0, 1, 0, 0, "approved", "p",
     "r"},
    /* a verdict is of who gives it, unless the rows say of whom */
    {"1", "rejected", "c", KEY_COLUMNS | COLUMN(status), false, 0, 1, 0, 0, "rejected", "p", "who"},
    {"1", "rejected", "c", KEY_COLUMNS | COLUMN(status) | COLUMN(reviewer), false, 0, 1, 0, 0,
     "rejected", "p", ""},
    {"1", "rejected", "c", KEY_COLUMNS | COLUMN(status), true, 0, 1, 0, 0, "rejected", "who", ""},
};

START_TEST(plans) {
  struct mapping_row stored = row("1", "approved");
  stored.id = view_of("id-1");
  stored.comment = view_of("c");
  stored.proposer = view_of("p");
  stored.reviewer = view_of("r");
  struct mapping_row given = row(rows[_i].code, rows[_i].status);
  given.comment = view_of(rows[_i].comment);
  struct mapping_import import = {.stored = &stored,
                                  .stored_count = 1,
                                  .rows = &given,
                                  .count = 1,
                                  .columns = rows[_i].columns,
                                  .who = view_of("who"),
                                  .second_person = rows[_i].second_person};
  struct mapping_import_plan plan;
  ck_assert_int_eq(mapping_import_plan(arena, &import, &plan), ERROR_OK);
  ck_assert_uint_eq(plan.inserted, rows[_i].inserted);
  ck_assert_uint_eq(plan.updated, rows[_i].updated);
  ck_assert_uint_eq(plan.unchanged, rows[_i].unchanged);
  ck_assert_uint_eq(plan.held, rows[_i].held);
  ck_assert_uint_eq(plan.change_count, rows[_i].result != NULL);
  if (rows[_i].result != NULL) {
    const struct mapping_row *changed = &plan.changes[0].row;
    ck_assert(view_is(changed->status, rows[_i].result));
    ck_assert(view_is(changed->proposer, rows[_i].proposer));
    ck_assert(view_is(changed->reviewer, rows[_i].reviewer));
    ck_assert_uint_gt(changed->id.length, 0);
    ck_assert(view_is(changed->id, "id-1") == (rows[_i].updated == 1));
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_import");
  TCase *cases = tcase_create("mapping_import");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, plans, 0, sizeof rows / sizeof *rows);
  suite_add_tcase(suite, cases);
  return suite;
}
