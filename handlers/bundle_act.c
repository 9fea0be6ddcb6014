#include "handlers/bundle_act.h"

#include "handlers/bundle_identifier.h"
#include "handlers/relay_message.h"
#include "handlers/services.h"
#include "handlers/task_answer.h"
#include "server/national/relay.h"

static const struct view none = {NULL, 0};

static enum error explain(struct request *request, enum error error,
                          const struct bundle_identifier *identifier) {
  if (error == ERROR_NOT_FOUND) {
    return request_fail(request, error, relay_message_get(RELAY_MESSAGE_NOT_REGISTERED),
                        identifier->value, none);
  }
  if (error == ERROR_CONFLICT) {
    return request_fail(request, error, relay_message_get(RELAY_MESSAGE_NOT_IN_STATE),
                        identifier->value, none);
  }
  return error;
}

static enum error act(struct request *request, enum job_operation operation,
                      struct response *response) {
  const struct services *services = request->services;
  struct bundle_identifier identifier;
  struct store_accepted accepted;
  enum error error = bundle_identifier_read(request, &identifier);
  if (error != ERROR_OK) {
    return error;
  }
  const struct store_act wanted = {.operation = operation,
                                   .identifier_system = identifier.system,
                                   .identifier_value = identifier.value,
                                   .request_id = request->id};
  error = services->store->act(services->store, &wanted, request->arena, &accepted);
  if (error != ERROR_OK) {
    return explain(request, error, &identifier);
  }
  relay_wake(services->relay);
  return task_answer(request, accepted.job_id, response);
}

enum error handle_bundle_cancel(struct request *request, struct response *response) {
  return act(request, JOB_OPERATION_CANCEL, response);
}

enum error handle_bundle_cancel_undo(struct request *request, struct response *response) {
  return request->services->cancel_undo
             ? act(request, JOB_OPERATION_CANCEL_UNDO, response)
             : request_fail(request, ERROR_NOT_OFFERED, relay_message_get(RELAY_MESSAGE_UNDO_OFF),
                            none, none);
}

enum error handle_bundle_cancel_derived(struct request *request, struct response *response) {
  return act(request, JOB_OPERATION_CANCEL_DERIVED, response);
}
