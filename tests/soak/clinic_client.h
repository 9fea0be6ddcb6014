/* The clients of a clinic's day: threads that each read what clinics read, from a fixed table, with
 * pages, wrong requests and now and then a fresh answer. A day has hours: in each every client
 * makes its share of reads, then waits for the next. */
#ifndef TESTS_SOAK_CLINIC_CLIENT_H
#define TESTS_SOAK_CLINIC_CLIENT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#define CLINIC_CLIENTS 8u
#define CLINIC_FAILURES 20000u
#define CLINIC_PATH 200

/* An answer that should have been another. */
struct clinic_failure {
  double start_us;
  double end_us;
  long status; /* 0 = no answer */
  long wanted;
  char path[CLINIC_PATH];
};

struct clinic {
  int port;
  unsigned hours;
  unsigned reads_per_hour; /* of all clients together */
  pthread_barrier_t open;  /* main and clients: an hour begins */
  pthread_barrier_t over;
  _Atomic unsigned started; /* clients */
  _Atomic unsigned reads;   /* so far */
  _Atomic unsigned pages;
  _Atomic unsigned refusals; /* wrong requests that were told so */
  pthread_mutex_t mutex;
  struct clinic_failure *failures;
  size_t failure_count;
  pthread_t threads[CLINIC_CLIENTS];
};

/* Starts the clients, which wait for the first hour. Ends the program when it cannot. */
void clinic_start(struct clinic *clinic);
/* After the last hour. */
void clinic_done(struct clinic *clinic);
/* Status of one GET, 0 without an answer; fresh asks ORCA itself. */
long clinic_get(int port, const char *path, int fresh);
/* What a GET or (with a body) a POST answers, to be freed; NULL unless it is 200. */
char *clinic_text(int port, const char *path, const char *body);

#endif
