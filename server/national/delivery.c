#include "server/national/delivery.h"

#include "server/base/buffer.h"
#include "server/base/log.h"
#include "server/national/destination.h"
#include "server/national/national_messages.h"

/* Of a job's result: some ten findings. What is more is in the service's own answer. */
#define REFUSAL_TEXT_BYTES 4096u

static const enum adapter_operation operations[JOB_OPERATION_COUNT] = {
#define OPERATION_ROW(name, text) [JOB_OPERATION_##name] = ADAPTER_OPERATION_##name,
    JOB_OPERATIONS(OPERATION_ROW)
#undef OPERATION_ROW
};

/* A result and the dialogue whose answer lies around and can go after the commit; or NULL. */
struct finding {
  struct dialogue_result result;
  struct dialogue *answered;
};

static struct finding own_finding(enum state_event event, enum national_message message) {
  return (struct finding){
      {.verdict = {.event = event, .code = view_of(national_messages_get(message)->id)}}, NULL};
}

static struct finding finding_of(struct dialogue *dialogue, struct dialogue_result result) {
  return (struct finding){result, result.answered ? dialogue : NULL};
}

/* The message that carries out the job. Its id and time are the job's own, so that they are the
 * same after a restart. */
static struct dialogue dialogue_of(const struct delivery *delivery,
                                   enum adapter_operation operation) {
  return (struct dialogue){
      .adapter = delivery->adapter,
      .transport = delivery->transport,
      .arena = delivery->arena,
      .institution = delivery->institution,
      .operation = operation,
      .kind = delivery->job.kind,
      .message_id = delivery->job.message_id,
      .time_ms = delivery->job.created_ms,
  };
}

/* Questions have ids of their own, numbered by attempt. */
static enum error begin_question(const struct delivery *delivery, enum adapter_operation operation,
                                 uint32_t number, struct dialogue *ret_question) {
  *ret_question = dialogue_of(delivery, operation);
  ret_question->is_question = true;
  ret_question->message_id =
      arena_format(delivery->arena, "%.*s-q%u", VIEW_ARGUMENTS(delivery->job.message_id), number);
  return ret_question->message_id.data == NULL ? ERROR_MEMORY : dialogue_begin(ret_question);
}

static struct view consent_word(const struct delivery *delivery) {
  struct view consent = delivery->job.consent;
  if (consent.length != 1 || consent.data[0] < '1' || consent.data[0] > '3') {
    return view_make(NULL, 0);
  }
  return delivery->adapter->words[ADAPTER_WORD_CONSENT_1 + (consent.data[0] - '1')];
}

static enum error fill_values(const struct delivery *delivery, struct envelope_values *values) {
  const struct store_job *job = &delivery->job;
  *values = (struct envelope_values){.content = job->content};
  values->texts[ADAPTER_PLACEHOLDER_ORIGINAL_MESSAGE_ID] = job->message_id;
  values->texts[ADAPTER_PLACEHOLDER_RECEIPT] = job->receipt;
  values->texts[ADAPTER_PLACEHOLDER_IDENTIFIER_SYSTEM] = job->identifier_system;
  values->texts[ADAPTER_PLACEHOLDER_IDENTIFIER_VALUE] = job->identifier_value;
  values->texts[ADAPTER_PLACEHOLDER_CONSENT] = consent_word(delivery);
  values->texts[ADAPTER_PLACEHOLDER_DESTINATION] = job->destination;
  if (delivery->signature_extension.length == 0) {
    values->texts[ADAPTER_PLACEHOLDER_SIGNATURE] = job->signature;
  }
  return envelope_insured(values, job->insured, delivery->arena);
}

/* The message, with its signature in a file of its own where that is wanted. */
static struct dialogue message_of(const struct delivery *delivery) {
  struct dialogue message = dialogue_of(delivery, operations[delivery->job.operation]);
  if (delivery->signature_extension.length > 0) {
    message.beside = delivery->job.signature;
    message.beside_extension = delivery->signature_extension;
  }
  return message;
}

