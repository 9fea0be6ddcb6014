/* Signing and verifying as the settings say (signature.*). */
#ifndef SERVER_APP_SIGNATURE_H
#define SERVER_APP_SIGNATURE_H

#include "handlers/bundle_signature.h"
#include "handlers/signature_check.h"
#include "server/base/clock.h"
#include "server/config.h"

struct app_signature;

/* *ret_signature.signing is what handlers get; either part is NULL when it is switched off. What is
 * wrong with the settings is an issue: ERROR_CONFIGURATION. ERROR_MEMORY. */
enum error app_signature_open(const struct config *config, const struct clock *clock,
                              struct issue_list *issues,
                              struct app_signature **ret_signature) MUST_USE;
/* The check of received documents; NULL when signatures are not verified. */
const struct signature_check *app_signature_check(const struct app_signature *signature);
const struct bundle_signing *app_signature_signing(const struct app_signature *signature);
/* NULL is allowed. */
void app_signature_close(struct app_signature *signature);

#endif
