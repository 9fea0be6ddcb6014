#include "handlers/task_read.h"

#include "handlers/task_answer.h"

enum error handle_task_read(struct request *request, struct response *response) {
  struct store_job job;
  enum error error = task_answer_find(request, request->path_parameters[0], &job);
  return error == ERROR_OK ? task_answer_write(request, &job, response) : error;
}
