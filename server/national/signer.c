#include "server/national/signer.h"

#include "server/base/certificate.h"
#include "server/limits.h"
#include "server/national/certificate_file.h"
#include "server/national/jws_key_check.h"
#include "server/national/signature_messages.h"

#include <stdlib.h>

/* A signer with a key, or with a service that makes the JWS (then key is NULL). */
struct key_signer {
  struct signer signer;
  struct arena *arena;
  struct signing_key *key;
  struct remote_signing *remote;
  struct jws_header header; /* without the signing time */
  EVP_PKEY *public_key;
  struct view subject;
};

static const char *const kind_names[] = {
#define KIND_NAME(name, text) text,
    SIGNER_KINDS(KIND_NAME)
#undef KIND_NAME
};

bool signer_kind_find(struct view name, enum signer_kind *ret_kind) {
  for (int i = 0; i < SIGNER_KIND_COUNT; i++) {
    if (view_is(name, kind_names[i])) {
      *ret_kind = (enum signer_kind)i;
      return true;
    }
  }
  return false;
}

/* ---- signing ------------------------------------------------------------------------------------
 */

static enum error key_sign(struct signer *signer, const struct signer_task *task,
                           struct arena *arena, struct issue_list *issues, struct view *ret_jws) {
  struct key_signer *self = signer->implementation;
  struct jws_header header = self->header;
  header.signing_time_ms = task->now_ms;
  struct signing_task signing = {
      .algorithm = header.algorithm,
      .input = {.unencoded = header.unencoded, .content = task->content}};
  struct view signature;
  enum error error = jws_header_write(&header, arena, &signing.input.protected_text);
  if (error == ERROR_OK) {
    error = jws_input_digest(&signing.input, &signing.digest);
  }
  if (error == ERROR_OK) {
    error = self->key->sign(self->key, &signing, arena, issues, &signature);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (!jws_key_verify(self->public_key, header.algorithm, &signing.digest, signature)) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_KEY_CERTIFICATE), self->subject,
                   view_of(""));
    return ERROR_SIGNER_FAILED;
  }
  struct view jws = jws_join(signing.input.protected_text, signature, arena);
  if (jws.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_jws = jws;
  return ERROR_OK;
}

/* True when the JWS is over the content and fits the certificate that it carries. */
static bool jws_is_right(const struct jws *jws, struct view content, struct issue_list *issues) {
  X509 *certificate =
      jws->header.certificate_count > 0 ? certificate_from_der(jws->header.certificates[0]) : NULL;
  EVP_PKEY *key = certificate != NULL ? X509_get0_pubkey(certificate) : NULL;
  struct jws_input input = {jws->protected_text, jws->header.unencoded, content};
  struct sha256 digest;
  bool right = key != NULL && jws_has_content(jws, content) &&
               jws_key_check(key, jws->header.algorithm, issues) == ERROR_OK &&
               jws_input_digest(&input, &digest) == ERROR_OK &&
               jws_key_verify(key, jws->header.algorithm, &digest, jws->signature);
  X509_free(certificate);
  return right;
}

static enum error remote_sign(struct signer *signer, const struct signer_task *task,
                              struct arena *arena, struct issue_list *issues,
                              struct view *ret_jws) {
  struct key_signer *self = signer->implementation;
  struct view text;
  struct jws jws;
  enum error error = remote_signing_jws(self->remote, task->content, arena, issues, &text);
  if (error != ERROR_OK) {
    return error;
  }
  error = jws_read(text, arena, issues, &jws);
  if (error == ERROR_MEMORY) {
    return error;
  }
  if (error != ERROR_OK || !jws_is_right(&jws, task->content, issues)) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_REMOTE_ANSWER), view_of("JWS"),
                   view_of(""));
    return ERROR_SIGNER_FAILED;
  }
  struct view detached = jws_join(jws.protected_text, jws.signature, arena);
  if (detached.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_jws = detached;
  return ERROR_OK;
}

/* ---- opening ------------------------------------------------------------------------------------
 */

static void signer_free(struct signer *signer) {
  struct key_signer *self = signer->implementation;
  if (self->key != NULL) {
    self->key->close(self->key); /* of a remote service: closes it */
  } else {
    remote_signing_close(self->remote);
  }
  EVP_PKEY_free(self->public_key);
  arena_free(self->arena);
  free(self);
}

static bool is_given(const char *text) {
  return text != NULL && text[0] != '\0';
}

static enum error setting_missing(const char *name, struct issue_list *issues) {
  issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_SETTING), view_of(name),
                 view_of("not given"));
  return ERROR_CONFIGURATION;
}

