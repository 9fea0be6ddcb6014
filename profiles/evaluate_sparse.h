/* The sparse tree of a profile over an instance: only what the profile adds to its R4 type. */
#ifndef PROFILES_EVALUATE_SPARSE_H
#define PROFILES_EVALUATE_SPARSE_H

#include "profiles/evaluation.h"

/* A value against an element of a sparse tree: its own facts, then its children. */
void evaluate_sparse(struct evaluation *evaluation, uint32_t element,
                     const struct sparse_item *item);

#endif
