/* GET /fhir/{CodeSystem|ValueSet|ConceptMap|NamingSystem}/{id} (FHIR R4 http.html#read). A code
 * system of a publisher's own master is answered without its concepts. */
#ifndef HANDLERS_DEFINITION_READ_H
#define HANDLERS_DEFINITION_READ_H

#include "server/http/response.h"

request_handler handle_definition_read;

#endif
