/* A code of a code system that an operation asks about: by system and code or by a Coding, with the
 * answers for what cannot be found. */
#ifndef HANDLERS_CODE_QUESTION_H
#define HANDLERS_CODE_QUESTION_H

#include "handlers/terminology_request.h"

struct code_question {
  struct terminology_coding coding;
  const struct terminology_resource *resource;
  const struct code_system *system;
  uint32_t concept;
};

/* The code system of the operation's instance, or of system and version. ERROR_NOT_FOUND and
 * ERROR_BAD_REQUEST with issues. */
enum error code_question_system(const struct terminology_request *operation, struct view url,
                                struct view version,
                                const struct terminology_resource **ret_resource,
                                const struct code_system **ret_system) MUST_USE;
/* Reads `coding`, or `system`, `version` and `code`; exactly one way. A known system without the
 * code: ERROR_NOT_FOUND with an issue. */
enum error code_question_read(const struct terminology_request *operation,
                              struct code_question *ret_question) MUST_USE;

#endif
