#include "server/subscription_notify.h"

#include "handlers/search_inner.h"
#include "handlers/subscription_criteria.h"
#include "handlers/subscription_endpoint.h"
#include "handlers/subscription_message.h"
#include "handlers/subscription_resource.h"
#include "server/base/log.h"
#include "server/base/steady_wait.h"
#include "server/limits.h"
#include "server/orca/orca_gate.h"
#include "server/orca/orca_text.h"
#include "server/subscription_send.h"

#include <inttypes.h>
#include <stdlib.h>

#define UUID_MAXIMUM 64u
#define PATIENT_BYTES 24u
#define DAY_BYTES 11u
#define DAY_LENGTH 10u
/* How often is looked for what is due while nothing happens: a Subscription that was changed may be
 * told at once. */
#define TICK_US 1000000
/* When the disk fails it is tried again after this. */
#define STORAGE_US 5000000
/* ORCA has so long for one evaluation. */
#define EVALUATION_US INT64_C(60000000)
/* Another server takes over what one was telling when nothing was heard of it for the longest step,
 * an evaluation or a request, and this. */
#define TAKEOVER_MS INT64_C(30000)

struct event_row {
  char uuid[UUID_MAXIMUM];
  char patient[PATIENT_BYTES];
  char day[DAY_BYTES];
  const char *const *types;
};

struct subscription_notify {
  struct subscription_notify_settings settings;
  struct subscription_send_settings send;
  const struct services *services;
  pthread_t keeper;
  pthread_t teller;
  bool keeper_started;
  bool teller_started;
  _Atomic bool stopping;
  pthread_mutex_t mutex; /* of what follows */
  pthread_cond_t arrived;
  pthread_cond_t kept;
  struct event_row queue[LIMIT_SUBSCRIPTION_EVENTS]; /* a ring */
  size_t first;
  size_t count;
  bool has_news; /* something was kept since the teller looked */
  _Atomic uint64_t events;
  _Atomic uint64_t lost;
  _Atomic uint64_t results[SUBSCRIPTION_RESULT_COUNT];
};

/* ---- keeping events ----------------------------------------------------------------------------
 */
static void copy_text(struct view text, char *ret_text, size_t size) {
  size_t length = text.length < size ? text.length : size - 1;
  if (length > 0) {
    memcpy(ret_text, text.data, length);
  }
  ret_text[length] = '\0';
}

/* A uuid that is none becomes one: only sameness counts. */
static void copy_uuid(struct view uuid, char ret_text[UUID_MAXIMUM]) {
  char name[UUID_BYTES];
  if (uuid.length >= UUID_MAXIMUM) {
    uuid_from_name(uuid, name);
    uuid = view_of(name);
  }
  copy_text(uuid, ret_text, UUID_MAXIMUM);
}

static bool put_in_queue(struct subscription_notify *self, const struct event_row *row) {
  pthread_mutex_lock(&self->mutex);
  bool has_room = self->count < LIMIT_SUBSCRIPTION_EVENTS;
  if (has_room) {
    self->queue[(self->first + self->count++) % LIMIT_SUBSCRIPTION_EVENTS] = *row;
    pthread_cond_signal(&self->arrived);
  }
  pthread_mutex_unlock(&self->mutex);
  return has_room;
}

void subscription_notify_event(void *context, const struct orca_event *event) {
  struct subscription_notify *self = context;
  if (self == NULL) {
    return;
  }
  struct event_row row = {.types = subscription_plan_types(event->name)};
  if (row.types[0] == NULL || !orca_text_is_patient_id(event->patient)) {
    return;
  }
  copy_uuid(event->uuid, row.uuid);
  copy_text(event->patient, row.patient, sizeof row.patient);
  copy_text(event->day, row.day, sizeof row.day);
  if (!put_in_queue(self, &row)) {
    atomic_fetch_add(&self->lost, 1);
    log_write(LOG_LEVEL_ERROR, "subscription-queue-full", NULL, 0);
  }
}

