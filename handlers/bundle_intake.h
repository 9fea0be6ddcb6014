/* A Bundle on its way to the national service: read, mapped, validated and kept in one transaction;
 * the answer is 202 with the Task that tells what becomes of it. */
#ifndef HANDLERS_BUNDLE_INTAKE_H
#define HANDLERS_BUNDLE_INTAKE_H

#include "handlers/bundle_identifier.h"
#include "server/http/response.h"
#include "server/store/store.h"

struct bundle_intake_order {
  enum job_operation operation;        /* JOB_OPERATION_REGISTER or JOB_OPERATION_REPLACE */
  struct bundle_identifier identifier; /* the Bundle must have it; an empty value: any */
  struct view instead_of;              /* job that it is sent instead of; may be empty */
};

/* Query: consent=1|2|3 beside a referral. Header: Idempotency-Key. ERROR_NOT_PROCESSABLE with the
 * findings; ERROR_CONFLICT, ERROR_NOT_FOUND as store->accept; ERROR_TOO_LARGE for what the service
 * would not take. */
enum error bundle_intake_run(struct request *request, const struct bundle_intake_order *order,
                             struct response *response) MUST_USE;

#endif
