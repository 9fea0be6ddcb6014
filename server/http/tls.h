/* TLS of the listening side (GnuTLS through libmicrohttpd): the server's certificate, which can be
 * exchanged while serving, and the client certificates that are asked for. The profile follows the
 * "high security" type of the Japanese TLS guide: TLS 1.3; TLS 1.2 only when asked for, with ECDHE
 * and AEAD suites alone; no compression, no renegotiation. */
#ifndef SERVER_HTTP_TLS_H
#define SERVER_HTTP_TLS_H

#include "server/base/buffer.h"
#include "server/http/tls_lists.h"

#include <gnutls/abstract.h>

enum tls_client_certificate {
  TLS_CLIENT_OFF,      /* not asked for */
  TLS_CLIENT_OPTIONAL, /* one that is shown must be valid */
  TLS_CLIENT_REQUIRED, /* no handshake without a valid one */
};

enum tls_client_revocation {
  TLS_REVOCATION_OFF,  /* not looked at */
  TLS_REVOCATION_SOFT, /* what is not known is told in the log */
  TLS_REVOCATION_HARD, /* what is not known is refused */
};

struct tls_settings {
  const char *certificate; /* PEM file: the server's, then its issuers */
  const char *key;         /* PEM file, without a passphrase */
  const char *client_ca;   /* PEM file of the authorities of client certificates; "" = none */
  enum tls_client_certificate client_certificate;
  const char *revocation_lists; /* file or folder; "" = none */
  enum tls_client_revocation revocation;
  bool allow_1_2;
};

struct tls;

/* Settings' texts are borrowed. ERROR_FILE (errno says why), ERROR_CONFIGURATION: a file holds no
 * usable certificate or key, or they do not fit each other; or the revocation lists cannot be used,
 * when ret_problem->fault is not TLS_LIST_USABLE. */
enum error tls_open(const struct tls_settings *settings, struct tls_list_problem *ret_problem,
                    struct tls **ret_tls) MUST_USE;
/* When no connection is left. NULL is allowed. */
void tls_close(struct tls *tls);
/* Reads certificate, key and authorities again for the connections that follow. After a failure
 * (errors of tls_open) the former ones stay in use. */
enum error tls_reload(struct tls *tls) MUST_USE;
/* The same of revocation lists, at once when forced, else when they have changed; tells the log.
 * Connections that are open are judged again (tls_still_allows). */
void tls_refresh_lists(struct tls *tls, bool forced);
/* True when one of the files of tls_reload is another one than at the last reading. */
bool tls_files_changed(const struct tls *tls);
/* Revocation lists in use that have ended, when what they do not tell is refused; else 0. */
unsigned tls_outdated_lists(const struct tls *tls);
/* When the certificate in use ends, Unix milliseconds. */
int64_t tls_not_after_ms(const struct tls *tls);

/* GnuTLS priority string of the settings. Static. */
const char *tls_priorities(const struct tls *tls);
/* Borrowed; valid until tls_close. */
struct tls_choice {
  gnutls_pcert_st *chain;
  unsigned chain_length;
  gnutls_privkey_t key;
};

/* For the callback that libmicrohttpd asks for a certificate: sets what the handshake needs on the
 * session. 0, or -1 to end the handshake. */
int tls_choose(struct tls *tls, gnutls_session_t session,
               gnutls_certificate_verify_function *verify, struct tls_choice *ret_choice);
/* Judges the client's certificate of a session: 0 or a GnuTLS error that ends the handshake.
 * *ret_judged is by which lists. */
int tls_verify_client(const struct tls *tls, gnutls_session_t session, unsigned *ret_judged);
/* False when the client's certificate has been revoked (or is not known any more) since it was
 * judged; looks only when there are other lists than *judged, which it sets. */
bool tls_still_allows(const struct tls *tls, gnutls_session_t session, unsigned *judged);
/* Who showed a certificate in a session, as its distinguished name ("CN=ward-3,O=..."), in the
 * arena; empty: nobody was asked or nobody did. */
struct view tls_client_name(const struct tls *tls, gnutls_session_t session, struct arena *arena);

/* For metrics_add_callback; context is the tls: when the certificate ends, and the lists. */
void tls_metrics(void *context, struct buffer *buffer);

#endif
