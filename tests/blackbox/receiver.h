/* A small HTTP server inside a test: takes what the server sends by itself and answers with the
 * statuses that the test wants. One connection at a time, on a free port of loopback. */
#ifndef TESTS_BLACKBOX_RECEIVER_H
#define TESTS_BLACKBOX_RECEIVER_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#define RECEIVER_REQUESTS 64
#define RECEIVER_TEXT 65536

struct receiver {
  int port;
  int listener;
  bool stopping;
  pthread_t thread;
  pthread_mutex_t mutex;             /* of what follows */
  int statuses[RECEIVER_REQUESTS];   /* answered in turn, 0 = 200 */
  char *requests[RECEIVER_REQUESTS]; /* whole, in order of arrival */
  size_t count;
};

void receiver_start(struct receiver *receiver);
/* Ends the thread and frees what was received. One that was not started is left alone. */
void receiver_stop(struct receiver *receiver);
/* The answer to that request (from 0) and to all that come later; 0 = 200. */
void receiver_answer(struct receiver *receiver, size_t from, int status);
size_t receiver_count(struct receiver *receiver);
/* The request with that number, NUL-terminated; "" when there is none. Valid until receiver_stop.
 */
const char *receiver_request(struct receiver *receiver, size_t index);
/* True when that many came within 10 seconds. */
bool receiver_wait(struct receiver *receiver, size_t count);

#endif
