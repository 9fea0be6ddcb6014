/* What the benchmarks share: time, sorted samples, programs as neighbours and a small HTTP client
 * on one kept connection, so that the client's own cost is small and the same everywhere. */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct samples {
  double *values; /* microseconds */
  size_t count;
  size_t capacity;
};

double bench_now_us(void);
/* Room for capacity samples; ends the program when memory is short. */
struct samples samples_make(size_t capacity);
void samples_add(struct samples *samples, double value);
/* The value below which that part (0..1) of the samples lies; sorts. */
double samples_part(struct samples *samples, double part);
void samples_free(struct samples *samples);

/* One line of the table: what, value, unit, and the bound that it should keep (may be empty). */
void bench_row(const char *what, double value, const char *unit, const char *bound);

/* Starts build/name with arguments and more environment ("NAME=value"), both NULL-terminated;
 * stdout goes to the file output, stderr nowhere. The child dies with this process. */
pid_t bench_spawn(const char *path, const char *const *arguments, const char *const *environment,
                  const char *output);
void bench_stop(pid_t child);
int bench_free_port(void);
/* Resident memory in bytes; 0 when it cannot be read. */
size_t bench_resident(pid_t child);

/* Connected socket, -1 when nobody listens. */
int bench_connect(int port);
/* Sends a whole request and reads the whole answer (Content-Length needed); the status, 0 on
 * failure. */
int bench_exchange(int descriptor, const char *request, size_t length);

#endif
