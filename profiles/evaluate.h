/* The evaluator's parts, for each other: the R4 definitions are walked whole over an instance
 * (evaluate_element), profiles add their sparse trees (evaluate_profile), slices theirs (slicing).
 */
#ifndef PROFILES_EVALUATE_H
#define PROFILES_EVALUATE_H

#include "profiles/evaluation.h"
#include "profiles/reference_check.h"

/* How a resource stands in the document. */
struct resource_place {
  uint32_t node;
  uint32_t entry;    /* Bundle.entry that holds it, or NODE_NONE */
  bool is_contained; /* in the `contained` of the innermost resource */
};

/* A resource: its type, the R4 definition, the profiles that it declares and those asked for (at
 * the root). */
void evaluate_resource(struct evaluation *evaluation, const struct resource_place *place);

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

/* The profile's additions over the node, reporting; nothing when it was done before for that node.
 */
void evaluate_profile(struct evaluation *evaluation, uint32_t profile, uint32_t node);
/* Silent: does the node conform to the profile? Circles count as yes. */
bool evaluate_profile_holds(struct evaluation *evaluation, uint32_t profile, uint32_t node);
/* Same for a resource elsewhere in the document. */
bool evaluate_profile_holds_at(struct evaluation *evaluation, uint32_t profile,
                               const struct reference_target *target);

/* One value as profiles see it. */
struct sparse_item {
  uint32_t node;       /* NODE_NONE when only the twin is there */
  uint32_t twin;       /* the "_name" object, or NODE_NONE */
  uint32_t type;       /* TYPES row by the property's name, or PACK_NONE */
  uint32_t definition; /* PROFILES: R4 definition of the type, or PACK_NONE when not known */
};

/* A value against an element of a sparse tree: its own facts, then its children. */
void evaluate_sparse(struct evaluation *evaluation, uint32_t element,
                     const struct sparse_item *item);
/* Silent: true when the element's tree finds no fault in the value. */
bool evaluate_sparse_holds(struct evaluation *evaluation, uint32_t element,
                           const struct sparse_item *item);

#endif
