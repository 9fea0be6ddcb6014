/* Revocation of client certificates: each certificate of a chain but the topmost is looked up in
 * the lists in use (server/http/tls_lists.h), which are exchanged while serving. Nobody is asked
 * over the network. */
#ifndef SERVER_HTTP_TLS_REVOCATION_H
#define SERVER_HTTP_TLS_REVOCATION_H

#include "server/base/buffer.h"
#include "server/http/tls_lists.h"

#include <gnutls/gnutls.h>

struct tls_revocation_settings {
  const char *authorities; /* PEM file of the trust anchors */
  const char *lists;       /* file or folder */
  bool hard;               /* not known is refused, too */
};

struct tls_revocation;

/* Settings' texts are borrowed. Errors as of tls_lists_read; ERROR_FILE, ERROR_CONFIGURATION with
 * TLS_LIST_USABLE: it is the authorities that cannot be read. */
enum error tls_revocation_open(const struct tls_revocation_settings *settings,
                               struct tls_list_problem *ret_problem,
                               struct tls_revocation **ret_revocation) MUST_USE;
/* When no connection is left. NULL is allowed. */
void tls_revocation_close(struct tls_revocation *revocation);

/* Reads lists and authorities again, at once when forced, else when a file has changed; after a
 * failure the former stay in use. Tells the log that, and when lists have ended. From one thread.
 */
void tls_revocation_refresh(struct tls_revocation *revocation, bool forced);
/* Another number when what is known of certificates may be something else: what was judged before
 * has to be judged again. */
unsigned tls_revocation_generation(const struct tls_revocation *revocation);

/* Judges a chain that GnuTLS has accepted, DER, the client's own certificate first. What is revoked
 * or not known is told in the log. Thread-safe. */
bool tls_revocation_allows(struct tls_revocation *revocation, const gnutls_datum_t *chain,
                           unsigned count);

/* As of now. */
struct tls_lists_state tls_revocation_state(struct tls_revocation *revocation);
/* Appends whole lines. */
void tls_revocation_metrics(struct tls_revocation *revocation, struct buffer *buffer);

#endif
