/* GET /metrics: counters in Prometheus' text format. */
#ifndef HANDLERS_METRICS_READ_H
#define HANDLERS_METRICS_READ_H

#include "server/http/response.h"

request_handler handle_metrics_read;

#endif
