#include "handlers/bundle_update.h"

#include "handlers/bundle_intake.h"
#include "handlers/relay_message.h"
#include "handlers/search_value.h"

enum error handle_bundle_update(struct request *request, struct response *response) {
  struct bundle_intake_order order = {.operation = JOB_OPERATION_REPLACE};
  search_value_token(request_query(request, "identifier"), &order.identifier.system,
                     &order.identifier.value);
  if (order.identifier.value.length == 0) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        relay_message_get(RELAY_MESSAGE_IDENTIFIER_NEEDED), view_make(NULL, 0),
                        view_make(NULL, 0));
  }
  return bundle_intake_run(request, &order, response);
}
