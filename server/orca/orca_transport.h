/* How bytes get to ORCA and back: libcurl in the server, a function in tests. */
#ifndef SERVER_ORCA_ORCA_TRANSPORT_H
#define SERVER_ORCA_ORCA_TRANSPORT_H

#include "server/base/arena.h"
#include "server/orca/orca_api.h"
#include "server/orca/orca_trouble.h"

struct orca_call {
  const struct orca_api *api;
  struct view
      target; /* path and query below the base URL, plain ASCII; NUL-terminated behind length */
  struct view body;   /* of POST */
  uint32_t slot;      /* below max_parallel; no two calls at a time have the same one */
  int64_t timeout_us; /* until the deadline */
};

struct orca_transport {
  void *context;
  /* Carries out one call. ERROR_OK with *ret_body (in the arena) and trouble->http_status for any
   * complete HTTP answer, whatever its status; ERROR_ORCA_UNREACHABLE, _TIMEOUT, _ANSWER (cut, too
   * long), _REFUSED (TLS) with the trouble filled in; ERROR_MEMORY. Called by several threads, one
   * a slot. */
  enum error (*perform)(void *context, const struct orca_call *call, struct arena *arena,
                        struct view *ret_body, struct orca_trouble *trouble);
  void (*close)(void *context); /* may be NULL */
  /* Lets time pass before a busy ORCA is asked again; NULL = sleeps. */
  void (*pause)(void *context, int64_t microseconds);
};

#endif
