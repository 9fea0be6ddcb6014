/* One trial: a request while its n-th writing call fails, and what must hold then. */
#ifndef TESTS_WRITES_TRIAL_H
#define TESTS_WRITES_TRIAL_H

#include "tests/writes/site.h"

/* How a request may come out. */
enum outcome {
  OUTCOME_WHOLE = 1,   /* the right answer; a change is done */
  OUTCOME_REFUSED = 2, /* 5xx with an OperationOutcome; may be sent again */
  OUTCOME_CUT = 4,     /* the client sees that it did not get all */
};

struct way {
  const char *name;
  enum fault_place place;
  uint32_t calls;
  enum fault_action action;
  int error;        /* of FAULT_FAIL */
  bool sticky;      /* every call from the n-th on */
  unsigned allowed; /* enum outcome */
};

struct tally {
  unsigned trials;
  unsigned fired; /* calls that failed */
  unsigned whole;
  unsigned refused;
  unsigned refused_done; /* of these: the change stands all the same */
  unsigned cut;
  unsigned cut_done; /* of these */
  double slowest_s;  /* answer */
};

/* at 0 = nothing fails. Returns how many calls there were. Ends the process when something does not
 * hold. */
uint64_t trial_run(struct site *site, size_t kind, const struct way *way, uint64_t at,
                   struct tally *tally);
/* What the changes left is what the server tells. */
void trial_check_state(const struct site *site);

#endif
