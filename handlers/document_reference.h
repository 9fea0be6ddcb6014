/* DocumentReference, of which ORCA has none: with _source=national the documents that are addressed
 * to this institution (the inbox), with a category of the national service what it shows of a
 * patient (national_view.h). Anything else is "not held". */
#ifndef HANDLERS_DOCUMENT_REFERENCE_H
#define HANDLERS_DOCUMENT_REFERENCE_H

#include "server/http/route.h"

/* Of the inbox; those of views: national_view.h. X(name, FHIR search parameter type) */
#define DOCUMENT_REFERENCE_INBOX_PARAMETERS(X)                                                     \
  X("_source", "uri")                                                                              \
  X("_id", "token") X("identifier", "token") X("patient", "reference") X("state", "token")

request_handler handle_document_reference_search;
/* One of the inbox; ERROR_NOT_FOUND for another id, without a question when it cannot be one. */
request_handler handle_document_reference_read;

#endif
