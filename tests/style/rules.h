/* The house rules that a program can check. Each finding is printed as "file:line: what". */
#ifndef TESTS_STYLE_RULES_H
#define TESTS_STYLE_RULES_H

#include "tests/style/source.h"

#define RULE_FUNCTION_LINES 80u
#define RULE_SWITCH_TABLE_LINES 120u
#define RULE_NESTING 4u
#define RULE_PARAMETERS 5u
#define RULE_COMPLEXITY 15u
#define RULE_FILE_LINES 700u

/* Findings so far; passed along and counted up. */
struct findings {
  uint32_t count;
};

/* Rules for every text file: no blanks at line ends, newline at the end, no carriage return, no
 * notes of unfinished work, no path of a developer's machine. */
void rules_text(struct findings *findings, const char *path, struct view text);
/* Rules for C: includes, functions, file size, braces, forbidden calls, headers, file-scope
 * variables. */
void rules_source(struct findings *findings, struct arena *arena, const struct source *source);

/* True when tokens [first, end) at file scope declare a variable that can change. */
bool rules_is_mutable_variable(const struct source *source, size_t first, size_t end);

#endif
