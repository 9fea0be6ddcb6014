/* How codes of one system are compared and hashed: as they are, or without regard to the case of
 * ASCII letters where the system says so (CodeSystem.caseSensitive = false). */
#ifndef TERMINOLOGY_CODE_SYSTEM_HASH_H
#define TERMINOLOGY_CODE_SYSTEM_HASH_H

#include "server/base/hash.h"

#define CODE_SYSTEM_FOLDED_BYTES 128u

static inline uint64_t code_system_hash(struct view code, bool folds) {
  char folded[CODE_SYSTEM_FOLDED_BYTES];
  if (!folds) {
    return hash_64(code);
  }
  size_t length = code.length < sizeof folded ? code.length : sizeof folded;
  for (size_t i = 0; i < length; i++) {
    char byte = code.data[i];
    folded[i] = byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
  }
  return hash_64(view_make(folded, length)); /* longer codes differ when they are compared */
}

static inline bool code_system_same_code(struct view a, struct view b, bool folds) {
  return folds ? view_equal_ignore_case(a, b) : view_equal(a, b);
}

#endif