static enum error keep_event(struct subscription_notify *self, const struct event_row *row) {
  struct store *store = self->services->store;
  enum error error = ERROR_OK;
  for (size_t i = 0; row->types[i] != NULL && error == ERROR_OK; i++) {
    bool by_day = subscription_criteria_by_day(row->types[i]);
    const struct store_event event = {.uuid = view_of(row->uuid),
                                      .patient = view_of(row->patient),
                                      .day = view_of(by_day ? row->day : ""),
                                      .type = view_of(row->types[i])};
    uint64_t count = 0;
    error = store->notification_add(store, &event, &count);
  }
  return error;
}

/* With the mutex held. */
static void wait_for(struct subscription_notify *self, pthread_cond_t *condition, int64_t wait_us) {
  struct timespec until = steady_until(wait_us);
  (void)pthread_cond_timedwait(condition, &self->mutex, &until);
}

/* Keeps the first event, which stays in the ring until it is on the disk. With the mutex held; it
 * is let go meanwhile. */
static enum error keep_first(struct subscription_notify *self) {
  struct event_row row = self->queue[self->first];
  pthread_mutex_unlock(&self->mutex);
  enum error error = keep_event(self, &row);
  pthread_mutex_lock(&self->mutex);
  if (error == ERROR_OK) {
    atomic_fetch_add(&self->events, 1);
    self->first = (self->first + 1) % LIMIT_SUBSCRIPTION_EVENTS;
    self->count--;
    self->has_news = true;
    pthread_cond_signal(&self->kept);
  }
  return error;
}

static void *keep_events(void *context) {
  struct subscription_notify *self = context;
  pthread_mutex_lock(&self->mutex);
  while (!atomic_load(&self->stopping) || self->count > 0) {
    if (self->count == 0) {
      wait_for(self, &self->arrived, TICK_US);
    } else if (keep_first(self) != ERROR_OK) {
      if (atomic_load(&self->stopping)) {
        break;
      }
      wait_for(self, &self->arrived, STORAGE_US);
    }
  }
  pthread_mutex_unlock(&self->mutex);
  return NULL;
}

/* ---- what is to be told ------------------------------------------------------------------------
 */
/* One notification on its way. */
struct telling {
  struct subscription_notify *self;
  struct arena *arena;
  struct store_notification notification;
  struct subscription_channel channel;
  struct search_entries found;
  struct subscription_outcome outcome;
};

static void set_outcome(struct telling *telling, enum subscription_result result,
                        enum subscription_message message, struct view detail) {
  telling->outcome =
      (struct subscription_outcome){result, view_of(subscription_message_get(message)->id), detail};
}

static bool is_allowed(const struct telling *telling) {
  const struct services *services = telling->self->services;
  const struct subscription_endpoint_policy policy = {services->subscription_endpoints,
                                                      services->subscription_http};
  return subscription_endpoint_check(telling->notification.subscription.endpoint, &policy) ==
         SUBSCRIPTION_ENDPOINT_ALLOWED;
}

static struct view day_of(const struct telling *telling) {
  char instant[CLOCK_INSTANT_BYTES];
  struct view day = telling->notification.day;
  if (day.length > 0) {
    return day;
  }
  clock_instant(clock_now_ms(telling->self->services->clock), instant);
  return arena_copy(telling->arena, view_part(view_of(instant), 0, DAY_LENGTH));
}

