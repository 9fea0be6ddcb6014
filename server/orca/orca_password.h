/* The password for ORCA, which may change while the server runs: read again from its file when ORCA
 * refuses it. Thread-safe. */
#ifndef SERVER_ORCA_ORCA_PASSWORD_H
#define SERVER_ORCA_ORCA_PASSWORD_H

#include "server/base/view.h"

#include <pthread.h>

#define ORCA_PASSWORD_BYTES 1024u

struct orca_password {
  pthread_mutex_t mutex;
  const char *file; /* borrowed; NULL or "" = none */
  uint64_t edition;
  char text[ORCA_PASSWORD_BYTES];
};

/* text may be NULL; one that is too long is cut, and ORCA will refuse it. */
void orca_password_init(struct orca_password *password, const char *text, const char *file);
/* Wipes it. */
void orca_password_done(struct orca_password *password);
/* A copy, and its edition. */
uint64_t orca_password_get(struct orca_password *password, char ret_text[ORCA_PASSWORD_BYTES]);
/* True when there is another password than that edition: read by somebody else meanwhile, or now
 * from the file. */
bool orca_password_renew(struct orca_password *password, uint64_t edition);

#endif
