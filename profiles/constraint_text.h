/* Constraints in words: what an invariant's FHIRPath expression wants. */
#ifndef PROFILES_CONSTRAINT_TEXT_H
#define PROFILES_CONSTRAINT_TEXT_H

#include "server/base/message.h"

/* The text without arguments, static; NULL when there is none for the key. */
const struct message *constraint_text_find(struct view key);
/* The key of a row, for tests; empty behind the last one. */
struct view constraint_text_key(size_t index);

#endif
