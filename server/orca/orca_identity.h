/* The client certificate that a cloud ORCA asks for, from a PKCS#12 file. Those that ORCA hands out
 * are made with ciphers (RC2, 3DES) that OpenSSL 3 has in its legacy provider only; that is loaded
 * for reading the file and for nothing else. */
#ifndef SERVER_ORCA_ORCA_IDENTITY_H
#define SERVER_ORCA_ORCA_IDENTITY_H

#include "server/base/error.h"
#include "server/base/view.h"

struct orca_identity;

/* ERROR_FILE: cannot be read (errno says why). ERROR_CONFIGURATION: no PKCS#12, or a wrong
 * password. ERROR_MEMORY. */
enum error orca_identity_open(const char *path, const char *password,
                              struct orca_identity **ret_identity) MUST_USE;
/* NULL is allowed. */
void orca_identity_free(struct orca_identity *identity);
/* Puts certificate, chain and key into an SSL_CTX. False when OpenSSL does not take them. */
bool orca_identity_use(const struct orca_identity *identity, void *ssl_context);

#endif
