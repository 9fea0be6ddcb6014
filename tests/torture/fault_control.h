/* What the driver tells the shim and the shim tells back: one page of a file that both map. It
 * outlives the server, so calls are counted over restarts. */
#ifndef TESTS_TORTURE_FAULT_CONTROL_H
#define TESTS_TORTURE_FAULT_CONTROL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define FAULT_CONTROL_VARIABLE "TORTURE_CONTROL" /* environment: path of the file */
#define FAULT_PATH 160

/* Where a call goes. */
enum fault_place {
  FAULT_PLACE_DATA = 1,
  FAULT_PLACE_REQUEST = 2, /* folder of the qualification terminal */
  FAULT_PLACE_RESULT = 4,
  FAULT_PLACE_SERVICE = 8, /* sockets to the national service */
  FAULT_PLACE_CLIENT = 16, /* accepted sockets */
  FAULT_PLACE_ORCA = 32,   /* sockets to ORCA */
  FAULT_PLACE_LOG = 64,    /* stderr */
};

enum fault_call {
  FAULT_CALL_WRITE = 1, /* write, pwrite, writev on files */
  FAULT_CALL_SYNC = 2,
  FAULT_CALL_CREATE = 4, /* open with O_CREAT */
  FAULT_CALL_RENAME = 8,
  FAULT_CALL_UNLINK = 16,
  FAULT_CALL_TRUNCATE = 32,
  FAULT_CALL_SEND = 64,  /* bytes into a socket, however */
  FAULT_CALL_OPEN = 128, /* open for writing without O_CREAT */
  FAULT_CALL_FILES = 63  /* all but send and open */
};

enum fault_action {
  FAULT_KILL_BEFORE,
  FAULT_KILL_AMID,  /* after half of the bytes; a call without bytes is carried out */
  FAULT_KILL_AFTER, /* carried out, never returned from */
  FAULT_FAIL,       /* not carried out, error */
  FAULT_FAIL_DONE,  /* carried out, and reported as failed: a share can do that */
  FAULT_SHORT,      /* half of the bytes, said so */
  FAULT_POWER_CUT,  /* killed before it, and what was not synced in the data folder is gone */
  FAULT_CUT,        /* sent, then the socket is shut: no answer comes */
  FAULT_CUT_BEFORE, /* shut before anything is sent */
};

struct fault_control {
  /* Set before armed. */
  uint32_t places;
  uint32_t calls;
  enum fault_action action;
  int error;     /* errno of FAULT_FAIL */
  bool journals; /* before the server starts: unsynced writes are remembered, for FAULT_POWER_CUT */
  bool sticky;   /* from the n-th call on, until disarmed */
  uint64_t at;   /* the n-th matching call since armed, from 1 */
  int listen_port;
  int service_port;
  int orca_port;
  int client_buffer; /* SO_SNDBUF of accepted sockets; 0 = the system's */
  char data_dir[FAULT_PATH];
  char request_dir[FAULT_PATH];
  char result_dir[FAULT_PATH];
  /* Changed while the server runs. */
  _Atomic bool armed;
  _Atomic uint64_t count;          /* matching calls since armed */
  _Atomic uint32_t fired;          /* times */
  _Atomic int64_t clock_offset_ms; /* of CLOCK_REALTIME */
};

#endif
