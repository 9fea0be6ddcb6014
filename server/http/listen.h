/* The HTTP server: a bound socket, libmicrohttpd's thread pool on it, and a stop that loses
 * nothing. */
#ifndef SERVER_HTTP_LISTEN_H
#define SERVER_HTTP_LISTEN_H

#include "server/base/clock.h"
#include "server/http/dispatch.h"
#include "server/http/trusted_proxies.h"

struct listen;
struct metrics;
struct access; /* server/http/access.h */
struct tls;    /* server/http/tls.h */

struct listen_settings {
  const char *address;      /* IPv4 or IPv6 address or host name */
  uint16_t port;            /* 0 = a free one */
  unsigned threads;         /* that read requests and run handlers that never wait */
  unsigned waiting_threads; /* for routes with ROUTE_WAITS */
  uint32_t timeout_ms;      /* a request must arrive within this time */
  unsigned max_connections;
  unsigned max_connections_per_address; /* 0 = as many as max_connections, as proxies may have */
  struct trusted_proxies proxies;
  struct tls *tls; /* borrowed; NULL = plain HTTP */
};

/* Everything that requests are given; borrowed until listen_close. */
struct listen_context {
  const struct route_table *routes;
  const struct services *services;
  struct metrics *metrics;
  struct access *access; /* NULL: everybody may do everything */
  const struct clock *clock;
  dispatch_auditor *audit; /* NULL: nobody is told of the answers */
  struct view base_url;
  int64_t deadline_ms; /* how long a handler may wait for neighbours */
};

/* True when only this machine can reach the address (or it is none). */
bool listen_is_loopback(const char *address);
/* Binds and listens, but answers nothing yet: clients wait. ERROR_CONFIGURATION: the address cannot
 * be used (errno says why, 0 = it is none). */
enum error listen_open(const struct listen_settings *settings, struct listen **ret_listen) MUST_USE;
/* The real port. */
uint16_t listen_port(const struct listen *listen);
/* Begins to answer. */
enum error listen_start(struct listen *listen, const struct listen_context *context) MUST_USE;
/* Takes no new connections, turns readiness off and lets running requests end for at most grace_ms.
 * True when nothing is running any more: then listen_close may follow. False: a handler is still
 * waiting for a neighbour and uses its services. */
bool listen_stop(struct listen *listen, uint32_t grace_ms);
/* Ends all connections and frees; after listen_stop returned true (or without listen_start). NULL
 * is allowed. */
void listen_close(struct listen *listen);

#endif
