/* GET /fhir/Composition/{id}/$document (FHIR R4 composition-operation-document.html): the kept
 * Bundle itself. */
#ifndef HANDLERS_COMPOSITION_DOCUMENT_H
#define HANDLERS_COMPOSITION_DOCUMENT_H

#include "server/http/response.h"

request_handler handle_composition_document;

#endif
