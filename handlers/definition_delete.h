/* DELETE /fhir/{CodeSystem|ValueSet|ConceptMap|NamingSystem}/{id} (FHIR R4 http.html#delete). */
#ifndef HANDLERS_DEFINITION_DELETE_H
#define HANDLERS_DEFINITION_DELETE_H

#include "server/http/response.h"

request_handler handle_definition_delete;

#endif
