#include "server/http/connection_watch.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

/* How often the thread looks, as a part of the timeout. */
#define SWEEPS_PER_TIMEOUT 8u
#define NANOSECONDS 1000000000L

static const char late_answer[] =
    "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
    "Content-Type: application/fhir+json; charset=utf-8\r\nContent-Length: 83\r\n\r\n"
    "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":"
    "\"timeout\"}]}";

struct watched {
  struct connection_watch *watch;
  struct watched *previous;
  struct watched *next;
  int socket;
  struct ip_address address;
  bool counted;
  unsigned judged;          /* of connection_watch_judged */
  _Atomic int64_t since_us; /* when the request began to arrive */
  _Atomic int phase;        /* enum connection_phase */
};

struct connection_watch {
  struct connection_watch_settings settings;
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  pthread_t thread;
  struct watched *first;
  bool stopping;
};

/* Nothing is written beside a TLS session. */
static void end_late(struct watched *watched) {
  if (atomic_load(&watched->phase) == CONNECTION_BODY && watched->watch->settings.tls == NULL) {
    (void)send(watched->socket, late_answer, sizeof late_answer - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  (void)shutdown(watched->socket, SHUT_RDWR);
}

/* With the mutex held, so that no socket is closed (and its number reused) meanwhile. */
static void sweep(struct connection_watch *watch) {
  const struct connection_watch_settings *settings = &watch->settings;
  int64_t limit = clock_monotonic_us(settings->clock) - (int64_t)settings->timeout_ms * 1000;
  for (struct watched *watched = watch->first; watched != NULL; watched = watched->next) {
    if (atomic_load(&watched->phase) != CONNECTION_ANSWER &&
        atomic_load(&watched->since_us) < limit) {
      end_late(watched);
    }
  }
}

static struct timespec next_sweep(const struct connection_watch *watch) {
  struct timespec when;
  (void)clock_gettime(CLOCK_MONOTONIC, &when);
  uint32_t wait_ms = watch->settings.timeout_ms / SWEEPS_PER_TIMEOUT + 1;
  when.tv_sec += wait_ms / 1000;
  when.tv_nsec += (long)(wait_ms % 1000) * 1000000L;
  if (when.tv_nsec >= NANOSECONDS) {
    when.tv_sec++;
    when.tv_nsec -= NANOSECONDS;
  }
  return when;
}

static void *run(void *context) {
  struct connection_watch *watch = context;
  pthread_mutex_lock(&watch->mutex);
  while (!watch->stopping) {
    struct timespec when = next_sweep(watch);
    if (pthread_cond_timedwait(&watch->changed, &watch->mutex, &when) == ETIMEDOUT) {
      sweep(watch);
    }
  }
  pthread_mutex_unlock(&watch->mutex);
  return NULL;
}

enum error connection_watch_start(const struct connection_watch_settings *settings,
                                  struct connection_watch **ret_watch) {
  struct connection_watch *watch = calloc(1, sizeof *watch);
  if (watch == NULL) {
    return ERROR_MEMORY;
  }
  watch->settings = *settings;
  pthread_mutex_init(&watch->mutex, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&watch->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  if (pthread_create(&watch->thread, NULL, run, watch) != 0) {
    free(watch);
    return ERROR_INTERNAL;
  }
  *ret_watch = watch;
  return ERROR_OK;
}

void connection_watch_stop(struct connection_watch *watch) {
  if (watch == NULL) {
    return;
  }
  pthread_mutex_lock(&watch->mutex);
  watch->stopping = true;
  pthread_cond_signal(&watch->changed);
  pthread_mutex_unlock(&watch->mutex);
  pthread_join(watch->thread, NULL);
  pthread_cond_destroy(&watch->changed);
  pthread_mutex_destroy(&watch->mutex);
  free(watch);
}

static struct watched *add(struct connection_watch *watch, struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *socket =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct watched *watched = socket == NULL ? NULL : calloc(1, sizeof *watched);
  if (watched == NULL) {
    return NULL;
  }
  watched->watch = watch;
  watched->socket = socket->connect_fd;
  atomic_store(&watched->since_us, clock_monotonic_us(watch->settings.clock));
  const union MHD_ConnectionInfo *peer =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  watched->counted = peer != NULL && ip_address_of(peer->client_addr, &watched->address) &&
                     connection_count_begin(watch->settings.count, &watched->address);
  pthread_mutex_lock(&watch->mutex);
  watched->next = watch->first;
  if (watch->first != NULL) {
    watch->first->previous = watched;
  }
  watch->first = watched;
  pthread_mutex_unlock(&watch->mutex);
  return watched;
}

static void drop(struct connection_watch *watch, struct watched *watched) {
  pthread_mutex_lock(&watch->mutex);
  if (watched->previous != NULL) {
    watched->previous->next = watched->next;
  } else {
    watch->first = watched->next;
  }
  if (watched->next != NULL) {
    watched->next->previous = watched->previous;
  }
  pthread_mutex_unlock(&watch->mutex);
  if (watched->counted) {
    connection_count_end(watch->settings.count, &watched->address);
  }
  free(watched);
}

void connection_watch_notify(void *context, struct MHD_Connection *connection,
                             void **socket_context, enum MHD_ConnectionNotificationCode code) {
  struct connection_watch *watch = context;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    *socket_context = add(watch, connection);
  } else if (*socket_context != NULL) {
    drop(watch, *socket_context);
    *socket_context = NULL;
  }
}

static struct watched *watched_of(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info == NULL ? NULL : info->socket_context;
}

struct tls *connection_watch_tls(struct MHD_Connection *connection) {
  const struct watched *watched = watched_of(connection);
  return watched == NULL ? NULL : watched->watch->settings.tls;
}

unsigned *connection_watch_judged(struct MHD_Connection *connection) {
  return &watched_of(connection)->judged;
}

void connection_watch_phase(struct connection_watch *watch, struct MHD_Connection *connection,
                            enum connection_phase phase) {
  struct watched *watched = watched_of(connection);
  if (watched == NULL) {
    return;
  }
  if (phase == CONNECTION_IDLE) {
    atomic_store(&watched->since_us, clock_monotonic_us(watch->settings.clock));
  }
  atomic_store(&watched->phase, (int)phase);
}
