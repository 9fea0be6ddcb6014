/* GET /health/ready: new requests are welcome, the storage answers; 503 otherwise and while
 * stopping. */
#ifndef HANDLERS_HEALTH_READY_H
#define HANDLERS_HEALTH_READY_H

#include "server/http/response.h"

request_handler handle_health_ready;

#endif
