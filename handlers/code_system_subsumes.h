/* CodeSystem/$subsumes (FHIR R4 codesystem-operation-subsumes.html). */
#ifndef HANDLERS_CODE_SYSTEM_SUBSUMES_H
#define HANDLERS_CODE_SYSTEM_SUBSUMES_H

#include "server/http/response.h"

request_handler handle_code_system_subsumes;

#endif
