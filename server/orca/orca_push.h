/* The PUSH client: a WebSocket to ORCA over which it tells what people at the desk do. Events make
 * kept answers old. A thread of its own; it connects again after 2 s, twice as long each time, at
 * most 600 s, and asks what happened meanwhile (orca_resync). */
#ifndef SERVER_ORCA_ORCA_PUSH_H
#define SERVER_ORCA_ORCA_PUSH_H

#include "server/orca/orca_event.h"

struct orca_push;

/* Texts are borrowed until orca_push_stop. */
struct orca_push_settings {
  const char *url;                     /* ws:// or wss://, whole */
  const char *events;                  /* separated by commas; "*" = all */
  const char *tenant;                  /* X-GINBEE-TENANT-ID; "" = no such header */
  bool basic;                          /* send orca.user and orca.password */
  struct orca_event_listener listener; /* called on the threads of the client */
};

enum orca_push_state { ORCA_PUSH_CONNECTING, ORCA_PUSH_CONNECTED, ORCA_PUSH_LISTENING };

struct orca_push_statistics {
  enum orca_push_state state;
  uint64_t connections; /* ever made */
  uint64_t events;      /* taken, by either way */
  uint64_t repeats;     /* seen before */
  uint64_t unreadable;  /* frames */
};

/* Starts the thread; user, password, certificates and the cache are those of orca, which is
 * borrowed. ERROR_CONFIGURATION: the URL is none, or TLS cannot be set up. ERROR_MEMORY,
 * ERROR_INTERNAL. */
enum error orca_push_start(const struct orca_push_settings *settings, struct orca *orca,
                           struct orca_push **ret_push) MUST_USE;
/* Call orca_stop before. NULL is allowed. */
void orca_push_stop(struct orca_push *push);
struct orca_push_statistics orca_push_statistics(struct orca_push *push);
/* "connecting" | "connected" | "listening" */
const char *orca_push_state_name(enum orca_push_state state);

#endif
