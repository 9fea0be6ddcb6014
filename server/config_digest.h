/* A digest over all settings but the secrets: two starts with the same digest ran with the same
 * settings. */
#ifndef SERVER_CONFIG_DIGEST_H
#define SERVER_CONFIG_DIGEST_H

#include "server/base/arena.h"
#include "server/base/hash.h"
#include "server/config.h"

/* ERROR_MEMORY. */
enum error config_digest(const struct config *config, struct arena *arena,
                         struct sha256 *ret_digest) MUST_USE;

#endif
