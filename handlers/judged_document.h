/* The body of a request that is only to be judged: JSON, or XML where the route has
 * ROUTE_XML_BODY. What is kept or handed on is never read here. */
#ifndef HANDLERS_JUDGED_DOCUMENT_H
#define HANDLERS_JUDGED_DOCUMENT_H

#include "profiles/xml_document.h"
#include "server/http/response.h"

/* Reads request->body in the form that request->is_xml says (FHIR R4 json.html, xml.html); JSON has
 * no places. ERROR_SYNTAX with an issue that says what is wrong and where; ERROR_TOO_LARGE,
 * ERROR_MEMORY. */
enum error judged_document_read(struct request *request,
                                struct xml_document *ret_document) MUST_USE;
/* After the last finding: what was found in XML gets its place there. */
void judged_document_locate(const struct xml_document *document, struct request *request);

#endif
