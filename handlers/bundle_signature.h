/* Signatures of Bundles on their way to the national service (national guide: referrals only): one
 * that arrives signed is verified and goes on as it is, one that does not is signed when there is a
 * signer. After either its bytes are not touched any more. */
#ifndef HANDLERS_BUNDLE_SIGNATURE_H
#define HANDLERS_BUNDLE_SIGNATURE_H

#include "server/http/response.h"
#include "server/national/signature_place.h"
#include "server/national/signature_verify.h"
#include "server/national/signer.h"

/* As the settings say; read-only while serving. */
struct bundle_signing {
  struct signer *signer; /* NULL: nothing is signed here */
  enum signature_place place;
  struct signature_words words;              /* beside the signature in a Bundle; without "when" */
  const struct signature_verifier *verifier; /* NULL: signatures are not verified */
  struct signature_policy policy;
};

bool bundle_signature_present(const struct document *bundle);

/* Of a Bundle as it arrived. ERROR_NOT_PROCESSABLE with issues when its signature, or that it has
 * none, is not acceptable. Without a verifier a signature passes and it is said that it was not
 * verified. *ret_verdict: signature_verdict_word, or "not-verified". */
enum error bundle_signature_check(struct request *request, const struct document *bundle,
                                  struct view *ret_verdict) MUST_USE;

/* A Bundle and its signature; both in the arena or as given. */
struct bundle_signature_result {
  struct view content;   /* to relay */
  struct view signature; /* beside it; empty when it lies in the Bundle */
};

/* Signs the bytes. Without a signer they stay as they are. Errors as of signing_key.h, with issues.
 */
enum error bundle_signature_make(struct request *request, const struct document *bundle,
                                 struct bundle_signature_result *ret_result) MUST_USE;

#endif
