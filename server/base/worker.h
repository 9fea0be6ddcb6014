/* A thread of its own beside the server, which works, and waits until it is woken, stopped or its
 * time has come. Embedded in what it works for. */
#ifndef SERVER_BASE_WORKER_H
#define SERVER_BASE_WORKER_H

#include "server/base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

struct worker {
  pthread_t thread;
  pthread_mutex_t mutex; /* of what follows */
  pthread_cond_t changed;
  bool started;
  bool stopping;
  bool woken;
};

void worker_init(struct worker *worker);
/* ERROR_INTERNAL when there is no thread for it. */
enum error worker_start(struct worker *worker, void *(*run)(void *context), void *context) MUST_USE;
bool worker_is_stopping(struct worker *worker);
/* Of the thread itself. Returns at once after a wake that came before. */
void worker_wait(struct worker *worker, int64_t wait_us);
void worker_wake(struct worker *worker);
/* Tells the thread to end, waits for it, frees what worker_init made. */
void worker_done(struct worker *worker);

#endif
