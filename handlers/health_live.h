/* GET /health/live: the process answers. */
#ifndef HANDLERS_HEALTH_LIVE_H
#define HANDLERS_HEALTH_LIVE_H

#include "server/http/response.h"

request_handler handle_health_live;

#endif
