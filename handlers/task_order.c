#include "handlers/task_order.h"

#include "handlers/bundle_intake.h"
#include "handlers/relay_message.h"
#include "handlers/services.h"
#include "handlers/task_answer.h"
#include "server/national/relay.h"

static enum error not_in_state(struct request *request, const struct store_job *job) {
  return request_fail(request, ERROR_CONFLICT, relay_message_get(RELAY_MESSAGE_ORDER_STATE),
                      view_of(store_job_state_name(job->state)), view_make(NULL, 0));
}

static enum error carry_out(struct request *request, enum store_order order,
                            struct response *response) {
  const struct services *services = request->services;
  struct view id = request->path_parameters[0];
  struct store_job job;
  enum error error = task_answer_find(request, id, &job);
  if (error != ERROR_OK) {
    return error;
  }
  error = services->store->job_order(services->store, id, order);
  if (error != ERROR_OK) {
    return error == ERROR_CONFLICT ? not_in_state(request, &job) : error;
  }
  relay_wake(services->relay);
  return task_answer(request, id, response);
}

enum error handle_task_retry(struct request *request, struct response *response) {
  return carry_out(request, STORE_ORDER_RETRY, response);
}

enum error handle_task_give_up(struct request *request, struct response *response) {
  return carry_out(request, STORE_ORDER_GIVE_UP, response);
}

enum error handle_task_resend(struct request *request, struct response *response) {
  struct store_job job;
  enum error error = task_answer_find(request, request->path_parameters[0], &job);
  if (error != ERROR_OK) {
    return error;
  }
  bool has_content =
      job.operation == JOB_OPERATION_REGISTER || job.operation == JOB_OPERATION_REPLACE;
  if (!has_content || (job.state != JOB_REFUSED && job.state != JOB_DEAD)) {
    return not_in_state(request, &job);
  }
  const struct bundle_intake_order order = {
      .operation = job.operation,
      .identifier = {job.identifier_system, job.identifier_value},
      .instead_of = job.id,
  };
  return bundle_intake_run(request, &order, response);
}
