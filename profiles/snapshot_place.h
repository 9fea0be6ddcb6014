/* Where a differential element stands: one step a level, each with the slice that it lies in (FHIR
 * R4 elementdefinition.html#id). Ids say it; without usable ids the path and the order of the
 * elements do. */
#ifndef PROFILES_SNAPSHOT_PLACE_H
#define PROFILES_SNAPSHOT_PLACE_H

#include "profiles/definition_model.h"
#include "server/limits.h"

struct snapshot_step {
  struct view name;  /* "contact", "value[x]", "valueQuantity" */
  struct view slice; /* empty: not in a slice */
};

struct snapshot_place {
  struct snapshot_step steps[LIMIT_ELEMENT_DEPTH + 1u]; /* [0]: the root */
  uint32_t count;
};

/* Whether ids may be believed: those of all slices name them. */
bool snapshot_place_has_ids(const struct definition_difference *differences, uint32_t count);

/* Reads the place of a differential element; *place holds the one of the element before it (count
 * 0: none) and is replaced. False, *place as before: the path is empty or too deep. */
bool snapshot_place_read(const struct definition_difference *difference, bool has_ids,
                         struct snapshot_place *place);

/* The same for the next element of a list in depth-first order. False: too deep. */
bool snapshot_place_next(const struct definition_element *element, struct snapshot_place *place);

#endif
