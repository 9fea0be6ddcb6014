/* The functions of a source file and what can be counted about them. */
#ifndef TESTS_STYLE_FUNCTION_H
#define TESTS_STYLE_FUNCTION_H

#include "tests/style/source.h"

struct function {
  struct view name;
  uint32_t line;   /* of the name */
  uint32_t length; /* lines from the name to the closing brace */
  uint32_t parameters;
  uint32_t nesting;    /* blocks inside each other; the body itself is 0 */
  uint32_t complexity; /* McCabe: decisions + 1 */
  uint32_t cases;      /* case labels */
  bool is_static;
};

/* The next function at or after token *index; *index moves behind it (or its declaration). False at
 * the end. */
bool function_next(const struct source *source, size_t *index, struct function *ret_function);
/* A function that is little more than the rows of a switch. */
bool function_is_switch_table(const struct function *function);

#endif
