#include "handlers/task_from_job.h"

#include "handlers/refusal_advice.h"
#include "server/national/national_messages.h"

struct state_row {
  const char *status;
  const char *english;
  const char *japanese;
};

static const struct state_row states[JOB_STATE_COUNT] = {
    [JOB_VALIDATED] = {"requested", "valid; the destination is being checked",
                       "検証済み、宛先を確認しています"},
    [JOB_QUEUED] = {"requested", "accepted, waiting to be sent", "受付済み、送信待ちです"},
    [JOB_SENDING] = {"in-progress", "is being sent", "送信中です"},
    [JOB_WAITING] = {"in-progress", "the service has it and is working on it",
                     "サービスが受け付け、処理中です"},
    [JOB_UNKNOWN] = {"in-progress", "sent, the result is not known; the service is being asked",
                     "送信しましたが結果が不明のため、サービスに照会しています"},
    [JOB_ACCEPTED] = {"completed", NULL, NULL}, /* see operations */
    [JOB_REFUSED] = {"failed", "refused by the service", "サービスが拒否しました"},
    [JOB_DEAD] = {"failed", "given up: a person must look at it",
                  "自動処理を中断しました。担当者の確認が必要です"},
    [JOB_CANCELLED] = {"cancelled", "was registered, then cancelled at the service",
                       "登録後、サービスで取り消されました"},
    [JOB_SUPERSEDED] = {"cancelled", "a newer Bundle took its place",
                        "新しい Bundle に置き換えられました"},
};

/* Task.code, and what an accepted job came to. */
static const struct {
  const char *english;
  const char *japanese;
  const char *done_english;
  const char *done_japanese;
} operations[JOB_OPERATION_COUNT] = {
    [JOB_OPERATION_REGISTER] = {"register at the national service",
                                "電子カルテ情報共有サービスへの登録", "registered at the service",
                                "サービスに登録されました"},
    [JOB_OPERATION_REPLACE] = {"replace at the national service",
                               "電子カルテ情報共有サービスの登録内容の変更",
                               "replaced at the service", "サービスの登録内容を変更しました"},
    [JOB_OPERATION_CANCEL] = {"cancel at the national service",
                              "電子カルテ情報共有サービスへの登録の取消",
                              "cancelled at the service", "サービスの登録を取り消しました"},
    [JOB_OPERATION_CANCEL_UNDO] = {"undo the cancelling at the national service",
                                   "電子カルテ情報共有サービスの登録取消の取り消し",
                                   "registered again at the service",
                                   "サービスの登録を元に戻しました"},
    [JOB_OPERATION_CANCEL_DERIVED] = {"cancel what was derived from the document",
                                      "文書から抽出された6情報のみの取消",
                                      "what was derived is cancelled at the service",
                                      "文書から抽出された6情報を取り消しました"},
};

/* FHIR R4 valueset-task-status.html; those that stand in the table above are answered from there.
 */
static const char *const other_statuses[] = {"draft", "received", "accepted",        "rejected",
                                             "ready", "on-hold",  "entered-in-error"};

const char *task_from_job_status(enum job_state state) {
  return states[state].status;
}

uint32_t task_from_job_states(struct view status, bool *ret_known) {
  uint32_t mask = 0;
  for (unsigned state = 0; state < JOB_STATE_COUNT; state++) {
    if (view_is(status, states[state].status)) {
      mask |= 1u << state;
    }
  }
  bool known = mask != 0;
  for (size_t i = 0; i < sizeof(other_statuses) / sizeof(other_statuses[0]); i++) {
    known = known || view_is(status, other_statuses[i]);
  }
  *ret_known = known;
  return mask;
}

static const char *state_text(const struct store_job *job, enum language language) {
  bool japanese = language == LANGUAGE_JAPANESE;
  if (job->state == JOB_ACCEPTED) {
    return japanese ? operations[job->operation].done_japanese
                    : operations[job->operation].done_english;
  }
  return japanese ? states[job->state].japanese : states[job->state].english;
}

