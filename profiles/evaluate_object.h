/* The base walk: every object of an instance against its R4 definition, which is known whole. */
#ifndef PROFILES_EVALUATE_OBJECT_H
#define PROFILES_EVALUATE_OBJECT_H

#include "profiles/evaluation.h"

/* An object of the base walk. */
struct object_place {
  uint32_t node;
  uint32_t element; /* ELEMENTS (whole tree) whose keys apply: a type's root or an inline element */
  uint32_t place;   /* ELEMENTS where it stands: "Patient.name" when element is HumanName */
  bool is_resource;
  bool has_value; /* a twin whose primitive has a value */
};

/* An object against its R4 definition: names, types, cardinalities, everything below. */
void evaluate_object(struct evaluation *evaluation, const struct object_place *place);

#endif
