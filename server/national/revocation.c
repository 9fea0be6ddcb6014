#include "server/national/revocation.h"

#include "server/base/certificate.h"
#include "server/base/log.h"
#include "server/limits.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

/* An answer of OCSP that does not say when the next one comes. */
#define OCSP_AGE_MAXIMUM_MS 86400000

/* ---- OCSP ---------------------------------------------------------------------------------------
 */

struct ocsp_answer {
  int status;
  ASN1_GENERALIZEDTIME *revoked;
  ASN1_GENERALIZEDTIME *this_update;
  ASN1_GENERALIZEDTIME *next_update;
};

/* The row about the certificate; responders name it by SHA-1 or SHA-256. */
static bool ocsp_find(const struct revocation_case *subject, OCSP_BASICRESP *basic,
                      struct ocsp_answer *ret_answer) {
  const EVP_MD *digests[] = {EVP_sha1(), EVP_sha256()};
  bool found = false;
  for (size_t i = 0; !found && i < sizeof(digests) / sizeof(digests[0]); i++) {
    OCSP_CERTID *id = OCSP_cert_to_id(digests[i], subject->certificate, subject->issuer);
    int reason = 0;
    found = id != NULL &&
            OCSP_resp_find_status(basic, id, &ret_answer->status, &reason, &ret_answer->revoked,
                                  &ret_answer->this_update, &ret_answer->next_update) == 1;
    OCSP_CERTID_free(id);
  }
  return found;
}

static bool ocsp_is_current(const struct revocation_case *subject,
                            const struct ocsp_answer *answer) {
  int64_t this_ms = 0;
  int64_t next_ms = 0;
  if (!certificate_time(answer->this_update, &this_ms) ||
      this_ms > subject->now_ms + subject->clock_skew_ms) {
    return false;
  }
  if (answer->next_update == NULL) {
    return this_ms + OCSP_AGE_MAXIMUM_MS >= subject->now_ms;
  }
  return certificate_time(answer->next_update, &next_ms) &&
         next_ms + subject->clock_skew_ms >= subject->now_ms;
}

static struct revocation_result ocsp_judge(const struct revocation_case *subject,
                                           OCSP_BASICRESP *basic) {
  struct revocation_result result = {REVOCATION_UNKNOWN, 0};
  struct ocsp_answer answer = {0};
  if (OCSP_basic_verify(basic, subject->chain, subject->store, 0) != 1 ||
      !ocsp_find(subject, basic, &answer) || !ocsp_is_current(subject, &answer)) {
    return result;
  }
  if (answer.status == V_OCSP_CERTSTATUS_GOOD) {
    result.status = REVOCATION_GOOD;
  } else if (answer.status == V_OCSP_CERTSTATUS_REVOKED) {
    result.status = REVOCATION_REVOKED;
    (void)certificate_time(answer.revoked, &result.revoked_ms);
  }
  return result;
}

struct revocation_result revocation_by_ocsp(const struct revocation_case *subject,
                                            struct view response) {
  struct revocation_result result = {REVOCATION_UNKNOWN, 0};
  const unsigned char *at = (const unsigned char *)response.data;
  OCSP_RESPONSE *parsed = d2i_OCSP_RESPONSE(NULL, &at, (long)response.length);
  if (parsed != NULL && OCSP_response_status(parsed) == OCSP_RESPONSE_STATUS_SUCCESSFUL) {
    OCSP_BASICRESP *basic = OCSP_response_get1_basic(parsed);
    if (basic != NULL) {
      result = ocsp_judge(subject, basic);
    }
    OCSP_BASICRESP_free(basic);
  }
  OCSP_RESPONSE_free(parsed);
  ERR_clear_error();
  return result;
}

/* The DER request; data is NULL when it cannot be made. SHA-1 only names the certificate here (RFC
 * 5019 section 2.1.1 asks for it). */
static struct view ocsp_request(const struct revocation_case *subject, struct arena *arena) {
  struct view request = {NULL, 0};
  OCSP_REQUEST *made = OCSP_REQUEST_new();
  OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), subject->certificate, subject->issuer);
  if (made == NULL || id == NULL || OCSP_request_add0_id(made, id) == NULL) {
    OCSP_CERTID_free(id);
  } else {
    int length = i2d_OCSP_REQUEST(made, NULL);
    char *bytes = length > 0 ? arena_bytes(arena, (size_t)length) : NULL;
    unsigned char *to = (unsigned char *)bytes;
    if (bytes != NULL) {
      i2d_OCSP_REQUEST(made, &to);
      request = view_make(bytes, (size_t)length);
    }
  }
  OCSP_REQUEST_free(made);
  return request;
}

