/* The rules for narrative (FHIR R4 narrative.html#xhtml, constraints txt-1 and txt-2). */
#ifndef PROFILES_FHIRPATH_HTML_H
#define PROFILES_FHIRPATH_HTML_H

#include "server/base/view.h"

/* True when the text is one well-formed <div> with allowed elements and attributes only and some
 * content that is no blank. Entities: the five of XML and numbers. */
bool fhirpath_html_is_allowed(struct view text);

#endif
