/* Validation of a FHIR R4 resource against the base definitions and profiles: the library's one
 * entry. No network, no store, no lock, no global state; same bytes + same definitions = same
 * issues in the same order. FHIR R4 validation.html. */
#ifndef PROFILES_VALIDATOR_H
#define PROFILES_VALIDATOR_H

#include "profiles/definitions.h"
#include "server/base/document.h"
#include "server/base/issue.h"

struct validation_settings {
  struct view
      clins_version;      /* which JP-CLINS a meta.profile without |version means, e.g. "1.10.0" */
  uint32_t issue_maximum; /* LIMIT_ISSUES by default */
  bool unknown_extension_is_error;
};

struct validation_request {
  const struct document *document; /* read with definitions_names() */
  uint32_t node;                   /* the resource object; 0 = whole document */
  struct view resource_type;       /* the type that the URL named; empty = any */
  const struct view *profiles;     /* asked for besides meta.profile, "url" or "url|version" */
  size_t profile_count;
};

/* Adds what it finds to *issues (unsorted findings are sorted at the end). ERROR_OK whether valid
 * or not; ERROR_MEMORY when the arena is exhausted. */
enum error validator_run(const struct definitions *definitions,
                         const struct validation_settings *settings,
                         const struct validation_request *request, struct arena *arena,
                         struct issue_list *issues) MUST_USE;

#endif
