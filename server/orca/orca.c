#include "server/orca/orca.h"

#include "server/base/log.h"
#include "server/orca/orca_cache.h"
#include "server/orca/orca_curl.h"
#include "server/orca/orca_gate.h"
#include "server/orca/orca_text.h"

#include <libxml/parser.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SETTINGS_BYTES 65536u
#define SLICE_US 50000
/* How long an answer is kept whose last change ORCA told. */
#define STAMPED_SECONDS 86400u

/* An API that ORCA does not have: its status, and until when it is not asked again. */
struct absence {
  _Atomic long status;
  _Atomic int64_t until_us; /* 0: it is there, as far as is known */
};

struct orca {
  struct arena *arena; /* of the settings' texts */
  struct orca_settings settings;
  struct orca_transport transport;
  struct orca_gate gate;
  struct orca_breaker breaker;
  struct orca_outlook outlook;
  struct orca_cache *cache;
  struct absence absences[ORCA_API_ALL];
  _Atomic bool stopping;
  _Atomic uint64_t calls;
  _Atomic uint64_t failures;
  _Atomic uint64_t repeated;
  _Atomic uint64_t refused;
};

/* What ORCA's own clients wait before they ask a busy ORCA again. */
static const int64_t pauses_us[] = {500000, 1500000, 3000000};
#define PAUSES (sizeof(pauses_us) / sizeof(pauses_us[0]))

static const char *copy_setting(struct arena *arena, const char *text, bool *is_short) {
  char *copy = arena_string(arena, view_of(text != NULL ? text : ""));
  *is_short = *is_short || copy == NULL;
  return copy;
}

static enum error copy_settings(struct orca *orca, const struct orca_settings *settings) {
  bool is_short = false;
  struct orca_settings *copy = &orca->settings;
  *copy = *settings;
  struct view url = view_of(settings->base_url != NULL ? settings->base_url : "");
  while (url.length > 0 && url.data[url.length - 1] == '/') {
    url.length--;
  }
  copy->base_url = arena_string(orca->arena, url);
  copy->stopping = &orca->stopping;
  is_short = copy->base_url == NULL;
  copy->user = copy_setting(orca->arena, settings->user, &is_short);
  copy->password = copy_setting(orca->arena, settings->password, &is_short);
  copy->password_file = copy_setting(orca->arena, settings->password_file, &is_short);
  copy->client_certificate = copy_setting(orca->arena, settings->client_certificate, &is_short);
  copy->client_key = copy_setting(orca->arena, settings->client_key, &is_short);
  copy->ca_file = copy_setting(orca->arena, settings->ca_file, &is_short);
  return is_short ? ERROR_MEMORY : ERROR_OK;
}

static enum error open_transport(struct orca *orca) {
  if (orca->settings.transport != NULL) {
    orca->transport = *orca->settings.transport;
    return ERROR_OK;
  }
  return orca_curl_open(&orca->settings, &orca->transport);
}

enum error orca_open(const struct orca_settings *settings, struct orca **ret_orca) {
  struct orca *orca = calloc(1, sizeof(*orca));
  if (orca == NULL) {
    return ERROR_MEMORY;
  }
  xmlInitParser();
  orca->arena = arena_new(SETTINGS_BYTES);
  orca->cache = orca_cache_new(
      settings->cache_bytes != 0 ? settings->cache_bytes : ORCA_CACHE_BYTES, settings->clock);
  orca_gate_init(&orca->gate, settings->max_parallel);
  orca_breaker_init(&orca->breaker, settings->breaker_failures, settings->clock);
  orca_outlook_init(&orca->outlook, &orca->settings);
  enum error error =
      orca->arena == NULL || orca->cache == NULL ? ERROR_MEMORY : copy_settings(orca, settings);
  if (error == ERROR_OK) {
    error = open_transport(orca);
  }
  if (error != ERROR_OK) {
    orca_close(orca);
    return error;
  }
  *ret_orca = orca;
  return ERROR_OK;
}

const struct orca_settings *orca_settings(const struct orca *orca) {
  return &orca->settings;
}

struct orca_outlook *orca_outlook(struct orca *orca) {
  return &orca->outlook;
}

void orca_stop(struct orca *orca) {
  if (orca != NULL) {
    atomic_store(&orca->stopping, true);
  }
}

void orca_close(struct orca *orca) {
  if (orca == NULL) {
    return;
  }
  if (orca->transport.close != NULL) {
    orca->transport.close(orca->transport.context);
  }
  orca_cache_free(orca->cache);
  orca_gate_done(&orca->gate);
  orca_breaker_done(&orca->breaker);
  orca_outlook_done(&orca->outlook);
  arena_free(orca->arena);
  free(orca);
}

