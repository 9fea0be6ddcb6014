/* The clients that a server knows, a JSON file (access.keys_file):
 *
 *   {"clients": [{"id": "ward-3",
 *                 "salt": "<hex>", "sha256": "<hex>",   of the key; left out: tokens only
 *                 "scope": "system/Patient.rs admin/outbox",  of the key; tokens bring their own
 *                 "institution": "1319999999",          only at the server of this institution
 *                 "patients": ["00001"],                only these
 *                 "rate_per_second": 20,                instead of access.rate_per_client
 *                 "acts_for_users": true,               may name persons by X-Facade-User; then no
 *                                                       "/" in the id: "id/person" is recorded
 *                 "not_after": "2027-03-31"}]}          of the key, the day itself included
 *
 * Keys are 256 random bits, so one salted SHA-256 keeps them; they are compared in constant time.
 * Unknown members stop the reading (names that begin with "//" are comments). Thread-safe. */
#ifndef SERVER_HTTP_ACCESS_CLIENTS_H
#define SERVER_HTTP_ACCESS_CLIENTS_H

#include "server/base/arena.h"

#define ACCESS_RATE_DEFAULT UINT32_MAX

struct access_client {
  struct view id;
  struct view scopes;
  struct view institution;
  bool limited;
  struct view patients; /* separated by commas */
  bool acts_for_users;
  uint32_t rate_per_second; /* ACCESS_RATE_DEFAULT: as all */
  int64_t end_ms;           /* Unix time from which the key is not accepted; INT64_MAX = never */
};

struct access_clients;

/* path is borrowed. ERROR_FILE (errno says why), ERROR_CONFIGURATION: what is wrong is in the log;
 * ERROR_MEMORY. */
enum error access_clients_open(const char *path, struct access_clients **ret_clients) MUST_USE;
void access_clients_close(struct access_clients *clients);
/* Reads the file again; the former clients stay after a failure. */
enum error access_clients_reload(struct access_clients *clients) MUST_USE;
bool access_clients_changed(const struct access_clients *clients);

/* The client whose key it is, or who has the id, with texts in the arena. ERROR_NOT_FOUND,
 * ERROR_MEMORY. */
enum error access_clients_by_key(struct access_clients *clients, struct view key,
                                 struct arena *arena, struct access_client *ret_client) MUST_USE;
enum error access_clients_by_id(struct access_clients *clients, struct view id, struct arena *arena,
                                struct access_client *ret_client) MUST_USE;

/* ---- keys --------------------------------------------------------------------------------------
 */
#define ACCESS_SALT_BYTES 16u
#define ACCESS_KEY_BYTES 32u /* before base64url */

/* SHA-256 of salt and key. False: OpenSSL has no memory. */
bool access_key_digest(struct view salt, struct view key, unsigned char ret_digest[32]);

#endif
