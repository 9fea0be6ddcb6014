/* X.509 certificates in files and in words: thin helpers over OpenSSL. */
#ifndef SERVER_NATIONAL_CERTIFICATE_H
#define SERVER_NATIONAL_CERTIFICATE_H

#include "server/base/issue.h"

#include <openssl/x509.h>

/* Reads every certificate of a PEM file (or the one of a DER file) in its order; the caller frees
 * the stack with sk_X509_pop_free. An issue and ERROR_CONFIGURATION when the file cannot be
 * read or has none. */
enum error certificate_file_read(const char *path, struct issue_list *issues,
                                 STACK_OF(X509) * *ret_certificates) MUST_USE;
/* One certificate of DER bytes, all of them; NULL when they are none. The caller frees it. */
X509 *certificate_from_der(struct view der);
/* Its DER form in the arena; data is NULL when memory is short. */
struct view certificate_der(const X509 *certificate, struct arena *arena);
/* The subject as RFC 2253 text ("CN=...,O=..."), at most 256 bytes of UTF-8, in the arena. */
struct view certificate_subject(const X509 *certificate, struct arena *arena);
/* ASN.1 time as Unix milliseconds; false when it is none. */
bool certificate_time(const ASN1_TIME *time, int64_t *ret_unix_ms);

#endif
