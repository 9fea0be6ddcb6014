/* What a running server takes of its settings on SIGHUP: level of the log and rates at once; files
 * (certificate, clients, keys of tokens) are read again by their owners; everything else is named
 * in the log as needing a restart. A configuration with a mistake changes nothing. */
#ifndef SERVER_SERVE_RELOAD_H
#define SERVER_SERVE_RELOAD_H

#include "server/config.h"

struct access; /* server/http/access.h */

void serve_reload(const struct config_sources *sources, const struct config *started,
                  struct access *access);

#endif
