/* The public keys of the token server: of a file, or of a URL whose answer is kept. A key that is
 * not known leads to one new request, at most once a minute; otherwise the URL is asked again every
 * ten minutes, and what was known stays when it does not answer. Thread-safe. */
#ifndef SERVER_HTTP_JWKS_H
#define SERVER_HTTP_JWKS_H

#include "server/base/clock.h"
#include "server/base/jwk.h"

struct jwks_settings {
  const char *file; /* one of the two is not "" */
  const char *url;
  const char *ca_file; /* PEM; "" = the system's authorities */
  const struct clock *clock;
};

struct jwks;

/* Texts are borrowed. A URL that does not answer yet is only told to the log. ERROR_FILE (errno
 * says why), ERROR_CONFIGURATION: the file is no key set; ERROR_MEMORY. */
enum error jwks_open(const struct jwks_settings *settings, struct jwks **ret_jwks) MUST_USE;
void jwks_close(struct jwks *jwks);
/* Reads or asks again: at once when forced, else when the file has changed or it is time. Errors
 * of jwks_open, ERROR_BUSY: the URL did not answer; the former keys stay. *ret_done: something was
 * read or asked. */
enum error jwks_refresh(struct jwks *jwks, bool forced, bool *ret_done) MUST_USE;

/* The key that a token names (id empty: the only one for the algorithm), to be freed with
 * EVP_PKEY_free. ERROR_NOT_FOUND; ERROR_BUSY: no key was ever read. */
enum error jwks_find(struct jwks *jwks, struct view id, enum jws_algorithm algorithm,
                     EVP_PKEY **ret_key) MUST_USE;

#endif
