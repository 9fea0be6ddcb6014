#include "server/http/tls_revocation.h"

#include "server/base/certificate.h"
#include "server/base/file.h"
#include "server/base/log.h"
#include "server/base/revocation_list.h"
#include "server/http/file_stamp.h"
#include "server/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Two names of certificates, for the log. */
#define NAMES_BYTES 4096u

/* One reading of lists and authorities; lives as long as somebody judges by it. */
struct reading {
  unsigned users; /* under the mutex */
  struct tls_lists *lists;
  X509_STORE *store;
};

struct tls_revocation {
  struct tls_revocation_settings settings;
  pthread_mutex_t mutex; /* for current and the users of readings */
  struct reading *current;
  atomic_uint generation;
  _Atomic uint64_t judged[REVOCATION_REVOKED + 1];
  /* Of the thread that refreshes. */
  struct file_stamp authorities;
  uint64_t picture;
  unsigned outdated;
};

static int64_t now_ms(void) {
  return (int64_t)time(NULL) * 1000; /* as GnuTLS and OpenSSL judge */
}

/* ---- readings -----------------------------------------------------------------------------------
 */

static void reading_free(struct reading *reading) {
  if (reading != NULL) {
    tls_lists_free(reading->lists);
    X509_STORE_free(reading->store);
    free(reading);
  }
}

static struct reading *take(struct tls_revocation *revocation) {
  pthread_mutex_lock(&revocation->mutex);
  struct reading *reading = revocation->current;
  reading->users++;
  pthread_mutex_unlock(&revocation->mutex);
  return reading;
}

static void give_back(struct tls_revocation *revocation, struct reading *reading) {
  pthread_mutex_lock(&revocation->mutex);
  bool is_last = --reading->users == 0;
  pthread_mutex_unlock(&revocation->mutex);
  if (is_last) {
    reading_free(reading);
  }
}

static enum error read_authorities(const char *path, STACK_OF(X509) * authorities) {
  struct arena *arena = arena_new(LIMIT_CERTIFICATE_FILE_BYTES * (size_t)2);
  struct view content;
  enum error error =
      arena == NULL ? ERROR_MEMORY : file_read(arena, path, LIMIT_CERTIFICATE_FILE_BYTES, &content);
  if (error == ERROR_OK && !certificate_read_all(content, authorities)) {
    error = ERROR_MEMORY;
  }
  arena_free(arena);
  return error == ERROR_OK && sk_X509_num(authorities) == 0 ? ERROR_CONFIGURATION : error;
}

/* An intermediate authority may be an anchor, as in GnuTLS. */
static X509_STORE *make_store(STACK_OF(X509) * authorities) {
  X509_STORE *store = X509_STORE_new();
  bool done = store != NULL && X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) == 1;
  for (int i = 0; i < sk_X509_num(authorities) && done; i++) {
    done = X509_STORE_add_cert(store, sk_X509_value(authorities, i)) == 1;
  }
  if (done) {
    return store;
  }
  X509_STORE_free(store);
  return NULL;
}

