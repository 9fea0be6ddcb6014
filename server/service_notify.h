/* Tells a service manager how the server does: one datagram to the socket that NOTIFY_SOCKET names
 * (the protocol of sd_notify(3)), so that `systemctl start` returns when requests are answered. */
#ifndef SERVER_SERVICE_NOTIFY_H
#define SERVER_SERVICE_NOTIFY_H

#include <stdbool.h>

#define SERVICE_NOTIFY_READY "READY=1"
#define SERVICE_NOTIFY_STOPPING "STOPPING=1"

/* False when a socket is named and cannot be told, errno says why; without one nothing is sent. */
bool service_notify(const char *state);

#endif
