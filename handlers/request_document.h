/* The body of a request as a document. */
#ifndef HANDLERS_REQUEST_DOCUMENT_H
#define HANDLERS_REQUEST_DOCUMENT_H

#include "server/base/document.h"
#include "server/http/response.h"

/* Reads request->body with the names of the definitions. The root is an object. ERROR_SYNTAX with
 * an issue that says what is wrong and where (FHIR R4 json.html); ERROR_MEMORY. */
enum error request_document_read(struct request *request, struct document *ret_document) MUST_USE;

#endif
