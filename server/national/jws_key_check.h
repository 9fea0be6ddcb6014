/* Whether a key may sign with an algorithm, with what is wrong as an issue. */
#ifndef SERVER_NATIONAL_JWS_KEY_CHECK_H
#define SERVER_NATIONAL_JWS_KEY_CHECK_H

#include "server/base/issue.h"
#include "server/base/jws_key.h"

/* The key must fit (jws_key_fits) and not be weak; else an issue and ERROR_NOT_PROCESSABLE. */
enum error jws_key_check(const EVP_PKEY *key, enum jws_algorithm algorithm,
                         struct issue_list *issues) MUST_USE;

#endif
