/* Answers of ORCA as they should not be: made from good ones by the faults that are set. */
#ifndef TESTS_LAB_ORCA_DAMAGE_H
#define TESTS_LAB_ORCA_DAMAGE_H

#include "tests/lab/faults.h"
#include "tests/lab/record.h"

/* Changes the tree of the answer. */
void orca_damage_record(struct record *root, const struct fault_snapshot *faults);
/* A patient's number was changed at the desk: what is asked by the old or the new number, and the
 * answer. id: of the query, may be empty; body: NULL for none. */
void orca_damage_request(struct view *id, struct record *body, const struct fault_snapshot *faults);
/* The bytes in Shift_JIS, in the arena; empty when memory is short. */
struct view orca_damage_charset(struct view body, struct arena *arena);

#endif
