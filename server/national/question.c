#include "server/national/question.h"

#include "server/base/hash.h"
#include "server/national/national_messages.h"

#include <time.h>

static struct view fresh_id(struct arena *arena) {
  char id[UUID_BYTES];
  uuid_random(id);
  return arena_copy(arena, view_of(id));
}

static enum error begin(const struct question_way *way, const struct question *question,
                        struct dialogue *ret_dialogue) {
  *ret_dialogue = (struct dialogue){
      .adapter = way->adapter,
      .transport = way->transport,
      .arena = question->arena,
      .institution = way->institution,
      .operation = question->operation,
      .kind = question->kind,
      .message_id = fresh_id(question->arena),
      .time_ms = clock_now_ms(way->clock),
      .is_question = true,
  };
  return ret_dialogue->message_id.data == NULL ? ERROR_MEMORY : dialogue_begin(ret_dialogue);
}

static void sleep_ms(int64_t milliseconds) {
  struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&time, NULL);
}

/* Asks for the result of a message that the service is working on, until it is there. */
static enum error await(const struct question_way *way, const struct question *question,
                        struct view asked_id, struct dialogue_result *result) {
  const struct state_policy *policy = &way->adapter->policy;
  for (uint32_t attempt = 1; result->verdict.event == STATE_EVENT_PROCESSING; attempt++) {
    int64_t pause =
        state_backoff(policy->result_first_ms, policy->result_maximum_ms, asked_id, attempt);
    if (clock_monotonic_us(way->clock) + pause * 1000 > question->deadline_us) {
      return ERROR_NATIONAL_TIMEOUT;
    }
    sleep_ms(pause);
    struct envelope_values values = {0};
    values.texts[ADAPTER_PLACEHOLDER_ORIGINAL_MESSAGE_ID] = asked_id;
    values.texts[ADAPTER_PLACEHOLDER_RECEIPT] = result->verdict.receipt;
    struct dialogue dialogue;
    struct question again = *question;
    again.operation = ADAPTER_OPERATION_RESULT;
    enum error error = begin(way, &again, &dialogue);
    if (error != ERROR_OK) {
      return error;
    }
    dialogue.message.answer_maximum = TRANSPORT_CONTENT_BYTES;
    *result = dialogue_send(&dialogue, &values);
    dialogue_settle(&dialogue);
  }
  return ERROR_OK;
}

static enum error error_of(const struct answer_verdict *verdict) {
  switch (verdict->event) {
  case STATE_EVENT_ACCEPTED:
    return ERROR_OK;
  case STATE_EVENT_REFUSED:
  case STATE_EVENT_NOT_RECEIVED:
    return ERROR_NATIONAL_REFUSED;
  case STATE_EVENT_NOT_SENT:
  case STATE_EVENT_TRANSIENT:
    return ERROR_NATIONAL_UNREACHABLE;
  case STATE_EVENT_NOT_SENDABLE:
    return ERROR_TOO_LARGE;
  case STATE_EVENT_LOST:
    return view_is(verdict->code, national_messages_get(NATIONAL_MESSAGE_LOST)->id)
               ? ERROR_NATIONAL_TIMEOUT
               : ERROR_NATIONAL_ANSWER;
  case STATE_EVENT_PROCESSING:
  case STATE_EVENT_UNREADABLE:
  case STATE_EVENT_CHECKED:
  case STATE_EVENT_COUNT:
    break;
  }
  return ERROR_NATIONAL_ANSWER;
}

static enum error conclude(const struct question_way *way, const struct question *question,
                           const struct dialogue_result *result, struct issue_list *issues,
                           struct question_answer *ret_answer) {
  const struct answer_verdict *verdict = &result->verdict;
  *ret_answer =
      (struct question_answer){.xml = result->answer, .code = verdict->code, .text = verdict->text};
  enum error error = error_of(verdict);
  if (error == ERROR_NATIONAL_REFUSED || error == ERROR_NATIONAL_ANSWER) {
    issue_add_with(issues, national_messages_get(NATIONAL_MESSAGE_ANSWERED), verdict->code,
                   verdict->text);
  }
  return error == ERROR_OK
             ? answer_read(way->adapter, result->answer, question->arena, &ret_answer->answer)
             : error;
}

enum error question_run(const struct question_way *way, const struct question *question,
                        struct issue_list *issues, struct question_answer *ret_answer) {
  struct dialogue dialogue;
  if (!way->adapter->messages[question->operation].offered) {
    issue_add_with(issues, national_messages_get(NATIONAL_MESSAGE_NOT_OFFERED), way->adapter->name,
                   view_of(adapter_operation_name(question->operation)));
    return ERROR_NOT_OFFERED;
  }
  enum error error = begin(way, question, &dialogue);
  if (error != ERROR_OK) {
    return error;
  }
  struct envelope_values values = *question->values;
  struct dialogue_result result = dialogue_send(&dialogue, &values);
  error = await(way, question, dialogue.message_id, &result);
  dialogue_settle(&dialogue);
  return error == ERROR_OK ? conclude(way, question, &result, issues, ret_answer) : error;
}
