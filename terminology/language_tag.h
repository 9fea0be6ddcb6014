/* Language tags (BCP 47): the grammar of RFC 5646 section 2.1 with its grandfathered tags, and the
 * registered languages, scripts and regions. Variants are checked by form. Case does not matter. */
#ifndef TERMINOLOGY_LANGUAGE_TAG_H
#define TERMINOLOGY_LANGUAGE_TAG_H

#include "terminology/code_fault.h"

/* True when the tag is well-formed and its language, script and region exist; otherwise *ret_fault
 * (may be NULL) says what is wrong where. */
bool language_tag_check(struct view tag, struct code_fault *ret_fault);

#endif
