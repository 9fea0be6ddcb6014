#include "handlers/bundle_signature.h"

#include "handlers/relay_message.h"
#include "handlers/services.h"

bool bundle_signature_present(const struct document *bundle) {
  return document_member(bundle, 0, view_of("signature")) != NODE_NONE;
}

static enum error refuse_unsigned(struct request *request) {
  return request_fail(request, ERROR_NOT_PROCESSABLE,
                      relay_message_get(RELAY_MESSAGE_SIGNATURE_NEEDED), view_make(NULL, 0),
                      view_make(NULL, 0));
}

enum error bundle_signature_check(struct request *request, const struct document *bundle,
                                  struct view *ret_verdict) {
  const struct bundle_signing *signing = request->services->signing;
  bool present = bundle_signature_present(bundle);
  if (!present) {
    *ret_verdict = view_of(signature_verdict_word(SIGNATURE_UNSIGNED));
    return signing->policy.accept_unsigned || signing->signer != NULL ? ERROR_OK
                                                                      : refuse_unsigned(request);
  }
  if (signing->verifier == NULL) {
    *ret_verdict = view_of("not-verified");
    issue_add(&request->issues, relay_message_get(RELAY_MESSAGE_SIGNATURE_NOT_VERIFIED));
    return ERROR_OK;
  }
  const struct signature_evidence evidence = {.now_ms = clock_now_ms(request->services->clock)};
  struct signature_report report;
  enum error error =
      signature_verify_bundle(signing->verifier, bundle, &evidence, &request->issues, &report);
  if (error != ERROR_OK) {
    return error;
  }
  *ret_verdict = view_of(signature_verdict_word(report.verdict));
  return signature_accepted(&signing->policy, report.verdict) ? ERROR_OK : ERROR_NOT_PROCESSABLE;
}

static enum error embed(struct request *request, const struct document *bundle, struct view jws,
                        int64_t now_ms, struct view *ret_content) {
  char when[CLOCK_INSTANT_BYTES];
  clock_instant(now_ms, when);
  struct signature_words words = request->services->signing->words;
  words.when = view_of(when);
  return signature_embed(bundle, jws, &words, &request->issues, ret_content);
}

enum error bundle_signature_make(struct request *request, const struct document *bundle,
                                 struct bundle_signature_result *ret_result) {
  const struct bundle_signing *signing = request->services->signing;
  struct signer *signer = signing->signer;
  *ret_result = (struct bundle_signature_result){.content = bundle->text};
  if (signer == NULL) {
    return ERROR_OK;
  }
  const struct signer_task task = {bundle->text, clock_now_ms(request->services->clock)};
  struct view jws;
  enum error error = signer->sign(signer, &task, request->arena, &request->issues, &jws);
  if (error == ERROR_OK && signing->place == SIGNATURE_PLACE_BUNDLE) {
    return embed(request, bundle, jws, task.now_ms, &ret_result->content);
  }
  ret_result->signature = jws;
  return error;
}
