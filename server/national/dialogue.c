#include "server/national/dialogue.h"

#include "server/national/national_messages.h"

#define PLAIN_ARENA_FACTOR 4u

static struct dialogue_result own_result(enum state_event event, enum national_message message) {
  return (struct dialogue_result){
      .verdict = {.event = event, .code = view_of(national_messages_get(message)->id)}};
}

static bool check_answer(void *context, struct view content) {
  const struct dialogue *dialogue = context;
  struct arena *arena = arena_new(PLAIN_ARENA_FACTOR * dialogue->message.answer_maximum);
  struct answer answer;
  bool belongs = arena != NULL &&
                 answer_read(dialogue->adapter, content, arena, &answer) == ERROR_OK &&
                 answer_belongs(&answer, dialogue->institution, dialogue->message_id);
  arena_free(arena);
  return belongs;
}

static bool brings_content(enum adapter_operation operation) {
  return operation == ADAPTER_OPERATION_DOCUMENT_FETCH ||
         operation == ADAPTER_OPERATION_CLINICAL_VIEW ||
         operation == ADAPTER_OPERATION_CHECKUP_VIEW || operation == ADAPTER_OPERATION_MASTER_CHECK;
}

enum error dialogue_begin(struct dialogue *dialogue) {
  const struct adapter *adapter = dialogue->adapter;
  char time[ENVELOPE_TIME_BYTES];
  envelope_time(dialogue->time_ms, time);
  dialogue->message = (struct transport_message){
      .address = adapter_address_of(adapter, dialogue->operation, dialogue->kind),
      .media_type = adapter->messages[dialogue->operation].media_type,
      .file_name =
          arena_format(dialogue->arena, "%s%.*s", time, VIEW_ARGUMENTS(dialogue->message_id)),
      .answer_maximum =
          brings_content(dialogue->operation) ? TRANSPORT_CONTENT_BYTES : TRANSPORT_ANSWER_BYTES,
      .is_question = dialogue->is_question,
      .beside = dialogue->beside,
      .beside_extension = dialogue->beside_extension,
      .check = check_answer,
      .context = dialogue,
  };
  return dialogue->message.file_name.data == NULL ? ERROR_MEMORY : ERROR_OK;
}

static void fill_common(const struct dialogue *dialogue, struct envelope_values *values) {
  struct view *texts = values->texts;
  texts[ADAPTER_PLACEHOLDER_INSTITUTION] = dialogue->institution;
  texts[ADAPTER_PLACEHOLDER_MESSAGE_ID] = dialogue->message_id;
  texts[ADAPTER_PLACEHOLDER_TIME] =
      view_part(dialogue->message.file_name, 0, ENVELOPE_TIME_BYTES - 1);
  texts[ADAPTER_PLACEHOLDER_KIND] = adapter_kind_word(dialogue->adapter, dialogue->kind);
}

/* A status or a page that the adapter does not explain says that something in between is out of
 * order, not that this message is: as with no answer at all, it is reconciled for as long as it
 * takes. */
static struct dialogue_result judge_status(const struct dialogue *dialogue, long number) {
  struct view status = arena_format(dialogue->arena, "%ld", number);
  enum state_event event = adapter_codes_find(&dialogue->adapter->statuses, status);
  return (struct dialogue_result){
      .verdict = {.event = event == STATE_EVENT_UNREADABLE ? STATE_EVENT_LOST : event,
                  .code = arena_format(dialogue->arena, "http-%ld", number)}};
}

static struct dialogue_result judge(const struct dialogue *dialogue,
                                    const struct transport_answer *answer) {
  if (answer->status != 200) {
    return judge_status(dialogue, answer->status);
  }
  struct answer content;
  if (answer_read(dialogue->adapter, answer->content, dialogue->arena, &content) != ERROR_OK ||
      !answer_belongs(&content, dialogue->institution, dialogue->message_id)) {
    return own_result(STATE_EVENT_LOST, NATIONAL_MESSAGE_UNREADABLE);
  }
  return (struct dialogue_result){
      .verdict = answer_judge(dialogue->adapter, &content, dialogue->operation),
      .answer = answer->content};
}

static struct dialogue_result conclude(const struct dialogue *dialogue,
                                       enum transport_outcome outcome,
                                       const struct transport_answer *answer) {
  struct dialogue_result result;
  switch (outcome) {
  case TRANSPORT_ANSWERED:
    result = judge(dialogue, answer);
    result.answered = true;
    return result;
  case TRANSPORT_NOT_SENT:
    return own_result(STATE_EVENT_NOT_SENT, NATIONAL_MESSAGE_NOT_SENT);
  case TRANSPORT_LOST:
    break;
  }
  return own_result(STATE_EVENT_LOST, NATIONAL_MESSAGE_LOST);
}

struct dialogue_result dialogue_send(struct dialogue *dialogue, struct envelope_values *values) {
  fill_common(dialogue, values);
  enum error error = envelope_write(dialogue->adapter, dialogue->operation, values, dialogue->arena,
                                    &dialogue->message.content);
  if (error == ERROR_TOO_LARGE) {
    return own_result(STATE_EVENT_NOT_SENDABLE, NATIONAL_MESSAGE_TOO_LARGE);
  }
  struct transport_answer answer = {0};
  if (error != ERROR_OK) {
    return conclude(dialogue, TRANSPORT_NOT_SENT, &answer);
  }
  struct transport *transport = dialogue->transport;
  enum transport_outcome outcome =
      transport->exchange(transport, &dialogue->message, dialogue->arena, &answer);
  return conclude(dialogue, outcome, &answer);
}

struct dialogue_result dialogue_collect(struct dialogue *dialogue) {
  struct transport *transport = dialogue->transport;
  struct transport_answer answer = {0};
  enum transport_outcome outcome =
      transport->collect(transport, &dialogue->message, dialogue->arena, &answer);
  return conclude(dialogue, outcome, &answer);
}

void dialogue_settle(struct dialogue *dialogue) {
  dialogue->transport->settle(dialogue->transport, &dialogue->message);
}
