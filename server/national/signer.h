/* Signs documents: bytes in, detached JWS out (jws.h). The key is a PEM file, a PKCS#11 token or a
 * remote service; every signature is checked against the certificate before it is given out, so
 * that a wrong key or a broken neighbour is noticed here and not by the receiver.
 *
 * The national service's form of signatures is not public; how the JWS looks is therefore settings
 * (algorithm by the certificate's key, signing time, typ, b64), and so is where it goes
 * (signature_place.h). */
#ifndef SERVER_NATIONAL_SIGNER_H
#define SERVER_NATIONAL_SIGNER_H

#include "server/national/key_file.h"
#include "server/national/pkcs11_key.h"
#include "server/national/remote_signing.h"

#define SIGNER_KINDS(X)                                                                            \
  X(NONE, "none")                                                                                  \
  X(FILE, "file")                                                                                  \
  X(PKCS11, "pkcs11")                                                                              \
  X(REMOTE, "remote")

enum signer_kind {
#define SIGNER_KIND_ENUM(name, text) SIGNER_##name,
  SIGNER_KINDS(SIGNER_KIND_ENUM)
#undef SIGNER_KIND_ENUM
      SIGNER_KIND_COUNT
};

/* Strings are borrowed for the signer's life. */
struct signer_settings {
  enum signer_kind kind;
  const char *certificate_file; /* PEM, the signer's first, then its issuers; may be left out when
                                   the token holds the certificate or the service makes the JWS */
  const char *type;             /* "typ" of the header; NULL or "" = none */
  enum jws_time_claim time_claim;
  bool unencoded; /* "b64": false (RFC 7797) */
  struct key_file_settings file;
  struct pkcs11_key_settings token;
  struct remote_signing_settings remote;
};

struct signer_task {
  struct view content; /* the exact bytes */
  int64_t now_ms;      /* signing time */
};

struct signer {
  void *implementation;
  /* The detached JWS in the arena. Issues say what failed; errors as of signing_key.h. Called by
   * several threads at once. */
  enum error (*sign)(struct signer *signer, const struct signer_task *task, struct arena *arena,
                     struct issue_list *issues, struct view *ret_jws);
  void (*close)(struct signer *signer);
};

bool signer_kind_find(struct view name, enum signer_kind *ret_kind);

/* Issues and ERROR_CONFIGURATION; with a token whose certificate lies in it also the errors of
 * signing_key.h. kind is not SIGNER_NONE. */
enum error signer_open(const struct signer_settings *settings, struct issue_list *issues,
                       struct signer **ret_signer) MUST_USE;

#endif
