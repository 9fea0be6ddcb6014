/* What is done at the national service with a Bundle that was registered, without new content
 * (national guide 2.2.1(2), 2.2.2(3)): the answer is 202 with the Task of it. The Bundle is named
 * as bundle_identifier.h says. ERROR_NOT_FOUND: not registered through this server; ERROR_CONFLICT:
 * not in a state for that. */
#ifndef HANDLERS_BUNDLE_ACT_H
#define HANDLERS_BUNDLE_ACT_H

#include "server/http/response.h"

/* DELETE /Bundle?identifier=... */
enum error handle_bundle_cancel(struct request *request, struct response *response);
/* POST /Bundle/$cancel-undo; ERROR_NOT_OFFERED unless national.cancel_undo is on. */
enum error handle_bundle_cancel_undo(struct request *request, struct response *response);
/* POST /Bundle/$cancel-derived: only the information that the service took out of a document. */
enum error handle_bundle_cancel_derived(struct request *request, struct response *response);

#endif
