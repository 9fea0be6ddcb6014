/* GET /fhir/Composition/{id}: the Composition of a kept document, cut out of its Bundle to the
 * byte. */
#ifndef HANDLERS_COMPOSITION_READ_H
#define HANDLERS_COMPOSITION_READ_H

#include "server/http/response.h"

request_handler handle_composition_read;

#endif
