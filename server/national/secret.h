/* A secret from a file (PIN, passphrase, bearer token), read when it is needed and wiped after. */
#ifndef SERVER_NATIONAL_SECRET_H
#define SERVER_NATIONAL_SECRET_H

#include "server/base/issue.h"
#include "server/limits.h"

struct secret {
  char text[LIMIT_SECRET_BYTES]; /* NUL-terminated, without the line end */
  size_t length;
};

/* An issue and ERROR_CONFIGURATION when the file cannot be read, is empty, too long, or has control
 * characters. Never logs the content. Wipe the secret after ERROR_OK. */
enum error secret_read(const char *path, struct issue_list *issues,
                       struct secret *ret_secret) MUST_USE;
void secret_wipe(struct secret *secret);

#endif
