/* A neighbourhood for measurements: the lab, a server that knows its ORCA, a folder of their own.
 * All ports are chosen before anything starts, so that the lab's ORCA comes back at the same place.
 * Whatever goes wrong ends the program: there is nothing to measure then. */
#ifndef TESTS_BENCH_NEIGHBOURS_H
#define TESTS_BENCH_NEIGHBOURS_H

#include "tests/bench/bench.h"

#define NEIGHBOURS_FOLDER "/tmp/facade-bench-XXXXXX"
#define NEIGHBOURS_SETTINGS 20

struct neighbours {
  char folder[sizeof NEIGHBOURS_FOLDER];
  char *server_program;
  char *lab_program;
  char *settings[NEIGHBOURS_SETTINGS]; /* NAME=value */
  size_t setting_count;
  int port; /* of the server */
  int orca_port;
  int national_port; /* the lab's own requests too */
  int push_port;
  const char *request_dir; /* folders of a terminal that the lab serves; NULL = none */
  const char *result_dir;
  pid_t lab;
  pid_t server;
};

/* Starts nothing yet. */
void neighbours_make(struct neighbours *neighbours, const char *build);
/* FHIR_FACADE_<name>=<value>, for the next start of the server. */
void neighbours_set(struct neighbours *neighbours, const char *name, const char *value);
/* Waits until the lab's ports are open. */
void neighbours_lab_start(struct neighbours *neighbours);
void neighbours_lab_stop(struct neighbours *neighbours);
/* Does not wait. */
void neighbours_server_start(struct neighbours *neighbours);
/* Waits until the server answers a $validate with 200: the instant, as of bench_now_us. */
double neighbours_server_wait(const struct neighbours *neighbours);
void neighbours_server_stop(struct neighbours *neighbours);
/* Stops what runs and removes the folder. */
void neighbours_done(struct neighbours *neighbours);

#endif
