/* References: where they lead inside the document (contained, Bundle entries by fullUrl; FHIR R4
 * bundle.html#references) and whether the target's type is allowed (references.html). */
#ifndef PROFILES_REFERENCE_CHECK_H
#define PROFILES_REFERENCE_CHECK_H

#include "profiles/evaluation.h"

/* Where a reference leads. */
struct reference_target {
  uint32_t node;               /* the resource in the document, or NODE_NONE when it is not there */
  struct view type;            /* type name as far as it is known; may be empty */
  bool is_loose;               /* type and id agree, fullUrl or version do not */
  struct resource_scope scope; /* of node, for evaluation; only with node */
};

/* From inside the innermost resource of the evaluation. */
struct reference_target reference_check_resolve(struct evaluation *evaluation,
                                                struct view reference);
/* The text to resolve at node: Reference.reference, or the string itself (canonical, uri). Empty
 * when absent. */
struct view reference_check_text(struct evaluation *evaluation, uint32_t node);
/* Reports a Reference object that leads to a type (or, for sparse trees, a profile) that the type
 * row does not allow. */
void reference_check(struct evaluation *evaluation, uint32_t element, uint32_t type, uint32_t node);
/* What does not depend on the element: Reference.type, contained target exists. */
void reference_check_base(struct evaluation *evaluation, uint32_t element, uint32_t node);

/* Entry object of the Bundle with this fullUrl (or "Type/id"), NODE_NONE when there is none. */
uint32_t reference_check_entry(struct evaluation *evaluation, struct resource_scope *bundle,
                               struct view full_url);

#endif
