/* One notification over HTTP (FHIR R4 subscription.html#rest-hook): POST without content, or PUT of
 * a resource. No redirects, no proxy, TLS 1.3; what the endpoint answers beside the status is not
 * kept. */
#ifndef SERVER_SUBSCRIPTION_SEND_H
#define SERVER_SUBSCRIPTION_SEND_H

#include "server/base/arena.h"

#include <stdatomic.h>

struct subscription_send_settings {
  const char *ca_file; /* PEM; "" = those of the system */
  uint32_t timeout_ms; /* of the whole exchange */
  const _Atomic bool *stopping;
};

struct subscription_notice {
  struct view url;
  bool has_resource;          /* PUT, else POST */
  struct view resource;       /* JSON */
  const struct view *headers; /* lines "Name: value", checked */
  size_t header_count;
};

struct subscription_answer {
  long status;       /* 0 = none */
  const char *fault; /* libcurl's words when there is none; static */
};

/* Once per process, before threads; ERROR_MEMORY. */
enum error subscription_send_open(void) MUST_USE;
void subscription_send_close(void);
/* ERROR_MEMORY. */
enum error subscription_send(const struct subscription_send_settings *settings,
                             const struct subscription_notice *message, struct arena *arena,
                             struct subscription_answer *ret_answer) MUST_USE;

#endif
