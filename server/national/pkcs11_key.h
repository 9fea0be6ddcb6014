/* A private key in a PKCS#11 token (an HPKI card, an HSM, SoftHSM): the module is loaded with
 * dlopen and called through its own function list (PKCS#11 v2.40). One session, used by one thread
 * at a time: a card does one thing at a time anyway. A session that is lost (card removed, module
 * finalized by others) is opened again, once a signature.
 *
 * A PIN that was refused is not tried again until its file holds another one, and none is tried
 * when the token says that it is the last attempt: three wrong ones lock a card for good. */
#ifndef SERVER_NATIONAL_PKCS11_KEY_H
#define SERVER_NATIONAL_PKCS11_KEY_H

#include "server/national/signing_key.h"

struct pkcs11_key_settings {
  const char *uri;      /* pkcs11_uri.h; must fit one token and one private key */
  const char *module;   /* path of the library; NULL or "" = the URI's module-path */
  const char *pin_file; /* NULL or "" = the token asks by itself (a reader with a keypad) */
};

/* Loads the module; the token itself is looked for when it is first needed, so that a card can be
 * put in later. Settings are borrowed. Issues and ERROR_CONFIGURATION; ERROR_MEMORY. */
enum error pkcs11_key_open(const struct pkcs11_key_settings *settings, struct issue_list *issues,
                           struct signing_key **ret_key) MUST_USE;

#endif