/* ---- addresses ----------------------------------------------------------------------------------
 */

struct addresses {
  struct view urls[LIMIT_REVOCATION_ADDRESSES];
  size_t count;
};

static void address_add(struct addresses *addresses, struct view url, struct arena *arena) {
  bool is_web =
      view_starts_with(url, view_of("http://")) || view_starts_with(url, view_of("https://"));
  bool is_text = url.length > 0 && memchr(url.data, '\0', url.length) == NULL;
  if (is_web && is_text && addresses->count < LIMIT_REVOCATION_ADDRESSES) {
    struct view copy = arena_copy(arena, url);
    if (copy.data != NULL) {
      addresses->urls[addresses->count++] = copy;
    }
  }
}

static struct addresses ocsp_addresses(X509 *certificate, struct arena *arena) {
  struct addresses addresses = {.count = 0};
  STACK_OF(OPENSSL_STRING) *urls = X509_get1_ocsp(certificate);
  for (int i = 0; i < sk_OPENSSL_STRING_num(urls); i++) {
    address_add(&addresses, view_of(sk_OPENSSL_STRING_value(urls, i)), arena);
  }
  X509_email_free(urls);
  return addresses;
}

static void point_add(struct addresses *addresses, const DIST_POINT *point, struct arena *arena) {
  if (point->distpoint == NULL || point->distpoint->type != 0 || point->CRLissuer != NULL) {
    return; /* relative names and lists of another issuer */
  }
  const GENERAL_NAMES *names = point->distpoint->name.fullname;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
    if (name->type == GEN_URI) {
      const ASN1_IA5STRING *text = name->d.uniformResourceIdentifier;
      address_add(
          addresses,
          view_make((const char *)ASN1_STRING_get0_data(text), (size_t)ASN1_STRING_length(text)),
          arena);
    }
  }
}

static struct addresses list_addresses(X509 *certificate, struct arena *arena) {
  struct addresses addresses = {.count = 0};
  CRL_DIST_POINTS *points = X509_get_ext_d2i(certificate, NID_crl_distribution_points, NULL, NULL);
  for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
    point_add(&addresses, sk_DIST_POINT_value(points, i), arena);
  }
  CRL_DIST_POINTS_free(points);
  return addresses;
}

/* ---- source -------------------------------------------------------------------------------------
 */

static bool fetch(const struct revocation_source *source, struct view url, struct view request,
                  struct arena *arena, struct view *ret_answer) {
  enum error error = source->fetch(source->context, url, request, arena, ret_answer);
  if (error != ERROR_OK) {
    log_write(
        LOG_LEVEL_WARNING, "revocation-fetch-failed",
        (struct log_field[]){LOG_TEXT("url", url), LOG_TEXT("reason", view_of(error_name(error)))},
        2);
  }
  return error == ERROR_OK;
}

static struct revocation_result by_fetched_list(const struct revocation_case *subject,
                                                struct view content) {
  struct revocation_result result = {REVOCATION_UNKNOWN, 0};
  STACK_OF(X509_CRL) *lists = sk_X509_CRL_new_null();
  if (lists != NULL && revocation_list_read(content, lists)) {
    result = revocation_list_check(subject->certificate, subject->chain, subject->store, lists);
  }
  sk_X509_CRL_pop_free(lists, X509_CRL_free);
  return result;
}

struct revocation_result revocation_by_source(const struct revocation_case *subject,
                                              const struct revocation_source *source,
                                              struct arena *arena) {
  struct revocation_result result = {REVOCATION_UNKNOWN, 0};
  struct view answer;
  if (source->fetch == NULL) {
    return result;
  }
  struct addresses addresses = ocsp_addresses(subject->certificate, arena);
  struct view request = ocsp_request(subject, arena);
  for (size_t i = 0; result.status == REVOCATION_UNKNOWN && i < addresses.count; i++) {
    if (request.data != NULL && fetch(source, addresses.urls[i], request, arena, &answer)) {
      result = revocation_by_ocsp(subject, answer);
    }
  }
  addresses = list_addresses(subject->certificate, arena);
  for (size_t i = 0; result.status == REVOCATION_UNKNOWN && i < addresses.count; i++) {
    if (fetch(source, addresses.urls[i], view_of(""), arena, &answer)) {
      result = by_fetched_list(subject, answer);
    }
  }
  return result;
}
