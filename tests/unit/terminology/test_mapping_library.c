/* The table in force: readers keep what they took, changes come in by revision. */
#include "tests/unit/unit_main.h"

#include "terminology/mapping_library.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#define READERS 4u
#define CHANGES 200

/* A store that has as many rows as its revision says, all of one code. */
static atomic_int rows_there;
static atomic_int lists;

static enum error fake_list(struct store *store, const struct store_mapping_filter *filter,
                            struct arena *arena, struct store_mapping_page *ret_page) {
  (void)store;
  (void)filter;
  size_t count = (size_t)atomic_load(&rows_there);
  struct mapping_row *rows = arena_array(arena, count + 1, sizeof *rows);
  for (size_t i = 0; i < count; i++) {
    rows[i] = (struct mapping_row){.version = 1,
                                   .source_system = view_of("s"),
                                   .source_code = view_of("1"),
                                   .target_system = view_of("t"),
                                   .target_code = arena_format(arena, "%zu", i),
                                   .status = view_of(MAPPING_STATUS_APPROVED)};
  }
  atomic_fetch_add(&lists, 1);
  *ret_page = (struct store_mapping_page){.rows = rows, .count = count, .total = count};
  return ERROR_OK;
}

static enum error fake_revision(struct store *store, int64_t *ret_revision) {
  (void)store;
  *ret_revision = atomic_load(&rows_there);
  return ERROR_OK;
}

static struct store store = {.mapping_list = fake_list, .mapping_revision = fake_revision};
static const struct mapping_row file_row = {.source_system = VIEW_LITERAL("s"),
                                            .source_code = VIEW_LITERAL("1"),
                                            .target_system = VIEW_LITERAL("t"),
                                            .target_code = VIEW_LITERAL("file"),
                                            .status = VIEW_LITERAL(MAPPING_STATUS_APPROVED)};
static struct mapping_library *library;

static void setup(void) {
  atomic_store(&rows_there, 1);
  atomic_store(&lists, 0);
  ck_assert_int_eq(mapping_library_open(&store, &file_row, 1, &library), ERROR_OK);
}

static void teardown(void) {
  mapping_library_close(library);
}

static size_t targets_of(const struct mapping_snapshot *snapshot) {
  size_t count = 0;
  mapping_table_find(snapshot->table, mapping_table_system(snapshot->table, view_of("s")),
                     view_of("1"), &count);
  return count;
}

START_TEST(readers_keep_what_they_took) {
  const struct mapping_snapshot *before = mapping_library_acquire(library);
  ck_assert_uint_eq(targets_of(before), 2);
  atomic_store(&rows_there, 5);
  ck_assert_int_eq(mapping_library_refresh(library), ERROR_OK);
  const struct mapping_snapshot *after = mapping_library_acquire(library);
  ck_assert_uint_eq(targets_of(before), 2);
  ck_assert_uint_eq(targets_of(after), 6);
  ck_assert_uint_eq(after->count, 6);
  ck_assert_ptr_eq(after->rows[0], &file_row);
  mapping_library_release(before);
  mapping_library_release(after);
}
END_TEST

START_TEST(the_store_is_read_again_only_when_it_changed) {
  ck_assert_int_eq(mapping_library_refresh(library), ERROR_OK);
  ck_assert_int_eq(mapping_library_refresh(library), ERROR_OK);
  ck_assert_int_eq(atomic_load(&lists), 1);
  atomic_store(&rows_there, 2);
  ck_assert_int_eq(mapping_library_poll(library, 5000000), ERROR_OK);
  ck_assert_int_eq(atomic_load(&lists), 2);
  atomic_store(&rows_there, 3);
  ck_assert_int_eq(mapping_library_poll(library, 5999999), ERROR_OK); /* within the second */
  ck_assert_int_eq(atomic_load(&lists), 2);
  ck_assert_int_eq(mapping_library_poll(library, 6000000), ERROR_OK);
  ck_assert_int_eq(atomic_load(&lists), 3);
}
END_TEST

static atomic_bool stop;

static void *read_on(void *argument) {
  size_t *least = argument;
  while (!atomic_load(&stop)) {
    const struct mapping_snapshot *snapshot = mapping_library_acquire(library);
    size_t count = targets_of(snapshot);
    *least = count < *least ? count : *least;
    mapping_library_release(snapshot);
  }
  return NULL;
}

START_TEST(threads_see_whole_tables) {
  pthread_t threads[READERS];
  size_t least[READERS];
  atomic_store(&stop, false);
  for (size_t i = 0; i < READERS; i++) {
    least[i] = SIZE_MAX;
    ck_assert_int_eq(pthread_create(&threads[i], NULL, read_on, &least[i]), 0);
  }
  for (int i = 0; i < CHANGES; i++) {
    atomic_store(&rows_there, 2 + i % 50);
    ck_assert_int_eq(mapping_library_refresh(library), ERROR_OK);
  }
  atomic_store(&stop, true);
  for (size_t i = 0; i < READERS; i++) {
    pthread_join(threads[i], NULL);
    ck_assert_uint_ge(least[i], 2);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("mapping_library");
  TCase *cases = tcase_create("mapping_library");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_test(cases, readers_keep_what_they_took);
  tcase_add_test(cases, the_store_is_read_again_only_when_it_changed);
  tcase_add_test(cases, threads_see_whole_tables);
  suite_add_tcase(suite, cases);
  return suite;
}
