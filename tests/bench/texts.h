/* The documents that benchmarks work on: files matching a pattern, kept in one arena. */
#ifndef TESTS_BENCH_TEXTS_H
#define TESTS_BENCH_TEXTS_H

#include "server/base/arena.h"

#define TEXTS_MAXIMUM 1024u

struct texts {
  struct view views[TEXTS_MAXIMUM];
  size_t count;
  size_t bytes;
};

void texts_add(struct texts *texts, struct view text);
/* Adds the files below the folder of facts (FHIR_FACADE_SHARED, default ../shared); none when it is
 * absent. pattern as for glob(3), e.g. "data/examples/clins-*\/Bundle-*.json". */
void texts_load_shared(struct texts *texts, struct arena *arena, const char *pattern);
/* Adds the files that match an absolute or relative pattern. */
void texts_load(struct texts *texts, struct arena *arena, const char *pattern);

#endif
