/* Where references lead inside the document: contained resources, Bundle entries by fullUrl (FHIR
 * R4 references.html#contained, bundle.html#references). */
#ifndef PROFILES_REFERENCE_RESOLVE_H
#define PROFILES_REFERENCE_RESOLVE_H

#include "profiles/evaluation.h"

/* Where a reference leads. */
struct reference_target {
  uint32_t node;               /* the resource in the document, or NODE_NONE when it is not there */
  struct view type;            /* type name as far as it is known; may be empty */
  bool is_loose;               /* type and id agree, fullUrl or version do not */
  bool is_ambiguous;           /* several entries have the fullUrl, and no version is named */
  struct resource_scope scope; /* of node, for evaluation; only with node */
};

/* From inside the innermost resource of the evaluation. */
struct reference_target reference_resolve(struct evaluation *evaluation, struct view reference);
/* The text to resolve at node: Reference.reference, or the string itself (canonical, uri). Empty
 * when absent. */
struct view reference_resolve_text(struct evaluation *evaluation, uint32_t node);
/* The resource type that a RESTful URL names: "Patient" of "Patient/1", "http://x/y/Patient/1",
 * ".../Patient/1/_history/2", "Patient?identifier=1"; empty for other URLs. */
struct view reference_resolve_url_type(const struct pack *pack, struct view reference);
/* Silent: does the target, which is in the document, conform to the profile? */
bool reference_resolve_holds(struct evaluation *evaluation, const struct reference_target *target,
                             uint32_t profile);

#endif
