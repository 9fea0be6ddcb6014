/* The numbered public rules of JP-CLINS that the simulated service checks on a Bundle, apart from
 * any validator: what is wrong is told by rule, place and text. */
#ifndef TESTS_LAB_NATIONAL_RULES_H
#define TESTS_LAB_NATIONAL_RULES_H

#include "server/base/arena.h"
#include "tests/lab/national_message.h"

#include <jansson.h>

#define NATIONAL_FINDINGS_MAXIMUM 100u

struct national_finding {
  const char *rule;     /* "R1012"; the facade's messages name the same */
  struct view location; /* "entry[1].resource" */
  const char *text;
};

struct national_findings {
  struct arena *arena;
  size_t count; /* of rows; later ones are dropped */
  struct national_finding rows[NATIONAL_FINDINGS_MAXIMUM];
};

void national_rules_check(enum national_kind kind, const json_t *bundle,
                          struct national_findings *findings);

#endif
