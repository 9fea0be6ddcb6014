/* What a local name can name, and the code systems that hold the standard codes of it. */
#ifndef TERMINOLOGY_CANDIDATE_DOMAIN_H
#define TERMINOLOGY_CANDIDATE_DOMAIN_H

#include "terminology/masters.h"

#define CANDIDATE_SYSTEMS 5u

enum candidate_comparison { /* what must agree exactly beside the name */
                            CANDIDATE_COMPARES_NOTHING,
                            CANDIDATE_COMPARES_DRUGS,
                            CANDIDATE_COMPARES_SPECIMENS,
};

struct candidate_domain {
  const char *name;
  const char *english;
  const char *japanese;
  enum candidate_comparison comparison;
  bool joined; /* all systems are searched; else the first one that the masters have */
  const char *systems[CANDIDATE_SYSTEMS]; /* fewer end with NULL */
};

/* Domains in a fixed order; NULL behind the last one. Static. */
const struct candidate_domain *candidate_domain_at(uint32_t index);
/* NULL when there is none. */
const struct candidate_domain *candidate_domain_find(struct view name);
/* The first domain that has the system; NULL when none has it. */
const struct candidate_domain *candidate_domain_of(struct view system);

#endif
