/* ConceptMaps that are made of the mapping table: their ids begin with "mapping-". */
#ifndef HANDLERS_DEFINITION_MAPPING_H
#define HANDLERS_DEFINITION_MAPPING_H

#include "server/http/response.h"
#include "terminology/terminology_scope.h"

/* A ConceptMap with such an id is asked for. */
bool definition_mapping_is(const struct request *request);
/* All of them as resources, sorted by domain, local system, target system; rows of the mapping file
 * and of the store together. */
enum error definition_mapping_all(struct request *request,
                                  struct terminology_resource **ret_resources,
                                  size_t *ret_count) MUST_USE;
/* ERROR_NOT_FOUND with an issue. */
enum error definition_mapping_read(struct request *request, struct response *response) MUST_USE;
/* The body replaces the rows of the store that make up the map: new rows are added, other texts
 * changed, rows that the body leaves out deleted, all together. Rows of the mapping file stay. */
enum error definition_mapping_update(struct request *request, struct response *response) MUST_USE;

#endif
