/* `fhir-facade validate --compare-versions A B`: what another version of JP-CLINS says about the
 * same files. Profiles of the guide are taken in that version whatever |version a file names. */
#ifndef SERVER_VALIDATE_COMPARE_H
#define SERVER_VALIDATE_COMPARE_H

#include "server/validate_check.h"
#include "server/validate_options.h"

struct validate_compare {
  struct validate_check check; /* its clins_version is replaced */
  const struct validate_options *options;
  struct arena *arena;       /* of the run */
  struct json_writer writer; /* into buffer, for JSON */
  struct buffer buffer;
  uint32_t file_count;
  uint32_t counts[4]; /* only in A, only in B, changed severity, the same */
  uint32_t new_errors;
  bool unreadable;
};

enum error validate_compare_begin(struct validate_compare *compare) MUST_USE;
/* One input. arena: of the file. */
enum error validate_compare_add(struct validate_compare *compare,
                                const struct validate_input *input, struct arena *arena) MUST_USE;
enum error validate_compare_end(struct validate_compare *compare) MUST_USE;

#endif
