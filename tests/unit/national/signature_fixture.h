/* A root, an authority below it, whom they are trusted by, and what is verified: shared by the
 * tests of signature_verify. */
#ifndef TESTS_UNIT_NATIONAL_SIGNATURE_FIXTURE_H
#define TESTS_UNIT_NATIONAL_SIGNATURE_FIXTURE_H

#include "server/base/base64.h"
#include "server/base/certificate.h"
#include "server/base/jws_key.h"
#include "server/national/signature_verify.h"
#include "tests/unit/national/pki_fixture.h"

#define CONTENT "{\"resourceType\":\"Bundle\",\"type\":\"document\",\"total\":1.10}"
#define LIST_URL "http://ca.example/list.crl"
#define OCSP_URL "http://ca.example/ocsp"

static struct arena *arena;
static struct issue_list issues;
static char folder[64];
static struct pki_node root;
static struct pki_node authority;
static struct signature_trust *trust;
static struct signature_verifier verifier;
static struct signature_evidence evidence;

/* What the source answers, and what it was asked. */
static struct {
  struct view list;
  struct view ocsp;
  int lists_asked;
  int ocsp_asked;
} source;

static inline enum error fetch(void *context, struct view url, struct view request,
                               struct arena *to, struct view *ret_answer) {
  ck_assert_ptr_eq(context, &source);
  ck_assert(view_is(url, request.length == 0 ? LIST_URL : OCSP_URL));
  source.lists_asked += request.length == 0;
  source.ocsp_asked += request.length != 0;
  struct view answer = request.length == 0 ? source.list : source.ocsp;
  if (answer.length == 0) {
    return ERROR_TIMEOUT;
  }
  *ret_answer = arena_copy(to, answer);
  return ERROR_OK;
}

static inline const char *path_of(const char *name) {
  return arena_format(arena, "%s/%s", folder, name).data;
}

static inline void set_up(void) {
  arena = arena_new(100000000);
  issues = issue_list_make(arena, 20);
  pki_folder_make(folder);
  memset(&source, 0, sizeof(source));
  root = pki_make(&(struct pki_wish){.name = "Root", .is_authority = true});
  authority =
      pki_make(&(struct pki_wish){.name = "Authority", .issuer = &root, .is_authority = true});
  pki_certificates_write(path_of("anchors.pem"), (X509 *[]){root.certificate, NULL});
  struct signature_trust_settings settings = {
      .anchors_file = path_of("anchors.pem"), .lists_folder = folder, .source = {&source, fetch}};
  ck_assert_int_eq(signature_trust_open(&settings, &issues, &trust), ERROR_OK);
  verifier = (struct signature_verifier){
      trust, {.require_revocation = SIGNATURE_REVOCATION_OFF, .clock_skew_ms = 60000}};
  evidence = (struct signature_evidence){.content = view_of(CONTENT), .now_ms = PKI_NOW_MS};
}

static inline void tear_down(void) {
  signature_trust_close(trust);
  pki_free(&authority);
  pki_free(&root);
  pki_folder_remove(folder);
  arena_free(arena);
}

/* ---- signing ------------------------------------------------------------------------------------
 */

struct signing {
  enum jws_algorithm algorithm;
  const char *content;
  int64_t signing_time_ms; /* 0 = none */
  bool unencoded;
};

static const struct signing plain = {JWS_ES256, CONTENT, PKI_NOW_MS, false};

/* The JWS by that signer with these certificates, NULL-terminated. */
static inline struct view sign(const struct signing *how, EVP_PKEY *key, X509 *const *chain) {
  struct view certificates[4];
  struct jws_header header = {.algorithm = how->algorithm,
                              .type = view_of("jose"),
                              .unencoded = how->unencoded,
                              .time_claim =
                                  how->signing_time_ms != 0 ? JWS_TIME_SIGT : JWS_TIME_NONE,
                              .signing_time_ms = how->signing_time_ms,
                              .certificates = certificates};
  for (; chain[header.certificate_count] != NULL; header.certificate_count++) {
    certificates[header.certificate_count] =
        certificate_der(chain[header.certificate_count], arena);
  }
  struct jws_input input = {.unencoded = how->unencoded, .content = view_of(how->content)};
  struct sha256 digest;
  struct view signature;
  ck_assert_int_eq(jws_header_write(&header, arena, &input.protected_text), ERROR_OK);
  ck_assert_int_eq(jws_input_digest(&input, &digest), ERROR_OK);
  ck_assert_int_eq(jws_key_sign(key, how->algorithm, &digest, arena, &signature), ERROR_OK);
  return jws_join(input.protected_text, signature, arena);
}

static inline struct view sign_by(const struct pki_node *signer) {
  return sign(&plain, signer->key, (X509 *[]){signer->certificate, authority.certificate, NULL});
}

static inline struct signature_report verify(void) {
  struct signature_report report;
  ck_assert_int_eq(signature_verify(&verifier, &evidence, &issues, &report), ERROR_OK);
  return report;
}

static inline void expect(enum signature_verdict verdict, const char *message) {
  struct signature_report report = verify();
  ck_assert_str_eq(signature_verdict_word(report.verdict), signature_verdict_word(verdict));
  ck_assert_uint_eq(issues.count, message != NULL ? 1 : 0);
  if (message != NULL) {
    ck_assert_str_eq(issues.issues[0].message->id, message);
  }
}

/* A signer of the authority with these wishes; its JWS is the evidence. */
static inline struct pki_node make_signer(struct pki_wish wish) {
  wish.name = "医師 一郎";
  wish.issuer = wish.issuer != NULL ? wish.issuer : &authority;
  struct pki_node signer = pki_make(&wish);
  evidence.jws = sign_by(&signer);
  return signer;
}

#endif
