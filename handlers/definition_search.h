/* GET /fhir/{CodeSystem|ValueSet|ConceptMap|NamingSystem}?… and POST _search (FHIR R4
 * search.html). */
#ifndef HANDLERS_DEFINITION_SEARCH_H
#define HANDLERS_DEFINITION_SEARCH_H

#include "server/http/response.h"

/* X(name, search parameter type) */
#define DEFINITION_SEARCH_PARAMETERS(X)                                                            \
  X("_id", "token")                                                                                \
  X("url", "uri")                                                                                  \
  X("version", "token")                                                                            \
  X("name", "string")                                                                              \
  X("title", "string")                                                                             \
  X("status", "token")                                                                             \
  X("_count", "number")                                                                            \
  X("_offset", "number")                                                                           \
  X("_summary", "token")

request_handler handle_definition_search;

#endif
