/* The symbols of UCUM: prefixes and atoms, each atom with the unit that gives its dimension, and
 * what people write instead of them. */
#ifndef TERMINOLOGY_UCUM_ATOM_H
#define TERMINOLOGY_UCUM_ATOM_H

#include "terminology/code_fault.h"

#define UCUM_ATOM_METRIC 1u    /* takes prefixes */
#define UCUM_ATOM_BASE 2u      /* defined by itself */
#define UCUM_ATOM_ARBITRARY 4u /* measured by a procedure: comparable with itself only */

struct ucum_atom {
  struct view code;
  unsigned flags;
  struct view unit; /* UCUM unit of the same dimension; of a base unit itself */
};

/* The atom, or NULL; static. */
const struct ucum_atom *ucum_atom_find(struct view code);
/* The metric atom behind a prefix, or NULL. ret_refused (may be NULL) is set to true when the only
 * reading is an atom that takes no prefix. */
const struct ucum_atom *ucum_atom_find_prefixed(struct view code, bool *ret_refused);
/* Position of an atom in the table, for signatures. */
size_t ucum_atom_number(const struct ucum_atom *atom);
/* The atom at a position, or NULL behind the last. */
const struct ucum_atom *ucum_atom_at(size_t number);
/* What the writer of an unknown symbol most likely meant, as two parts to be joined; false when
 * nothing is evident. */
bool ucum_atom_suggest(struct view symbol, struct view ret_parts[2]);

#endif
