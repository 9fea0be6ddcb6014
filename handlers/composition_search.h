/* GET /fhir/Composition: the documents kept, by patient, document number or type. */
#ifndef HANDLERS_COMPOSITION_SEARCH_H
#define HANDLERS_COMPOSITION_SEARCH_H

#include "server/http/route.h"

#define COMPOSITION_SEARCH_PARAMETERS(X)                                                           \
  X("_id", "token")                                                                                \
  X("patient", "reference") X("subject", "reference") X("identifier", "token") X("type", "token")

request_handler handle_composition_search;

#endif
