/* The formats of FHIR's primitive types with their real ranges (FHIR R4 datatypes.html#primitive):
 * days that exist, leap years, zones, lengths. Works on decoded text; no allocation. */
#ifndef PROFILES_PRIMITIVE_FORMAT_H
#define PROFILES_PRIMITIVE_FORMAT_H

#include "profiles/message_list.h"
#include "profiles/pack.h"

/* MESSAGE_COUNT when the text is a good value of the type; else what is wrong. Texts of boolean and
 * the number types are the literals as written. XHTML is checked elsewhere and is always good
 * here. */
enum message_id primitive_format_check(enum pack_primitive type, struct view text);

/* True when the text is a number of JSON (RFC 8259), which is what FHIR's decimal is too. */
bool primitive_format_is_number(struct view text);

/* "boolean", "dateTime"; static. */
const char *primitive_format_name(enum pack_primitive type);

#endif
