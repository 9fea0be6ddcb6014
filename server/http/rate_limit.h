/* Token buckets: how many requests a second each of many clients (or addresses) may make, with
 * bursts of twice that. The number of buckets is fixed (LIMIT_RATE_BUCKETS): in a full set the one
 * that was quiet for longest gives way. Thread-safe. */
#ifndef SERVER_HTTP_RATE_LIMIT_H
#define SERVER_HTTP_RATE_LIMIT_H

#include "server/base/view.h"

struct rate_limit;

/* NULL when memory is short. */
struct rate_limit *rate_limit_new(void);
void rate_limit_free(struct rate_limit *limit);

/* Takes one request of the name's at a monotonic time. False: there was none left; *ret_wait_s is
 * when there will be one, in whole seconds, at least 1. per_second 0: no limit. */
bool rate_limit_take(struct rate_limit *limit, struct view name, uint32_t per_second,
                     int64_t now_us, uint32_t *ret_wait_s);

#endif
