/* Media types of FHIR: JSON in and out, XML in (FHIR R4 http.html#mime-type, #parameters). */
#ifndef SERVER_HTTP_MEDIA_TYPE_H
#define SERVER_HTTP_MEDIA_TYPE_H

#include "server/base/view.h"

/* The media type to answer with: MEDIA_TYPE_FHIR or, when a plain JSON type is preferred,
 * MEDIA_TYPE_JSON; NULL when none is acceptable (406). format is the value of _format and wins over
 * the Accept header; both may be empty. */
const char *media_type_negotiate(struct view accept, struct view format);
/* application/fhir+json, application/json or text/json; charset utf-8 or none; fhirVersion 4.0 or
 * none. */
bool media_type_is_fhir_json(struct view content_type);
/* text/csv or text/plain, whatever the charset: the bytes themselves tell it. */
bool media_type_is_csv(struct view content_type);
/* application/fhir+xml, application/xml or text/xml; charset utf-8 or none; fhirVersion 4.0 or none
 * (FHIR R4 xml.html). */
bool media_type_is_fhir_xml(struct view content_type);
/* application/x-www-form-urlencoded; charset utf-8 or none. */
bool media_type_is_form(struct view content_type);

#endif
