/* GET /fhir/metadata?mode=terminology (FHIR R4 terminologycapabilities.html): code systems with
 * their versions, and how expansions work here. */
#ifndef HANDLERS_TERMINOLOGY_CAPABILITIES_H
#define HANDLERS_TERMINOLOGY_CAPABILITIES_H

#include "server/http/response.h"

request_handler terminology_capabilities_answer;

#endif
