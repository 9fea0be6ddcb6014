#include "server/national/signature_verify.h"

#include "server/base/certificate.h"
#include "server/base/clock.h"
#include "server/national/jws_key_check.h"
#include "server/national/signature_messages.h"
#include "server/national/signature_place.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct verification {
  const struct signature_verifier *verifier;
  const struct signature_evidence *evidence;
  struct arena *arena;
  struct issue_list *issues;
  struct signature_report report;
  struct jws jws;
  STACK_OF(X509) * certificates; /* of the JWS, the signer's first */
  X509_STORE *store;
  STACK_OF(X509) * chain; /* as built, the anchor last */
};

static const struct {
  const char *word;
  const char *english;
  const char *japanese;
} verdict_rows[] = {
#define VERDICT_ROW(name, word, english, japanese) {word, english, japanese},
    SIGNATURE_VERDICTS(VERDICT_ROW)
#undef VERDICT_ROW
};
static const char *const revocation_names[] = {
#define REVOCATION_NAME(name, word) word,
    SIGNATURE_REVOCATIONS(REVOCATION_NAME)
#undef REVOCATION_NAME
};

const char *signature_verdict_word(enum signature_verdict verdict) {
  return verdict_rows[verdict].word;
}

const char *signature_verdict_text(enum signature_verdict verdict, enum language language) {
  return language == LANGUAGE_JAPANESE ? verdict_rows[verdict].japanese
                                       : verdict_rows[verdict].english;
}

bool signature_revocation_find(struct view name, enum signature_revocation *ret_revocation) {
  for (size_t i = 0; i < COUNT_OF(revocation_names); i++) {
    if (view_is(name, revocation_names[i])) {
      *ret_revocation = (enum signature_revocation)i;
      return true;
    }
  }
  return false;
}

bool signature_accepted(const struct signature_policy *policy, enum signature_verdict verdict) {
  return verdict == SIGNATURE_VALID || (verdict == SIGNATURE_UNSIGNED && policy->accept_unsigned);
}

/* ---- findings -----------------------------------------------------------------------------------
 */

static struct issue *judge(struct verification *verification, enum signature_verdict verdict,
                           enum signature_message message, struct view a, struct view b) {
  verification->report.verdict = verdict;
  return issue_add_with(verification->issues, signature_messages_get(message), a, b);
}

static struct view instant(struct verification *verification, int64_t unix_ms) {
  char text[CLOCK_INSTANT_BYTES];
  clock_instant(unix_ms, text);
  return arena_copy(verification->arena, view_of(text));
}

static struct view asn1_instant(struct verification *verification, const ASN1_TIME *time) {
  int64_t unix_ms = 0;
  return certificate_time(time, &unix_ms) ? instant(verification, unix_ms) : view_of("?");
}

static struct view number(struct verification *verification, size_t value) {
  return arena_format(verification->arena, "%zu", value);
}

static struct view subject_of(struct verification *verification, const X509 *certificate) {
  return certificate != NULL ? certificate_subject(certificate, verification->arena) : view_of("?");
}

/* ---- form ---------------------------------------------------------------------------------------
 */

static enum error read_jws(struct verification *verification) {
  struct view text = verification->evidence->jws;
  enum error error = jws_read(text, verification->arena, verification->issues, &verification->jws);
  if (error == ERROR_TOO_LARGE) {
    judge(verification, SIGNATURE_MALFORMED, SIGNATURE_MESSAGE_PARTS, view_of(""), view_of(""));
    return ERROR_OK;
  }
  if (error == ERROR_SYNTAX || error == ERROR_NOT_PROCESSABLE) {
    verification->report.verdict =
        error == ERROR_SYNTAX ? SIGNATURE_MALFORMED : SIGNATURE_UNSUPPORTED;
    return ERROR_OK;
  }
  verification->report.algorithm = verification->jws.header.algorithm;
  verification->report.time_claim = verification->jws.header.time_claim;
  verification->report.signing_time_ms = verification->jws.header.signing_time_ms;
  return error;
}

