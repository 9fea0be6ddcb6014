/* Checks the electronic signature of a referral as the simulated service does: a detached JWS
 * (RFC 7515 appendix F; also unencoded, RFC 7797) over the document's exact bytes, ES256 or RS256,
 * with the certificate in x5c. */
#ifndef TESTS_LAB_NATIONAL_SIGNATURE_H
#define TESTS_LAB_NATIONAL_SIGNATURE_H

#include "tests/lab/national_message.h"

struct national_signature_settings {
  const char *crl; /* PEM text of the authority's revocation list; NULL = none */
};

/* NATIONAL_CODE_DONE when it holds at that time; else one of the SIGNATURE codes. */
enum national_code national_signature_check(const struct national_signature_settings *settings,
                                            struct view signature, struct view content,
                                            int64_t now_ms, struct arena *arena);

#endif
