/* A CodeSystem, ValueSet, ConceptMap or NamingSystem as a FHIR resource. */
#ifndef HANDLERS_DEFINITION_RESOURCE_H
#define HANDLERS_DEFINITION_RESOURCE_H

#include "server/http/response.h"
#include "terminology/terminology_scope.h"

/* The kind of the route's resource type. */
enum terminology_kind definition_resource_kind(const struct request *request);
/* The current terminology, released with the request. ERROR_MEMORY. */
enum error definition_resource_terminology(struct request *request,
                                           const struct terminology **ret_terminology) MUST_USE;
/* The resource as JSON: as received, or for a system of the masters its description without
 * concepts. ERROR_MEMORY and the errors of terminology_code_system. */
enum error definition_resource_json(struct request *request, const struct terminology *terminology,
                                    const struct terminology_resource *resource,
                                    struct view *ret_json) MUST_USE;
/* The same without text, concepts, compose, expansion and groups, marked as such (FHIR R4
 * search.html#summary). */
enum error definition_resource_summary(struct request *request, struct view json,
                                       struct view *ret_json) MUST_USE;

#endif
