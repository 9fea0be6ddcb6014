/* The transport of the server: libcurl with Basic authentication, client certificate, one kept
 * connection a slot. */
#ifndef SERVER_ORCA_ORCA_CURL_H
#define SERVER_ORCA_ORCA_CURL_H

#include "server/orca/orca_settings.h"
#include "server/orca/orca_transport.h"

/* Makes the transport; texts of the settings are borrowed until close. ERROR_CONFIGURATION: the
 * base URL is none. ERROR_MEMORY. */
enum error orca_curl_open(const struct orca_settings *settings,
                          struct orca_transport *ret_transport) MUST_USE;

#endif
