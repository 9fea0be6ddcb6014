/* Fetches revocation lists and asks OCSP over HTTP. Lists are kept in memory for a while: a large
 * authority's has some MB, and every document of a day asks for the same one. Thread-safe. */
#ifndef SERVER_NATIONAL_REVOCATION_WEB_H
#define SERVER_NATIONAL_REVOCATION_WEB_H

#include "server/base/clock.h"
#include "server/national/revocation.h"
#include "server/national/web_call.h"

struct revocation_web;

struct revocation_web_settings {
  int64_t connect_ms;
  int64_t answer_ms;
  int64_t keep_ms;     /* how long a list is used before it is fetched again */
  const char *ca_file; /* for https addresses; NULL or "" = the system's */
  const atomic_bool *stopping;
  const struct clock *clock;
};

/* Settings' pointers are borrowed. ERROR_MEMORY. */
enum error revocation_web_open(const struct revocation_web_settings *settings,
                               struct revocation_web **ret_web) MUST_USE;
void revocation_web_close(struct revocation_web *web);
/* The source that fetches with it. */
struct revocation_source revocation_web_source(struct revocation_web *web);

#endif
