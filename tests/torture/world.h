/* The neighbourhood of one run: a lab, a server with the shim in it, a data folder, the folders of
 * a terminal, the page of control. Whatever cannot be set up or must not happen ends the process
 * with world_fail; the folder is kept then. Lab and server die with the process. */
#ifndef TESTS_TORTURE_WORLD_H
#define TESTS_TORTURE_WORLD_H

#include "tests/torture/fault_control.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define WORLD_FOLDER "/tmp/facade-torture-XXXXXX"
#define WORLD_PATH 256
#define WORLD_SETTINGS 32
#define WORLD_FURTHER 12

struct world {
  const char *build; /* folder of the built programs */
  char name[200];    /* of the run, for messages */
  bool folder_transport;
  bool keeps;                   /* what is accepted waits: there is no relay */
  char *further[WORLD_FURTHER]; /* environment of the server, "NAME=value"; borrowed */
  int log;                      /* stderr of the server, borrowed; 0 = server.log */
  char folder[sizeof WORLD_FOLDER];
  struct fault_control *control;
  pid_t lab;
  int orca_port;
  int national_port;
  int push_port;
  pid_t server;
  int port;
  unsigned starts;
  unsigned kills; /* by the driver, waited for; the shim's are control->fired */
};

/* What came back; body to be freed with world_answer_free. */
struct world_answer {
  long status; /* 0 = no (whole) answer */
  char *body;
  char location[200]; /* Content-Location */
};

/* Lab and folders, no server yet. */
void world_open(struct world *world);
/* Ends lab and server and removes the folder. */
void world_close(struct world *world);
_Noreturn void world_fail(const struct world *world, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Starts the server; does not wait. */
void world_server_start(struct world *world);
/* False while it runs. Else its end was examined: the shim's or the driver's SIGKILL, or refusing
 * to start while a fault is on, is as it should be; anything else fails the run. */
bool world_server_ended(struct world *world);
/* Waits until it is ready, starting it again as often as a fault ends it. */
void world_server_ready(struct world *world);
/* SIGKILL by the driver, and the end of it. */
void world_server_kill(struct world *world);
/* SIGTERM, and the end of it: its exit status, -1 when a fault killed it. */
int world_server_stop(struct world *world);

/* body NULL = GET. key may be NULL. */
struct world_answer world_call(int port, const char *path, const char *body, const char *key);
void world_answer_free(struct world_answer *answer);
/* What a GET answers with 200 as JSON; NULL otherwise. To be freed with json_decref. */
json_t *world_json(int port, const char *path);
/* POST /lab/faults. */
void world_lab_fault(const struct world *world, const char *name, int value);

double world_now(void); /* seconds, monotonic */
void world_pause_ms(unsigned milliseconds);
/* Path inside the folder. */
void world_path(const struct world *world, const char *name, char ret_path[WORLD_PATH]);

#endif
