/* Waiting on the monotonic clock: a wall clock that is moved neither shortens nor stretches it. */
#ifndef SERVER_BASE_STEADY_WAIT_H
#define SERVER_BASE_STEADY_WAIT_H

#include <pthread.h>
#include <stdint.h>

/* A condition variable for pthread_cond_timedwait with steady_until. */
void steady_condition_init(pthread_cond_t *condition);
/* The instant that is wait_us from now; a negative wait counts as none. */
struct timespec steady_until(int64_t wait_us);

#endif
