/* One HTTP exchange with a service of the signature world: remote signing, revocation lists, OCSP.
 * No redirects, no proxy, no connection kept, nothing repeated. */
#ifndef SERVER_NATIONAL_WEB_CALL_H
#define SERVER_NATIONAL_WEB_CALL_H

#include "server/base/arena.h"

#include <stdatomic.h>

struct web_settings {
  const char *ca_file; /* PEM; NULL or "" = the system's authorities */
  const char *client_certificate;
  const char *client_key;
  int64_t connect_ms;
  int64_t answer_ms;           /* for the whole exchange */
  bool tls_1_2;                /* the service has no TLS 1.3 */
  const atomic_bool *stopping; /* ends running calls within a second; may be NULL */
};

struct web_call {
  const char *url;
  const char *media_type; /* of the body; NULL = GET without a body */
  struct view body;
  const char *bearer; /* token; NULL = none */
  size_t maximum;     /* bytes of an answer */
};

enum web_outcome {
  WEB_ANSWERED,
  WEB_UNREACHABLE, /* not connected, TLS refused, connection lost */
  WEB_TIMEOUT,
  WEB_TOO_LARGE,
  WEB_MEMORY,
};

struct web_answer {
  long status;
  struct view content;
  const char *reason; /* of an outcome that is no answer; static English text of libcurl */
};

/* curl_global_init must have been called by who opened the caller. */
enum web_outcome web_call_run(const struct web_settings *settings, const struct web_call *call,
                              struct arena *arena, struct web_answer *ret_answer);

#endif
