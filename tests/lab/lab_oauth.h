/* A token server for trying out and for tests: OAuth 2.0 client credentials with private_key_jwt
 * (RFC 7523, SMART Backend Services), its keys as a JWK set. See README.md. */
#ifndef TESTS_LAB_LAB_OAUTH_H
#define TESTS_LAB_LAB_OAUTH_H

#include "tests/lab/lab_http.h"

#define LAB_OAUTH_ISSUER "urn:fhir-facade-lab"

struct lab_oauth;

/* With a fresh key. NULL when memory is short. */
struct lab_oauth *lab_oauth_new(const struct lab_clock *clock);
void lab_oauth_free(struct lab_oauth *oauth);

/* POST /lab/oauth/clients {"client_id", "scope", "audience", "jwks": {"keys": […]}}. */
void lab_oauth_register(struct lab_oauth *oauth, const struct lab_request *request,
                        struct lab_response *response);
/* POST /lab/oauth/token, a form: RFC 6749 sections 4.4 and 5. */
void lab_oauth_token(struct lab_oauth *oauth, const struct lab_request *request,
                     struct lab_response *response);
/* GET /lab/oauth/jwks.json */
void lab_oauth_keys(struct lab_oauth *oauth, const struct lab_request *request,
                    struct lab_response *response);
/* POST /lab/oauth/rotate: another key takes the place of the present one. */
void lab_oauth_rotate(struct lab_oauth *oauth, const struct lab_request *request,
                      struct lab_response *response);

#endif