/* Live, by the same way as a client's search. */
static enum error search(struct telling *telling) {
  const struct services *services = telling->self->services;
  const struct subscription_criteria_event event = {telling->notification.patient, day_of(telling)};
  struct request request = {
      .arena = telling->arena,
      .services = services,
      .base_url = services->base_url,
      .language = LANGUAGE_JAPANESE,
      .issues = issue_list_make(telling->arena, LIMIT_ISSUES),
      .deadline_us = clock_monotonic_us(services->clock) + EVALUATION_US,
  };
  struct view target = {NULL, 0};
  if (event.day.data == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = subscription_criteria_target(
      telling->arena, telling->notification.subscription.criteria, &event, &target);
  telling->found = (struct search_entries){.arena = telling->arena};
  return error != ERROR_OK || target.length == 0
             ? error
             : search_inner_search(&request, target, SEARCH_MODE_MATCH, &telling->found);
}

static bool is_fault_of_criteria(enum error error) {
  return error == ERROR_BAD_REQUEST || error == ERROR_UNKNOWN_PARAMETER ||
         error == ERROR_NOT_PROCESSABLE || error == ERROR_SYNTAX;
}

/* True when there is something to send. */
static bool find(struct telling *telling) {
  if (!is_allowed(telling)) {
    set_outcome(telling, SUBSCRIPTION_BARRED, SUBSCRIPTION_MESSAGE_FAILED_ENDPOINT, view_of(""));
    return false;
  }
  enum error error = search(telling);
  if (error == ERROR_OK) {
    error = subscription_resource_channel(
        telling->arena, telling->notification.subscription.content, &telling->channel);
  }
  if (is_fault_of_criteria(error)) {
    set_outcome(telling, SUBSCRIPTION_BARRED, SUBSCRIPTION_MESSAGE_FAILED_CRITERIA, view_of(""));
  } else if (error != ERROR_OK) {
    telling->outcome.result = SUBSCRIPTION_UNKNOWN;
  } else if (telling->found.count == 0) {
    telling->outcome.result = SUBSCRIPTION_UNMATCHED;
  }
  return error == ERROR_OK && telling->found.count > 0;
}

/* ---- telling ------------------------------------------------------------------------------------
 */
/* endpoint/Type/id */
static struct view resource_url(const struct telling *telling, const struct search_entry *entry) {
  struct view endpoint = telling->notification.subscription.endpoint;
  struct view base = telling->self->services->base_url;
  while (view_ends_with(endpoint, view_of("/"))) {
    endpoint.length--;
  }
  struct view reference = view_part(entry->full_url, base.length + 1, entry->full_url.length);
  return arena_format(telling->arena, "%.*s/%.*s", VIEW_ARGUMENTS(endpoint),
                      VIEW_ARGUMENTS(reference));
}

static int64_t lease_ms(const struct subscription_notify *self) {
  int64_t evaluation_ms = EVALUATION_US / 1000;
  int64_t request_ms = self->settings.timeout_ms;
  return (request_ms > evaluation_ms ? request_ms : evaluation_ms) + TAKEOVER_MS;
}

/* What another server has taken over meanwhile is left to it. */
static enum error hold(const struct telling *telling) {
  struct store *store = telling->self->services->store;
  return store->notification_hold(store, &telling->notification, lease_ms(telling->self));
}

static void send_one(struct telling *telling, const struct subscription_notice *message) {
  struct subscription_answer answer = {.fault = ""};
  if (message->url.data == NULL || hold(telling) != ERROR_OK ||
      subscription_send(&telling->self->send, message, telling->arena, &answer) != ERROR_OK) {
    telling->outcome.result = SUBSCRIPTION_UNKNOWN;
    return;
  }
  enum subscription_result result = subscription_plan_result(answer.status);
  struct view status = arena_format(telling->arena, "%ld", answer.status);
  if (answer.status == 0) {
    set_outcome(telling, result, SUBSCRIPTION_MESSAGE_FAILED_CONNECTION, view_of(answer.fault));
  } else if (result == SUBSCRIPTION_REFUSED) {
    set_outcome(telling, result, SUBSCRIPTION_MESSAGE_FAILED_REFUSED, status);
  } else if (result == SUBSCRIPTION_FAILED) {
    set_outcome(telling, result, SUBSCRIPTION_MESSAGE_FAILED_STATUS, status);
  }
}

static bool goes_on(const struct telling *telling) {
  return telling->outcome.result == SUBSCRIPTION_DELIVERED ||
         telling->outcome.result == SUBSCRIPTION_REFUSED;
}

/* A resource that is refused does not hold up the others; a failure does: all are sent again. */
static void send_all(struct telling *telling) {
  struct subscription_notice message = {.url = telling->notification.subscription.endpoint,
                                        .headers = telling->channel.headers,
                                        .header_count = telling->channel.header_count};
  telling->outcome = (struct subscription_outcome){.result = SUBSCRIPTION_DELIVERED};
  if (!telling->channel.has_payload) {
    send_one(telling, &message);
    return;
  }
  message.has_resource = true;
  for (size_t i = 0; i < telling->found.count && goes_on(telling); i++) {
    message.url = resource_url(telling, &telling->found.items[i]);
    message.resource = telling->found.items[i].resource;
    send_one(telling, &message);
  }
}

static void log_result(const struct telling *telling) {
  const struct log_field fields[] = {
      LOG_TEXT("subscription", telling->notification.subscription.id),
      LOG_TEXT("result", view_of(subscription_plan_result_name(telling->outcome.result))),
      LOG_INTEGER("failures", telling->notification.subscription.failures),
      LOG_INTEGER("resources", telling->found.count)};
  bool is_well = telling->outcome.result == SUBSCRIPTION_DELIVERED ||
                 telling->outcome.result == SUBSCRIPTION_UNMATCHED;
  log_write(is_well ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING, "subscription-notified", fields,
            sizeof fields / sizeof fields[0]);
}

/* As if it had not been begun. */
static struct store_settlement settle_nothing(const struct store_notification *notification) {
  return (struct store_settlement){.notification = notification,
                                   .status = view_of("active"),
                                   .failures = notification->subscription.failures,
                                   .error = notification->subscription.error,
                                   .error_detail = notification->subscription.error_detail};
}

/* What was cut off by the end of the server is told after the next start, or by another server. */
static enum error tell(struct telling *telling) {
  struct subscription_notify *self = telling->self;
  struct store *store = self->services->store;
  struct store_settlement settlement = settle_nothing(&telling->notification);
  if (find(telling)) {
    send_all(telling);
  }
  bool is_open = telling->outcome.result == SUBSCRIPTION_FAILED ||
                 telling->outcome.result == SUBSCRIPTION_UNKNOWN;
  if (atomic_load(&self->stopping) && is_open) {
    enum error given_back = store->notification_settle(store, &settlement);
    return given_back == ERROR_CONFLICT ? ERROR_OK : given_back;
  }
  settlement = subscription_plan_settle(&self->settings.retry, &telling->notification,
                                        clock_now_ms(self->services->clock), &telling->outcome);
  enum error error = store->notification_settle(store, &settlement);
  atomic_fetch_add(&self->results[telling->outcome.result], 1);
  log_result(telling);
  return error == ERROR_CONFLICT ? ERROR_OK : error;
}

/* How long nothing is to be done. */
static int64_t tell_next(struct subscription_notify *self) {
  struct store *store = self->services->store;
  struct arena *arena = arena_new(LIMIT_REQUEST_ARENA_BYTES);
  struct telling telling = {.self = self, .arena = arena};
  enum error error =
      arena == NULL ? ERROR_MEMORY
                    : store->notification_next(store, lease_ms(self), arena, &telling.notification);
  int64_t wait_us = 0;
  if (error == ERROR_OK) {
    error = tell(&telling);
  } else if (error == ERROR_NOT_FOUND) {
    int64_t until_us =
        (telling.notification.due_ms - clock_now_ms(self->services->clock)) * INT64_C(1000);
    wait_us =
        telling.notification.due_ms > 0 && until_us > 0 && until_us < TICK_US ? until_us : TICK_US;
    error = ERROR_OK;
  }
  arena_free(arena);
  return error == ERROR_OK ? wait_us : STORAGE_US;
}

static void *tell_all(void *context) {
  struct subscription_notify *self = context;
  pthread_mutex_lock(&self->mutex);
  while (!atomic_load(&self->stopping)) {
    self->has_news = false;
    pthread_mutex_unlock(&self->mutex);
    int64_t wait_us = tell_next(self);
    pthread_mutex_lock(&self->mutex);
    if (wait_us > 0 && !self->has_news && !atomic_load(&self->stopping)) {
      wait_for(self, &self->kept, wait_us);
    }
  }
  pthread_mutex_unlock(&self->mutex);
  return NULL;
}

/* ---- the whole ----------------------------------------------------------------------------------
 */
enum error subscription_notify_open(const struct subscription_notify_settings *settings,
                                    const struct services *services,
                                    struct subscription_notify **ret_notify) {
  struct subscription_notify *self = calloc(1, sizeof *self);
  if (self == NULL || subscription_send_open() != ERROR_OK) {
    free(self);
    return ERROR_MEMORY;
  }
  self->settings = *settings;
  self->services = services;
  self->send =
      (struct subscription_send_settings){settings->ca_file, settings->timeout_ms, &self->stopping};
  pthread_mutex_init(&self->mutex, NULL);
  steady_condition_init(&self->arrived);
  steady_condition_init(&self->kept);
  *ret_notify = self;
  return ERROR_OK;
}

enum error subscription_notify_start(struct subscription_notify *self) {
  if (self == NULL) {
    return ERROR_OK;
  }
  self->keeper_started = pthread_create(&self->keeper, NULL, keep_events, self) == 0;
  self->teller_started = pthread_create(&self->teller, NULL, tell_all, self) == 0;
  return self->keeper_started && self->teller_started ? ERROR_OK : ERROR_INTERNAL;
}

void subscription_notify_stop(struct subscription_notify *self) {
  if (self == NULL) {
    return;
  }
  pthread_mutex_lock(&self->mutex);
  atomic_store(&self->stopping, true);
  pthread_cond_signal(&self->arrived);
  pthread_cond_signal(&self->kept);
  pthread_mutex_unlock(&self->mutex);
  if (self->keeper_started) {
    pthread_join(self->keeper, NULL);
  }
  if (self->teller_started) {
    pthread_join(self->teller, NULL);
  }
  pthread_cond_destroy(&self->arrived);
  pthread_cond_destroy(&self->kept);
  pthread_mutex_destroy(&self->mutex);
  subscription_send_close();
  free(self);
}

static void write_counts(struct subscription_notify *self, struct buffer *buffer) {
  struct store *store = self->services->store;
  struct store_subscription_counts counts;
  if (store->subscription_counts(store, &counts) != ERROR_OK) {
    return;
  }
  buffer_append_format(buffer,
                       "# HELP fhir_facade_subscriptions Subscriptions by status.\n"
                       "# TYPE fhir_facade_subscriptions gauge\n"
                       "fhir_facade_subscriptions{status=\"active\"} %" PRIu64 "\n"
                       "fhir_facade_subscriptions{status=\"off\"} %" PRIu64 "\n"
                       "fhir_facade_subscriptions{status=\"error\"} %" PRIu64 "\n"
                       "# TYPE fhir_facade_subscription_waiting gauge\n"
                       "fhir_facade_subscription_waiting %" PRIu64 "\n",
                       counts.active, counts.off, counts.error, counts.waiting);
}

void subscription_notify_metrics(void *context, struct buffer *buffer) {
  struct subscription_notify *self = context;
  buffer_append_format(buffer,
                       "# HELP fhir_facade_subscription_events_total Events of ORCA that "
                       "Subscriptions may be about and that were kept; lost: more than could be.\n"
                       "# TYPE fhir_facade_subscription_events_total counter\n"
                       "fhir_facade_subscription_events_total %" PRIu64 "\n"
                       "# TYPE fhir_facade_subscription_lost_total counter\n"
                       "fhir_facade_subscription_lost_total %" PRIu64 "\n",
                       atomic_load(&self->events), atomic_load(&self->lost));
  buffer_append_string(buffer, "# HELP fhir_facade_subscription_notifications_total Attempts to "
                               "notify by what came of them.\n"
                               "# TYPE fhir_facade_subscription_notifications_total counter\n");
  for (unsigned i = 0; i < SUBSCRIPTION_RESULT_COUNT; i++) {
    buffer_append_format(
        buffer, "fhir_facade_subscription_notifications_total{result=\"%s\"} %" PRIu64 "\n",
        subscription_plan_result_name((enum subscription_result)i), atomic_load(&self->results[i]));
  }
  write_counts(self, buffer);
}
