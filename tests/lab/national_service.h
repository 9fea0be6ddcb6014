/* The simulated national service: what all of its operations share. */
#ifndef TESTS_LAB_NATIONAL_SERVICE_H
#define TESTS_LAB_NATIONAL_SERVICE_H

#include "tests/lab/faults.h"
#include "tests/lab/national_signature.h"
#include "tests/lab/national_store.h"

#include <stdatomic.h>

/* The contract's limit of an encoded message. */
#define NATIONAL_SIM_MESSAGE_MAXIMUM 10000000u

/* Messages in work, over both transports. */
struct national_load {
  atomic_int now;
  atomic_int maximum;
  atomic_int sessions_maximum; /* of the shared folder */
};

struct national_sim {
  struct faults *faults;
  struct national_store *store;
  const struct lab_clock *clock;
  struct national_signature_settings signature;
  struct national_load *load;
};

/* A message as it came in. */
struct national_call {
  enum national_operation operation;
  struct view text;
  const struct fault_snapshot *faults;
  bool crowded; /* more sessions than the share allows */
};

#endif
