/* Who asks: API keys and tokens of OAuth 2.0 (RFC 6750, SMART Backend Services), and how often.
 * What he may do is access_check.h's business.
 *
 *   Authorization: Bearer <key or token>     or     X-API-Key: <key>
 *
 * A token is a JWT of the configured issuer for the configured audience; its client is client_id,
 * azp or sub, its scopes are those of its scope claim. Limits of clients (institution, patients,
 * rate) stand in the file of clients for keys and tokens alike. */
#ifndef SERVER_HTTP_ACCESS_H
#define SERVER_HTTP_ACCESS_H

#include "server/base/buffer.h"
#include "server/http/access_reason.h"
#include "server/http/access_token.h"
#include "server/http/jwks.h"
#include "server/http/response.h"

struct access_rates {
  uint32_t per_client; /* requests a second; 0 = no limit */
  uint32_t per_address;
};

struct access_settings {
  bool keys;
  bool oauth;               /* neither: everybody may do everything */
  const char *clients_file; /* "" = none (tokens only) */
  struct access_token_settings token;
  struct jwks_settings jwks;
  struct view institution_number; /* of this server */
  struct access_rates rates;
  const struct clock *clock;
};

struct access;

/* Texts are borrowed. Errors of access_clients_open and jwks_open. */
enum error access_open(const struct access_settings *settings, struct access **ret_access) MUST_USE;
/* NULL is allowed. */
void access_close(struct access *access);
/* Reads clients and keys again, at once when forced, else when they have changed; what failed stays
 * as it was. Tells the log. */
void access_refresh(struct access *access, bool forced);
void access_set_rates(struct access *access, struct access_rates rates);

/* Judges credentials and rate of a request whose headers and address are set: on ACCESS_ADMITTED
 * its client and rights are set too. *ret_wait_s: when ACCESS_RATE may try again. */
enum access_reason access_admit(struct access *access, struct request *request,
                                uint32_t *ret_wait_s) MUST_USE;
/* Turns a refusal into an issue and headers (WWW-Authenticate, Retry-After); returns its error. */
enum error access_refuse(struct request *request, struct response *response,
                         enum access_reason reason, uint32_t wait_s);
/* For metrics_add_callback: refusals by reason. */
void access_metrics(void *access, struct buffer *buffer);

#endif
