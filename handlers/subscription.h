/* Subscription as a resource (FHIR R4 subscription.html, http.html): create, update (which creates
 * as well), read, delete, search. Notifications are the application's (subscription_notify). */
#ifndef HANDLERS_SUBSCRIPTION_H
#define HANDLERS_SUBSCRIPTION_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define SUBSCRIPTION_SEARCH_PARAMETERS(X)                                                          \
  X("_id", "token") X("status", "token") X("url", "uri") X("criteria", "string")

request_handler handle_subscription_create;
request_handler handle_subscription_update;
request_handler handle_subscription_read;
/* Deleting what is not there is done already. */
request_handler handle_subscription_delete;
/* Without channel.header: a list must not hand out the secrets of many receivers. */
request_handler handle_subscription_search;

#endif
