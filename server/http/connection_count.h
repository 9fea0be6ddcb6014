/* How many connections each address has, so that none takes them all. libmicrohttpd's own count
 * knows no exceptions; addresses of trusted proxies carry many clients and are not counted.
 * Thread-safe. */
#ifndef SERVER_HTTP_CONNECTION_COUNT_H
#define SERVER_HTTP_CONNECTION_COUNT_H

#include "server/http/trusted_proxies.h"

struct connection_count;

/* maximum 0: no limit. The proxies are copied. NULL when memory is short. */
struct connection_count *connection_count_new(unsigned maximum,
                                              const struct trusted_proxies *proxies);
/* NULL is allowed. */
void connection_count_free(struct connection_count *count);

/* Whether one more may come. Connections that threads accept in the same moment do not know of each
 * other: there may be as many too many as there are such threads. */
bool connection_count_has_room(struct connection_count *count, const struct ip_address *address);
/* A connection begins. False: it is not counted (trusted, no limit, or memory is short). */
bool connection_count_begin(struct connection_count *count, const struct ip_address *address);
/* One that was counted ends. */
void connection_count_end(struct connection_count *count, const struct ip_address *address);

#endif
