/* Near misses of open slices: an item that matched no slice of an open slicing passes every
 * validator in silence, also when one character is all that keeps it from the slice that it was
 * meant for. Here the nearest slice is shown, with the discriminator that differs. */
#ifndef PROFILES_NEAR_MISS_H
#define PROFILES_NEAR_MISS_H

#include "profiles/evaluation.h"

struct near_miss {
  uint32_t element;               /* ELEMENTS, the sliced one */
  const struct sparse_item *item; /* matched no slice */
  const uint32_t *matches;        /* the slice of each item of the slicing, or another number */
  uint32_t match_count;
};

/* Information; a warning where the guide means the item to match (its code is in the slice's value
 * set, or only case, width or blanks differ); nothing when a required slice is satisfied already,
 * when no slice is near, for extensions, and in silent tests. */
void near_miss_check(struct evaluation *evaluation, const struct near_miss *what);

#endif
