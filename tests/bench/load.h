/* Load on a server of this machine: a few kept connections, each with one request at a time, by one
 * thread, so that the client takes little of what it measures. */
#ifndef TESTS_BENCH_LOAD_H
#define TESTS_BENCH_LOAD_H

#include "tests/bench/bench.h"

#include <stdint.h>

#define LOAD_CONNECTIONS 64

struct load {
  int port;
  const char *const *requests; /* whole requests, asked in turn */
  size_t request_count;
  unsigned connections; /* at most LOAD_CONNECTIONS */
  double seconds;
  double pause_us; /* of a client between an answer and its next request, on average; 0 = none */
  char *stamp;     /* place in a request where a running number of 12 digits goes; NULL = nowhere */
  uint64_t first_number;
  long status; /* that answers should have; 0 = 200 */
};

struct load_result {
  double per_second;
  double p50_us;
  double p99_us;
  size_t failures; /* answers with another status */
  uint64_t next_number;
};

/* Bounded by its seconds. Ends the program when the server cannot be reached. */
struct load_result load_run(const struct load *load);

#endif
