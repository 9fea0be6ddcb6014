/* The definitions that the project carries, opened once for a run. */
#ifndef TESTS_FUZZ_FUZZ_DEFINITIONS_SHARED_H
#define TESTS_FUZZ_FUZZ_DEFINITIONS_SHARED_H

#include "profiles/definitions.h"
#include "tests/fuzz/fuzz.h"

/* FUZZ_DEFINITIONS names the pack. */
static inline const struct definitions *fuzz_definitions(void) {
  static struct definitions *definitions;
  if (definitions == NULL) {
    const char *path = getenv("FUZZ_DEFINITIONS");
    FUZZ_HOLDS(path != NULL && definitions_open(path, &definitions) == ERROR_OK);
  }
  return definitions;
}

#endif