static struct view serial_of(struct verification *verification, const X509 *certificate) {
  BIGNUM *serial = ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), NULL);
  char *text = serial != NULL ? BN_bn2hex(serial) : NULL;
  struct view copy = text != NULL ? arena_copy(verification->arena, view_of(text)) : view_of("");
  OPENSSL_free(text);
  BN_free(serial);
  return copy;
}

/* RFC 7515 section 4.1.6: each certificate is issued by the next one. */
static enum error read_certificates(struct verification *verification) {
  const struct jws_header *header = &verification->jws.header;
  if (header->certificate_count == 0) {
    judge(verification, SIGNATURE_UNSUPPORTED, SIGNATURE_MESSAGE_CERTIFICATE_MISSING, view_of(""),
          view_of(""));
    return ERROR_OK;
  }
  verification->certificates = sk_X509_new_null();
  X509 *before = NULL;
  for (size_t i = 0; i < header->certificate_count; i++) {
    X509 *certificate = certificate_from_der(header->certificates[i]);
    if (certificate == NULL) {
      judge(verification, SIGNATURE_MALFORMED, SIGNATURE_MESSAGE_CERTIFICATE,
            number(verification, i + 1), view_of(""));
      return ERROR_OK;
    }
    if (sk_X509_push(verification->certificates, certificate) <= 0) {
      X509_free(certificate);
      return ERROR_MEMORY;
    }
    if (before != NULL &&
        X509_NAME_cmp(X509_get_subject_name(certificate), X509_get_issuer_name(before)) != 0) {
      judge(verification, SIGNATURE_MALFORMED, SIGNATURE_MESSAGE_CHAIN_ORDER,
            number(verification, i + 1), view_of(""));
      return ERROR_OK;
    }
    before = certificate;
  }
  const X509 *leaf = sk_X509_value(verification->certificates, 0);
  verification->report.subject = subject_of(verification, leaf);
  verification->report.serial = serial_of(verification, leaf);
  return ERROR_OK;
}

/* ---- content ------------------------------------------------------------------------------------
 */

static enum error check_content(struct verification *verification) {
  const struct jws *jws = &verification->jws;
  struct view content = verification->evidence->content;
  EVP_PKEY *key = X509_get0_pubkey(sk_X509_value(verification->certificates, 0));
  if (key == NULL) {
    judge(verification, SIGNATURE_UNSUPPORTED, SIGNATURE_MESSAGE_KEY_TYPE, view_of("?"),
          view_of(jws_algorithm_name(jws->header.algorithm)));
    return ERROR_OK;
  }
  if (jws_key_check(key, jws->header.algorithm, verification->issues) != ERROR_OK) {
    verification->report.verdict = SIGNATURE_UNSUPPORTED;
    return ERROR_OK;
  }
  if (!jws_has_content(jws, content)) {
    judge(verification, SIGNATURE_TAMPERED, SIGNATURE_MESSAGE_OTHER_CONTENT, view_of(""),
          view_of(""));
    return ERROR_OK;
  }
  struct jws_input input = {jws->protected_text, jws->header.unencoded, content};
  struct sha256 digest;
  enum error error = jws_input_digest(&input, &digest);
  if (error == ERROR_OK && !jws_key_verify(key, jws->header.algorithm, &digest, jws->signature)) {
    judge(verification, SIGNATURE_TAMPERED, SIGNATURE_MESSAGE_TAMPERED, view_of(""), view_of(""));
  }
  return error;
}

/* ---- chain --------------------------------------------------------------------------------------
 */

/* What is none of these is an unknown issuer. */
static const struct {
  int error;
  enum signature_verdict verdict;
} chain_rows[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, SIGNATURE_EXPIRED},
    {X509_V_ERR_CERT_NOT_YET_VALID, SIGNATURE_NOT_YET_VALID},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, SIGNATURE_UNSUPPORTED},
    {X509_V_ERR_EE_KEY_TOO_SMALL, SIGNATURE_UNSUPPORTED},
    {X509_V_ERR_CA_KEY_TOO_SMALL, SIGNATURE_UNSUPPORTED},
    {X509_V_ERR_CA_MD_TOO_WEAK, SIGNATURE_UNSUPPORTED},
};

