#include "server/national/relay.h"

#include "server/base/file.h"
#include "server/base/log.h"
#include "server/base/steady_wait.h"
#include "server/national/adapter_read.h"
#include "server/national/answer.h"
#include "server/national/delivery.h"
#include "server/national/national_messages.h"
#include "server/national/transport_folder.h"
#include "server/national/transport_webapi.h"
#include "server/national/window.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define WORKERS_MAXIMUM 20
/* Jobs that become due, or that `outbox retry` put back, are found by looking this often. */
#define IDLE_MS 500
#define TAKEOVER_MS 30000 /* without a setting */
/* The longest rest in an outage: so late a service that is back is noticed. */
#define PAUSE_MAXIMUM_MS 30000
#define PRUNE_EVERY_MS 3600000
#define PRUNE_AT_ONCE 200u
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
  struct window window;
  struct view signature_extension;
  int64_t keep_ms;
  int64_t takeover_ms;
  int64_t next_prune_ms; /* monotonic */
  int64_t questions;     /* under way */
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

/* Of the window: it must not follow the wall clock when that is moved. */
static int64_t now_ms(const struct relay *relay) {
  return clock_monotonic_us(relay->clock) / 1000;
}

static bool take_turn(struct relay *relay) {
  pthread_mutex_lock(&relay->mutex);
  bool taken = !relay->stopping && window_take(&relay->window, now_ms(relay));
  pthread_mutex_unlock(&relay->mutex);
  return taken;
}

static void end_turn(struct relay *relay, bool used, enum state_event event) {
  pthread_mutex_lock(&relay->mutex);
  window_done(&relay->window, used, event, now_ms(relay));
  pthread_mutex_unlock(&relay->mutex);
}

/* Claims and delivers one job; false when none is due. */
static bool deliver_one(struct relay *relay, enum state_event *ret_event) {
  struct arena *arena = arena_new(DELIVERY_ARENA_BYTES);
  if (arena == NULL) {
    return false;
  }
  struct delivery delivery = {.store = relay->store,
                              .clock = relay->clock,
                              .adapter = relay->adapter,
                              .transport = relay->transport,
                              .institution = relay->institution,
                              .signature_extension = relay->signature_extension,
                              .arena = arena};
  struct store_claim claim = {.now_ms = clock_now_ms(relay->clock),
                              .lease_ms = relay->adapter->answer_ms + relay->adapter->connect_ms +
                                          relay->takeover_ms,
                              .horizon_ms = state_longest_wait(&relay->adapter->policy)};
  enum error error =
      relay->store->job_claim(relay->store, &claim, arena, &delivery.job, &delivery.lease);
  if (error == ERROR_OK) {
    relay_wake(relay); /* there may be more for the next worker */
    *ret_event = delivery_run(&delivery);
  } else if (error != ERROR_NOT_FOUND) {
    log_write(LOG_LEVEL_ERROR, "relay-claim-failed",
              (struct log_field[]){LOG_TEXT("error", view_of(error_name(error)))}, 1);
  }
  arena_free(arena);
  return error == ERROR_OK;
}

/* False when there is nothing to do now. */
static bool work_once(struct relay *relay) {
  if (!take_turn(relay)) {
    return false;
  }
  enum state_event event = STATE_EVENT_ACCEPTED;
  bool used = deliver_one(relay, &event);
  end_turn(relay, used, event);
  if (used) {
    relay_wake(relay); /* the window may be wider now */
  }
  return used;
}

static void wait_for_work(struct relay *relay) {
  struct timespec until = steady_until(IDLE_MS * INT64_C(1000));
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

/* One worker at a time, when its hour has come. */
static bool must_prune(struct relay *relay) {
  pthread_mutex_lock(&relay->mutex);
  bool due = relay->keep_ms > 0 && now_ms(relay) >= relay->next_prune_ms;
  if (due) {
    relay->next_prune_ms = now_ms(relay) + PRUNE_EVERY_MS;
  }
  pthread_mutex_unlock(&relay->mutex);
  return due;
}

/* In small steps, so that what is accepted meanwhile does not wait long. */
static void prune(struct relay *relay) {
  uint64_t count = PRUNE_AT_ONCE;
  while (count == PRUNE_AT_ONCE && !is_stopping(relay)) {
    int64_t before_ms = clock_now_ms(relay->clock) - relay->keep_ms;
    if (relay->store->prune(relay->store, before_ms, PRUNE_AT_ONCE, &count) != ERROR_OK) {
      return;
    }
  }
}

static void *worker_main(void *argument) {
  struct relay *relay = argument;
  while (!is_stopping(relay)) {
    if (must_prune(relay)) {
      prune(relay);
    }
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
  if (view_is(name, "webapi") && relay->signature_extension.length > 0) {
    issue_add_with(settings->issues, national_messages_get(NATIONAL_MESSAGE_ADAPTER_VALUE),
                   view_of("signature.place"), view_of("file"));
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

enum error relay_open(const struct relay_settings *settings, struct store *store,
                      const struct clock *clock, struct relay **ret_relay) {
  struct relay *relay = calloc(1, sizeof(*relay));
  if (relay == NULL) {
    return ERROR_MEMORY;
  }
  relay->store = store;
  relay->clock = clock;
  relay->keep_ms = settings->keep_ms;
  relay->signature_extension = view_of(settings->signature_extension);
  relay->takeover_ms = settings->takeover_ms > 0 ? settings->takeover_ms : TAKEOVER_MS;
  relay->institution = view_of(settings->institution_number);
  pthread_mutex_init(&relay->mutex, NULL);
  steady_condition_init(&relay->woken);
  answer_initialize();
  enum error error = read_adapter(relay, settings);
  if (error == ERROR_OK) {
    relay->window = window_make(relay->adapter->parallel, relay->adapter->policy.backoff_first_ms,
                                PAUSE_MAXIMUM_MS);
  }
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

static bool begin_question(struct relay *relay) {
  pthread_mutex_lock(&relay->mutex);
  bool allowed = !relay->stopping && relay->questions < relay->adapter->parallel;
  relay->questions += allowed;
  pthread_mutex_unlock(&relay->mutex);
  return allowed;
}

static void end_question(struct relay *relay) {
  pthread_mutex_lock(&relay->mutex);
  relay->questions--;
  pthread_mutex_unlock(&relay->mutex);
}

enum error relay_ask(struct relay *relay, const struct question *question,
                     struct issue_list *issues, struct question_answer *ret_answer) {
  if (relay == NULL || relay->transport == NULL) {
    issue_add(issues, national_messages_get(NATIONAL_MESSAGE_NO_TRANSPORT));
    return ERROR_NOT_OFFERED;
  }
  if (!begin_question(relay)) {
    return ERROR_BUSY;
  }
  const struct question_way way = {relay->adapter, relay->transport, relay->clock,
                                   relay->institution};
  enum error error = question_run(&way, question, issues, ret_answer);
  end_question(relay);
  return error;
}

const struct adapter *relay_adapter(const struct relay *relay) {
  return relay == NULL ? NULL : relay->adapter;
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
