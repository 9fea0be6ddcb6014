/* POST /Bundle/$status: what the national service says about a registered Bundle: registration,
 * consent and acquisition by the destination (national guide 2.2.1(3)). The Task keeps the answer.
 */
#ifndef HANDLERS_BUNDLE_STATUS_H
#define HANDLERS_BUNDLE_STATUS_H

#include "server/http/response.h"

/* Answers Parameters; names of states as in an adapter file's "words", other words as the service
 * wrote them. ERROR_NOT_FOUND: not registered through this server; else as relay_ask. */
enum error handle_bundle_status(struct request *request, struct response *response);

#endif
