#include "handlers/bundle_status.h"

#include "handlers/bundle_identifier.h"
#include "handlers/parameters_writer.h"
#include "handlers/relay_message.h"
#include "handlers/services.h"
#include "server/national/relay.h"

/* The newest job with content under the identifier: what the Tasks show is written there. */
static enum error find_registration(struct request *request,
                                    const struct bundle_identifier *identifier,
                                    struct store_job *ret_job) {
  struct store *store = request->services->store;
  const struct store_job_filter filter = {.identifier_system = identifier->system,
                                          .identifier_value = identifier->value,
                                          .updated_from_ms = INT64_MIN,
                                          .updated_to_ms = INT64_MAX};
  struct store_job *jobs = NULL;
  size_t count = 0;
  enum error error = store->job_list(store, &filter, request->arena, &jobs, &count);
  for (size_t i = 0; error == ERROR_OK && i < count; i++) {
    if (jobs[i].operation == JOB_OPERATION_REGISTER || jobs[i].operation == JOB_OPERATION_REPLACE) {
      *ret_job = jobs[i];
      request_note_patient(request, jobs[i].patient);
      return ERROR_OK;
    }
  }
  return error != ERROR_OK ? error
                           : request_fail(request, ERROR_NOT_FOUND,
                                          relay_message_get(RELAY_MESSAGE_NOT_REGISTERED),
                                          identifier->value, view_make(NULL, 0));
}

static enum error ask(struct request *request, const struct store_job *job,
                      struct question_answer *ret_answer) {
  struct envelope_values values = {0};
  values.texts[ADAPTER_PLACEHOLDER_IDENTIFIER_SYSTEM] = job->identifier_system;
  values.texts[ADAPTER_PLACEHOLDER_IDENTIFIER_VALUE] = job->identifier_value;
  enum error error = envelope_insured(&values, job->insured, request->arena);
  const struct question question = {.operation = ADAPTER_OPERATION_STATUS,
                                    .kind = job->kind,
                                    .values = &values,
                                    .arena = request->arena,
                                    .deadline_us = request->deadline_us};
  return error == ERROR_OK
             ? relay_ask(request->services->relay, &question, &request->issues, ret_answer)
             : error;
}

static struct view state_of(const struct request *request, const struct question_answer *answer,
                            enum adapter_field field) {
  struct view word = answer->answer.fields[field];
  enum adapter_word known = adapter_word_find(relay_adapter(request->services->relay), word);
  return known == ADAPTER_WORD_COUNT ? word : view_of(adapter_word_name(known));
}

static enum error write_answer(struct request *request, const struct store_job *job,
                               const struct question_answer *answer, struct response *response) {
  struct parameters_writer writer;
  enum error error = parameters_writer_begin(request, &writer);
  if (error != ERROR_OK) {
    return error;
  }
  parameters_writer_text(&writer, "identifier", "valueString", job->identifier_value);
  parameters_writer_text(&writer, "registration-state", "valueCode",
                         state_of(request, answer, ADAPTER_FIELD_REGISTRATION_STATE));
  parameters_writer_text(&writer, "consent-state", "valueCode",
                         state_of(request, answer, ADAPTER_FIELD_CONSENT_STATE));
  parameters_writer_text(&writer, "acquisition-state", "valueCode",
                         state_of(request, answer, ADAPTER_FIELD_ACQUISITION_STATE));
  parameters_writer_text(&writer, "registered", "valueString",
                         answer->answer.fields[ADAPTER_FIELD_REGISTERED_AT]);
  parameters_writer_text(&writer, "code", "valueCode", answer->code);
  parameters_writer_text(&writer, "task", "valueUri",
                         arena_format(request->arena, "Task/%.*s", VIEW_ARGUMENTS(job->id)));
  return parameters_writer_end(&writer, response);
}

enum error handle_bundle_status(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct bundle_identifier identifier;
  struct store_job job = {0};
  struct question_answer answer;
  enum error error = bundle_identifier_read(request, &identifier);
  if (error == ERROR_OK) {
    error = find_registration(request, &identifier, &job);
  }
  if (error == ERROR_OK) {
    error = ask(request, &job, &answer);
  }
  if (error != ERROR_OK) {
    return error;
  }
  const struct store_job_states states = {
      .job_id = job.id,
      .consent_state = state_of(request, &answer, ADAPTER_FIELD_CONSENT_STATE),
      .acquisition_state = state_of(request, &answer, ADAPTER_FIELD_ACQUISITION_STATE)};
  error = store->job_states(store, &states);
  return error == ERROR_OK ? write_answer(request, &job, &answer, response) : error;
}
