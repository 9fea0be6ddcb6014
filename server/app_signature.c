#include "server/app_signature.h"

#include "server/national/revocation_web.h"

#include <stdlib.h>

/* Fetching of revocation information holds up a request. */
#define CHECK_ISSUES 20u
#define FETCH_CONNECT_MS 3000
#define FETCH_ANSWER_MS 5000
#define FETCH_KEEP_MS 600000

struct app_signature {
  struct signer *signer;
  struct signature_trust *trust;
  struct revocation_web *web;
  struct signature_verifier verifier;
  struct bundle_signing signing;
  struct signature_check check;
  const struct clock *clock;
};

static bool is_on(const char *word) {
  return strcmp(word, "on") == 0;
}

/* The table of settings allows no other words. */
static enum jws_time_claim time_claim_of(const char *word) {
  if (strcmp(word, "sigT") == 0) {
    return JWS_TIME_SIGT;
  }
  return strcmp(word, "iat") == 0 ? JWS_TIME_IAT : JWS_TIME_NONE;
}

static enum error open_signer(struct app_signature *self, const struct config *config,
                              struct issue_list *issues) {
  struct signer_settings settings = {
      .certificate_file = config->signature_certificate_file,
      .type = config->signature_typ,
      .time_claim = time_claim_of(config->signature_time),
      .unencoded = is_on(config->signature_unencoded),
      .file = {config->signature_key_file, config->signature_passphrase_file},
      .token = {config->signature_uri, config->signature_module, config->signature_pin_file},
      .remote = {.file = config->signature_remote_file,
                 .token_file = config->signature_token_file,
                 .ca_file = config->signature_ca_file,
                 .client_certificate = config->signature_client_certificate,
                 .client_key = config->signature_client_key},
  };
  if (!signer_kind_find(view_of(config->signature_signer), &settings.kind)) {
    return ERROR_CONFIGURATION;
  }
  if (settings.kind == SIGNER_NONE) {
    return ERROR_OK;
  }
  enum error error = signer_open(&settings, issues, &self->signer);
  self->signing.signer = self->signer;
  return error;
}

static void fill_words(struct signature_words *words, const struct config *config) {
  *words = (struct signature_words){
      .type_system = view_of(config->signature_type_system),
      .type_code = view_of(config->signature_type_code),
      .who_reference = view_of(config->signature_who_reference),
      .who_identifier_system = view_of(config->signature_who_identifier_system),
      .who_identifier_value = view_of(config->signature_who_identifier_value),
      .who_display = view_of(config->signature_who_display),
  };
}

static enum error open_web(struct app_signature *self, const struct config *config,
                           const struct clock *clock, struct revocation_source *ret_source) {
  if (!is_on(config->signature_fetch_revocation)) {
    return ERROR_OK;
  }
  const struct revocation_web_settings settings = {.connect_ms = FETCH_CONNECT_MS,
                                                   .answer_ms = FETCH_ANSWER_MS,
                                                   .keep_ms = FETCH_KEEP_MS,
                                                   .clock = clock};
  enum error error = revocation_web_open(&settings, &self->web);
  if (error == ERROR_OK) {
    *ret_source = revocation_web_source(self->web);
  }
  return error;
}

static enum error open_verifier(struct app_signature *self, const struct config *config,
                                const struct clock *clock, struct issue_list *issues) {
  self->verifier.policy = (struct signature_policy){
      .accept_unsigned = is_on(config->signature_accept_unsigned),
      .accept_embedded = is_on(config->signature_accept_embedded),
      .clock_skew_ms = (int64_t)config->signature_clock_skew_seconds * 1000,
  };
  if (!signature_revocation_find(view_of(config->signature_revocation),
                                 &self->verifier.policy.require_revocation)) {
    return ERROR_CONFIGURATION;
  }
  self->signing.policy = self->verifier.policy;
  if (config->signature_anchors_file[0] == '\0') {
    return ERROR_OK;
  }
  struct signature_trust_settings settings = {.anchors_file = config->signature_anchors_file,
                                              .lists_folder = config->signature_crl_folder};
  enum error error = open_web(self, config, clock, &settings.source);
  if (error == ERROR_OK) {
    error = signature_trust_open(&settings, issues, &self->trust);
  }
  if (error == ERROR_OK) {
    self->verifier.trust = self->trust;
    self->signing.verifier = &self->verifier;
  }
  return error;
}

static enum error verify_inside(const struct app_signature *self, struct view content,
                                const struct signature_evidence *evidence,
                                struct issue_list *issues, struct signature_report *ret_report) {
  struct document document;
  struct document_failure failure;
  enum error error = document_read(issues->arena, content, NULL, &document, &failure);
  if (error == ERROR_SYNTAX) {
    ret_report->verdict = SIGNATURE_MALFORMED;
    return ERROR_OK;
  }
  return error == ERROR_OK
             ? signature_verify_bundle(&self->verifier, &document, evidence, issues, ret_report)
             : error;
}

static enum error check_received(void *context, struct view content, struct view signature,
                                 struct arena *arena, struct view *ret_verdict) {
  const struct app_signature *self = context;
  struct issue_list issues = issue_list_make(arena, CHECK_ISSUES);
  const struct signature_evidence evidence = {
      .content = content, .jws = signature, .now_ms = clock_now_ms(self->clock)};
  struct signature_report report = {.verdict = SIGNATURE_MALFORMED};
  enum error error = signature.length > 0
                         ? signature_verify(&self->verifier, &evidence, &issues, &report)
                         : verify_inside(self, content, &evidence, &issues, &report);
  *ret_verdict = view_of(signature_verdict_word(report.verdict));
  return error;
}

enum error app_signature_open(const struct config *config, const struct clock *clock,
                              struct issue_list *issues, struct app_signature **ret_signature) {
  struct app_signature *self = calloc(1, sizeof *self);
  if (self == NULL) {
    return ERROR_MEMORY;
  }
  self->clock = clock;
  self->check = (struct signature_check){check_received, self};
  fill_words(&self->signing.words, config);
  enum error error = signature_place_find(view_of(config->signature_place), &self->signing.place)
                         ? open_signer(self, config, issues)
                         : ERROR_CONFIGURATION;
  if (error == ERROR_OK) {
    error = open_verifier(self, config, clock, issues);
  }
  if (error != ERROR_OK) {
    app_signature_close(self);
    return error;
  }
  *ret_signature = self;
  return ERROR_OK;
}

const struct signature_check *app_signature_check(const struct app_signature *signature) {
  return signature->signing.verifier == NULL ? NULL : &signature->check;
}

const struct bundle_signing *app_signature_signing(const struct app_signature *signature) {
  return &signature->signing;
}

void app_signature_close(struct app_signature *signature) {
  if (signature == NULL) {
    return;
  }
  if (signature->signer != NULL) {
    signature->signer->close(signature->signer);
  }
  signature_trust_close(signature->trust);
  revocation_web_close(signature->web);
  free(signature);
}
