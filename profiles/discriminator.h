/* What a slicing discriminator's path selects in one item (FHIR R4 profiling.html#discriminator):
 * element names, choices, resolve(), extension(url), ofType(). */
#ifndef PROFILES_DISCRIMINATOR_H
#define PROFILES_DISCRIMINATOR_H

#include "profiles/reference_resolve.h"

struct selected_node {
  uint32_t node;                         /* NODE_NONE: a reference that leads out of the document */
  uint32_t definition;                   /* PROFILES: R4 type when known, else PACK_NONE */
  uint32_t name;                         /* interned name of the member, NAME_NONE for $this */
  const struct reference_target *target; /* when resolve() led here, else NULL */
};

struct selection {
  struct selected_node *nodes; /* in scratch memory */
  uint32_t count;
};

/* The nodes that the discriminator selects from the item. */
struct selection discriminator_select(struct evaluation *evaluation,
                                      const struct pack_discriminator *discriminator,
                                      const struct sparse_item *item);
/* Is the selected value of this R4 type (or derived from it)? */
bool discriminator_has_type(struct evaluation *evaluation, const struct selected_node *selected,
                            uint32_t definition);

#endif
