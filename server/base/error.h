/* Program failures: one enum, made from error_list.h. What is wrong with *data* is an issue
 * (issue.h), never an error. Functions return ERROR_OK (0) or the first failure and leave ret_
 * outputs untouched on failure. */
#ifndef SERVER_BASE_ERROR_H
#define SERVER_BASE_ERROR_H

#include "server/base/error_list.h"

#define MUST_USE __attribute__((warn_unused_result))

enum error {
#define ERROR_ENUM(name, status, type, english, japanese) ERROR_##name,
  ERROR_LIST(ERROR_ENUM)
#undef ERROR_ENUM
      ERROR_COUNT
};

/* Upper-case name as in error_list.h without prefix, for logs ("ORCA_TIMEOUT"). Never NULL. */
const char *error_name(enum error error);
/* HTTP status code, FHIR R4 issue.code, default texts. Never NULL; static storage. */
int error_http_status(enum error error);
const char *error_issue_type(enum error error);
const char *error_english(enum error error);
const char *error_japanese(enum error error);

#endif