static enum signature_verdict chain_verdict(int error) {
  for (size_t i = 0; i < COUNT_OF(chain_rows); i++) {
    if (chain_rows[i].error == error) {
      return chain_rows[i].verdict;
    }
  }
  return SIGNATURE_UNKNOWN_ISSUER;
}

/* Clocks differ a little: a certificate that begins a moment from now is let pass. */
static int tolerate_skew(int good, X509_STORE_CTX *context) {
  const struct verification *verification = X509_STORE_CTX_get_app_data(context);
  const X509 *certificate = X509_STORE_CTX_get_current_cert(context);
  int64_t start_ms = 0;
  if (good == 0 && certificate != NULL &&
      X509_STORE_CTX_get_error(context) == X509_V_ERR_CERT_NOT_YET_VALID &&
      certificate_time(X509_get0_notBefore(certificate), &start_ms) &&
      start_ms <= verification->evidence->now_ms + verification->verifier->policy.clock_skew_ms) {
    X509_STORE_CTX_set_error(context, X509_V_OK);
    return 1;
  }
  return good;
}

static void judge_chain(struct verification *verification, X509_STORE_CTX *context) {
  int error = X509_STORE_CTX_get_error(context);
  const X509 *certificate = X509_STORE_CTX_get_current_cert(context);
  struct view subject = subject_of(verification, certificate);
  enum signature_verdict verdict = chain_verdict(error);
  if (verdict == SIGNATURE_EXPIRED && certificate != NULL) {
    judge(verification, verdict, SIGNATURE_MESSAGE_EXPIRED, subject,
          asn1_instant(verification, X509_get0_notAfter(certificate)));
  } else if (verdict == SIGNATURE_NOT_YET_VALID && certificate != NULL) {
    judge(verification, verdict, SIGNATURE_MESSAGE_NOT_YET_VALID, subject,
          asn1_instant(verification, X509_get0_notBefore(certificate)));
  } else {
    judge(verification, verdict, SIGNATURE_MESSAGE_UNKNOWN_ISSUER, subject,
          view_of(X509_verify_cert_error_string(error)));
  }
}

static enum error build_chain(struct verification *verification) {
  struct signature_trust *trust = verification->verifier->trust;
  verification->store = signature_trust_store(trust, verification->evidence->now_ms);
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  enum error error = ERROR_MEMORY;
  if (verification->store != NULL && context != NULL &&
      X509_STORE_CTX_init(context, verification->store,
                          sk_X509_value(verification->certificates, 0),
                          verification->certificates) == 1 &&
      X509_STORE_CTX_set_app_data(context, verification) == 1) {
    X509_STORE_CTX_set_verify_cb(context, tolerate_skew);
    if (X509_verify_cert(context) == 1) {
      verification->chain = X509_STORE_CTX_get1_chain(context);
      error = verification->chain != NULL ? ERROR_OK : ERROR_MEMORY;
    } else if (X509_STORE_CTX_get_error(context) != X509_V_ERR_OUT_OF_MEM) {
      judge_chain(verification, context);
      error = ERROR_OK;
    }
  }
  X509_STORE_CTX_free(context);
  return error;
}

/* ---- usage --------------------------------------------------------------------------------------
 */

/* Extended usages under which documents are signed. */
static const char *const usages[] = {
    "1.3.6.1.5.5.7.3.36",      /* id-kp-documentSigning, RFC 9336 */
    "1.3.6.1.5.5.7.3.4",       /* emailProtection */
    "1.3.6.1.4.1.311.10.3.12", /* document signing, Microsoft */
    "1.2.840.113583.1.1.5",    /* authentic documents, Adobe */
    "2.5.29.37.0",             /* any */
};

static bool usage_is_known(const ASN1_OBJECT *usage) {
  char text[64] = "";
  OBJ_obj2txt(text, sizeof(text), usage, 1);
  for (size_t i = 0; i < COUNT_OF(usages); i++) {
    if (strcmp(text, usages[i]) == 0) {
      return true;
    }
  }
  return false;
}

