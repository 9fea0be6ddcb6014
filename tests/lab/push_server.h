/* ORCA's PUSH server: a WebSocket that speaks subscribe, subscribed, event, unsubscribe, error. */
#ifndef TESTS_LAB_PUSH_SERVER_H
#define TESTS_LAB_PUSH_SERVER_H

#include "tests/lab/push_store.h"

struct push_server;

struct push_server_settings {
  struct push_store *store;
  uint16_t port;               /* 0 = a free one */
  const char *tls_certificate; /* PEM files; NULL = no TLS */
  const char *tls_key;
  const char *tls_client_ca; /* clients must show a certificate of this authority; or NULL */
};

/* Listens on 127.0.0.1. The store is borrowed. ERROR_CONFIGURATION: the port cannot be opened. */
enum error push_server_start(const struct push_server_settings *settings,
                             struct push_server **ret_server) MUST_USE;
/* NULL is allowed. */
void push_server_stop(struct push_server *server);
uint16_t push_server_port(const struct push_server *server);
/* There is something new in the store. */
void push_server_wake(struct push_server *server);
/* Closes every connection, as a restart of ORCA does. */
void push_server_drop(struct push_server *server);
/* Clients that have subscribed. */
unsigned push_server_subscribers(struct push_server *server);

#endif
