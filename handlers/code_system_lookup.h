/* CodeSystem/$lookup (FHIR R4 codesystem-operation-lookup.html): what is known of a code. Retired
 * codes are found and marked inactive. */
#ifndef HANDLERS_CODE_SYSTEM_LOOKUP_H
#define HANDLERS_CODE_SYSTEM_LOOKUP_H

#include "server/http/response.h"

request_handler handle_code_system_lookup;

#endif
