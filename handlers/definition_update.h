/* PUT /fhir/{CodeSystem|ValueSet|ConceptMap|NamingSystem}/{id} (FHIR R4 http.html#update): the
 * bytes are kept as they came and answer all terminology operations from then on. */
#ifndef HANDLERS_DEFINITION_UPDATE_H
#define HANDLERS_DEFINITION_UPDATE_H

#include "server/http/response.h"

request_handler handle_definition_update;

#endif
