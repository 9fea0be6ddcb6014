/* GET /fhir/Bundle/{id}: the kept bytes, unchanged. */
#ifndef HANDLERS_BUNDLE_READ_H
#define HANDLERS_BUNDLE_READ_H

#include "server/http/response.h"

request_handler handle_bundle_read;

#endif
