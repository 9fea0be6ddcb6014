/* GET /fhir/.well-known/smart-configuration: where tokens come from and which scopes there are
 * (SMART App Launch 2.0, conformance). 404 unless access.mode takes tokens and
 * access.oauth.token_endpoint is set. */
#ifndef HANDLERS_SMART_CONFIGURATION_H
#define HANDLERS_SMART_CONFIGURATION_H

#include "server/http/response.h"

request_handler handle_smart_configuration;

#endif
