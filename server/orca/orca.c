#include "server/orca/orca.h"

#include "server/base/log.h"
#include "server/orca/orca_answer.h"
#include "server/orca/orca_cache.h"
#include "server/orca/orca_curl.h"
#include "server/orca/orca_gate.h"
#include "server/orca/orca_text.h"

#include <libxml/parser.h>
#include <stdatomic.h>
#include <stdlib.h>

#define SETTINGS_BYTES 65536u

struct orca {
  struct arena *arena; /* of the settings' texts */
  struct orca_settings settings;
  struct orca_transport transport;
  struct orca_gate gate;
  struct orca_cache *cache;
  _Atomic uint64_t calls;
  _Atomic uint64_t failures;
};

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
  is_short = copy->base_url == NULL;
  copy->user = copy_setting(orca->arena, settings->user, &is_short);
  copy->password = copy_setting(orca->arena, settings->password, &is_short);
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

void orca_close(struct orca *orca) {
  if (orca == NULL) {
    return;
  }
  if (orca->transport.close != NULL) {
    orca->transport.close(orca->transport.context);
  }
  orca_cache_free(orca->cache);
  orca_gate_done(&orca->gate);
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

struct orca_statistics orca_statistics(struct orca *orca) {
  struct orca_cache_counts counts = orca_cache_counts(orca->cache);
  return (struct orca_statistics){atomic_load(&orca->calls), atomic_load(&orca->failures),
                                  counts.hits, counts.joined, counts.bytes};
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

static enum error send_call(struct orca_session *session, struct orca_call *call,
                            struct view patient, struct orca_outcome *outcome) {
  struct orca *orca = session->orca;
  enum error error = orca_gate_enter(&orca->gate, patient, time_left_us(session), &call->slot);
  if (error != ERROR_OK) {
    orca_trouble_set(&outcome->trouble, ORCA_FAULT_QUEUE, (struct view){NULL, 0},
                     (struct view){NULL, 0});
    return error;
  }
  int64_t begin_us = clock_monotonic_us(orca->settings.clock);
  call->timeout_us = time_left_us(session);
  atomic_fetch_add(&orca->calls, 1);
  error = orca->transport.perform(orca->transport.context, call, session->arena, &outcome->body,
                                  &outcome->trouble);
  orca_gate_leave(&orca->gate, call->slot);
  outcome->fetched_ms = clock_now_ms(orca->settings.clock);
  log_call(call, &outcome->trouble, error, clock_monotonic_us(orca->settings.clock) - begin_us);
  return error;
}

struct status_row {
  long status;
  enum error error;
};

/* ORCA's front ends: 401/403 user, password, certificate; 503 master update or overload; 502/504
 * its proxy. */
static const struct status_row status_rows[] = {
    {401, ERROR_ORCA_REFUSED},     {403, ERROR_ORCA_REFUSED}, {429, ERROR_ORCA_BUSY},
    {502, ERROR_ORCA_UNREACHABLE}, {503, ERROR_ORCA_BUSY},    {504, ERROR_ORCA_TIMEOUT},
};

static enum error check_status(struct orca_trouble *trouble) {
  if (trouble->http_status == 200) {
    return ERROR_OK;
  }
  enum error error = ERROR_ORCA_ANSWER;
  for (size_t i = 0; i < sizeof(status_rows) / sizeof(status_rows[0]); i++) {
    if (status_rows[i].status == trouble->http_status) {
      error = status_rows[i].error;
    }
  }
  orca_trouble_set(trouble, ORCA_FAULT_STATUS, (struct view){NULL, 0}, (struct view){NULL, 0});
  return error;
}

/* ---- what an answer means ----------------------------------------------------------------------
 */

static enum error meaning_error(enum orca_meaning meaning) {
  static const enum error errors[] = {
      [ORCA_MEANING_OK] = ERROR_OK,
      [ORCA_MEANING_HINT] = ERROR_OK,
      [ORCA_MEANING_EMPTY] = ERROR_OK,
      [ORCA_MEANING_TRUNCATED] = ERROR_OK,
      [ORCA_MEANING_NO_PATIENT] = ERROR_NOT_FOUND,
      [ORCA_MEANING_BAD_INPUT] = ERROR_BAD_REQUEST,
      [ORCA_MEANING_BUSY] = ERROR_ORCA_BUSY,
      [ORCA_MEANING_SYSTEM] = ERROR_ORCA_ANSWER,
      [ORCA_MEANING_UNAUTHORIZED] = ERROR_ORCA_REFUSED,
      [ORCA_MEANING_UNKNOWN] = ERROR_ORCA_ANSWER,
  };
  return errors[meaning];
}

static enum error judge(const struct orca_api *api, struct orca_reply *reply,
                        struct orca_trouble *trouble) {
  const struct view none = {NULL, 0};
  reply->node = orca_record_find(&reply->record, ORCA_NODE_TOP, api->root);
  if (reply->node == ORCA_NODE_NONE) {
    orca_trouble_set(trouble, ORCA_FAULT_ROOT, none, none);
    return ERROR_ORCA_ANSWER;
  }
  struct view code = orca_record_text(&reply->record, reply->node, "Api_Result");
  struct view text = orca_record_text(&reply->record, reply->node, "Api_Result_Message");
  enum orca_meaning meaning = orca_api_meaning(api->id, code);
  enum error error = meaning_error(meaning);
  if (error != ERROR_OK) {
    orca_trouble_set(trouble, ORCA_FAULT_RESULT, code, text);
    return error;
  }
  reply->info.truncated = meaning == ORCA_MEANING_TRUNCATED;
  reply->info.empty = meaning == ORCA_MEANING_EMPTY;
  if (meaning != ORCA_MEANING_OK) {
    reply->info.code = code;
    reply->info.text = text;
  }
  return ERROR_OK;
}

static enum error understand(struct orca_session *session, const struct orca_api *api,
                             struct orca_outcome *outcome, struct orca_reply *ret_reply) {
  enum error error = outcome->error;
  if (error == ERROR_OK) {
    error = check_status(&outcome->trouble);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_reply reply = {.info = {.fetched_ms = outcome->fetched_ms}};
  error = orca_answer_read(session->arena, outcome->body, &reply.record);
  if (error == ERROR_ORCA_ANSWER) {
    orca_trouble_set(&outcome->trouble, ORCA_FAULT_UNREADABLE, (struct view){NULL, 0},
                     (struct view){NULL, 0});
  }
  if (error == ERROR_OK) {
    error = judge(api, &reply, &outcome->trouble);
  }
  if (error == ERROR_OK) {
    *ret_reply = reply;
  }
  return error;
}

/* ---- asking
 * -------------------------------------------------------------------------------------- */

static enum error ask_orca(struct orca_session *session, const struct orca_question *question,
                           struct orca_flight *flight, struct orca_reply *ret_reply) {
  struct orca *orca = session->orca;
  const struct orca_api *api = orca_api_get(question->api);
  struct orca_outcome outcome = {.trouble = {.api = api->name}};
  struct orca_call call = {.api = api, .body = question->body};
  call.target =
      arena_format(session->arena, "%s%.*s", api->target, VIEW_ARGUMENTS(question->query));
  outcome.error =
      call.target.data == NULL
          ? ERROR_MEMORY
          : send_call(session, &call, orca_text_patient_key(question->patient), &outcome);
  struct orca_outcome judged = outcome;
  enum error error = understand(session, api, &judged, ret_reply);
  if (error != ERROR_OK && error != ERROR_NOT_FOUND && error != ERROR_BAD_REQUEST) {
    atomic_fetch_add(&orca->failures, 1);
  }
  uint32_t seconds = orca->settings.cache_seconds;
  if (seconds != 0 && api->cache_seconds != 0) {
    seconds = api->cache_seconds;
  }
  orca_cache_land(orca->cache, flight, &outcome, error == ERROR_OK ? seconds : 0);
  session->trouble = judged.trouble;
  return error;
}

static struct view question_key(struct arena *arena, const struct orca_question *question) {
  return arena_format(arena, "%s\n%.*s\n%.*s%.*s", orca_api_get(question->api)->name,
                      VIEW_ARGUMENTS(orca_text_patient_key(question->patient)),
                      VIEW_ARGUMENTS(question->query), VIEW_ARGUMENTS(question->body));
}

enum error orca_ask(struct orca_session *session, const struct orca_question *question,
                    struct orca_reply *ret_reply) {
  const struct orca_api *api = orca_api_get(question->api);
  session->trouble = (struct orca_trouble){.api = api->name};
  if (session->orca == NULL) {
    session->trouble.fault = ORCA_FAULT_NOT_CONFIGURED;
    return ERROR_ORCA_UNREACHABLE;
  }
  struct orca_ticket ticket = {question_key(session->arena, question), time_left_us(session),
                               session->fresh};
  if (ticket.key.data == NULL) {
    return ERROR_MEMORY;
  }
  struct orca_flight *flight = NULL;
  struct orca_outcome outcome;
  enum error error =
      orca_cache_board(session->orca->cache, &ticket, session->arena, &flight, &outcome);
  if (error == ERROR_ORCA_TIMEOUT) {
    session->trouble.fault = ORCA_FAULT_TIMEOUT;
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (flight != NULL) {
    return ask_orca(session, question, flight, ret_reply);
  }
  error = understand(session, api, &outcome, ret_reply);
  session->trouble = outcome.trouble;
  return error;
}