void orca_forget(struct orca *orca, struct view patient_id) {
  struct arena *arena = arena_new(1024);
  struct view part = {"", 0};
  if (arena != NULL && patient_id.length != 0) {
    part = arena_format(arena, "\n%.*s\n", VIEW_ARGUMENTS(orca_text_patient_key(patient_id)));
  }
  orca_cache_forget(orca->cache, part);
  arena_free(arena);
}

/* A key's lines: target, patient, question, stamp. */
static bool is_of_number(struct view key) {
  struct view rest = key;
  (void)view_split(&rest, '\n');
  struct view patient = view_split(&rest, '\n');
  bool has_stamp = key.data[key.length - 1] != '\n';
  return patient.length != 0 && !has_stamp;
}

void orca_forget_numbers(struct orca *orca) {
  orca_cache_forget_if(orca->cache, is_of_number);
}

void orca_forget_api(struct orca *orca, enum orca_api_id api) {
  char key[128];
  int length = snprintf(key, sizeof(key), "%s\n", orca_api_get(api)->target);
  orca_cache_forget(orca->cache, view_make(key, (size_t)length));
}

struct orca_statistics orca_statistics(struct orca *orca) {
  struct orca_cache_counts counts = orca_cache_counts(orca->cache);
  return (struct orca_statistics){.calls = atomic_load(&orca->calls),
                                  .failures = atomic_load(&orca->failures),
                                  .hits = counts.hits,
                                  .joined = counts.joined,
                                  .repeated = atomic_load(&orca->repeated),
                                  .refused = atomic_load(&orca->refused),
                                  .cached_bytes = counts.bytes,
                                  .breaker = orca_breaker_state(&orca->breaker)};
}

int64_t orca_now_ms(const struct orca_session *session) {
  return clock_now_ms(session->orca != NULL ? session->orca->settings.clock : clock_system());
}

/* ---- one call ---------------------------------------------------------------------------------
 */

static int64_t time_left_us(const struct orca_session *session) {
  int64_t left = session->deadline_us - clock_monotonic_us(session->orca->settings.clock);
  int64_t longest = (int64_t)session->orca->settings.timeout_ms * 1000;
  return longest != 0 && left > longest ? longest : left;
}

static void log_call(const struct orca_call *call, const struct orca_trouble *trouble,
                     enum error error, int64_t took_us) {
  const struct log_field fields[] = {
      LOG_TEXT("api", view_of(call->api->name)),
      LOG_TEXT("result", view_of(error_name(error))),
      LOG_INTEGER("status", trouble->http_status),
      LOG_INTEGER("microseconds", took_us),
  };
  log_write(error == ERROR_OK ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING, "orca-call", fields,
            sizeof(fields) / sizeof(fields[0]));
}

static enum error not_sent(struct orca *orca, struct orca_trouble *trouble, int64_t wait_us) {
  const struct view none = {NULL, 0};
  atomic_fetch_add(&orca->refused, 1);
  orca_trouble_set(trouble, ORCA_FAULT_BREAKER, none, none);
  trouble->retry_seconds = (uint32_t)((wait_us + 999999) / 1000000);
  return ERROR_ORCA_UNREACHABLE;
}

/* A client that left ORCA little time says nothing about ORCA. */
static enum orca_breaker_news news_of(const struct orca *orca, const struct orca_call *call,
                                      enum error error) {
  if (error == ERROR_ORCA_TIMEOUT) {
    bool had_time = call->timeout_us * 2 >= (int64_t)orca->settings.timeout_ms * 1000;
    return had_time ? ORCA_BREAKER_FAILED : ORCA_BREAKER_UNSENT;
  }
  if (error == ERROR_ORCA_UNREACHABLE) {
    return ORCA_BREAKER_FAILED;
  }
  return error == ERROR_MEMORY ? ORCA_BREAKER_UNSENT : ORCA_BREAKER_ANSWERED;
}

static enum error perform(struct orca_session *session, struct orca_call *call,
                          struct orca_outcome *outcome) {
  struct orca *orca = session->orca;
  int64_t begin_us = clock_monotonic_us(orca->settings.clock);
  call->timeout_us = time_left_us(session);
  atomic_fetch_add(&orca->calls, 1);
  enum error error = orca->transport.perform(orca->transport.context, call, session->arena,
                                             &outcome->body, &outcome->trouble);
  orca_breaker_report(&orca->breaker, news_of(orca, call, error));
  outcome->fetched_ms = clock_now_ms(orca->settings.clock);
  log_call(call, &outcome->trouble, error, clock_monotonic_us(orca->settings.clock) - begin_us);
  return error;
}

