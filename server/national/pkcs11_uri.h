/* PKCS#11 URIs (RFC 7512), as far as they name one key of one token:
 *
 *   pkcs11:token=HPKI;object=signature?module-path=/usr/lib/libcard.so
 *
 * Path: token, manufacturer, model, serial, slot-id (of the token); object, id, type (of the key).
 * Query: module-path. Other names are faults, "pin-value" too: a secret has its own file. */
#ifndef SERVER_NATIONAL_PKCS11_URI_H
#define SERVER_NATIONAL_PKCS11_URI_H

#include "server/base/issue.h"

/* X(NAME, name, may stand behind the question mark) */
#define PKCS11_URI_PARTS(X)                                                                        \
  X(TOKEN, "token", false)                                                                         \
  X(MANUFACTURER, "manufacturer", false)                                                           \
  X(MODEL, "model", false)                                                                         \
  X(SERIAL, "serial", false)                                                                       \
  X(SLOT, "slot-id", false)                                                                        \
  X(OBJECT, "object", false)                                                                       \
  X(ID, "id", false)                                                                               \
  X(TYPE, "type", false)                                                                           \
  X(MODULE_PATH, "module-path", true)

enum pkcs11_uri_part {
#define PKCS11_URI_ENUM(name, text, query) PKCS11_URI_##name,
  PKCS11_URI_PARTS(PKCS11_URI_ENUM)
#undef PKCS11_URI_ENUM
      PKCS11_URI_PART_COUNT
};

struct pkcs11_uri {
  struct view text;
  struct view parts[PKCS11_URI_PART_COUNT]; /* percent-decoded bytes; data NULL = not given */
  uint64_t slot;                            /* when PKCS11_URI_SLOT is given */
};

/* Reads a URI into the arena. An issue and ERROR_CONFIGURATION when it is none. */
enum error pkcs11_uri_read(struct view text, struct arena *arena, struct issue_list *issues,
                           struct pkcs11_uri *ret_uri) MUST_USE;

#endif