/* Without the extension any use is meant (RFC 5280 section 4.2.1.12). */
static bool extended_usage_fits(const X509 *certificate) {
  int critical = 0;
  EXTENDED_KEY_USAGE *list = X509_get_ext_d2i(certificate, NID_ext_key_usage, &critical, NULL);
  if (list == NULL) {
    return critical == -1;
  }
  bool fits = false;
  for (int i = 0; !fits && i < sk_ASN1_OBJECT_num(list); i++) {
    fits = usage_is_known(sk_ASN1_OBJECT_value(list, i));
  }
  EXTENDED_KEY_USAGE_free(list);
  return fits;
}

static enum error check_usage(struct verification *verification) {
  X509 *leaf = sk_X509_value(verification->certificates, 0);
  bool signs = (X509_get_key_usage(leaf) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
  if (!signs || !extended_usage_fits(leaf)) {
    judge(verification, SIGNATURE_WRONG_USAGE, SIGNATURE_MESSAGE_WRONG_USAGE,
          verification->report.subject, view_of(""));
  }
  return ERROR_OK;
}

/* ---- signing time -------------------------------------------------------------------------------
 */

static enum error check_times(struct verification *verification) {
  int64_t signed_ms = verification->report.signing_time_ms;
  int64_t skew_ms = verification->verifier->policy.clock_skew_ms;
  if (verification->report.time_claim == JWS_TIME_NONE) {
    return ERROR_OK;
  }
  if (signed_ms > verification->evidence->now_ms + skew_ms) {
    judge(verification, SIGNATURE_NOT_YET_VALID, SIGNATURE_MESSAGE_SIGNED_IN_FUTURE,
          instant(verification, signed_ms), view_of(""));
    return ERROR_OK;
  }
  for (int i = 0; i < sk_X509_num(verification->chain); i++) {
    const X509 *certificate = sk_X509_value(verification->chain, i);
    int64_t start_ms = 0;
    if (!certificate_time(X509_get0_notBefore(certificate), &start_ms) ||
        signed_ms + skew_ms < start_ms) {
      judge(verification, SIGNATURE_NOT_YET_VALID, SIGNATURE_MESSAGE_SIGNED_BEFORE,
            subject_of(verification, certificate), instant(verification, signed_ms));
      return ERROR_OK;
    }
  }
  return ERROR_OK;
}

/* ---- revocation ---------------------------------------------------------------------------------
 */

/* What is at hand is looked at as a whole: revoked by any of it is revoked. Only what is still not
 * known is fetched. */
static struct revocation_result find_status(struct verification *verification, int index,
                                            STACK_OF(X509_CRL) * lists) {
  const struct signature_evidence *evidence = verification->evidence;
  const struct revocation_case subject = {.certificate = sk_X509_value(verification->chain, index),
                                          .issuer = sk_X509_value(verification->chain, index + 1),
                                          .chain = verification->chain,
                                          .store = verification->store,
                                          .now_ms = evidence->now_ms,
                                          .clock_skew_ms =
                                              verification->verifier->policy.clock_skew_ms};
  struct revocation_result by_list =
      revocation_list_check(subject.certificate, subject.chain, subject.store, lists);
  struct revocation_result by_answer = {REVOCATION_UNKNOWN, 0};
  if (index == 0 && evidence->ocsp_response.length > 0) {
    by_answer = revocation_by_ocsp(&subject, evidence->ocsp_response);
  }
  if (by_list.status == REVOCATION_UNKNOWN && by_answer.status == REVOCATION_UNKNOWN) {
    return revocation_by_source(&subject, signature_trust_source(verification->verifier->trust),
                                verification->arena);
  }
  return by_list.status == REVOCATION_REVOKED || by_answer.status == REVOCATION_UNKNOWN ? by_list
                                                                                        : by_answer;
}

static void judge_revocation(struct verification *verification, int index,
                             struct revocation_result result) {
  struct view subject = subject_of(verification, sk_X509_value(verification->chain, index));
  if (result.status == REVOCATION_REVOKED) {
    judge(verification, SIGNATURE_REVOKED, SIGNATURE_MESSAGE_REVOKED, subject,
          result.revoked_ms != 0 ? instant(verification, result.revoked_ms) : view_of("?"));
  } else if (result.status == REVOCATION_UNKNOWN) {
    bool hard = verification->verifier->policy.require_revocation == SIGNATURE_REVOCATION_HARD;
    verification->report.revocation_known = false;
    struct issue *issue =
        judge(verification, hard ? SIGNATURE_NO_REVOCATION_INFORMATION : SIGNATURE_VALID,
              SIGNATURE_MESSAGE_NO_REVOCATION, subject, view_of(""));
    if (!hard) {
      issue_set_severity(verification->issues, issue, SEVERITY_WARNING);
    }
  }
}

static enum error check_revocation(struct verification *verification) {
  if (verification->verifier->policy.require_revocation == SIGNATURE_REVOCATION_OFF) {
    return ERROR_OK;
  }
  STACK_OF(X509_CRL) *lists =
      signature_trust_lists(verification->verifier->trust, verification->evidence->now_ms);
  if (lists == NULL) {
    return ERROR_MEMORY;
  }
  verification->report.revocation_known = true;
  for (int i = 0;
       i + 1 < sk_X509_num(verification->chain) && verification->report.verdict == SIGNATURE_VALID;
       i++) {
    judge_revocation(verification, i, find_status(verification, i, lists));
  }
  sk_X509_CRL_pop_free(lists, X509_CRL_free);
  return ERROR_OK;
}

/* ---- all together -------------------------------------------------------------------------------
 */

static enum error (*const steps[])(struct verification *verification) = {
    read_jws,    read_certificates, check_content,    build_chain,
    check_usage, check_times,       check_revocation,
};

enum error signature_verify(const struct signature_verifier *verifier,
                            const struct signature_evidence *evidence, struct issue_list *issues,
                            struct signature_report *ret_report) {
  struct verification verification = {
      .verifier = verifier, .evidence = evidence, .arena = issues->arena, .issues = issues};
  enum error error = ERROR_OK;
  if (evidence->jws.length == 0) {
    verification.report.verdict = SIGNATURE_UNSIGNED;
    if (!verifier->policy.accept_unsigned) {
      issue_add(issues, signature_messages_get(SIGNATURE_MESSAGE_ABSENT));
    }
    *ret_report = verification.report;
    return ERROR_OK;
  }
  for (size_t i = 0;
       error == ERROR_OK && verification.report.verdict == SIGNATURE_VALID && i < COUNT_OF(steps);
       i++) {
    error = steps[i](&verification);
  }
  sk_X509_pop_free(verification.certificates, X509_free);
  sk_X509_pop_free(verification.chain, X509_free);
  X509_STORE_free(verification.store);
  ERR_clear_error();
  if (error == ERROR_OK) {
    *ret_report = verification.report;
  }
  return error;
}

enum error signature_verify_bundle(const struct signature_verifier *verifier,
                                   const struct document *bundle,
                                   const struct signature_evidence *evidence,
                                   struct issue_list *issues, struct signature_report *ret_report) {
  struct signature_evidence inside = *evidence;
  struct signature_found found = {{NULL, 0}, {NULL, 0}};
  enum error error = signature_extract(bundle, issues->arena, issues, &found);
  if (error == ERROR_SYNTAX || error == ERROR_NOT_PROCESSABLE) {
    *ret_report = (struct signature_report){
        .verdict = error == ERROR_SYNTAX ? SIGNATURE_MALFORMED : SIGNATURE_UNSUPPORTED};
    return ERROR_OK;
  }
  if (error == ERROR_OK && !verifier->policy.accept_embedded) {
    issue_add(issues, signature_messages_get(SIGNATURE_MESSAGE_EMBEDDED_OFF));
    *ret_report = (struct signature_report){.verdict = SIGNATURE_UNSUPPORTED};
    return ERROR_OK;
  }
  if (error != ERROR_OK && error != ERROR_NOT_FOUND) {
    return error;
  }
  inside.content = found.covered;
  inside.jws = found.jws;
  return signature_verify(verifier, &inside, issues, ret_report);
}
