/* Threads for requests that wait (for ORCA, for the disk), so that the threads of the connections
 * never do. A bounded queue: when it is full the caller answers "busy" before memory grows. */
#ifndef SERVER_HTTP_EXECUTOR_H
#define SERVER_HTTP_EXECUTOR_H

#include "server/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct executor;

/* threads >= 1 threads, at most maximum waiting jobs. ERROR_MEMORY, ERROR_INTERNAL (no thread). */
enum error executor_start(unsigned threads, size_t maximum,
                          struct executor **ret_executor) MUST_USE;
/* run(job) will be called once on one of the threads. ERROR_BUSY: the queue is full or stopped. */
enum error executor_submit(struct executor *executor, void (*run)(void *job), void *job) MUST_USE;
/* Jobs waiting or running. */
size_t executor_load(struct executor *executor);
/* Runs what waits, joins the threads, frees. NULL is allowed. */
void executor_stop(struct executor *executor);

#endif
