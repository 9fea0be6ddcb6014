/* A mapping library made of CSV text, for the tests of handlers. */
#ifndef TESTS_UNIT_HANDLERS_MAPPING_FIXTURE_H
#define TESTS_UNIT_HANDLERS_MAPPING_FIXTURE_H

#include "terminology/mapping_csv.h"
#include "terminology/mapping_library.h"

#include <check.h>

static inline void mapping_fixture_close(void *library) {
  mapping_library_close(library);
}

/* Lives as long as the arena; store may be NULL. */
static inline struct mapping_library *mapping_fixture(struct arena *arena, struct store *store,
                                                      struct view csv) {
  struct issue_list issues = issue_list_make(arena, 10);
  struct mapping_csv_settings settings = {.status = MAPPING_STATUS_APPROVED};
  struct mapping_csv_rows rows;
  struct mapping_library *library = NULL;
  ck_assert_int_eq(mapping_csv_read(arena, csv, &settings, &issues, &rows), ERROR_OK);
  ck_assert_int_eq(mapping_library_open(store, rows.rows, rows.count, &library), ERROR_OK);
  ck_assert_int_eq(arena_defer(arena, mapping_fixture_close, library), ERROR_OK);
  return library;
}

#endif
