/* PUT /Bundle?identifier=system|value: the new content for what is registered at the national
 * service (FHIR R4 http.html#cond-update; national guide 2.2.1(2)3). */
#ifndef HANDLERS_BUNDLE_UPDATE_H
#define HANDLERS_BUNDLE_UPDATE_H

#include "server/http/response.h"

enum error handle_bundle_update(struct request *request, struct response *response);

#endif
