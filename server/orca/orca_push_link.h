/* Where ORCA's PUSH server is and how it is spoken to: the parts of its URL, the TLS towards it. */
#ifndef SERVER_ORCA_ORCA_PUSH_LINK_H
#define SERVER_ORCA_ORCA_PUSH_LINK_H

#include "server/base/arena.h"
#include "server/orca/orca_settings.h"

struct orca_push_link {
  const char *host;
  const char *path; /* begins with a slash */
  uint16_t port;
  bool tls; /* wss */
};

/* ws://host[:port][/path] or wss://…, into the arena. ERROR_CONFIGURATION: it is none.
 * ERROR_MEMORY. */
enum error orca_push_link_read(struct arena *arena, const char *url,
                               struct orca_push_link *ret_link) MUST_USE;
/* An SSL_CTX with ORCA's authorities and our client certificate; NULL when OpenSSL does not take
 * them. To be freed with SSL_CTX_free. */
void *orca_push_link_tls(const struct orca_settings *settings);
/* "Basic …" for a user and a password (RFC 7617), into the arena; NULL when memory is short. */
const char *orca_push_link_basic(struct arena *arena, const char *user, const char *password);

#endif
