/* What rows that were read from CSV or from a ConceptMap change in the store: new ones are added,
 * rows of the same key are changed, nothing is deleted. */
#ifndef TERMINOLOGY_MAPPING_IMPORT_H
#define TERMINOLOGY_MAPPING_IMPORT_H

#include "server/base/arena.h"
#include "server/store/store.h"

struct mapping_import {
  const struct mapping_row *stored; /* what the store has; in any order */
  size_t stored_count;
  const struct mapping_row *rows; /* checked, each key once */
  size_t count;
  uint32_t columns; /* bit 1 << enum mapping_row_text of each text that the rows state */
  struct view who;
  bool second_person; /* nothing new is approved by importing it */
};

struct mapping_import_plan {
  struct store_mapping_change *changes;
  size_t change_count;
  size_t inserted;
  size_t updated;
  size_t unchanged;
  size_t held; /* came as approved and must be approved by a second person */
};

/* ERROR_MEMORY. */
enum error mapping_import_plan(struct arena *arena, const struct mapping_import *import,
                               struct mapping_import_plan *ret_plan) MUST_USE;

#endif
