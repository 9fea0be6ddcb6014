/* Where a resource lies in the document: in what container, in which Bundle (FHIR R4
 * references.html#contained, bundle.html#references). */
#ifndef PROFILES_RESOURCE_SCOPE_H
#define PROFILES_RESOURCE_SCOPE_H

#include "profiles/evaluation.h"

/* Scope of a resource that lies directly in the innermost one (contained or Bundle.entry), for
 * profiles that look into it before its own turn comes. */
struct resource_scope resource_scope_nested(const struct evaluation *evaluation, uint32_t node,
                                            uint32_t definition);
/* The resource that holds `contained` for this one, or itself: FHIRPath's %rootResource. */
struct resource_scope *resource_scope_container(struct resource_scope *scope);
/* The Bundle around it, NULL when there is none. */
struct resource_scope *resource_scope_bundle(struct resource_scope *scope);

#endif
