/* Certificate revocation lists (RFC 5280 section 5): reading, and what they say about a
 * certificate. The checks are OpenSSL's. A list that is stale, not yet valid, unsigned or of
 * another scope never says "good"; what a signed list revokes is revoked, also when the list is
 * stale. */
#ifndef SERVER_BASE_REVOCATION_LIST_H
#define SERVER_BASE_REVOCATION_LIST_H

#include "server/base/view.h"

#include <openssl/x509.h>

enum revocation_status { REVOCATION_UNKNOWN, REVOCATION_GOOD, REVOCATION_REVOKED };

struct revocation_result {
  enum revocation_status status;
  int64_t revoked_ms; /* of REVOCATION_REVOKED; 0 = not said */
};

/* Appends every list of PEM text, or the one of DER bytes. False, and nothing is appended: there is
 * none, or one is damaged. */
bool revocation_list_read(struct view content, STACK_OF(X509_CRL) * lists);
/* About one certificate of a chain that was checked; store has the trust anchors, and in its
 * parameters the time when it is not now. All borrowed; thread-safe. */
struct revocation_result revocation_list_check(X509 *certificate, STACK_OF(X509) * chain,
                                               X509_STORE *store, STACK_OF(X509_CRL) * lists);

#endif
