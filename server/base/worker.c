#include "server/base/worker.h"

#include "server/base/steady_wait.h"

void worker_init(struct worker *worker) {
  *worker = (struct worker){.started = false};
  pthread_mutex_init(&worker->mutex, NULL);
  steady_condition_init(&worker->changed);
}

enum error worker_start(struct worker *worker, void *(*run)(void *context), void *context) {
  worker->started = pthread_create(&worker->thread, NULL, run, context) == 0;
  return worker->started ? ERROR_OK : ERROR_INTERNAL;
}

bool worker_is_stopping(struct worker *worker) {
  pthread_mutex_lock(&worker->mutex);
  bool stopping = worker->stopping;
  pthread_mutex_unlock(&worker->mutex);
  return stopping;
}

void worker_wait(struct worker *worker, int64_t wait_us) {
  struct timespec until = steady_until(wait_us);
  int waited = 0;
  pthread_mutex_lock(&worker->mutex);
  while (!worker->stopping && !worker->woken && waited == 0) {
    waited = pthread_cond_timedwait(&worker->changed, &worker->mutex, &until);
  }
  worker->woken = false;
  pthread_mutex_unlock(&worker->mutex);
}

static void tell(struct worker *worker, bool *what) {
  pthread_mutex_lock(&worker->mutex);
  *what = true;
  pthread_cond_signal(&worker->changed);
  pthread_mutex_unlock(&worker->mutex);
}

void worker_wake(struct worker *worker) {
  tell(worker, &worker->woken);
}

void worker_done(struct worker *worker) {
  tell(worker, &worker->stopping);
  if (worker->started) {
    pthread_join(worker->thread, NULL);
  }
  pthread_cond_destroy(&worker->changed);
  pthread_mutex_destroy(&worker->mutex);
}
