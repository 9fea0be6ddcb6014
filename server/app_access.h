/* Access control as the settings access.* ask for it. */
#ifndef SERVER_APP_ACCESS_H
#define SERVER_APP_ACCESS_H

#include "handlers/services.h"
#include "server/config_values.h"

struct access; /* server/http/access.h */

/* Opens it and tells the services what clients may know of it. The configuration is borrowed.
 * Failures have an issue. */
enum error app_access_open(const struct config *config, struct services *services,
                           struct issue_list *issues, struct access **ret_access) MUST_USE;
/* Takes the rates of a configuration that was read anew. */
void app_access_set_rates(struct access *access, const struct config *config);

#endif
