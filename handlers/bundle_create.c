#include "handlers/bundle_create.h"

#include "handlers/bundle_intake.h"

enum error handle_bundle_create(struct request *request, struct response *response) {
  const struct bundle_intake_order order = {.operation = JOB_OPERATION_REGISTER};
  return bundle_intake_run(request, &order, response);
}
