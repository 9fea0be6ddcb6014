/* A private key that somebody holds: a PEM file, a PKCS#11 token, a signing service that answers
 * with the bare signature. signer.h makes JWS with one. */
#ifndef SERVER_NATIONAL_SIGNING_KEY_H
#define SERVER_NATIONAL_SIGNING_KEY_H

#include "server/national/jws.h"

struct signing_task {
  enum jws_algorithm algorithm;
  struct jws_input input;
  struct sha256 digest; /* of the input */
};

struct signing_key {
  void *implementation;
  /* The signature in the form of jws_key.h, in the arena. What fails is an issue, and
   * ERROR_SIGNER_UNAVAILABLE (may work later), ERROR_SIGNER_FAILED (will not work by itself) or
   * ERROR_MEMORY. Called by several threads at once. */
  enum error (*sign)(struct signing_key *key, const struct signing_task *task, struct arena *arena,
                     struct issue_list *issues, struct view *ret_signature);
  /* The DER certificate that lies beside the key; NULL when such keys have none. Same errors. */
  enum error (*certificate)(struct signing_key *key, struct arena *arena, struct issue_list *issues,
                            struct view *ret_der);
  void (*close)(struct signing_key *key);
};

#endif
