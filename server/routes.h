/* The one table of interactions: routing, 405/Allow, CapabilityStatement, body caps and metric
 * labels are made from it. Adding a row is how the server grows. */
#ifndef SERVER_ROUTES_H
#define SERVER_ROUTES_H

#include "server/http/route.h"

/* Static. */
const struct route_table *routes_table(void);

#endif
