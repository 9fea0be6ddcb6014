#include "handlers/task_answer.h"

#include "handlers/relay_message.h"
#include "handlers/services.h"
#include "handlers/task_from_job.h"
#include "server/national/relay.h"

#define TASK_BYTES 65536u

enum error task_answer_find(struct request *request, struct view id, struct store_job *ret_job) {
  struct store *store = request->services->store;
  const struct store_job_filter filter = {
      .id = id, .updated_from_ms = INT64_MIN, .updated_to_ms = INT64_MAX, .limit = 1};
  struct store_job *jobs = NULL;
  size_t count = 0;
  enum error error =
      id.length == 0 ? ERROR_OK : store->job_list(store, &filter, request->arena, &jobs, &count);
  if (error != ERROR_OK) {
    return error;
  }
  if (count == 0) {
    return request_fail(request, ERROR_NOT_FOUND, relay_message_get(RELAY_MESSAGE_TASK_UNKNOWN), id,
                        view_make(NULL, 0));
  }
  *ret_job = jobs[0];
  request_note_patient(request, jobs[0].patient);
  return ERROR_OK;
}

enum error task_answer_write(struct request *request, const struct store_job *job,
                             struct response *response) {
  struct buffer buffer = buffer_make(request->arena, TASK_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  const struct task_telling telling = {relay_adapter(request->services->relay), request->language,
                                       request->arena};
  task_from_job_write(&writer, &telling, job);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}

enum error task_answer(struct request *request, struct view id, struct response *response) {
  struct store_job job;
  enum error error = task_answer_find(request, id, &job);
  if (error == ERROR_OK) {
    error = task_answer_write(request, &job, response);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct view location = arena_format(request->arena, "%.*s/Task/%.*s",
                                      VIEW_ARGUMENTS(request->base_url), VIEW_ARGUMENTS(id));
  response->outcome = RESPONSE_ACCEPTED;
  response_header(response, "Content-Location", location);
  return location.data == NULL ? ERROR_MEMORY : ERROR_OK;
}
