/* One input of `fhir-facade validate`: read, validate, sort and cut the findings. */
#ifndef SERVER_VALIDATE_CHECK_H
#define SERVER_VALIDATE_CHECK_H

#include "profiles/validator.h"
#include "server/report.h"
#include "server/validate_inputs.h"

struct validate_check {
  const struct definitions *definitions;
  struct validation_settings settings;
  const struct view *profiles;
  size_t profile_count;
};

/* Reads the input and validates it; what could not be read is a finding too (ret_file->state).
 * Everything lives in the arena. ERROR_MEMORY and the like: nothing can be said about the file. */
enum error validate_check_input(const struct validate_check *check,
                                const struct validate_input *input, struct arena *arena,
                                struct report_file *ret_file) MUST_USE;
/* The second half alone, for a file that was read before: findings and state are made anew. */
enum error validate_check_text(const struct validate_check *check, struct arena *arena,
                               struct report_file *file) MUST_USE;

#endif
