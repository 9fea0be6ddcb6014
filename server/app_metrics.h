/* Lines of the application for /metrics: jobs of the outbox by state, dealings with ORCA. */
#ifndef SERVER_APP_METRICS_H
#define SERVER_APP_METRICS_H

#include "handlers/services.h"

/* Registers callbacks at services->metrics; the services must outlive the metrics' last reading. */
void app_metrics_add(const struct services *services);

#endif
