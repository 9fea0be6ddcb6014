/* One array of Codings: what the table and the masters say about its local codes, what of it is
 * added, what is said instead. */
#ifndef TERMINOLOGY_MAPPING_CONCEPT_H
#define TERMINOLOGY_MAPPING_CONCEPT_H

#include "terminology/mapping_run.h"

/* run->array, codings and resource are set. */
enum error mapping_concept_settle(struct mapping_run *run) MUST_USE;

#endif
