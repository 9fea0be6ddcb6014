/* One run: a neighbourhood, a stream of Bundles, a fault, the verdict. A run is made from its
 * description alone; what threads and processes do at the same time is not. */
#ifndef TESTS_TORTURE_RUN_H
#define TESTS_TORTURE_RUN_H

#include "tests/torture/checker.h"
#include "tests/torture/plan.h"

struct run {
  const struct plan_class *class;
  bool folder_transport;
  bool single; /* one Bundle, one client */
  uint64_t at; /* the n-th call */
  unsigned seed;
};

struct run_result {
  bool finished;
  unsigned fired; /* faults and kills */
  unsigned hit;   /* of these by the shim */
  unsigned starts;
  struct verdict verdict;
};

/* Command line words behind the folder of programs that do this run again. */
void run_describe(const struct run *run, char *ret_text, size_t size);
/* In a process of its own; ends it with status 1 when the run fails. */
void run_execute(const struct run *run, const struct stream_templates *templates, const char *build,
                 struct run_result *ret_result);

#endif
