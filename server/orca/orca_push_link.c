#include "server/orca/orca_push_link.h"

#include "server/orca/orca_identity.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>

#define PORT_WS 80u
#define PORT_WSS 443u
#define CREDENTIAL_BYTES 2048u

static bool read_scheme(struct view *url, bool *ret_tls) {
  static const char *const schemes[] = {"ws://", "wss://"};
  for (size_t i = 0; i < 2; i++) {
    if (view_starts_with(*url, view_of(schemes[i]))) {
      *url = view_part(*url, strlen(schemes[i]), url->length);
      *ret_tls = i == 1;
      return true;
    }
  }
  return false;
}

enum error orca_push_link_read(struct arena *arena, const char *url,
                               struct orca_push_link *ret_link) {
  struct view rest = view_of(url);
  struct orca_push_link link = {.tls = false};
  uint64_t port = 0;
  if (!read_scheme(&rest, &link.tls)) {
    return ERROR_CONFIGURATION;
  }
  struct view authority = view_split(&rest, '/');
  struct view host = view_split(&authority, ':');
  if (host.length == 0 ||
      (authority.length != 0 && !view_to_unsigned(authority, UINT16_MAX, &port))) {
    return ERROR_CONFIGURATION;
  }
  link.port = (uint16_t)(port != 0 ? port : link.tls ? PORT_WSS : PORT_WS);
  link.host = arena_string(arena, host);
  link.path = arena_format(arena, "/%.*s", VIEW_ARGUMENTS(rest)).data;
  if (link.host == NULL || link.path == NULL) {
    return ERROR_MEMORY;
  }
  *ret_link = link;
  return ERROR_OK;
}

static bool is_given(const char *text) {
  return text != NULL && text[0] != '\0';
}

static bool use_certificates(const struct orca_settings *settings, SSL_CTX *context) {
  if (settings->identity != NULL) {
    return orca_identity_use(settings->identity, context);
  }
  if (!is_given(settings->client_certificate)) {
    return true;
  }
  const char *key =
      is_given(settings->client_key) ? settings->client_key : settings->client_certificate;
  return SSL_CTX_use_certificate_chain_file(context, settings->client_certificate) == 1 &&
         SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1;
}

void *orca_push_link_tls(const struct orca_settings *settings) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  if (context == NULL) {
    return NULL;
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
  bool good =
      SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
      (is_given(settings->ca_file) ? SSL_CTX_load_verify_file(context, settings->ca_file) == 1
                                   : SSL_CTX_set_default_verify_paths(context) == 1) &&
      use_certificates(settings, context);
  if (!good) {
    SSL_CTX_free(context);
    return NULL;
  }
  return context;
}

const char *orca_push_link_basic(struct arena *arena, const char *user, const char *password) {
  struct view pair = arena_format(arena, "%s:%s", user, password);
  if (pair.data == NULL || pair.length > CREDENTIAL_BYTES) {
    return NULL;
  }
  unsigned char encoded[CREDENTIAL_BYTES * 2];
  int length = EVP_EncodeBlock(encoded, (const unsigned char *)pair.data, (int)pair.length);
  return arena_format(arena, "Basic %.*s", length, (const char *)encoded).data;
}
