/* Whom signatures are believed from: trust anchors from a PEM file, and revocation lists from a
 * folder that others keep up to date (its files are read again every minute). Thread-safe. */
#ifndef SERVER_NATIONAL_SIGNATURE_TRUST_H
#define SERVER_NATIONAL_SIGNATURE_TRUST_H

#include "server/base/issue.h"
#include "server/national/revocation.h"

struct signature_trust;

struct signature_trust_settings {
  const char *anchors_file; /* PEM; roots, or authorities below one that are trusted themselves */
  const char *lists_folder; /* of .crl files, PEM or DER; NULL or "" = none */
  struct revocation_source source;
};

/* Settings' strings are borrowed. Issues and ERROR_CONFIGURATION; ERROR_MEMORY. */
enum error signature_trust_open(const struct signature_trust_settings *settings,
                                struct issue_list *issues,
                                struct signature_trust **ret_trust) MUST_USE;
void signature_trust_close(struct signature_trust *trust);

/* A new store with the anchors whose checks are made as of now_ms: partial chains, keys and digests
 * of 112 bits or more. NULL when memory is short; the caller frees it. */
X509_STORE *signature_trust_store(const struct signature_trust *trust, int64_t now_ms);
/* The folder's lists; may be empty, NULL when memory is short. The caller frees them with
 * sk_X509_CRL_pop_free(lists, X509_CRL_free). */
STACK_OF(X509_CRL) * signature_trust_lists(struct signature_trust *trust, int64_t now_ms);
const struct revocation_source *signature_trust_source(const struct signature_trust *trust);

#endif