static enum error send_call(struct orca_session *session, struct orca_call *call,
                            struct view patient, struct orca_outcome *outcome) {
  struct orca *orca = session->orca;
  const struct view none = {NULL, 0};
  int64_t wait_us = 0;
  if (!orca_breaker_allows(&orca->breaker, &wait_us)) {
    return not_sent(orca, &outcome->trouble, wait_us);
  }
  enum error error = orca_gate_enter(&orca->gate, patient, time_left_us(session), &call->slot);
  if (error != ERROR_OK) {
    orca_trouble_set(&outcome->trouble, ORCA_FAULT_QUEUE, none, none);
    return error;
  }
  error = orca_breaker_enter(&orca->breaker, &wait_us) ? perform(session, call, outcome)
                                                       : not_sent(orca, &outcome->trouble, wait_us);
  orca_gate_leave(&orca->gate, call->slot);
  return error;
}

/* In slices, so that a stop is not held up. */
static void sleep_us(const struct orca *orca, int64_t microseconds) {
  for (int64_t left = microseconds; left > 0 && !atomic_load(&orca->stopping); left -= SLICE_US) {
    nanosleep(&(struct timespec){.tv_nsec = SLICE_US * 1000L}, NULL);
  }
}

static void pause_us(const struct orca *orca, int64_t microseconds) {
  if (orca->transport.pause != NULL) {
    orca->transport.pause(orca->transport.context, microseconds);
  } else {
    sleep_us(orca, microseconds);
  }
}

/* ---- asking
 * -------------------------------------------------------------------------------------- */

/* What the outcome means for the question; outcome->trouble gets the details. */
static enum error understand(struct orca_session *session, const struct orca_question *question,
                             struct orca_outcome *outcome, struct orca_reply *ret_reply) {
  const struct view none = {NULL, 0};
  struct orca_reply reply;
  enum error error = orca_reply_make(session->arena, orca_api_get(question->api), outcome, &reply);
  if (error != ERROR_OK) {
    return error;
  }
  if (!orca_reply_is_about(&reply, question->patient)) {
    orca_trouble_set(&outcome->trouble, ORCA_FAULT_PATIENT, none, none);
    return ERROR_ORCA_ANSWER;
  }
  *ret_reply = reply;
  return ERROR_OK;
}

/* Asks until there is an answer, or ORCA stays busy. *ret_outcome is the last answer as it came;
 * its trouble, judged, becomes the session's. */
static enum error ask_patiently(struct orca_session *session, const struct orca_question *question,
                                struct orca_call *call, struct orca_outcome *ret_outcome,
                                struct orca_reply *ret_reply) {
  struct view patient = orca_text_patient_key(question->patient);
  for (size_t attempt = 0;; attempt++) {
    struct orca_outcome outcome = {.trouble = {.api = call->api->name}};
    outcome.error = send_call(session, call, patient, &outcome);
    struct orca_outcome judged = outcome;
    enum error error = understand(session, question, &judged, ret_reply);
    bool again = attempt < PAUSES && !atomic_load(&session->orca->stopping) &&
                 orca_reply_may_come_later(error, &judged.trouble) &&
                 session->deadline_us - clock_monotonic_us(session->orca->settings.clock) >
                     pauses_us[attempt];
    if (!again) {
      *ret_outcome = outcome;
      session->trouble = judged.trouble;
      return error;
    }
    atomic_fetch_add(&session->orca->repeated, 1);
    pause_us(session->orca, pauses_us[attempt]);
  }
}

/* ---- APIs that an older ORCA does not have -----------------------------------------------------
 */

static bool is_absent(const struct orca_session *session, enum orca_api_id api, long *ret_status) {
  const struct absence *absence = &session->orca->absences[api];
  int64_t until_us = atomic_load(&absence->until_us);
  if (until_us == 0 || clock_monotonic_us(session->orca->settings.clock) >= until_us) {
    return false;
  }
  *ret_status = atomic_load(&absence->status);
  return true;
}

/* Whatever else went wrong is not remembered. */
static void note_absence(struct orca_session *session, enum orca_api_id api) {
  struct absence *absence = &session->orca->absences[api];
  int64_t seconds = orca_api_absence_seconds(api);
  if (seconds != 0 && orca_trouble_is_absent(&session->trouble)) {
    atomic_store(&absence->status, session->trouble.http_status);
    atomic_store(&absence->until_us,
                 clock_monotonic_us(session->orca->settings.clock) + seconds * 1000000);
  }
}

