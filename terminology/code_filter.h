/* Filters of ValueSet.compose.include (FHIR R4 valueset-definitions.html, filter.op; child-of and
 * descendent-leaf of R5): which concepts of a code system they let through. */
#ifndef TERMINOLOGY_CODE_FILTER_H
#define TERMINOLOGY_CODE_FILTER_H

#include "terminology/tx_message.h"
#include "terminology/value_set.h"

enum code_filter_operator {
  CODE_FILTER_EQUAL,
  CODE_FILTER_IS_A,
  CODE_FILTER_DESCENDENT_OF,
  CODE_FILTER_IS_NOT_A,
  CODE_FILTER_REGEX,
  CODE_FILTER_IN,
  CODE_FILTER_NOT_IN,
  CODE_FILTER_GENERALIZES,
  CODE_FILTER_EXISTS,
  CODE_FILTER_CHILD_OF,
  CODE_FILTER_DESCENDENT_LEAF,
  CODE_FILTER_OPERATOR_COUNT,
};

struct code_filter {
  enum code_filter_operator operation;
  struct view property;
  struct view value;
  struct view regex;   /* compiled, of CODE_FILTER_REGEX */
  uint32_t root;       /* concept of the value, of operators over the hierarchy */
  struct arena *arena; /* for scratch */
};

/* The operator of that name; CODE_FILTER_OPERATOR_COUNT for others. */
enum code_filter_operator code_filter_operator_of(struct view name);
/* Makes a filter ready for the concepts of the system. ERROR_NOT_PROCESSABLE: *ret_fault says what
 * is wrong with it. ERROR_MEMORY. */
enum error code_filter_prepare(struct arena *arena, const struct code_system *system,
                               const struct value_set_filter *from, struct code_filter *ret_filter,
                               enum tx_message *ret_fault) MUST_USE;
/* date: yyyymmdd, for the property `inactive`. */
bool code_filter_lets_through(const struct code_filter *filter, const struct code_system *system,
                              uint32_t concept, uint32_t date);

#endif
