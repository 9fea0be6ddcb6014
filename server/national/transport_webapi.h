/* The service's Web API: one POST a message over HTTPS with a client certificate. */
#ifndef SERVER_NATIONAL_TRANSPORT_WEBAPI_H
#define SERVER_NATIONAL_TRANSPORT_WEBAPI_H

#include "server/national/transport.h"

struct transport_webapi_settings {
  const char *base_url;           /* without a slash at the end */
  const char *client_certificate; /* PEM files; NULL or empty = none */
  const char *client_key;
  const char *ca_file;
};

/* Strings and adapter are borrowed for the transport's life. */
enum error transport_webapi_open(const struct transport_webapi_settings *settings,
                                 const struct adapter *adapter, struct issue_list *issues,
                                 struct transport **ret_transport) MUST_USE;

#endif
