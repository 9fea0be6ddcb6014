/* A small HTTP server for simulators: one thread a connection, one arena a request, and the ways in
 * which a real neighbour misbehaves (no answer, half an answer, a late one). */
#ifndef TESTS_LAB_LAB_HTTP_H
#define TESTS_LAB_LAB_HTTP_H

#include "server/base/arena.h"
#include "tests/lab/lab_clock.h"

struct MHD_Connection;
struct lab_http;

struct lab_request {
  struct arena *arena;
  const char *method;
  const char *path; /* without the query */
  struct view body;
  struct MHD_Connection *connection;
  struct lab_http *server;
};

enum lab_delivery {
  LAB_DELIVERY_WHOLE,
  LAB_DELIVERY_HALF, /* full Content-Length, half the bytes, then the connection is closed */
  LAB_DELIVERY_NONE, /* the connection is closed without an answer */
  LAB_DELIVERY_RESET /* the same by RST */
};

struct lab_response {
  unsigned status;
  const char *content_type; /* NULL: no such header */
  struct view body;         /* lives in the request's arena or is static */
  const char *allow;        /* value of Allow, or NULL */
  const char *authenticate; /* value of WWW-Authenticate, or NULL */
  enum lab_delivery delivery;
};

struct lab_http_settings {
  const char *name; /* in --verbose lines */
  const char *address;
  uint16_t port;               /* 0 = a free one */
  const char *tls_certificate; /* PEM texts; all NULL = plain HTTP */
  const char *tls_key;
  const char *tls_client_ca;     /* NULL = no certificate is asked for */
  bool raw_urls;                 /* leave percent escapes as they are, as ORCA does */
  const struct lab_clock *clock; /* of lab_http_wait */
  bool verbose;                  /* one line a call on stderr: method, path, status, milliseconds */
  void (*handle)(void *context, const struct lab_request *request, struct lab_response *response);
  void *context;
};

/* Starts to listen. The settings are copied, their strings are borrowed. ERROR_CONFIGURATION: the
 * address is no IPv4 address or cannot be bound. */
enum error lab_http_start(const struct lab_http_settings *settings,
                          struct lab_http **ret_server) MUST_USE;
uint16_t lab_http_port(const struct lab_http *server);
/* Ends waits, answers what is running, frees. NULL is allowed. */
void lab_http_stop(struct lab_http *server);

/* Value of a query parameter or a header; NULL when absent. */
const char *lab_http_query(const struct lab_request *request, const char *name);
const char *lab_http_header(const struct lab_request *request, const char *name);
/* True when the request carries exactly this Basic user and password (RFC 7617). */
bool lab_http_authorized(const struct lab_request *request, const char *user, const char *password);
/* False when a client certificate is wanted and the client showed none that holds. */
bool lab_http_has_certificate(const struct lab_request *request);
/* Sleeps that long in the lab's time, but not longer than until lab_http_stop. */
void lab_http_wait(struct lab_http *server, int64_t milliseconds);

#endif
