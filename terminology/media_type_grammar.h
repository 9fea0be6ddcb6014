/* Media types (BCP 13): type/subtype and parameters, RFC 2045 section 5.1, names of RFC 6838
 * section 4.2. */
#ifndef TERMINOLOGY_MEDIA_TYPE_GRAMMAR_H
#define TERMINOLOGY_MEDIA_TYPE_GRAMMAR_H

#include "terminology/code_fault.h"

/* True when the code is a media type whose top-level type exists (RFC 6838 4.2 and later ones, or
 * "x-..."); otherwise *ret_fault (may be NULL) says what is wrong where. */
bool media_type_grammar_check(struct view code, struct code_fault *ret_fault);

#endif
