/* Attachments: the size and hash that are said and the data that is there (FHIR R4
 * datatypes.html#Attachment). */
#ifndef PROFILES_ATTACHMENT_CHECK_H
#define PROFILES_ATTACHMENT_CHECK_H

#include "profiles/evaluation.h"

/* Reports an Attachment object whose size is not the number of bytes of its base64 data, or hash
 * not their SHA-1. */
void attachment_check(struct evaluation *evaluation, uint32_t element, uint32_t node);

#endif
