/* Which rows of a mapping table an import concerns: their target was changed, renamed or abolished.
 * Whatever keeps the table gives its rows as pairs. */
#ifndef TERMINOLOGY_MASTER_TOUCHED_H
#define TERMINOLOGY_MASTER_TOUCHED_H

#include "terminology/master_import.h"

/* The target of a mapping row, and what stands for the row in a message: "system|code". */
struct master_touched_pair {
  struct view system;
  struct view code;
  struct view label;
};

struct master_touched {
  const struct master_change *change;
  const struct master_touched_pair *pair;
};

struct master_touched_list {
  struct master_touched *rows; /* in the order of the changes, then of the pairs */
  uint32_t count;
};

/* After master_import_apply. Systems may be named by urn:oid:. ERROR_MEMORY. */
enum error master_touched_find(const struct master_import *import,
                               const struct master_touched_pair *pairs, size_t count,
                               struct master_touched_list *ret_list) MUST_USE;
/* The pairs of a mapping table in CSV (target_system, target_code, and for the label
 * source_system|local_system and source_code|local_code; other columns are left alone). UTF-8 or
 * CP932. ERROR_SYNTAX: not such a file. */
enum error master_touched_read_csv(struct arena *arena, struct view csv,
                                   struct master_touched_pair **ret_pairs,
                                   size_t *ret_count) MUST_USE;

#endif
