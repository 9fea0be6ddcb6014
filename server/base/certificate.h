/* X.509 certificates in bytes and in words: thin helpers over OpenSSL. */
#ifndef SERVER_BASE_CERTIFICATE_H
#define SERVER_BASE_CERTIFICATE_H

#include "server/base/arena.h"

#include <openssl/x509.h>

/* Appends every certificate of PEM text (or the one of DER bytes) in its order; none when there is
 * none. False when memory is short. */
bool certificate_read_all(struct view content, STACK_OF(X509) * certificates);
/* One certificate of DER bytes, all of them; NULL when they are none. The caller frees it. */
X509 *certificate_from_der(struct view der);
/* Its DER form in the arena; data is NULL when memory is short. */
struct view certificate_der(const X509 *certificate, struct arena *arena);
/* A name as RFC 2253 text ("CN=...,O=..."), at most 256 bytes of UTF-8, in the arena. */
struct view certificate_name(const X509_NAME *name, struct arena *arena);
/* The same of its subject. */
struct view certificate_subject(const X509 *certificate, struct arena *arena);
/* ASN.1 time as Unix milliseconds; false when it is none. */
bool certificate_time(const ASN1_TIME *time, int64_t *ret_unix_ms);

#endif
