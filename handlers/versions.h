/* GET, POST /fhir/$versions: the FHIR versions that this server speaks (FHIR R4
 * capabilitystatement-operation-versions.html). */
#ifndef HANDLERS_VERSIONS_H
#define HANDLERS_VERSIONS_H

#include "server/http/response.h"

request_handler handle_versions;

#endif
