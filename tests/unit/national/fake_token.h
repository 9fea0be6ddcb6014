/* What the fake PKCS#11 module (fake_token.c) pretends, and what it was asked. The tests load it as
 * a card's module and get its state from fake_token_state. */
#ifndef TESTS_UNIT_NATIONAL_FAKE_TOKEN_H
#define TESTS_UNIT_NATIONAL_FAKE_TOKEN_H

#include <p11-kit/pkcs11.h>

struct fake_token {
  CK_ULONG tokens; /* how many cards are in readers */
  CK_ULONG keys;   /* private keys that fit */
  CK_FLAGS flags;  /* of the token */
  CK_RV login_result;
  CK_RV sign_result; /* of the next signature only */
  CK_BBOOL always_authenticate;
  int initialized;
  int sessions;
  int user_logins;
  int context_logins;
  int signatures;
};

struct fake_token *fake_token_state(void);

#endif
