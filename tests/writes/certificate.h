/* TLS for the trials: a certificate of its own for the server, and a client that takes it. */
#ifndef TESTS_WRITES_CERTIFICATE_H
#define TESTS_WRITES_CERTIFICATE_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* Writes certificate and key (PEM). */
bool certificate_write(const char *certificate_path, const char *key_path);
/* Trusts that certificate; to be freed with SSL_CTX_free, NULL on failure. */
SSL_CTX *certificate_client(const char *certificate_path);

#endif
