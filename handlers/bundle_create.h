/* POST /fhir/Bundle, and POST /fhir with a Bundle: takes a Bundle for the national service. Local
 * codes are mapped, the result is validated; with errors nothing is kept (422), else it is durable
 * before the answer 202 is given, whose Content-Location is the Task that shows what becomes of it.
 * Idempotency-Key and Bundle.identifier make repeats safe. */
#ifndef HANDLERS_BUNDLE_CREATE_H
#define HANDLERS_BUNDLE_CREATE_H

#include "server/http/response.h"

request_handler handle_bundle_create;

#endif