static struct finding transfer(const struct delivery *delivery, struct dialogue *dialogue) {
  struct envelope_values values;
  if (fill_values(delivery, &values) != ERROR_OK) {
    return own_finding(STATE_EVENT_NOT_SENT, NATIONAL_MESSAGE_NOT_SENT);
  }
  return finding_of(dialogue, dialogue_send(dialogue, &values));
}

static struct finding send(const struct delivery *delivery, struct dialogue *message) {
  if (!delivery->adapter->messages[message->operation].offered) {
    return own_finding(STATE_EVENT_NOT_SENDABLE, NATIONAL_MESSAGE_OPERATION_UNKNOWN);
  }
  if (adapter_kind_word(delivery->adapter, delivery->job.kind).length == 0) {
    return own_finding(STATE_EVENT_NOT_SENDABLE, NATIONAL_MESSAGE_KIND_UNKNOWN);
  }
  return transfer(delivery, message);
}

/* The message's own answer may have come late; only when there is no trace of it the service is
 * asked. A request that the terminal has not yet taken will still be carried out: asking would
 * find nothing. Where the service knows repeats, the message itself is the question. */
static struct finding ask(const struct delivery *delivery, struct dialogue *message,
                          struct dialogue *question) {
  struct dialogue_result result = dialogue_collect(message);
  if (result.verdict.event != STATE_EVENT_NOT_SENT) {
    return finding_of(message, result);
  }
  if (delivery->adapter->repeats_unknown && delivery->job.state == JOB_UNKNOWN) {
    return transfer(delivery, message);
  }
  return transfer(delivery, question);
}

/* What is missing for the check leaves the job as it is; a person can have it sent without. */
static struct finding check(const struct delivery *delivery, struct dialogue *question) {
  if (!delivery->adapter->messages[ADAPTER_OPERATION_FACILITY_LOOKUP].offered) {
    return own_finding(STATE_EVENT_CHECKED, NATIONAL_MESSAGE_NOT_CHECKED);
  }
  struct envelope_values values = {0};
  values.texts[ADAPTER_PLACEHOLDER_NAME] = delivery->job.destination_name;
  struct dialogue_result result = dialogue_send(question, &values);
  if (result.verdict.event == STATE_EVENT_ACCEPTED) {
    result.verdict = destination_judge(delivery->adapter, result.answer, delivery->job.destination,
                                       delivery->arena);
  }
  return finding_of(question, result);
}

static void log_transition(const struct delivery *delivery, const struct state_change *change,
                           struct view code, enum error error) {
  log_write(error == ERROR_OK ? LOG_LEVEL_INFO : LOG_LEVEL_ERROR, "relay-attempt",
            (struct log_field[]){
                LOG_TEXT("job", delivery->job.id),
                LOG_TEXT("operation", view_of(store_job_operation_name(delivery->job.operation))),
                LOG_TEXT("from", view_of(store_job_state_name(delivery->job.state))),
                LOG_TEXT("to", view_of(store_job_state_name(change->state))),
                LOG_TEXT("code", code), LOG_INTEGER("attempt", delivery->job.attempts),
                LOG_TEXT("store", view_of(error_name(error)))},
            7);
}

/* What the service found, behind its own text: "text; CODE message (place); ...". */
static struct view refusal_text(const struct delivery *delivery,
                                const struct dialogue_result *result) {
  struct answer_rows findings;
  if (result->verdict.event != STATE_EVENT_REFUSED || result->answer.length == 0 ||
      answer_read_rows(delivery->adapter, result->answer, ADAPTER_LIST_FINDINGS, delivery->arena,
                       &findings) != ERROR_OK) {
    return result->verdict.text;
  }
  struct buffer buffer = buffer_make(delivery->arena, REFUSAL_TEXT_BYTES);
  buffer_append(&buffer, result->verdict.text);
  for (size_t i = 0; i < findings.count && buffer.error == ERROR_OK; i++) {
    const struct view *columns = findings.rows[i].columns;
    struct view place = columns[ADAPTER_COLUMN_FINDINGS_LOCATION];
    buffer_append_format(&buffer, "; %.*s %.*s",
                         VIEW_ARGUMENTS(columns[ADAPTER_COLUMN_FINDINGS_CODE]),
                         VIEW_ARGUMENTS(columns[ADAPTER_COLUMN_FINDINGS_TEXT]));
    if (place.length > 0) {
      buffer_append_format(&buffer, " (%.*s)", VIEW_ARGUMENTS(place));
    }
  }
  return buffer_view(&buffer);
}

