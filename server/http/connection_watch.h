/* Ends connections whose request does not arrive in time, however slowly the bytes drip:
 * libmicrohttpd's own timeout only sees silence. A body that is late gets a 408, late headers and
 * idle connections are closed. Tells the count of connections of their begin and end. */
#ifndef SERVER_HTTP_CONNECTION_WATCH_H
#define SERVER_HTTP_CONNECTION_WATCH_H

#include "server/base/clock.h"
#include "server/base/error.h"
#include "server/http/connection_count.h"

#include <microhttpd.h>

struct connection_watch;
struct tls; /* server/http/tls.h */

struct connection_watch_settings {
  const struct clock *clock;
  uint32_t timeout_ms;
  struct tls *tls;                /* of the connections, borrowed; NULL: they have none */
  struct connection_count *count; /* borrowed */
};

/* Starts the watching thread. ERROR_MEMORY, ERROR_INTERNAL. */
enum error connection_watch_start(const struct connection_watch_settings *settings,
                                  struct connection_watch **ret_watch) MUST_USE;
/* After the daemon has ended: no connection may be left. NULL is allowed. */
void connection_watch_stop(struct connection_watch *watch);

/* For MHD_OPTION_NOTIFY_CONNECTION; context is the watch. */
void connection_watch_notify(void *context, struct MHD_Connection *connection,
                             void **socket_context, enum MHD_ConnectionNotificationCode code);

/* The tls of a connection that is watched, else NULL. */
struct tls *connection_watch_tls(struct MHD_Connection *connection);

/* By which revocation lists the client certificate of a connection with a tls was judged; for the
 * thread of the connection. */
unsigned *connection_watch_judged(struct MHD_Connection *connection);

enum connection_phase {
  CONNECTION_IDLE,   /* between requests, or headers are arriving: the time starts anew */
  CONNECTION_BODY,   /* headers have arrived, the body has not: the time goes on */
  CONNECTION_ANSWER, /* the request is complete: no limit from here */
};
void connection_watch_phase(struct connection_watch *watch, struct MHD_Connection *connection,
                            enum connection_phase phase);

#endif
