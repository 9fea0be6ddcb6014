/* What is refused of a text before it is given to the XML parser: bytes that are no UTF-8, and tags
 * with more attributes than any of FHIR has (the parser compares each with each). One walk, no
 * memory. */
#ifndef PROFILES_XML_BYTES_H
#define PROFILES_XML_BYTES_H

#include "profiles/xml_fault.h"
#include "server/base/view.h"

/* 0, or the code of a fault (enum xml_own_fault) and its offset. text is without byte order mark.
 */
int xml_bytes_check(struct view text, size_t *ret_offset);

#endif
