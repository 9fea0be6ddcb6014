#include "server/base/revocation_list.h"

#include "server/base/certificate.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>

/* ---- reading ------------------------------------------------------------------------------------
 */

/* Takes the list. */
static bool append(STACK_OF(X509_CRL) * lists, X509_CRL *list) {
  if (list != NULL && sk_X509_CRL_push(lists, list) > 0) {
    return true;
  }
  X509_CRL_free(list);
  return false;
}

static bool read_der(struct view content, STACK_OF(X509_CRL) * lists) {
  const unsigned char *at = (const unsigned char *)content.data;
  X509_CRL *list = d2i_X509_CRL(NULL, &at, (long)content.length);
  if (list != NULL && at != (const unsigned char *)content.data + content.length) {
    X509_CRL_free(list);
    list = NULL;
  }
  return append(lists, list);
}

/* The text ends where no further block begins; everything else is damage. */
static bool read_pem(struct view content, STACK_OF(X509_CRL) * lists) {
  BIO *pem = BIO_new_mem_buf(content.data, (int)content.length);
  X509_CRL *list = NULL;
  int count = 0;
  bool done = pem != NULL;
  ERR_clear_error();
  while (done && (list = PEM_read_bio_X509_CRL(pem, NULL, NULL, NULL)) != NULL) {
    done = append(lists, list);
    count += done;
  }
  done = done && count > 0 && ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  BIO_free(pem);
  return done;
}

bool revocation_list_read(struct view content, STACK_OF(X509_CRL) * lists) {
  int former = sk_X509_CRL_num(lists);
  bool done = content.length <= INT_MAX && (read_der(content, lists) || read_pem(content, lists));
  while (!done && sk_X509_CRL_num(lists) > former) {
    X509_CRL_free(sk_X509_CRL_pop(lists));
  }
  ERR_clear_error();
  return done;
}

/* ---- checking -----------------------------------------------------------------------------------
 */

/* One check; the callback sees the list that revokes before OpenSSL lets go of it. */
struct list_check {
  X509 *certificate;
  bool is_stale;
  struct revocation_result result;
};

static void note_revoked(struct list_check *check, X509_STORE_CTX *context) {
  X509_REVOKED *row = NULL;
  X509_CRL *list = X509_STORE_CTX_get0_current_crl(context);
  check->result.status = REVOCATION_REVOKED;
  if (list != NULL && X509_CRL_get0_by_cert(list, &row, check->certificate) == 1) {
    (void)certificate_time(X509_REVOKED_get0_revocationDate(row), &check->result.revoked_ms);
  }
}

/* Goes on behind what a stale list cannot hide, and behind what the chain's check let pass. */
static int judge(int good, X509_STORE_CTX *context) {
  struct list_check *check = X509_STORE_CTX_get_app_data(context);
  int error = good != 0 ? X509_V_OK : X509_STORE_CTX_get_error(context);
  if (error == X509_V_ERR_CERT_REVOKED) {
    note_revoked(check, context);
  } else if (error == X509_V_ERR_CRL_HAS_EXPIRED || error == X509_V_ERR_CRL_NOT_YET_VALID) {
    check->is_stale = true;
    good = 1;
  } else if (error == X509_V_ERR_CERT_NOT_YET_VALID) {
    good = 1;
  }
  if (good != 0) {
    X509_STORE_CTX_set_error(context, X509_V_OK);
  }
  return good;
}

struct revocation_result revocation_list_check(X509 *certificate, STACK_OF(X509) * chain,
                                               X509_STORE *store, STACK_OF(X509_CRL) * lists) {
  struct list_check check = {.certificate = certificate, .result = {REVOCATION_UNKNOWN, 0}};
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  if (context != NULL && sk_X509_CRL_num(lists) > 0 &&
      X509_STORE_CTX_init(context, store, certificate, chain) == 1 &&
      X509_STORE_CTX_set_app_data(context, &check) == 1) {
    X509_STORE_CTX_set0_crls(context, lists);
    X509_STORE_CTX_set_flags(context, X509_V_FLAG_CRL_CHECK);
    X509_STORE_CTX_set_verify_cb(context, judge);
    if (X509_verify_cert(context) == 1 && !check.is_stale) {
      check.result.status = REVOCATION_GOOD;
    }
  }
  X509_STORE_CTX_free(context);
  ERR_clear_error();
  return check.result;
}
