/* What a recorded run of `fhir-facade validate` was made with. */
#ifndef SERVER_EVIDENCE_SETTINGS_H
#define SERVER_EVIDENCE_SETTINGS_H

#include "profiles/validation.h"

/* What the run was made with; borrowed. */
struct evidence_settings {
  const char *folder; /* made when it is not there */
  const struct definitions *definitions;
  const struct validation_settings *validation;
  const struct view *profiles;
  size_t profile_count;
  struct view advisor_json; /* content of the advisor file; empty = none */
};

#endif
