#include "server/national/jws_key_check.h"

#include "server/limits.h"
#include "server/national/signature_messages.h"

enum error jws_key_check(const EVP_PKEY *key, enum jws_algorithm algorithm,
                         struct issue_list *issues) {
  if (!jws_key_fits(key, algorithm)) {
    const char *type = EVP_PKEY_get0_type_name(key);
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_KEY_TYPE),
                   view_of(type != NULL ? type : "?"), view_of(jws_algorithm_name(algorithm)));
    return ERROR_NOT_PROCESSABLE;
  }
  if (jws_key_is_weak(key)) {
    struct view found = arena_format(issues->arena, "%d", EVP_PKEY_get_bits(key));
    struct view needed = arena_format(issues->arena, "%d", LIMIT_RSA_BITS_MINIMUM);
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_KEY_WEAK), found, needed);
    return ERROR_NOT_PROCESSABLE;
  }
  return ERROR_OK;
}
