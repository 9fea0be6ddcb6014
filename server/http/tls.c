#include "server/http/tls.h"

#include "server/base/file.h"
#include "server/base/log.h"
#include "server/http/file_stamp.h"
#include "server/http/tls_revocation.h"
#include "server/limits.h"

#include <gnutls/x509.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Key identifiers are SHA-1 by default, SHA-256 at most. */
#define KEY_ID_BYTES 64u

static const char tls_1_3[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:%SERVER_PRECEDENCE";
static const char tls_1_2[] =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:"
    "-CIPHER-ALL:+AES-256-GCM:+AES-128-GCM:+CHACHA20-POLY1305:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE";

/* What one reading of the files gave. A former one stays until the end: a handshake may still use
 * it, and files change a few times a year. */
struct identity {
  struct identity *former;
  gnutls_pcert_st chain[LIMIT_TLS_CERTIFICATES];
  unsigned chain_length;
  gnutls_privkey_t key;
  gnutls_x509_trust_list_t clients; /* NULL: no client certificates */
  int64_t not_after_ms;
};

struct tls {
  struct tls_settings settings;
  _Atomic(struct identity *) current;
  struct file_stamp certificate;
  struct file_stamp key;
  struct file_stamp client_ca;
  struct tls_revocation *revocation; /* NULL: not looked at */
};

static void identity_free(struct identity *identity) {
  for (unsigned i = 0; i < identity->chain_length; i++) {
    gnutls_pcert_deinit(&identity->chain[i]);
  }
  if (identity->key != NULL) {
    gnutls_privkey_deinit(identity->key);
  }
  if (identity->clients != NULL) {
    gnutls_x509_trust_list_deinit(identity->clients, 1);
  }
  free(identity);
}

static enum error complain(const char *path, int code) {
  const struct log_field fields[] = {LOG_TEXT("file", view_of(path)),
                                     LOG_TEXT("reason", view_of(gnutls_strerror(code)))};
  log_write(LOG_LEVEL_ERROR, "tls-file", fields, sizeof fields / sizeof fields[0]);
  return ERROR_CONFIGURATION;
}

static gnutls_datum_t datum_of(struct view text) {
  return (gnutls_datum_t){(unsigned char *)(uintptr_t)text.data, (unsigned)text.length};
}

/* A leaf's key identifier and end; both of what is the certificate's. */
static int keep_chain(struct identity *identity, gnutls_x509_crt_t *certificates, unsigned count,
                      unsigned char *ret_key_id, size_t *key_id_bytes) {
  int code = gnutls_x509_crt_get_key_id(certificates[0], 0, ret_key_id, key_id_bytes);
  identity->not_after_ms = (int64_t)gnutls_x509_crt_get_expiration_time(certificates[0]) * 1000;
  for (unsigned i = 0; i < count && code == 0; i++) {
    code = gnutls_pcert_import_x509(&identity->chain[i], certificates[i], 0);
    identity->chain_length += code == 0;
  }
  return code;
}

static int read_chain(struct identity *identity, struct view pem, unsigned char *ret_key_id,
                      size_t *key_id_bytes) {
  gnutls_x509_crt_t certificates[LIMIT_TLS_CERTIFICATES];
  unsigned count = LIMIT_TLS_CERTIFICATES;
  gnutls_datum_t data = datum_of(pem);
  int code = gnutls_x509_crt_list_import(certificates, &count, &data, GNUTLS_X509_FMT_PEM,
                                         GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED |
                                             GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
  if (code < 0) {
    return code;
  }
  code = keep_chain(identity, certificates, count, ret_key_id, key_id_bytes);
  for (unsigned i = 0; i < count; i++) {
    gnutls_x509_crt_deinit(certificates[i]);
  }
  return code;
}

static int read_key(struct identity *identity, struct view pem, unsigned char *ret_key_id,
                    size_t *key_id_bytes) {
  gnutls_x509_privkey_t key = NULL;
  gnutls_datum_t data = datum_of(pem);
  int code = gnutls_x509_privkey_init(&key);
  if (code == 0) {
    code = gnutls_x509_privkey_import2(key, &data, GNUTLS_X509_FMT_PEM, NULL, 0);
  }
  if (code == 0) {
    code = gnutls_x509_privkey_get_key_id(key, 0, ret_key_id, key_id_bytes);
  }
  if (code == 0) {
    code = gnutls_privkey_init(&identity->key);
  }
  if (code == 0) {
    code = gnutls_privkey_import_x509(identity->key, key, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE);
  }
  if (code != 0 && key != NULL) {
    gnutls_x509_privkey_deinit(key);
  }
  return code;
}

static int read_clients(struct identity *identity, struct view pem) {
  gnutls_datum_t data = datum_of(pem);
  int code = gnutls_x509_trust_list_init(&identity->clients, 0);
  if (code == 0) {
    code = gnutls_x509_trust_list_add_trust_mem(identity->clients, &data, NULL, GNUTLS_X509_FMT_PEM,
                                                0, 0);
    return code > 0 ? 0 : code == 0 ? GNUTLS_E_NO_CERTIFICATE_FOUND : code;
  }
  return code;
}

static enum error read_pair(const struct tls_settings *settings, struct arena *arena,
                            struct identity *identity) {
  unsigned char of_certificate[KEY_ID_BYTES];
  unsigned char of_key[KEY_ID_BYTES];
  size_t certificate_bytes = sizeof of_certificate;
  size_t key_bytes = sizeof of_key;
  struct view certificate;
  struct view key;
  enum error error =
      file_read(arena, settings->certificate, LIMIT_CERTIFICATE_FILE_BYTES, &certificate);
  if (error == ERROR_OK) {
    error = file_read(arena, settings->key, LIMIT_CERTIFICATE_FILE_BYTES, &key);
  }
  if (error != ERROR_OK) {
    return error;
  }
  int code = read_chain(identity, certificate, of_certificate, &certificate_bytes);
  if (code != 0) {
    return complain(settings->certificate, code);
  }
  code = read_key(identity, key, of_key, &key_bytes);
  if (code != 0) {
    return complain(settings->key, code);
  }
  bool fits = view_equal(view_make((const char *)of_certificate, certificate_bytes),
                         view_make((const char *)of_key, key_bytes));
  return fits ? ERROR_OK : complain(settings->key, GNUTLS_E_CERTIFICATE_KEY_MISMATCH);
}

static enum error read_identity(const struct tls_settings *settings, struct arena *arena,
                                struct identity *identity) {
  struct view clients;
  enum error error = read_pair(settings, arena, identity);
  if (error != ERROR_OK || settings->client_certificate == TLS_CLIENT_OFF) {
    return error;
  }
  error = file_read(arena, settings->client_ca, LIMIT_CERTIFICATE_FILE_BYTES, &clients);
  if (error != ERROR_OK) {
    return error;
  }
  int code = read_clients(identity, clients);
  return code == 0 ? ERROR_OK : complain(settings->client_ca, code);
}

static void remember_files(struct tls *tls) {
  tls->certificate = file_stamp_of(tls->settings.certificate);
  tls->key = file_stamp_of(tls->settings.key);
  tls->client_ca = file_stamp_of(tls->settings.client_ca);
}

enum error tls_reload(struct tls *tls) {
  struct identity *identity = calloc(1, sizeof *identity);
  struct arena *arena = arena_new((size_t)3 * LIMIT_CERTIFICATE_FILE_BYTES);
  remember_files(tls);
  enum error error = identity == NULL || arena == NULL
                         ? ERROR_MEMORY
                         : read_identity(&tls->settings, arena, identity);
  arena_free(arena);
  if (error != ERROR_OK) {
    if (identity != NULL) {
      identity_free(identity);
    }
    return error;
  }
  identity->former = atomic_load(&tls->current);
  atomic_store(&tls->current, identity);
  return ERROR_OK;
}

static enum error open_lists(struct tls *tls, struct tls_list_problem *ret_problem) {
  const struct tls_settings *settings = &tls->settings;
  if (settings->client_certificate == TLS_CLIENT_OFF || settings->revocation_lists[0] == '\0' ||
      settings->revocation == TLS_REVOCATION_OFF) {
    return ERROR_OK;
  }
  const struct tls_revocation_settings lists = {.authorities = settings->client_ca,
                                                .lists = settings->revocation_lists,
                                                .hard =
                                                    settings->revocation == TLS_REVOCATION_HARD};
  return tls_revocation_open(&lists, ret_problem, &tls->revocation);
}

enum error tls_open(const struct tls_settings *settings, struct tls_list_problem *ret_problem,
                    struct tls **ret_tls) {
  struct tls *tls = calloc(1, sizeof *tls);
  if (tls == NULL) {
    return ERROR_MEMORY;
  }
  tls->settings = *settings;
  ret_problem->fault = TLS_LIST_USABLE;
  enum error error = tls_reload(tls);
  if (error == ERROR_OK) {
    error = open_lists(tls, ret_problem);
  }
  if (error != ERROR_OK) {
    tls_close(tls);
    return error;
  }
  *ret_tls = tls;
  return ERROR_OK;
}

void tls_close(struct tls *tls) {
  if (tls == NULL) {
    return;
  }
  struct identity *identity = atomic_load(&tls->current);
  while (identity != NULL) {
    struct identity *former = identity->former;
    identity_free(identity);
    identity = former;
  }
  tls_revocation_close(tls->revocation);
  free(tls);
}

void tls_refresh_lists(struct tls *tls, bool forced) {
  if (tls->revocation != NULL) {
    tls_revocation_refresh(tls->revocation, forced);
  }
}

bool tls_files_changed(const struct tls *tls) {
  return !file_stamp_equal(tls->certificate, file_stamp_of(tls->settings.certificate)) ||
         !file_stamp_equal(tls->key, file_stamp_of(tls->settings.key)) ||
         !file_stamp_equal(tls->client_ca, file_stamp_of(tls->settings.client_ca));
}

unsigned tls_outdated_lists(const struct tls *tls) {
  return tls->revocation != NULL && tls->settings.revocation == TLS_REVOCATION_HARD
             ? tls_revocation_state(tls->revocation).outdated
             : 0;
}

int64_t tls_not_after_ms(const struct tls *tls) {
  return atomic_load(&tls->current)->not_after_ms;
}

const char *tls_priorities(const struct tls *tls) {
  return tls->settings.allow_1_2 ? tls_1_2 : tls_1_3;
}

int tls_choose(struct tls *tls, gnutls_session_t session,
               gnutls_certificate_verify_function *verify, struct tls_choice *ret_choice) {
  struct identity *identity = atomic_load(&tls->current);
  if (tls->settings.client_certificate != TLS_CLIENT_OFF) {
    gnutls_certificate_server_set_request(
        session, tls->settings.client_certificate == TLS_CLIENT_REQUIRED ? GNUTLS_CERT_REQUIRE
                                                                         : GNUTLS_CERT_REQUEST);
    gnutls_session_set_verify_function(session, verify);
  }
  *ret_choice = (struct tls_choice){identity->chain, identity->chain_length, identity->key};
  return 0;
}

/* The client's chain as certificates; their number, or a GnuTLS error. */
static int import_peers(gnutls_session_t session, gnutls_x509_crt_t *certificates) {
  unsigned count = 0;
  const gnutls_datum_t *peers = gnutls_certificate_get_peers(session, &count);
  int imported = 0;
  int code = count > LIMIT_TLS_CERTIFICATES ? GNUTLS_E_CERTIFICATE_ERROR : 0;
  while (code == 0 && (unsigned)imported < count) {
    code = gnutls_x509_crt_init(&certificates[imported]);
    if (code == 0) {
      code = gnutls_x509_crt_import(certificates[imported], &peers[imported], GNUTLS_X509_FMT_DER);
      imported++;
    }
  }
  if (code == 0) {
    return imported;
  }
  while (imported > 0) {
    gnutls_x509_crt_deinit(certificates[--imported]);
  }
  return code;
}

/* Revocation of a chain that is valid. Nobody who showed no certificate has a revoked one. */
static bool is_allowed(const struct tls *tls, gnutls_session_t session, unsigned *ret_judged) {
  unsigned count = 0;
  if (tls->revocation == NULL) {
    return true;
  }
  unsigned generation = tls_revocation_generation(tls->revocation);
  const gnutls_datum_t *peers = gnutls_certificate_get_peers(session, &count);
  if (peers != NULL && count > 0 && !tls_revocation_allows(tls->revocation, peers, count)) {
    return false;
  }
  *ret_judged = generation;
  return true;
}

bool tls_still_allows(const struct tls *tls, gnutls_session_t session, unsigned *judged) {
  return tls->revocation == NULL || *judged == tls_revocation_generation(tls->revocation) ||
         is_allowed(tls, session, judged);
}

int tls_verify_client(const struct tls *tls, gnutls_session_t session, unsigned *ret_judged) {
  gnutls_x509_crt_t certificates[LIMIT_TLS_CERTIFICATES];
  gnutls_typed_vdata_st purpose = {GNUTLS_DT_KEY_PURPOSE_OID,
                                   (unsigned char *)(uintptr_t)GNUTLS_KP_TLS_WWW_CLIENT, 0};
  unsigned status = 0;
  int count = import_peers(session, certificates);
  if (count <= 0) {
    return tls->settings.client_certificate == TLS_CLIENT_REQUIRED || count < 0
               ? GNUTLS_E_CERTIFICATE_ERROR
               : 0;
  }
  int code = gnutls_x509_trust_list_verify_crt2(
      atomic_load(&tls->current)->clients, certificates, (unsigned)count, &purpose, 1,
      GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM), &status, NULL);
  for (int i = 0; i < count; i++) {
    gnutls_x509_crt_deinit(certificates[i]);
  }
  return code == 0 && status == 0 && is_allowed(tls, session, ret_judged)
             ? 0
             : GNUTLS_E_CERTIFICATE_ERROR;
}

struct view tls_client_name(const struct tls *tls, gnutls_session_t session, struct arena *arena) {
  struct view name = {NULL, 0};
  gnutls_x509_crt_t certificate = NULL;
  gnutls_datum_t text = {NULL, 0};
  unsigned count = 0;
  const gnutls_datum_t *peers = tls->settings.client_certificate == TLS_CLIENT_OFF
                                    ? NULL
                                    : gnutls_certificate_get_peers(session, &count);
  if (peers == NULL || count == 0 || gnutls_x509_crt_init(&certificate) != 0) {
    return name;
  }
  if (gnutls_x509_crt_import(certificate, &peers[0], GNUTLS_X509_FMT_DER) == 0 &&
      gnutls_x509_crt_get_dn3(certificate, &text, 0) == 0) {
    name = arena_copy(arena, view_make((const char *)text.data, text.size));
    gnutls_free(text.data);
  }
  gnutls_x509_crt_deinit(certificate);
  return name;
}

void tls_metrics(void *context, struct buffer *buffer) {
  const struct tls *tls = context;
  buffer_append_format(buffer,
                       "# HELP fhir_facade_tls_certificate_end_seconds When the certificate of the "
                       "listening side ends, Unix time.\n"
                       "# TYPE fhir_facade_tls_certificate_end_seconds gauge\n"
                       "fhir_facade_tls_certificate_end_seconds %" PRId64 "\n",
                       tls_not_after_ms(tls) / 1000);
  if (tls->revocation != NULL) {
    tls_revocation_metrics(tls->revocation, buffer);
  }
}