/* A question that had too little time to be answered tells nothing of ORCA. */
static void note_outlook(struct orca_session *session, enum orca_api_id api,
                         const struct orca_call *call, enum error error) {
  struct orca *orca = session->orca;
  const struct orca_outlook_event event = {api, error, &session->trouble};
  if (news_of(orca, call, error) != ORCA_BREAKER_UNSENT) {
    orca_outlook_note(&orca->outlook, session->arena, &event);
  }
}

static uint32_t keep_seconds(const struct orca *orca, const struct orca_question *question) {
  uint32_t usual = orca->settings.cache_seconds;
  uint32_t seconds = orca_api_get(question->api)->cache_seconds;
  if (question->stamp.length != 0) {
    seconds = STAMPED_SECONDS;
  }
  return usual != 0 && seconds != 0 ? seconds : usual;
}

static enum error ask_orca(struct orca_session *session, const struct orca_question *question,
                           struct orca_flight *flight, struct orca_reply *ret_reply) {
  struct orca *orca = session->orca;
  const struct orca_api *api = orca_api_get(question->api);
  struct orca_outcome outcome = {.error = ERROR_MEMORY, .trouble = {.api = api->name}};
  struct orca_call call = {.api = api, .body = question->body};
  call.target =
      arena_format(session->arena, "%s%.*s", api->target, VIEW_ARGUMENTS(question->query));
  enum error error = ERROR_MEMORY;
  if (call.target.data != NULL) {
    error = ask_patiently(session, question, &call, &outcome, ret_reply);
    note_absence(session, question->api);
    note_outlook(session, question->api, &call, error);
  }
  if (error != ERROR_OK && error != ERROR_NOT_FOUND && error != ERROR_BAD_REQUEST) {
    atomic_fetch_add(&orca->failures, 1);
  }
  orca_cache_land(orca->cache, flight, &outcome,
                  error == ERROR_OK ? keep_seconds(orca, question) : 0);
  return error;
}

/* By target: several APIs have one name. */
static struct view question_key(struct arena *arena, const struct orca_question *question) {
  return arena_format(arena, "%s\n%.*s\n%.*s%.*s\n%.*s", orca_api_get(question->api)->target,
                      VIEW_ARGUMENTS(orca_text_patient_key(question->patient)),
                      VIEW_ARGUMENTS(question->query), VIEW_ARGUMENTS(question->body),
                      VIEW_ARGUMENTS(question->stamp));
}

/* Finds a kept answer or one under way; asks when there is none. */
static enum error ask_or_share(struct orca_session *session, const struct orca_question *question,
                               const struct orca_ticket *ticket, struct orca_reply *ret_reply) {
  struct orca_flight *flight = NULL;
  struct orca_outcome outcome;
  enum error error =
      orca_cache_board(session->orca->cache, ticket, session->arena, &flight, &outcome);
  if (error == ERROR_ORCA_TIMEOUT) {
    session->trouble.fault = ORCA_FAULT_TIMEOUT;
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (flight != NULL) {
    return ask_orca(session, question, flight, ret_reply);
  }
  error = understand(session, question, &outcome, ret_reply);
  session->trouble = outcome.trouble;
  return error;
}

static enum error write_body(struct arena *arena, struct orca_question *question) {
  const struct orca_xml2_request *request = &question->request;
  if (request->root == NULL) {
    return ERROR_OK;
  }
  question->body = orca_api_request(arena, request->root, request->arguments, request->count);
  return question->body.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error orca_ask(struct orca_session *session, const struct orca_question *question,
                    struct orca_reply *ret_reply) {
  session->trouble = (struct orca_trouble){.api = orca_api_get(question->api)->name};
  if (session->orca == NULL) {
    session->trouble.fault = ORCA_FAULT_NOT_CONFIGURED;
    return ERROR_ORCA_UNREACHABLE;
  }
  if (is_absent(session, question->api, &session->trouble.http_status)) {
    session->trouble.fault = ORCA_FAULT_STATUS;
    return ERROR_ORCA_ANSWER;
  }
  struct orca_question written = *question;
  enum error error = write_body(session->arena, &written);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_ticket ticket = {question_key(session->arena, &written), time_left_us(session),
                               session->fresh && question->stamp.length == 0};
  if (ticket.key.data == NULL) {
    return ERROR_MEMORY;
  }
  return ask_or_share(session, &written, &ticket, ret_reply);
}
