/* Counters of the HTTP room in Prometheus' text format (exposition format 0.0.4). Counting is
 * lock-free; other rooms add their own lines through callbacks. */
#ifndef SERVER_HTTP_METRICS_H
#define SERVER_HTTP_METRICS_H

#include "server/base/buffer.h"
#include "server/http/route.h"

#define METRICS_CALLBACKS 16u

struct metrics;

/* Counters for each label of the table (borrowed) and one for requests that match no row. NULL when
 * memory is short. */
struct metrics *metrics_new(const struct route_table *routes);
void metrics_free(struct metrics *metrics);

struct metrics_request {
  const struct route *route; /* NULL: none matched */
  int status;                /* HTTP status; 0 = the client went away before an answer */
  uint64_t microseconds;
  uint64_t bytes_in;
  uint64_t bytes_out;
};

void metrics_request_begin(struct metrics *metrics);
void metrics_request_end(struct metrics *metrics, const struct metrics_request *request);

/* write(context, buffer) is called for each reading and appends whole lines. Before serving only;
 * at most METRICS_CALLBACKS. */
void metrics_add_callback(struct metrics *metrics,
                          void (*write)(void *context, struct buffer *buffer), void *context);
/* Appends everything; the buffer's error tells whether it fitted. */
void metrics_write(const struct metrics *metrics, struct buffer *buffer);

#endif
