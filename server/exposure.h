/* How far the server can be reached and by whom: TLS of the listening side, and the rules that keep
 * patients' data from being offered unprotected by mistake:
 *
 *   address that others reach, no TLS              only with listen.plain = anywhere
 *   the same, TLS, access.mode open                only with client certificates required, or
 *                                                  listen.plain = anywhere */
#ifndef SERVER_EXPOSURE_H
#define SERVER_EXPOSURE_H

#include "server/base/issue.h"
#include "server/config_values.h"
#include "server/http/trusted_proxies.h"

struct tls; /* server/http/tls.h */

/* ERROR_CONFIGURATION with an issue that says what to set. */
enum error exposure_check(const struct config *config, struct issue_list *issues) MUST_USE;
/* listen.trusted_proxies. ERROR_CONFIGURATION with an issue that names the entry and what would be
 * right. */
enum error exposure_read_proxies(const struct config *config, struct issue_list *issues,
                                 struct trusted_proxies *ret_proxies) MUST_USE;
/* *ret_tls is NULL without listen.tls.certificate. The configuration is borrowed until tls_close.
 * Failures have an issue. */
enum error exposure_open_tls(const struct config *config, struct issue_list *issues,
                             struct tls **ret_tls) MUST_USE;
/* Reads certificate, key and revocation lists again, at once when forced, else when a file has
 * changed; tells the log. tls may be NULL. */
void exposure_refresh_tls(struct tls *tls, bool forced);

#endif