/* A code that is not ours is the service's. */
static bool has_service_code(const struct store_job *job) {
  return job->result_code.length > 0 && national_messages_find(job->result_code) == NULL;
}

/* What can be done about a refusal, behind a blank; empty when nothing is known. */
static struct view advice_of(const struct task_telling *telling, const struct store_job *job) {
  const struct adapter_code *row =
      telling->adapter == NULL || job->state != JOB_REFUSED
          ? NULL
          : adapter_codes_row(&telling->adapter->codes, job->result_code);
  if (row == NULL || row->reason == ADAPTER_REASON_NONE) {
    return view_make(NULL, 0);
  }
  return arena_format(telling->arena, " %s", refusal_advice(row->reason, telling->language));
}

struct view task_from_job_reason(const struct task_telling *telling, const struct store_job *job) {
  bool japanese = telling->language == LANGUAGE_JAPANESE;
  const char *text = state_text(job, telling->language);
  const struct message *own = national_messages_find(job->result_code);
  if (own != NULL && job->state == JOB_REFUSED) { /* by us, before the service was asked */
    return view_of(japanese ? own->japanese : own->english);
  }
  if (own != NULL && job->state != JOB_ACCEPTED) {
    return arena_format(telling->arena, "%s%s%s", text, japanese ? "。" : ". ",
                        japanese ? own->japanese : own->english);
  }
  if (!has_service_code(job)) {
    return view_of(text);
  }
  return arena_format(telling->arena, "%s (%.*s%s%.*s)%.*s", text, VIEW_ARGUMENTS(job->result_code),
                      job->result_text.length > 0 ? ": " : "", VIEW_ARGUMENTS(job->result_text),
                      VIEW_ARGUMENTS(advice_of(telling, job)));
}

static void write_text_concept(struct json_writer *writer, const char *key, struct view text) {
  writer_key(writer, key);
  writer_object_begin(writer);
  writer_member_string(writer, "text", text);
  writer_object_end(writer);
}

static void write_coding(struct json_writer *writer, const char *system, struct view code,
                         struct view display) {
  writer_object_begin(writer);
  writer_member_text(writer, "system", system);
  writer_member_string(writer, "code", code);
  writer_member_optional(writer, "display", display);
  writer_object_end(writer);
}

static void write_code(struct json_writer *writer, const struct store_job *job,
                       enum language language) {
  const char *text = language == LANGUAGE_JAPANESE ? operations[job->operation].japanese
                                                   : operations[job->operation].english;
  writer_key(writer, "code");
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  write_coding(writer, TASK_OPERATION_SYSTEM, view_of(store_job_operation_name(job->operation)),
               view_make(NULL, 0));
  writer_array_end(writer);
  writer_member_text(writer, "text", text);
  writer_object_end(writer);
}

static void write_business_status(struct json_writer *writer, const struct store_job *job,
                                  enum language language) {
  struct view state = view_of(state_text(job, language));
  writer_key(writer, "businessStatus");
  writer_object_begin(writer);
  writer_key(writer, "coding");
  writer_array_begin(writer);
  write_coding(writer, TASK_STATE_SYSTEM, view_of(store_job_state_name(job->state)), state);
  if (job->result_code.length > 0) {
    write_coding(writer, TASK_RESULT_SYSTEM, job->result_code, job->result_text);
  }
  writer_array_end(writer);
  writer_member_string(writer, "text",
                       has_service_code(job) && job->result_text.length > 0 ? job->result_text
                                                                            : state);
  writer_object_end(writer);
}

