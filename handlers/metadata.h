/* GET /fhir/metadata: the CapabilityStatement, made from the table of interactions (FHIR R4
 * capabilitystatement.html). */
#ifndef HANDLERS_METADATA_H
#define HANDLERS_METADATA_H

#include "server/http/response.h"

request_handler handle_metadata;

#endif
