/* Verifies the JWS of a document: form, algorithm, content, certificate chain, validity, usage,
 * revocation, in this order; the first that is wrong decides the verdict and is an issue.
 *
 * The signing time is the signer's own word (there is no time stamp), so a certificate must be
 * valid when it is verified, and have been valid at that time. */
#ifndef SERVER_NATIONAL_SIGNATURE_VERIFY_H
#define SERVER_NATIONAL_SIGNATURE_VERIFY_H

#include "server/base/document.h"
#include "server/national/jws.h"
#include "server/national/signature_trust.h"

/* X(NAME, word, English, Japanese) */
#define SIGNATURE_VERDICTS(X)                                                                      \
  X(VALID, "valid", "valid", "有効")                                                               \
  X(UNSIGNED, "unsigned", "without a signature", "署名なし")                                       \
  X(TAMPERED, "tampered", "changed after it was signed", "改ざんの疑い")                           \
  X(EXPIRED, "expired", "certificate expired", "証明書の期限切れ")                                 \
  X(NOT_YET_VALID, "not-yet-valid", "certificate not yet valid", "証明書の有効期間前")             \
  X(REVOKED, "revoked", "certificate revoked", "証明書の失効")                                     \
  X(UNKNOWN_ISSUER, "unknown-issuer", "unknown issuer", "認証局を確認できない")                    \
  X(WRONG_USAGE, "wrong-usage", "certificate of another use", "証明書の用途違い")                  \
  X(NO_REVOCATION_INFORMATION, "no-revocation-information", "no revocation information",           \
    "失効情報なし")                                                                                \
  X(MALFORMED, "malformed", "signature cannot be read", "署名の形式不正")                          \
  X(UNSUPPORTED, "unsupported", "form not supported", "未対応の署名形式")

enum signature_verdict {
#define SIGNATURE_VERDICT_ENUM(name, word, english, japanese) SIGNATURE_##name,
  SIGNATURE_VERDICTS(SIGNATURE_VERDICT_ENUM)
#undef SIGNATURE_VERDICT_ENUM
      SIGNATURE_VERDICT_COUNT
};

#define SIGNATURE_REVOCATIONS(X)                                                                   \
  X(OFF, "off")                                                                                    \
  X(SOFT, "soft") /* revoked refuses; not known is a warning */                                    \
  X(HARD, "hard") /* not known refuses */

enum signature_revocation {
#define SIGNATURE_REVOCATION_ENUM(name, word) SIGNATURE_REVOCATION_##name,
  SIGNATURE_REVOCATIONS(SIGNATURE_REVOCATION_ENUM)
#undef SIGNATURE_REVOCATION_ENUM
      SIGNATURE_REVOCATION_COUNT
};

struct signature_policy {
  enum signature_revocation require_revocation;
  bool accept_unsigned;
  bool accept_embedded; /* Bundle.signature in the form of signature_place.h */
  int64_t clock_skew_ms;
};

struct signature_evidence {
  struct view content;       /* the exact bytes that were signed */
  struct view jws;           /* empty = there is none */
  struct view ocsp_response; /* DER, about the signer's certificate; empty = none was given */
  int64_t now_ms;
};

/* Views live in the arena; empty when the verification did not come that far. */
struct signature_report {
  enum signature_verdict verdict;
  enum jws_algorithm algorithm;
  enum jws_time_claim time_claim; /* JWS_TIME_NONE = the header has no signing time */
  int64_t signing_time_ms;
  struct view subject; /* RFC 2253 */
  struct view serial;  /* hexadecimal */
  bool revocation_known;
};

/* How the signatures of one server are verified. */
struct signature_verifier {
  struct signature_trust *trust;
  struct signature_policy policy;
};

const char *signature_verdict_word(enum signature_verdict verdict);
const char *signature_verdict_text(enum signature_verdict verdict, enum language language);
bool signature_revocation_find(struct view name, enum signature_revocation *ret_revocation);
/* True when the policy lets a document with this verdict pass. */
bool signature_accepted(const struct signature_policy *policy, enum signature_verdict verdict);

/* ERROR_OK with a verdict, whatever it is; ERROR_MEMORY. Scratch lives in the list's arena. */
enum error signature_verify(const struct signature_verifier *verifier,
                            const struct signature_evidence *evidence, struct issue_list *issues,
                            struct signature_report *ret_report) MUST_USE;
/* The same for the signature inside a Bundle; evidence's content and jws are not looked at. */
enum error signature_verify_bundle(const struct signature_verifier *verifier,
                                   const struct document *bundle,
                                   const struct signature_evidence *evidence,
                                   struct issue_list *issues,
                                   struct signature_report *ret_report) MUST_USE;

#endif
