/* Extensions: known by url or not, where they may stand, modifier or not (FHIR R4
 * extensibility.html). */
#ifndef PROFILES_EXTENSION_CHECK_H
#define PROFILES_EXTENSION_CHECK_H

#include "profiles/evaluation.h"

/* Where an extension was found. */
struct extension_place {
  uint32_t node;           /* the Extension object */
  uint32_t parent;         /* the object that carries it; of a primitive the "_name" object */
  uint32_t parent_type;    /* ELEMENTS that describes parent */
  uint32_t parent_element; /* ELEMENTS (whole tree): where parent stands */
  bool is_modifier;        /* stands in modifierExtension */
};

/* Reports what is wrong with it where it stands. The extension's own definition, against which it
 * is yet to be evaluated; PACK_NONE when it is not known. */
uint32_t extension_check(struct evaluation *evaluation, const struct extension_place *place);

#endif
