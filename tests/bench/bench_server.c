/* The server as a whole: start and memory. Usage: bench_server BUILD-FOLDER */
#include "tests/bench/neighbours.h"

#include <stdio.h>

#define STARTS 11u

int main(int argc, char **argv) {
  struct neighbours neighbours;
  struct samples samples = samples_make(STARTS);
  double resident = 0;
  if (argc != 2) {
    fprintf(stderr, "usage: bench_server BUILD-FOLDER\n");
    return 2;
  }
  neighbours_make(&neighbours, argv[1]);
  neighbours_lab_start(&neighbours);
  for (size_t i = 0; i < STARTS; i++) {
    double start = bench_now_us();
    neighbours_server_start(&neighbours);
    samples_add(&samples, neighbours_server_wait(&neighbours) - start);
    resident = (double)bench_resident(neighbours.server);
    neighbours_server_stop(&neighbours);
  }
  bench_row("process start to first answered $validate, median", samples_part(&samples, 0.5) / 1e3,
            "ms", "<= 50");
  bench_row("resident memory, idle", resident / 1e6, "MB", "<= 64");
  samples_free(&samples);
  neighbours_done(&neighbours);
  return 0;
}
