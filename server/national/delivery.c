#include "server/national/delivery.h"

#include "server/base/log.h"
#include "server/national/answer.h"
#include "server/national/envelope.h"
#include "server/national/national_messages.h"

/* A message under way and the id by which its answer is known. */
struct exchange {
  struct delivery *delivery;
  struct view message_id;
  struct transport_message message;
};

struct finding {
  struct answer_verdict verdict;
  const struct exchange
      *answered; /* whose answer lies around and can go after the commit; or NULL */
};

static struct answer_verdict own_verdict(enum state_event event, enum national_message message) {
  return (struct answer_verdict){.event = event,
                                 .code = view_of(national_messages_get(message)->id)};
}

static bool check_answer(void *context, struct view content) {
  const struct exchange *exchange = context;
  struct delivery *delivery = exchange->delivery;
  struct arena *arena = arena_new(4 * TRANSPORT_ANSWER_BYTES);
  struct answer answer;
  bool belongs = arena != NULL &&
                 answer_read(delivery->adapter, content, arena, &answer) == ERROR_OK &&
                 answer_belongs(&answer, delivery->institution, exchange->message_id);
  arena_free(arena);
  return belongs;
}

/* The file name is made of the job's own time, so that it is the same after a restart. */
static enum error exchange_name(struct exchange *exchange) {
  struct delivery *delivery = exchange->delivery;
  char time[ENVELOPE_TIME_BYTES];
  envelope_time(delivery->job.created_ms, time);
  exchange->message.file_name =
      arena_format(delivery->arena, "%s%.*s", time, VIEW_ARGUMENTS(exchange->message_id));
  exchange->message.check = check_answer;
  exchange->message.context = exchange;
  return exchange->message.file_name.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static enum error exchange_encode(struct exchange *exchange) {
  struct delivery *delivery = exchange->delivery;
  const struct store_job *job = &delivery->job;
  struct envelope_values values = {0};
  values.texts[ADAPTER_PLACEHOLDER_INSTITUTION] = delivery->institution;
  values.texts[ADAPTER_PLACEHOLDER_MESSAGE_ID] = exchange->message_id;
  values.texts[ADAPTER_PLACEHOLDER_ORIGINAL_MESSAGE_ID] = job->message_id;
  values.texts[ADAPTER_PLACEHOLDER_RECEIPT] = job->receipt;
  values.texts[ADAPTER_PLACEHOLDER_TIME] = view_part(exchange->message.file_name, 0, 14);
  values.texts[ADAPTER_PLACEHOLDER_KIND] = adapter_kind_word(delivery->adapter, job->kind);
  values.texts[ADAPTER_PLACEHOLDER_IDENTIFIER_SYSTEM] = job->identifier_system;
  values.texts[ADAPTER_PLACEHOLDER_IDENTIFIER_VALUE] = job->identifier_value;
  values.texts[ADAPTER_PLACEHOLDER_CONTENT_BASE64] = job->content;
  return envelope_write(delivery->adapter, exchange->message.operation, &values, delivery->arena,
                        &exchange->message.content);
}

/* A status or a page that the adapter does not explain says that something in between is out of
 * order, not that this message is: as with no answer at all, it is reconciled for as long as it
 * takes. */
static struct answer_verdict judge_status(const struct delivery *delivery,
                                          const struct transport_answer *answer) {
  struct view status = arena_format(delivery->arena, "%ld", answer->status);
  enum state_event event = adapter_codes_find(&delivery->adapter->statuses, status);
  return (struct answer_verdict){
      .event = event == STATE_EVENT_UNREADABLE ? STATE_EVENT_LOST : event,
      .code = arena_format(delivery->arena, "http-%ld", answer->status),
  };
}

static struct answer_verdict judge(const struct exchange *exchange,
                                   const struct transport_answer *answer) {
  struct delivery *delivery = exchange->delivery;
  if (answer->status != 200) {
    return judge_status(delivery, answer);
  }
  struct answer content;
  if (answer_read(delivery->adapter, answer->content, delivery->arena, &content) != ERROR_OK ||
      !answer_belongs(&content, delivery->institution, exchange->message_id)) {
    return own_verdict(STATE_EVENT_LOST, NATIONAL_MESSAGE_UNREADABLE);
  }
  return answer_judge(delivery->adapter, &content, exchange->message.operation);
}

static struct finding conclude(const struct exchange *exchange, enum transport_outcome outcome,
                               const struct transport_answer *answer) {
  switch (outcome) {
  case TRANSPORT_ANSWERED:
    return (struct finding){judge(exchange, answer), exchange};
  case TRANSPORT_NOT_SENT:
    return (struct finding){own_verdict(STATE_EVENT_NOT_SENT, NATIONAL_MESSAGE_NOT_SENT), NULL};
  case TRANSPORT_LOST:
    break;
  }
  return (struct finding){own_verdict(STATE_EVENT_LOST, NATIONAL_MESSAGE_LOST), NULL};
}

static struct finding not_sendable(enum national_message message) {
  return (struct finding){own_verdict(STATE_EVENT_NOT_SENDABLE, message), NULL};
}

static struct finding transfer(struct exchange *exchange) {
  struct delivery *delivery = exchange->delivery;
  enum error error = exchange_encode(exchange);
  if (error == ERROR_TOO_LARGE) {
    return not_sendable(NATIONAL_MESSAGE_TOO_LARGE);
  }
  struct transport_answer answer = {0};
  if (error != ERROR_OK) {
    return conclude(exchange, TRANSPORT_NOT_SENT, &answer);
  }
  enum transport_outcome outcome = delivery->transport->exchange(
      delivery->transport, &exchange->message, delivery->arena, &answer);
  return conclude(exchange, outcome, &answer);
}

static struct finding send(struct exchange *registration) {
  const struct delivery *delivery = registration->delivery;
  if (adapter_kind_word(delivery->adapter, delivery->job.kind).length == 0) {
    return not_sendable(NATIONAL_MESSAGE_KIND_UNKNOWN);
  }
  return transfer(registration);
}

/* The registration's own answer may have come late; only when there is no trace of it the service
 * is asked. A request that the terminal has not yet taken will still be carried out: asking would
 * find nothing. */
static struct finding ask(const struct exchange *registration, struct exchange *question) {
  const struct delivery *delivery = registration->delivery;
  struct transport_answer answer = {0};
  enum transport_outcome outcome = delivery->transport->collect(
      delivery->transport, &registration->message, delivery->arena, &answer);
  if (outcome != TRANSPORT_NOT_SENT) {
    return conclude(registration, outcome, &answer);
  }
  return transfer(question);
}

static void log_transition(const struct delivery *delivery, const struct state_change *change,
                           struct view code, enum error error) {
  log_write(
      error == ERROR_OK ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, "relay-attempt",
      (struct log_field[]){LOG_TEXT("job", delivery->job.id),
                           LOG_TEXT("from", view_of(store_job_state_name(delivery->job.state))),
                           LOG_TEXT("to", view_of(store_job_state_name(change->state))),
                           LOG_TEXT("code", code), LOG_INTEGER("attempt", delivery->job.attempts),
                           LOG_TEXT("store", view_of(error_name(error)))},
      6);
}

static enum error commit(const struct delivery *delivery, const struct finding *finding,
                         enum job_state *ret_state) {
  const struct store_job *job = &delivery->job;
  const char *unreadable = national_messages_get(NATIONAL_MESSAGE_UNREADABLE)->id;
  struct state_job view = {.state = job->state,
                           .id = job->id,
                           .attempts = job->attempts,
                           .created_ms = job->created_ms,
                           .was_unreadable = view_is(job->result_code, unreadable)};
  const struct answer_verdict *verdict = &finding->verdict;
  struct state_change change =
      state_next(&delivery->adapter->policy, &view, verdict->event, clock_now_ms(delivery->clock));
  struct view code = verdict->code;
  struct view text = verdict->text;
  if (verdict->event == STATE_EVENT_UNREADABLE && !view_is(code, unreadable)) {
    text = arena_format(delivery->arena, "%.*s %.*s", VIEW_ARGUMENTS(code), VIEW_ARGUMENTS(text));
    code = view_of(unreadable);
  }
  if (change.gave_up) {
    code = view_of(national_messages_get(NATIONAL_MESSAGE_GAVE_UP)->id);
  }
  struct store_transition transition = {.job_id = job->id,
                                        .lease = delivery->lease,
                                        .state = change.state,
                                        .next_attempt_ms = change.next_attempt_ms,
                                        .attempts = job->attempts,
                                        .receipt = verdict->receipt,
                                        .result_code = code,
                                        .result_text = text};
  enum error error = delivery->store->job_transition(delivery->store, &transition);
  log_transition(delivery, &change, verdict->code, error);
  if (error == ERROR_OK) {
    *ret_state = change.state;
  }
  return error;
}

static enum error question_name(struct exchange *question, uint32_t number) {
  struct delivery *delivery = question->delivery;
  question->message.operation = ADAPTER_OPERATION_RESULT;
  question->message_id =
      arena_format(delivery->arena, "%.*s-q%u", VIEW_ARGUMENTS(delivery->job.message_id), number);
  return question->message_id.data == NULL ? ERROR_MEMORY : exchange_name(question);
}

/* At a job's end also the answers to earlier questions go, which came after nobody waited for them.
 */
static void settle_all(const struct exchange *registration) {
  struct delivery *delivery = registration->delivery;
  struct transport *transport = delivery->transport;
  transport->settle(transport, &registration->message);
  for (uint32_t number = 1; number <= delivery->job.attempts; number++) {
    struct exchange question = {.delivery = delivery};
    if (question_name(&question, number) == ERROR_OK) {
      transport->settle(transport, &question.message);
    }
  }
}

void delivery_run(struct delivery *delivery) {
  const struct store_job *job = &delivery->job;
  struct transport *transport = delivery->transport;
  struct exchange registration = {.delivery = delivery,
                                  .message_id = job->message_id,
                                  .message = {.operation = ADAPTER_OPERATION_REGISTER}};
  struct exchange question = {.delivery = delivery};
  if (exchange_name(&registration) != ERROR_OK ||
      question_name(&question, job->attempts) != ERROR_OK) {
    return;
  }
  struct finding finding =
      job->state == JOB_SENDING ? send(&registration) : ask(&registration, &question);
  enum job_state state;
  if (commit(delivery, &finding, &state) != ERROR_OK) {
    return;
  }
  if (state >= JOB_REGISTERED) {
    settle_all(&registration);
  } else if (finding.answered != NULL) {
    transport->settle(transport, &finding.answered->message);
  }
}