/* The chain of the file as DER, the signer's first. */
static enum error chain_from_file(struct key_signer *self, const char *path,
                                  struct issue_list *issues) {
  STACK_OF(X509) *stack = NULL;
  enum error error = certificate_file_read(path, issues, &stack);
  if (error != ERROR_OK) {
    return error;
  }
  size_t count = (size_t)sk_X509_num(stack);
  struct view *chain = arena_array(self->arena, count, sizeof(*chain));
  bool done = chain != NULL && count <= LIMIT_JWS_CERTIFICATES;
  for (size_t i = 0; done && i < count; i++) {
    chain[i] = certificate_der(sk_X509_value(stack, (int)i), self->arena);
    done = chain[i].data != NULL;
  }
  sk_X509_pop_free(stack, X509_free);
  if (count > LIMIT_JWS_CERTIFICATES) {
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_FILE_CONTENT), view_of(path),
                   view_of("too many certificates"));
    return ERROR_CONFIGURATION;
  }
  if (!done) {
    return ERROR_MEMORY;
  }
  self->header.certificates = chain;
  self->header.certificate_count = count;
  return ERROR_OK;
}

static enum error chain_from_key(struct key_signer *self, struct issue_list *issues) {
  if (self->key->certificate == NULL) {
    return setting_missing("certificate_file", issues);
  }
  struct view *chain = arena_array(self->arena, 1, sizeof(*chain));
  if (chain == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = self->key->certificate(self->key, self->arena, issues, chain);
  self->header.certificates = chain;
  self->header.certificate_count = 1;
  return error;
}

/* What the signer's certificate says: key and algorithm. */
static enum error take_certificate(struct key_signer *self, struct issue_list *issues) {
  X509 *certificate = certificate_from_der(self->header.certificates[0]);
  EVP_PKEY *key = certificate != NULL ? X509_get_pubkey(certificate) : NULL;
  self->public_key = key;
  if (key == NULL) {
    X509_free(certificate);
    issue_add_with(issues, signature_messages_get(SIGNATURE_MESSAGE_CERTIFICATE), view_of("1"),
                   view_of(""));
    return ERROR_CONFIGURATION;
  }
  self->subject = certificate_subject(certificate, self->arena);
  X509_free(certificate);
  self->header.algorithm = JWS_RS256;
  (void)jws_key_algorithm(key, &self->header.algorithm); /* of other keys the check speaks */
  return jws_key_check(key, self->header.algorithm, issues) == ERROR_OK ? ERROR_OK
                                                                        : ERROR_CONFIGURATION;
}

static enum error open_key(struct key_signer *self, const struct signer_settings *settings,
                           struct issue_list *issues) {
  enum error error = ERROR_OK;
  switch (settings->kind) {
  case SIGNER_FILE:
    return is_given(settings->file.path) ? key_file_open(&settings->file, issues, &self->key)
                                         : setting_missing("key_file", issues);
  case SIGNER_PKCS11:
    return is_given(settings->token.uri) ? pkcs11_key_open(&settings->token, issues, &self->key)
                                         : setting_missing("uri", issues);
  case SIGNER_REMOTE:
    error = is_given(settings->remote.file)
                ? remote_signing_open(&settings->remote, issues, &self->remote)
                : setting_missing("remote_file", issues);
    if (error == ERROR_OK && !remote_signing_gives_jws(self->remote)) {
      self->key = remote_signing_key(self->remote);
    }
    return error;
  case SIGNER_NONE:
  case SIGNER_KIND_COUNT:
    break;
  }
  return setting_missing("kind", issues);
}

static enum error prepare(struct key_signer *self, const struct signer_settings *settings,
                          struct issue_list *issues) {
  enum error error = open_key(self, settings, issues);
  if (error != ERROR_OK || self->key == NULL) {
    return error;
  }
  self->header.type = view_of(settings->type != NULL ? settings->type : "");
  self->header.time_claim = settings->time_claim;
  self->header.unencoded = settings->unencoded;
  error = is_given(settings->certificate_file)
              ? chain_from_file(self, settings->certificate_file, issues)
              : chain_from_key(self, issues);
  return error == ERROR_OK ? take_certificate(self, issues) : error;
}

enum error signer_open(const struct signer_settings *settings, struct issue_list *issues,
                       struct signer **ret_signer) {
  struct key_signer *self = calloc(1, sizeof(*self));
  struct arena *arena = arena_new_small(LIMIT_CERTIFICATE_FILE_BYTES * (size_t)2);
  if (self == NULL || arena == NULL) {
    arena_free(arena);
    free(self);
    return ERROR_MEMORY;
  }
  self->arena = arena;
  self->signer = (struct signer){.implementation = self, .sign = key_sign, .close = signer_free};
  enum error error = prepare(self, settings, issues);
  if (error != ERROR_OK) {
    signer_free(&self->signer);
    return error;
  }
  self->signer.sign = self->key != NULL ? key_sign : remote_sign;
  *ret_signer = &self->signer;
  return ERROR_OK;
}
