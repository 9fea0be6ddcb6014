#include "handlers/task_read.h"

#include "handlers/relay_message.h"
#include "handlers/services.h"
#include "handlers/task_from_job.h"

#define TASK_BYTES 65536u

enum error handle_task_read(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct view id = request->path_parameters[0];
  struct store_job_filter filter = {
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
                        (struct view){NULL, 0});
  }
  struct buffer buffer = buffer_make(request->arena, TASK_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  task_from_job_write(&writer, &jobs[0], request->language, request->arena);
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}
