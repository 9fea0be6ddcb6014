/* One step of a scenario: what is sent, how often, and what must come back. */
#ifndef TESTS_LAB_SCENARIO_STEP_H
#define TESTS_LAB_SCENARIO_STEP_H

#include "tests/lab/scenario_http.h"

struct scenario_step {
  struct arena *arena;
  const struct scenario_http *http;
  const char *folder; /* of the file, for {"$file": name} */
  json_t *variables;  /* name -> text; a step adds those it saves */
  json_t *source;     /* as it stands in the file */
};

/* True when everything expected was seen in time; else *ret_failure says what was not (in the
 * step's arena). */
bool scenario_step_run(struct scenario_step *step, const char **ret_failure);

#endif
