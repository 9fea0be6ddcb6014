/* One request over libmicrohttpd, from its first line to the last byte of its answer: body into the
 * arena, dispatch, answer without a copy, log line and counters. The three functions are
 * libmicrohttpd's callbacks; their context is the exchange_host. */
#ifndef SERVER_HTTP_EXCHANGE_H
#define SERVER_HTTP_EXCHANGE_H

#include "server/base/clock.h"
#include "server/http/access.h"
#include "server/http/connection_watch.h"
#include "server/http/dispatch.h"
#include "server/http/executor.h"
#include "server/http/metrics.h"
#include "server/http/trusted_proxies.h"

#include <stdatomic.h>

/* What all exchanges share; outlives them. */
struct exchange_host {
  const struct route_table *routes;
  const struct services *services;
  struct metrics *metrics;
  struct access *access;          /* NULL: everybody may do everything */
  struct trusted_proxies proxies; /* whose X-Forwarded-For is believed */
  const struct clock *clock;
  dispatch_auditor *audit; /* NULL: nobody is told */
  struct view base_url;
  int64_t deadline_ms; /* how long a handler may wait for neighbours */
  struct executor *executor;
  struct connection_watch *watch;
  _Atomic bool stopping;
  _Atomic uint32_t in_flight;
};

/* MHD_OPTION_URI_LOG_CALLBACK: returns the new exchange, NULL when memory is short. */
void *exchange_begin(void *host, const char *target, struct MHD_Connection *connection);
/* MHD_AccessHandlerCallback. */
enum MHD_Result exchange_continue(void *host, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload_data,
                                  size_t *upload_data_size, void **exchange);
/* MHD_OPTION_NOTIFY_COMPLETED. */
void exchange_end(void *host, struct MHD_Connection *connection, void **exchange,
                  enum MHD_RequestTerminationCode code);

#endif
