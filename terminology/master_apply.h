/* Applies the rows of one checked file to the draft and counts what that changes. */
#ifndef TERMINOLOGY_MASTER_APPLY_H
#define TERMINOLOGY_MASTER_APPLY_H

#include "terminology/master_changes.h"

/* One file while it is applied. */
struct master_apply {
  struct master_import *import;
  const struct master_file *file;
  struct master_report *report;
  uint32_t source;
  uint32_t rows;   /* applied so far */
  uint32_t serial; /* of the file, unique in this import */
};

/* ERROR_NOT_PROCESSABLE: refused, an issue says why. */
enum error master_apply_file(struct master_apply *apply) MUST_USE;
/* Notes a change (its display is the concept's); what a first import adds is only counted. */
enum error master_apply_note(struct master_apply *apply, struct master_change change,
                             const struct draft_concept *concept) MUST_USE;
/* Removes the stale items of the apply's source; true when there were any. */
bool master_apply_drop_stale(const struct master_apply *apply, struct draft_concept *concept);
void master_apply_mark_stale(const struct master_apply *apply, struct draft_concept *concept);
/* Retires what the source stated and this full file no longer states, in one system. */
enum error master_apply_retire(struct master_apply *apply, uint32_t system, bool beside) MUST_USE;

#endif