static void write_reference(struct json_writer *writer, const struct store_job *job,
                            struct arena *arena) {
  writer_key(writer, "focus");
  writer_object_begin(writer);
  writer_member_string(writer, "reference",
                       arena_format(arena, "Bundle/%.*s", VIEW_ARGUMENTS(job->bundle_id)));
  writer_member_text(writer, "type", "Bundle");
  writer_object_end(writer);
  if (job->patient.length == 0) {
    return;
  }
  writer_key(writer, "for");
  writer_object_begin(writer);
  writer_member_text(writer, "type", "Patient");
  writer_key(writer, "identifier");
  writer_object_begin(writer);
  writer_member_string(writer, "value", job->patient);
  writer_object_end(writer);
  writer_object_end(writer);
}

static void write_instant(struct json_writer *writer, const char *key, int64_t unix_ms) {
  char text[CLOCK_INSTANT_BYTES];
  clock_instant(unix_ms, text);
  writer_member_text(writer, key, text);
}

static void write_output_code(struct json_writer *writer, const char *type, struct view code) {
  if (code.length > 0) {
    writer_object_begin(writer);
    write_text_concept(writer, "type", view_of(type));
    writer_member_string(writer, "valueCode", code);
    writer_object_end(writer);
  }
}

/* What the service told when it was asked (Bundle/$status). */
static void write_states(struct json_writer *writer, const struct store_job *job) {
  write_output_code(writer, "consent-state", job->consent_state);
  write_output_code(writer, "acquisition-state", job->acquisition_state);
  if (job->states_ms > 0) {
    writer_object_begin(writer);
    write_text_concept(writer, "type", view_of("states-asked"));
    write_instant(writer, "valueDateTime", job->states_ms);
    writer_object_end(writer);
  }
}

static void write_output(struct json_writer *writer, const struct store_job *job) {
  writer_key(writer, "output");
  writer_array_begin(writer);
  writer_object_begin(writer);
  write_text_concept(writer, "type", view_of("attempts"));
  writer_member_integer(writer, "valueUnsignedInt", job->attempts);
  writer_object_end(writer);
  if (job->next_attempt_ms > 0) {
    writer_object_begin(writer);
    write_text_concept(writer, "type", view_of("next-attempt"));
    write_instant(writer, "valueDateTime", job->next_attempt_ms);
    writer_object_end(writer);
  }
  if (job->receipt.length > 0) {
    writer_object_begin(writer);
    write_text_concept(writer, "type", view_of("receipt"));
    writer_member_string(writer, "valueString", job->receipt);
    writer_object_end(writer);
  }
  write_states(writer, job);
  writer_array_end(writer);
}

static void write_identifier(struct json_writer *writer, const struct store_job *job) {
  writer_key(writer, "identifier");
  writer_array_begin(writer);
  writer_object_begin(writer);
  writer_member_optional(writer, "system", job->identifier_system);
  writer_member_string(writer, "value", job->identifier_value);
  writer_object_end(writer);
  writer_array_end(writer);
}

static void write_input(struct json_writer *writer, const struct store_job *job) {
  writer_key(writer, "input");
  writer_array_begin(writer);
  writer_object_begin(writer);
  write_text_concept(writer, "type", view_of("kind"));
  writer_member_string(writer, "valueCode", job->kind);
  writer_object_end(writer);
  writer_array_end(writer);
}

void task_from_job_write(struct json_writer *writer, const struct task_telling *telling,
                         const struct store_job *job) {
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Task");
  writer_member_string(writer, "id", job->id);
  writer_key(writer, "meta");
  writer_object_begin(writer);
  write_instant(writer, "lastUpdated", job->updated_ms);
  writer_object_end(writer);
  write_identifier(writer, job);
  writer_member_text(writer, "status", task_from_job_status(job->state));
  write_text_concept(writer, "statusReason", task_from_job_reason(telling, job));
  write_business_status(writer, job, telling->language);
  writer_member_text(writer, "intent", "order");
  write_code(writer, job, telling->language);
  write_reference(writer, job, telling->arena);
  write_instant(writer, "authoredOn", job->created_ms);
  write_instant(writer, "lastModified", job->updated_ms);
  write_input(writer, job);
  write_output(writer, job);
  writer_object_end(writer);
}
