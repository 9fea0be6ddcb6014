/* Walking the document: children by name with choice elements and "_name" twins (FHIR R4
 * json.html#primitive), and the types of elements (FHIRPath N1 section 10). */
#ifndef PROFILES_FHIRPATH_TREE_H
#define PROFILES_FHIRPATH_TREE_H

#include "profiles/fhirpath_run.h"

/* The resource or element at node as a value; type 0 = by resourceType. */
struct fhirpath_value fhirpath_tree_element(const struct fhirpath_run *run, uint32_t node,
                                            uint32_t twin, uint32_t type);
/* Pushes parent's children of that name, or all when name is NULL, on the top collection. */
enum error fhirpath_tree_children(struct fhirpath_run *run, struct fhirpath_value parent,
                                  const struct fhirpath_name *name) MUST_USE;

/* Same for a name that has no interned id at hand. */
enum error fhirpath_tree_children_by_text(struct fhirpath_run *run, struct fhirpath_value parent,
                                          const struct fhirpath_name *name) MUST_USE;

/* A type as it stands in an expression. */
struct fhirpath_type_name {
  uint32_t space; /* 0 not said, 1 FHIR, 2 System */
  struct view name;
};

/* Is the value of that type? exact: primitives must have it themselves (as, ofType), else also by
 * specialisation (is). Fails for a type that does not exist; System.X that is none is just false.
 */
enum error fhirpath_tree_is(struct fhirpath_run *run, const struct fhirpath_value *value,
                            const struct fhirpath_type_name *type, bool exact,
                            bool *ret_is) MUST_USE;
/* The value's own type, for type(). */
struct fhirpath_value fhirpath_tree_type(const struct fhirpath_run *run,
                                         const struct fhirpath_value *value);
/* True when the element's type is, or specialises, the named FHIR type. */
bool fhirpath_tree_is_named(const struct fhirpath_run *run, uint32_t type, struct view name);

#endif