static struct state_change next_state(const struct delivery *delivery, enum state_event event) {
  const struct store_job *job = &delivery->job;
  const char *unreadable = national_messages_get(NATIONAL_MESSAGE_UNREADABLE)->id;
  struct state_job view = {.state = job->state,
                           .id = job->id,
                           .attempts = job->attempts,
                           .created_ms = job->created_ms,
                           .was_unreadable = view_is(job->result_code, unreadable)};
  return state_next(&delivery->adapter->policy, &view, event, clock_now_ms(delivery->clock));
}

static enum error commit(const struct delivery *delivery, const struct dialogue_result *result,
                         enum job_state *ret_state) {
  const struct answer_verdict *verdict = &result->verdict;
  const struct store_job *job = &delivery->job;
  const char *unreadable = national_messages_get(NATIONAL_MESSAGE_UNREADABLE)->id;
  struct state_change change = next_state(delivery, verdict->event);
  struct view code = verdict->code;
  struct view text = refusal_text(delivery, result);
  if (verdict->event == STATE_EVENT_UNREADABLE && !view_is(code, unreadable)) {
    text = arena_format(delivery->arena, "%.*s %.*s", VIEW_ARGUMENTS(code), VIEW_ARGUMENTS(text));
    code = view_of(unreadable);
  }
  if (change.gave_up) {
    code = view_of(national_messages_get(NATIONAL_MESSAGE_GAVE_UP)->id);
  }
  struct store_transition transition = {.job_id = job->id,
                                        .lease = delivery->lease,
                                        .operation = job->operation,
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

/* At a job's end also the answers to earlier questions go, which came after nobody waited for them.
 */
static void settle_all(const struct delivery *delivery, struct dialogue *message) {
  dialogue_settle(message);
  for (uint32_t number = 1; number <= delivery->job.attempts; number++) {
    struct dialogue question;
    if (begin_question(delivery, ADAPTER_OPERATION_RESULT, number, &question) == ERROR_OK) {
      dialogue_settle(&question);
    }
  }
}

static struct finding attempt(const struct delivery *delivery, struct dialogue *message,
                              struct dialogue *question) {
  if (delivery->job.state == JOB_VALIDATED) {
    return check(delivery, question);
  }
  return delivery->job.state == JOB_SENDING ? send(delivery, message)
                                            : ask(delivery, message, question);
}

enum state_event delivery_run(struct delivery *delivery) {
  const struct store_job *job = &delivery->job;
  struct dialogue message = message_of(delivery);
  struct dialogue question;
  enum adapter_operation asked =
      job->state == JOB_VALIDATED ? ADAPTER_OPERATION_FACILITY_LOOKUP : ADAPTER_OPERATION_RESULT;
  if (dialogue_begin(&message) != ERROR_OK ||
      begin_question(delivery, asked, job->attempts, &question) != ERROR_OK) {
    return STATE_EVENT_NOT_SENT;
  }
  struct finding finding = attempt(delivery, &message, &question);
  enum job_state state;
  if (commit(delivery, &finding.result, &state) != ERROR_OK) {
    return finding.result.verdict.event;
  }
  if (store_job_state_is_end(state)) {
    settle_all(delivery, &message);
  } else if (finding.answered != NULL) {
    dialogue_settle(finding.answered);
  }
  return finding.result.verdict.event;
}
