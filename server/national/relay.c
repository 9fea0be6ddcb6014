#include "server/national/relay.h"

#include "server/base/file.h"
#include "server/base/log.h"
#include "server/national/answer.h"
#include "server/national/delivery.h"
#include "server/national/national_messages.h"
#include "server/national/transport_folder.h"
#include "server/national/transport_webapi.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define WORKERS_MAXIMUM 20
/* Jobs that become due, or that `outbox retry` put back, are found by looking this often. */
#define IDLE_MS 500
/* A claim outlives the longest exchange by this much: time to write down what came of it. */
#define LEASE_MARGIN_MS 30000
#define ADAPTER_FILE_BYTES 1000000u
#define ADAPTER_ARENA_BYTES 8000000u

struct relay {
  struct store *store;
  const struct clock *clock;
  struct arena *arena; /* of the adapter */
  struct adapter *adapter;
  struct transport *transport; /* NULL for "none" */
  struct view institution;
  pthread_mutex_t mutex;
  pthread_cond_t woken;
  unsigned wakes;
  bool stopping;
  pthread_t workers[WORKERS_MAXIMUM];
  int worker_count;
};

static bool is_stopping(struct relay *relay) {
  pthread_mutex_lock(&relay->mutex);
  bool stopping = relay->stopping;
  pthread_mutex_unlock(&relay->mutex);
  return stopping;
}

/* Claims and delivers one job; false when none is due. */
static bool work_once(struct relay *relay) {
  struct arena *arena = arena_new(DELIVERY_ARENA_BYTES);
  if (arena == NULL) {
    return false;
  }
  struct delivery delivery = {.store = relay->store,
                              .clock = relay->clock,
                              .adapter = relay->adapter,
                              .transport = relay->transport,
                              .institution = relay->institution,
                              .arena = arena};
  struct store_claim claim = {.now_ms = clock_now_ms(relay->clock),
                              .lease_ms = relay->adapter->answer_ms + relay->adapter->connect_ms +
                                          LEASE_MARGIN_MS,
                              .horizon_ms = state_longest_wait(&relay->adapter->policy)};
  enum error error =
      relay->store->job_claim(relay->store, &claim, arena, &delivery.job, &delivery.lease);
  if (error == ERROR_OK) {
    relay_wake(relay); /* there may be more for the next worker */
    delivery_run(&delivery);
  } else if (error != ERROR_NOT_FOUND) {
    log_write(LOG_LEVEL_ERROR, "relay-claim-failed",
              (struct log_field[]){LOG_TEXT("error", view_of(error_name(error)))}, 1);
  }
  arena_free(arena);
  return error == ERROR_OK;
}

static void wait_for_work(struct relay *relay) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += IDLE_MS * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_mutex_lock(&relay->mutex);
  int waited = 0;
  while (relay->wakes == 0 && !relay->stopping && waited == 0) {
    waited = pthread_cond_timedwait(&relay->woken, &relay->mutex, &until);
  }
  if (relay->wakes > 0) {
    relay->wakes--;
  }
  pthread_mutex_unlock(&relay->mutex);
}

static void *worker_main(void *argument) {
  struct relay *relay = argument;
  while (!is_stopping(relay)) {
    if (!work_once(relay)) {
      wait_for_work(relay);
    }
  }
  return NULL;
}

static enum error read_adapter(struct relay *relay, const struct relay_settings *settings) {
  relay->arena = arena_new(ADAPTER_ARENA_BYTES);
  if (relay->arena == NULL) {
    return ERROR_MEMORY;
  }
  struct view json = adapter_builtin();
  if (settings->adapter_file != NULL && settings->adapter_file[0] != '\0') {
    enum error error = file_read(relay->arena, settings->adapter_file, ADAPTER_FILE_BYTES, &json);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return adapter_read(relay->arena, json, settings->issues, &relay->adapter);
}

static enum error open_transport(struct relay *relay, const struct relay_settings *settings) {
  struct view name = view_of(settings->transport);
  if (name.length == 0 || view_is(name, "none")) {
    return ERROR_OK;
  }
  if (relay->institution.length == 0) {
    issue_add_with(settings->issues, national_messages_get(NATIONAL_MESSAGE_SETTING_MISSING),
                   view_of("institution.number"), name);
    return ERROR_CONFIGURATION;
  }
  if (view_is(name, "webapi")) {
    struct transport_webapi_settings webapi = {
        settings->webapi_base_url, settings->webapi_client_certificate, settings->webapi_client_key,
        settings->webapi_ca_file};
    return transport_webapi_open(&webapi, relay->adapter, settings->issues, &relay->transport);
  }
  if (view_is(name, "folder")) {
    struct transport_folder_settings folder = {settings->folder_request_dir,
                                               settings->folder_result_dir};
    return transport_folder_open(&folder, relay->adapter, settings->issues, &relay->transport);
  }
  issue_add_with(settings->issues, national_messages_get(NATIONAL_MESSAGE_ADAPTER_VALUE),
                 view_of("national.transport"), name);
  return ERROR_CONFIGURATION;
}

static enum error start_workers(struct relay *relay) {
  if (relay->transport == NULL) {
    return ERROR_OK;
  }
  int wanted = (int)relay->adapter->parallel;
  while (relay->worker_count < wanted && relay->worker_count < WORKERS_MAXIMUM) {
    if (pthread_create(&relay->workers[relay->worker_count], NULL, worker_main, relay) != 0) {
      return ERROR_MEMORY;
    }
    relay->worker_count++;
  }
  return ERROR_OK;
}

static void make_condition(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

enum error relay_open(const struct relay_settings *settings, struct store *store,
                      const struct clock *clock, struct relay **ret_relay) {
  struct relay *relay = calloc(1, sizeof(*relay));
  if (relay == NULL) {
    return ERROR_MEMORY;
  }
  relay->store = store;
  relay->clock = clock;
  relay->institution = view_of(settings->institution_number);
  pthread_mutex_init(&relay->mutex, NULL);
  make_condition(&relay->woken);
  answer_initialize();
  enum error error = read_adapter(relay, settings);
  if (error == ERROR_OK) {
    error = open_transport(relay, settings);
  }
  if (error == ERROR_OK) {
    error = start_workers(relay);
  }
  if (error != ERROR_OK) {
    relay_close(relay);
    return error;
  }
  *ret_relay = relay;
  return ERROR_OK;
}

void relay_wake(struct relay *relay) {
  if (relay == NULL) {
    return;
  }
  pthread_mutex_lock(&relay->mutex);
  if (relay->wakes < WORKERS_MAXIMUM) {
    relay->wakes++;
  }
  pthread_cond_signal(&relay->woken);
  pthread_mutex_unlock(&relay->mutex);
}

void relay_close(struct relay *relay) {
  if (relay == NULL) {
    return;
  }
  pthread_mutex_lock(&relay->mutex);
  relay->stopping = true;
  pthread_cond_broadcast(&relay->woken);
  pthread_mutex_unlock(&relay->mutex);
  if (relay->transport != NULL) {
    relay->transport->interrupt(relay->transport);
  }
  for (int i = 0; i < relay->worker_count; i++) {
    pthread_join(relay->workers[i], NULL);
  }
  if (relay->transport != NULL) {
    relay->transport->close(relay->transport);
  }
  arena_free(relay->arena);
  pthread_cond_destroy(&relay->woken);
  pthread_mutex_destroy(&relay->mutex);
  free(relay);
}
