/* POST /validateResource: the interface of the HL7 validator's HTTP service. The body is the
 * resource; profiles come from `profile` and `profiles`, repeated or separated by commas. Answers
 * as $validate does. */
#ifndef HANDLERS_VALIDATE_RESOURCE_H
#define HANDLERS_VALIDATE_RESOURCE_H

#include "server/http/response.h"

request_handler handle_validate_resource;

#endif
