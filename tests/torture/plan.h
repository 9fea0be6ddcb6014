/* The classes of runs: one table. */
#ifndef TESTS_TORTURE_PLAN_H
#define TESTS_TORTURE_PLAN_H

#include "tests/torture/fault_control.h"

#include <stddef.h>

enum plan_transport { PLAN_WEBAPI = 1, PLAN_FOLDER = 2, PLAN_BOTH = 3 };

/* When the fault is armed. */
enum plan_moment { PLAN_STREAM, PLAN_START, PLAN_STOP };

struct plan_class {
  const char *name;
  unsigned transports; /* enum plan_transport */
  enum plan_moment moment;
  uint32_t places; /* enum fault_place; 0 = the shim does nothing */
  uint32_t calls;
  enum fault_action action;
  int error;
  bool sticky;
  bool enumerated;       /* the long form hits each call of one Bundle's way */
  unsigned range;        /* a random run takes one of the first so many calls */
  const char *lab_fault; /* of the simulator; NULL = none */
  int lab_value;
  bool kills;       /* the driver ends the server at random moments */
  bool clock_jumps; /* hours and days, both ways */
  bool gives_up;    /* no client posts again: an error is the last word */
};

size_t plan_count(void);
const struct plan_class *plan_get(size_t index);
/* NULL when there is none. */
const struct plan_class *plan_find(const char *name);

#endif
