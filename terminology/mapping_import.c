#include "terminology/mapping_import.h"

#include "server/base/clock.h"

#include <stdlib.h>

static int compare_rows(const void *a, const void *b) {
  const struct mapping_row *const *left = a;
  const struct mapping_row *const *right = b;
  return mapping_row_compare(*left, *right);
}

/* The texts of row over what is stored, where the rows state them. */
static struct mapping_row merge(const struct mapping_import *import,
                                const struct mapping_row *stored, const struct mapping_row *row) {
  struct mapping_row merged = *stored;
  for (unsigned i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    if ((import->columns & (1u << i)) != 0) {
      enum mapping_row_text text = (enum mapping_row_text)i;
      mapping_row_set(&merged, text, mapping_row_get(row, text));
    }
  }
  return merged;
}

/* Who stands behind a row that is new (stored NULL) or different. */
static void sign(const struct mapping_import *import, const struct mapping_row *stored,
                 struct mapping_row *row, struct mapping_import_plan *plan) {
  bool approved = view_is(row->status, MAPPING_STATUS_APPROVED);
  if (import->second_person) {
    plan->held += approved;
    row->status = approved ? view_of(MAPPING_STATUS_PROPOSED) : row->status;
    row->proposer = import->who;
    row->reviewer = (struct view){NULL, 0};
    return;
  }
  bool says_reviewer = (import->columns & (1u << MAPPING_ROW_reviewer)) != 0;
  if (stored != NULL && !says_reviewer && !view_equal(stored->status, row->status)) {
    row->reviewer = import->who;
  }
  row->proposer = row->proposer.length > 0 ? row->proposer : import->who;
  row->reviewer = approved && row->reviewer.length == 0 ? import->who : row->reviewer;
}

static enum error plan_row(struct arena *arena, const struct mapping_import *import,
                           const struct mapping_row *stored, const struct mapping_row *row,
                           struct mapping_import_plan *plan) {
  struct store_mapping_change *change = &plan->changes[plan->change_count];
  *change = (struct store_mapping_change){.audit = view_of("mapping-imported")};
  change->row = stored == NULL ? *row : merge(import, stored, row);
  if (stored != NULL && mapping_row_equal(stored, &change->row)) {
    plan->unchanged++;
    return ERROR_OK;
  }
  sign(import, stored, &change->row, plan);
  plan->change_count++;
  if (stored != NULL) {
    plan->updated++;
    change->action = STORE_MAPPING_UPDATE;
    return ERROR_OK;
  }
  char id[UUID_BYTES];
  uuid_random(id);
  plan->inserted++;
  change->action = STORE_MAPPING_INSERT;
  change->row.id = arena_copy(arena, view_of(id));
  return change->row.id.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error mapping_import_plan(struct arena *arena, const struct mapping_import *import,
                               struct mapping_import_plan *ret_plan) {
  struct mapping_import_plan plan = {
      .changes = arena_array(arena, import->count + 1, sizeof *plan.changes)};
  const struct mapping_row **sorted = arena_array(arena, import->stored_count + 1, sizeof *sorted);
  if (plan.changes == NULL || sorted == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < import->stored_count; i++) {
    sorted[i] = &import->stored[i];
  }
  qsort(sorted, import->stored_count, sizeof *sorted, compare_rows);
  enum error error = ERROR_OK;
  for (size_t i = 0; i < import->count && error == ERROR_OK; i++) {
    const struct mapping_row *row = &import->rows[i];
    const struct mapping_row **found =
        bsearch(&row, sorted, import->stored_count, sizeof *sorted, compare_rows);
    error = plan_row(arena, import, found == NULL ? NULL : *found, row, &plan);
  }
  if (error == ERROR_OK) {
    *ret_plan = plan;
  }
  return error;
}
