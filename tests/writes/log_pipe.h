/* A log that is a pipe: nobody reads it any more, and its reader stands still. The server goes on
 * either way, and what it writes when the reader goes on is lines again. */
#ifndef TESTS_WRITES_LOG_PIPE_H
#define TESTS_WRITES_LOG_PIPE_H

#include "tests/writes/site.h"

void log_pipe_run(struct site *site);

#endif
