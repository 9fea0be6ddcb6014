/* What the fuzz targets share. A target is one file, fuzz_<name>.c: it defines the function that
 * libFuzzer calls with every input (https://llvm.org/docs/LibFuzzer.html) and gives each input an
 * arena of its own, so that nothing of one is seen by the next. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "server/base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FUZZ_ARENA_BYTES (64u << 20)

/* Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* Ends the run with the input that broke the promise; unlike assert it stands in every build. */
#define FUZZ_HOLDS(promise)                                                                        \
  do {                                                                                             \
    if (!(promise)) {                                                                              \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #promise);                 \
      abort();                                                                                     \
    }                                                                                              \
  } while (false)

/* The input, borrowed. */
static inline struct view fuzz_view(const uint8_t *bytes, size_t size) {
  return view_make((const char *)bytes, size);
}

/* An arena for one input; the run ends when there is none. */
static inline struct arena *fuzz_arena(void) {
  struct arena *arena = arena_new(FUZZ_ARENA_BYTES);
  FUZZ_HOLDS(arena != NULL);
  return arena;
}

#endif
