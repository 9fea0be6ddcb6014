#include "server/http/executor.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct executor_job {
  void (*run)(void *job);
  void *job;
};

struct executor {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  struct executor_job *ring; /* capacity of them, used from first */
  size_t capacity;
  size_t first;
  size_t waiting;
  size_t running;
  bool stopping;
  pthread_t *threads;
  unsigned thread_count;
};

static void *work(void *context) {
  struct executor *executor = context;
  pthread_mutex_lock(&executor->mutex);
  for (;;) {
    while (executor->waiting == 0 && !executor->stopping) {
      pthread_cond_wait(&executor->changed, &executor->mutex);
    }
    if (executor->waiting == 0) {
      break;
    }
    struct executor_job job = executor->ring[executor->first];
    executor->first = (executor->first + 1) % executor->capacity;
    executor->waiting--;
    executor->running++;
    pthread_mutex_unlock(&executor->mutex);
    job.run(job.job);
    pthread_mutex_lock(&executor->mutex);
    executor->running--;
  }
  pthread_mutex_unlock(&executor->mutex);
  return NULL;
}

static enum error start_threads(struct executor *executor, unsigned threads) {
  while (executor->thread_count < threads) {
    if (pthread_create(&executor->threads[executor->thread_count], NULL, work, executor) != 0) {
      return ERROR_INTERNAL;
    }
    executor->thread_count++;
  }
  return ERROR_OK;
}

enum error executor_start(unsigned threads, size_t maximum, struct executor **ret_executor) {
  struct executor *executor = calloc(1, sizeof *executor);
  if (executor == NULL) {
    return ERROR_MEMORY;
  }
  pthread_mutex_init(&executor->mutex, NULL);
  pthread_cond_init(&executor->changed, NULL);
  executor->capacity = maximum;
  executor->ring = calloc(maximum, sizeof *executor->ring);
  executor->threads = calloc(threads, sizeof *executor->threads);
  enum error error = ERROR_MEMORY;
  if (executor->ring != NULL && executor->threads != NULL) {
    error = start_threads(executor, threads);
  }
  if (error != ERROR_OK) {
    executor_stop(executor);
    return error;
  }
  *ret_executor = executor;
  return ERROR_OK;
}

enum error executor_submit(struct executor *executor, void (*run)(void *job), void *job) {
  enum error error = ERROR_OK;
  pthread_mutex_lock(&executor->mutex);
  if (executor->stopping || executor->waiting == executor->capacity) {
    error = ERROR_BUSY;
  } else {
    size_t slot = (executor->first + executor->waiting) % executor->capacity;
    executor->ring[slot] = (struct executor_job){run, job};
    executor->waiting++;
  }
  pthread_mutex_unlock(&executor->mutex);
  if (error == ERROR_OK) {
    pthread_cond_signal(&executor->changed); /* after the mutex: who wakes finds it free */
  }
  return error;
}

size_t executor_load(struct executor *executor) {
  pthread_mutex_lock(&executor->mutex);
  size_t load = executor->waiting + executor->running;
  pthread_mutex_unlock(&executor->mutex);
  return load;
}

void executor_stop(struct executor *executor) {
  if (executor == NULL) {
    return;
  }
  pthread_mutex_lock(&executor->mutex);
  executor->stopping = true;
  pthread_cond_broadcast(&executor->changed);
  pthread_mutex_unlock(&executor->mutex);
  for (unsigned i = 0; i < executor->thread_count; i++) {
    pthread_join(executor->threads[i], NULL);
  }
  pthread_cond_destroy(&executor->changed);
  pthread_mutex_destroy(&executor->mutex);
  free(executor->ring);
  free(executor->threads);
  free(executor);
}