static enum error fill(const struct tls_revocation_settings *settings,
                       const struct tls_lists *former, struct tls_list_problem *ret_problem,
                       struct reading *reading) {
  STACK_OF(X509) *authorities = sk_X509_new_null();
  enum error error =
      authorities == NULL ? ERROR_MEMORY : read_authorities(settings->authorities, authorities);
  if (error == ERROR_OK) {
    reading->store = make_store(authorities);
    error = reading->store == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  if (error == ERROR_OK) {
    error = tls_lists_read(settings->lists, authorities, former, ret_problem, &reading->lists);
  }
  sk_X509_pop_free(authorities, X509_free);
  return error;
}

static enum error read_all(struct tls_revocation *revocation,
                           struct tls_list_problem *ret_problem) {
  struct reading *former = revocation->current;
  struct reading *reading = calloc(1, sizeof *reading);
  ret_problem->fault = TLS_LIST_USABLE;
  revocation->authorities = file_stamp_of(revocation->settings.authorities);
  revocation->picture = tls_lists_picture(revocation->settings.lists);
  enum error error = reading == NULL
                         ? ERROR_MEMORY
                         : fill(&revocation->settings, former == NULL ? NULL : former->lists,
                                ret_problem, reading);
  if (error != ERROR_OK) {
    reading_free(reading);
    return error;
  }
  reading->users = 1;
  pthread_mutex_lock(&revocation->mutex);
  revocation->current = reading;
  pthread_mutex_unlock(&revocation->mutex);
  if (former != NULL) {
    give_back(revocation, former);
  }
  atomic_fetch_add(&revocation->generation, 1);
  return ERROR_OK;
}

enum error tls_revocation_open(const struct tls_revocation_settings *settings,
                               struct tls_list_problem *ret_problem,
                               struct tls_revocation **ret_revocation) {
  struct tls_revocation *revocation = calloc(1, sizeof *revocation);
  if (revocation == NULL) {
    return ERROR_MEMORY;
  }
  revocation->settings = *settings;
  pthread_mutex_init(&revocation->mutex, NULL);
  enum error error = read_all(revocation, ret_problem);
  if (error != ERROR_OK) {
    tls_revocation_close(revocation);
    return error;
  }
  *ret_revocation = revocation;
  return ERROR_OK;
}

void tls_revocation_close(struct tls_revocation *revocation) {
  if (revocation == NULL) {
    return;
  }
  reading_free(revocation->current);
  pthread_mutex_destroy(&revocation->mutex);
  free(revocation);
}

/* ---- refreshing ---------------------------------------------------------------------------------
 */

static bool has_changed(const struct tls_revocation *revocation) {
  return revocation->picture != tls_lists_picture(revocation->settings.lists) ||
         !file_stamp_equal(revocation->authorities,
                           file_stamp_of(revocation->settings.authorities));
}

static void tell_kept(const struct tls_revocation *revocation, enum error error,
                      const struct tls_list_problem *problem) {
  bool is_lists = problem->fault != TLS_LIST_USABLE;
  const char *reason = problem->fault == TLS_LIST_UNREADABLE ? strerror(problem->reason)
                       : problem->fault == TLS_LIST_MANY     ? "too many files"
                                                             : error_english(error);
  const struct log_field fields[] = {
      LOG_TEXT("file", view_of(is_lists ? problem->path : revocation->settings.authorities)),
      LOG_TEXT("reason", view_of(reason)),
  };
  log_write(LOG_LEVEL_ERROR, "tls-revocation-lists-kept", fields, sizeof fields / sizeof fields[0]);
}

static void tell_state(const char *event, const struct tls_lists_state *state) {
  const struct log_field fields[] = {
      LOG_INTEGER("lists", state->count),
      LOG_INTEGER("outdated", state->outdated),
      LOG_INTEGER("ends_ms", state->end_ms),
  };
  log_write(state->outdated > 0 ? LOG_LEVEL_WARNING : LOG_LEVEL_INFO, event, fields,
            sizeof fields / sizeof fields[0]);
}

void tls_revocation_refresh(struct tls_revocation *revocation, bool forced) {
  struct tls_list_problem problem;
  bool is_read = false;
  if (forced || has_changed(revocation)) {
    enum error error = read_all(revocation, &problem);
    is_read = error == ERROR_OK;
    if (!is_read) {
      tell_kept(revocation, error, &problem);
    }
  }
  struct tls_lists_state state = tls_lists_state(revocation->current->lists, now_ms());
  if (is_read) {
    tell_state("tls-revocation-lists-read", &state);
  } else if (state.outdated != revocation->outdated) {
    atomic_fetch_add(&revocation->generation, 1);
    tell_state("tls-revocation-lists-ended", &state);
  }
  revocation->outdated = state.outdated;
}

unsigned tls_revocation_generation(const struct tls_revocation *revocation) {
  return atomic_load(&revocation->generation);
}

/* ---- judging ------------------------------------------------------------------------------------
 */

static void tell_judged(const char *event, X509 *client, X509 *certificate) {
  struct arena *arena = arena_new_small(NAMES_BYTES);
  if (arena == NULL) {
    return;
  }
  const struct log_field fields[] = {
      LOG_TEXT("client", certificate_subject(client, arena)),
      LOG_TEXT("certificate", certificate_subject(certificate, arena)),
      LOG_TEXT("authority", certificate_name(X509_get_issuer_name(certificate), arena)),
  };
  log_write(LOG_LEVEL_WARNING, event, fields, sizeof fields / sizeof fields[0]);
  arena_free(arena);
}

/* Several lists of one issuer: OpenSSL takes the latest of the current ones; when that one says
 * nothing (it is forged, say), the others are asked one by one. */
static enum revocation_status ask_lists(const struct reading *reading, X509 *certificate,
                                        STACK_OF(X509) * chain, STACK_OF(X509_CRL) * lists) {
  enum revocation_status status =
      revocation_list_check(certificate, chain, reading->store, lists).status;
  STACK_OF(X509_CRL) *one = sk_X509_CRL_new_null();
  for (int i = 0; one != NULL && status == REVOCATION_UNKNOWN && i < sk_X509_CRL_num(lists); i++) {
    sk_X509_CRL_zero(one);
    if (sk_X509_CRL_push(one, sk_X509_CRL_value(lists, i)) > 0) {
      status = revocation_list_check(certificate, chain, reading->store, one).status;
    }
  }
  sk_X509_CRL_free(one);
  return status;
}

static enum revocation_status judge_one(const struct reading *reading, X509 *certificate,
                                        STACK_OF(X509) * chain) {
  STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
  enum revocation_status status = REVOCATION_UNKNOWN;
  if (lists != NULL && tls_lists_of(reading->lists, X509_get_issuer_name(certificate), lists) &&
      sk_X509_CRL_num(lists) > 0) {
    status = ask_lists(reading, certificate, chain, lists);
  }
  sk_X509_CRL_free(lists);
  return status;
}

/* From the client's certificate to the topmost; NULL when OpenSSL finds no valid one. */
static STACK_OF(X509) * build_chain(const struct reading *reading, STACK_OF(X509) * shown) {
  STACK_OF(X509) *chain = NULL;
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  if (context != NULL &&
      X509_STORE_CTX_init(context, reading->store, sk_X509_value(shown, 0), shown) == 1 &&
      X509_verify_cert(context) == 1) {
    chain = X509_STORE_CTX_get1_chain(context);
  }
  X509_STORE_CTX_free(context);
  ERR_clear_error();
  return chain;
}

static STACK_OF(X509) * import_chain(const gnutls_datum_t *chain, unsigned count) {
  STACK_OF(X509) *shown = sk_X509_new_null();
  bool done = shown != NULL && count > 0 && count <= LIMIT_TLS_CERTIFICATES;
  for (unsigned i = 0; i < count && done; i++) {
    X509 *certificate = certificate_from_der(view_make((const char *)chain[i].data, chain[i].size));
    done = certificate != NULL && sk_X509_push(shown, certificate) > 0;
    if (!done) {
      X509_free(certificate);
    }
  }
  if (done) {
    return shown;
  }
  sk_X509_pop_free(shown, X509_free);
  return NULL;
}

/* The worst of the chain. */
static enum revocation_status judge_chain(const struct reading *reading, STACK_OF(X509) * chain) {
  enum revocation_status worst = REVOCATION_GOOD;
  X509 *client = sk_X509_value(chain, 0);
  for (int i = 0; i + 1 < sk_X509_num(chain) && worst != REVOCATION_REVOKED; i++) {
    X509 *certificate = sk_X509_value(chain, i);
    enum revocation_status status = judge_one(reading, certificate, chain);
    if (status == REVOCATION_REVOKED) {
      tell_judged("tls-client-revoked", client, certificate);
    } else if (status == REVOCATION_UNKNOWN) {
      tell_judged("tls-client-revocation-unknown", client, certificate);
    }
    worst = status == REVOCATION_GOOD ? worst : status;
  }
  return worst;
}

bool tls_revocation_allows(struct tls_revocation *revocation, const gnutls_datum_t *chain,
                           unsigned count) {
  STACK_OF(X509) *shown = import_chain(chain, count);
  if (shown == NULL) {
    return false;
  }
  struct reading *reading = take(revocation);
  STACK_OF(X509) *whole = build_chain(reading, shown);
  enum revocation_status status = REVOCATION_UNKNOWN;
  if (whole != NULL) {
    status = judge_chain(reading, whole);
    atomic_fetch_add(&revocation->judged[status], 1);
  } else {
    tell_judged("tls-client-chain-refused", sk_X509_value(shown, 0), sk_X509_value(shown, 0));
  }
  bool allowed = whole != NULL && (status == REVOCATION_GOOD ||
                                   (status == REVOCATION_UNKNOWN && !revocation->settings.hard));
  give_back(revocation, reading);
  sk_X509_pop_free(whole, X509_free);
  sk_X509_pop_free(shown, X509_free);
  return allowed;
}

/* ---- what others are told -----------------------------------------------------------------------
 */

struct tls_lists_state tls_revocation_state(struct tls_revocation *revocation) {
  struct reading *reading = take(revocation);
  struct tls_lists_state state = tls_lists_state(reading->lists, now_ms());
  give_back(revocation, reading);
  return state;
}

void tls_revocation_metrics(struct tls_revocation *revocation, struct buffer *buffer) {
  struct tls_lists_state state = tls_revocation_state(revocation);
  buffer_append_format(
      buffer,
      "# HELP fhir_facade_tls_revocation_lists Revocation lists of client certificates in use.\n"
      "# TYPE fhir_facade_tls_revocation_lists gauge\n"
      "fhir_facade_tls_revocation_lists %u\n"
      "# HELP fhir_facade_tls_revocation_lists_outdated Those of them that have ended.\n"
      "# TYPE fhir_facade_tls_revocation_lists_outdated gauge\n"
      "fhir_facade_tls_revocation_lists_outdated %u\n"
      "# HELP fhir_facade_tls_revocation_end_seconds When the first of them ends, Unix time; 0: "
      "there is none.\n"
      "# TYPE fhir_facade_tls_revocation_end_seconds gauge\n"
      "fhir_facade_tls_revocation_end_seconds %" PRId64 "\n",
      state.count, state.outdated, state.end_ms / 1000);
  buffer_append_format(
      buffer,
      "# HELP fhir_facade_tls_client_certificates_total Client certificates that were looked up "
      "in revocation lists.\n"
      "# TYPE fhir_facade_tls_client_certificates_total counter\n"
      "fhir_facade_tls_client_certificates_total{revocation=\"good\"} %" PRIu64 "\n"
      "fhir_facade_tls_client_certificates_total{revocation=\"unknown\"} %" PRIu64 "\n"
      "fhir_facade_tls_client_certificates_total{revocation=\"revoked\"} %" PRIu64 "\n",
      atomic_load(&revocation->judged[REVOCATION_GOOD]),
      atomic_load(&revocation->judged[REVOCATION_UNKNOWN]),
      atomic_load(&revocation->judged[REVOCATION_REVOKED]));
}
