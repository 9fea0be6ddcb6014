/* Was a certificate revoked? By an answer of OCSP (RFC 6960), checked by OpenSSL at a given time,
 * or by what its addresses give. What is stale, unsigned, of another scope or says "unknown" counts
 * as not known, never as good. */
#ifndef SERVER_NATIONAL_REVOCATION_H
#define SERVER_NATIONAL_REVOCATION_H

#include "server/base/arena.h"
#include "server/base/revocation_list.h"

#include <openssl/x509.h>

/* How information is fetched: GET of url when the request is empty, else POST of a DER OCSP
 * request. The answer lives in the arena. Tests and closed networks put their own here; fetch NULL
 * = nothing is fetched. The addresses come from certificates whose chain was checked before. */
struct revocation_source {
  void *context;
  enum error (*fetch)(void *context, struct view url, struct view request, struct arena *arena,
                      struct view *ret_answer);
};

/* One certificate of a chain that was checked. All borrowed. */
struct revocation_case {
  X509 *certificate;
  X509 *issuer;
  STACK_OF(X509) * chain;
  X509_STORE *store; /* trust anchors; its parameters have the time now_ms */
  int64_t now_ms;
  int64_t clock_skew_ms;
};

struct revocation_result revocation_by_ocsp(const struct revocation_case *subject,
                                            struct view response);
/* Asks the source: first OCSP (authorityInfoAccess), then lists (cRLDistributionPoints). */
struct revocation_result revocation_by_source(const struct revocation_case *subject,
                                              const struct revocation_source *source,
                                              struct arena *arena);

#endif
