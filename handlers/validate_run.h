/* What the two ways to ask for a validation share: profiles asked for, the run, the answer. */
#ifndef HANDLERS_VALIDATE_RUN_H
#define HANDLERS_VALIDATE_RUN_H

#include "handlers/judged_document.h"
#include "server/http/response.h"

#define VALIDATE_PROFILES 32u

struct validate_run {
  struct xml_document judged;
  uint32_t node;             /* the resource */
  struct view resource_type; /* of the URL; may be empty */
  struct view profiles[VALIDATE_PROFILES];
  size_t profile_count;
  bool national; /* ?national=true: with the national layer */
};

/* Notes a profile; an empty one is ignored. ERROR_BAD_REQUEST with an issue when there are too
 * many. */
enum error validate_run_add_profile(struct validate_run *run, struct request *request,
                                    struct view profile) MUST_USE;
/* Validates and answers 200 with the OperationOutcome. */
enum error validate_run_answer(const struct validate_run *run, struct request *request,
                               struct response *response) MUST_USE;

#endif
