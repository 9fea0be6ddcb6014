/* Every verdict but those of revocation, with certificates made on the fly. */
#include "server/national/signature_verify.h"

#include "server/national/signature_place.h"
#include "tests/unit/national/signature_fixture.h"
#include "tests/unit/unit_main.h"

/* ---- valid and unsigned -------------------------------------------------------------------------
 */

START_TEST(valid_ec) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct signature_report report = verify();
  ck_assert_int_eq(report.verdict, SIGNATURE_VALID);
  ck_assert_int_eq(report.algorithm, JWS_ES256);
  ck_assert_int_eq(report.time_claim, JWS_TIME_SIGT);
  ck_assert_int_eq(report.signing_time_ms, PKI_NOW_MS);
  ck_assert(view_is(report.subject, "CN=医師 一郎"));
  ck_assert_uint_eq(report.serial.length, 16);
  ck_assert(!report.revocation_known);
  ck_assert_uint_eq(issues.count, 0);
  pki_free(&signer);
}
END_TEST

START_TEST(valid_rsa) {
  struct pki_node signer =
      pki_make(&(struct pki_wish){.name = "R", .issuer = &authority, .rsa_bits = 2048});
  for (int algorithm = JWS_RS256; algorithm <= JWS_PS256; algorithm++) {
    struct signing how = {(enum jws_algorithm)algorithm, CONTENT, 0, algorithm == JWS_PS256};
    evidence.jws =
        sign(&how, signer.key, (X509 *[]){signer.certificate, authority.certificate, NULL});
    struct signature_report report = verify();
    ck_assert_int_eq(report.verdict, SIGNATURE_VALID);
    ck_assert_int_eq((int)report.algorithm, algorithm);
    ck_assert_int_eq(report.time_claim, JWS_TIME_NONE);
  }
  pki_free(&signer);
}
END_TEST

START_TEST(valid_with_content_inside) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct view text = base64_encode(view_of(CONTENT), BASE64_URL, arena);
  size_t dots = view_find(evidence.jws, view_of(".."), 0);
  struct view head = view_part(evidence.jws, 0, dots + 1);
  struct view tail = view_part(evidence.jws, dots + 1, evidence.jws.length);
  evidence.jws = arena_format(arena, "%.*s%.*s%.*s", VIEW_ARGUMENTS(head), VIEW_ARGUMENTS(text),
                              VIEW_ARGUMENTS(tail));
  expect(SIGNATURE_VALID, NULL);
  pki_free(&signer);
}
END_TEST

START_TEST(unsigned_by_policy) {
  expect(SIGNATURE_UNSIGNED, "signature-absent");
  ck_assert(!signature_accepted(&verifier.policy, SIGNATURE_UNSIGNED));
  issues = issue_list_make(arena, 20);
  verifier.policy.accept_unsigned = true;
  expect(SIGNATURE_UNSIGNED, NULL);
  ck_assert(signature_accepted(&verifier.policy, SIGNATURE_UNSIGNED));
  ck_assert(signature_accepted(&verifier.policy, SIGNATURE_VALID));
  for (int verdict = SIGNATURE_TAMPERED; verdict < SIGNATURE_VERDICT_COUNT; verdict++) {
    ck_assert(!signature_accepted(&verifier.policy, (enum signature_verdict)verdict));
  }
}
END_TEST

/* ---- tampered -----------------------------------------------------------------------------------
 */

START_TEST(every_changed_byte_of_content) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  char content[sizeof(CONTENT)];
  for (size_t i = 0; i < sizeof(CONTENT) - 1; i += 7) {
    memcpy(content, CONTENT, sizeof(content));
    content[i] = (char)(content[i] ^ 1);
    evidence.content = view_make(content, sizeof(CONTENT) - 1);
    issues = issue_list_make(arena, 20);
    expect(SIGNATURE_TAMPERED, "signature-tampered");
  }
  pki_free(&signer);
}
END_TEST

START_TEST(tampered_header) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct signing later = plain;
  later.signing_time_ms -= 1000;
  struct view other = sign(&later, signer.key, (X509 *[]){signer.certificate, NULL});
  struct view head = view_part(other, 0, view_find(other, view_of(".."), 0));
  size_t dots = view_find(evidence.jws, view_of(".."), 0);
  struct view tail = view_part(evidence.jws, dots, evidence.jws.length);
  evidence.jws = arena_format(arena, "%.*s%.*s", VIEW_ARGUMENTS(head), VIEW_ARGUMENTS(tail));
  expect(SIGNATURE_TAMPERED, "signature-tampered");
  pki_free(&signer);
}
END_TEST

/* Whatever single character of a JWS is changed, it is valid no more: no bit of it is slack. */
START_TEST(every_changed_character) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct view jws = evidence.jws;
  char *changed = arena_string(arena, jws);
  struct arena_mark mark = arena_mark(arena);
  evidence.jws = view_make(changed, jws.length);
  expect(SIGNATURE_VALID, NULL);
  for (size_t i = 0; i < jws.length; i++) {
    static const char others[] = "AQz9-_.=\n";
    issues = issue_list_make(arena, 20);
    changed[i] = others[i % (sizeof(others) - 1)];
    if (changed[i] != jws.data[i]) {
      ck_assert_msg(verify().verdict != SIGNATURE_VALID, "character %zu", i);
    }
    changed[i] = jws.data[i];
    arena_back(arena, mark);
  }
  issues = issue_list_make(arena, 20);
  expect(SIGNATURE_VALID, NULL);
  pki_free(&signer);
}
END_TEST

START_TEST(swapped_payload) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct signing other = plain;
  other.content = "{\"resourceType\":\"Bundle\",\"type\":\"collection\"}";
  struct view text = base64_encode(view_of(other.content), BASE64_URL, arena);
  struct view jws =
      sign(&other, signer.key, (X509 *[]){signer.certificate, authority.certificate, NULL});
  size_t dots = view_find(jws, view_of(".."), 0);
  struct view head = view_part(jws, 0, dots + 1);
  struct view tail = view_part(jws, dots + 1, jws.length);
  evidence.jws = arena_format(arena, "%.*s%.*s%.*s", VIEW_ARGUMENTS(head), VIEW_ARGUMENTS(text),
                              VIEW_ARGUMENTS(tail));
  expect(SIGNATURE_TAMPERED, "signature-other-content");
  pki_free(&signer);
}
END_TEST

/* ---- validity -----------------------------------------------------------------------------------
 */

static const struct {
  long start_day;
  long end_day;
  int64_t signing_ms; /* from PKI_NOW_MS */
  enum signature_verdict verdict;
  const char *message;
} validities[] = {
    {-30, -1, -172800000, SIGNATURE_EXPIRED, "signature-expired"},
    {1, 30, 0, SIGNATURE_NOT_YET_VALID, "signature-not-yet-valid"},
    {-1, 30, -172800000, SIGNATURE_NOT_YET_VALID, "signature-signed-before"},
    {-1, 30, 60001 + 999, SIGNATURE_NOT_YET_VALID, "signature-signed-in-future"},
    {-1, 30, 59000, SIGNATURE_VALID, NULL},
    {-1, 30, -3600000, SIGNATURE_VALID, NULL},
};

START_TEST(validity) {
  struct pki_node signer = pki_make(&(struct pki_wish){.name = "V",
                                                       .issuer = &authority,
                                                       .start_day = validities[_i].start_day,
                                                       .end_day = validities[_i].end_day});
  struct signing how = plain;
  how.signing_time_ms += validities[_i].signing_ms;
  evidence.jws =
      sign(&how, signer.key, (X509 *[]){signer.certificate, authority.certificate, NULL});
  expect(validities[_i].verdict, validities[_i].message);
  pki_free(&signer);
}
END_TEST

/* A certificate that begins within the tolerance of clocks. */
START_TEST(clock_skew) {
  struct pki_node signer = make_signer((struct pki_wish){.start_day = 1, .end_day = 30});
  struct signing how = plain;
  how.signing_time_ms = 0;
  evidence.jws =
      sign(&how, signer.key, (X509 *[]){signer.certificate, authority.certificate, NULL});
  evidence.now_ms = PKI_NOW_MS + INT64_C(86400000) - 59000;
  expect(SIGNATURE_VALID, NULL);
  evidence.now_ms = PKI_NOW_MS + INT64_C(86400000) - 61000;
  expect(SIGNATURE_NOT_YET_VALID, "signature-not-yet-valid");
  pki_free(&signer);
}
END_TEST

/* ---- issuer -------------------------------------------------------------------------------------
 */

START_TEST(unknown_root) {
  struct pki_node other = pki_make(&(struct pki_wish){.name = "Root", .is_authority = true});
  struct pki_node signer = make_signer((struct pki_wish){.issuer = &other});
  evidence.jws = sign(&plain, signer.key, (X509 *[]){signer.certificate, other.certificate, NULL});
  expect(SIGNATURE_UNKNOWN_ISSUER, "signature-unknown-issuer");
  pki_free(&signer);
  pki_free(&other);
}
END_TEST

START_TEST(missing_intermediate) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  evidence.jws = sign(&plain, signer.key, (X509 *[]){signer.certificate, NULL});
  expect(SIGNATURE_UNKNOWN_ISSUER, "signature-unknown-issuer");
  pki_free(&signer);
}
END_TEST

/* A signer's certificate is no authority, whatever it signs. */
START_TEST(issuer_that_is_no_authority) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct pki_node below = pki_make(&(struct pki_wish){.name = "below", .issuer = &signer});
  evidence.jws =
      sign(&plain, below.key,
           (X509 *[]){below.certificate, signer.certificate, authority.certificate, NULL});
  struct signature_report report = verify();
  ck_assert_int_eq(report.verdict, SIGNATURE_UNKNOWN_ISSUER);
  pki_free(&below);
  pki_free(&signer);
}
END_TEST

/* An authority below the root may be the anchor. */
START_TEST(anchor_may_be_an_intermediate) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  signature_trust_close(trust);
  pki_certificates_write(path_of("anchors.pem"), (X509 *[]){authority.certificate, NULL});
  struct signature_trust_settings settings = {.anchors_file = path_of("anchors.pem")};
  ck_assert_int_eq(signature_trust_open(&settings, &issues, &trust), ERROR_OK);
  verifier.trust = trust;
  expect(SIGNATURE_VALID, NULL);
  pki_free(&signer);
}
END_TEST

/* ---- usage --------------------------------------------------------------------------------------
 */

static const struct {
  const char *key_usage;
  const char *extended_usage;
  enum signature_verdict verdict;
} usages[] = {
    {"critical,nonRepudiation", NULL, SIGNATURE_VALID},
    {"digitalSignature", NULL, SIGNATURE_VALID},
    {"keyEncipherment", NULL, SIGNATURE_WRONG_USAGE},
    {"critical,digitalSignature", "serverAuth,clientAuth", SIGNATURE_WRONG_USAGE},
    {"critical,digitalSignature", "serverAuth,emailProtection", SIGNATURE_VALID},
    {"critical,digitalSignature", "critical,1.3.6.1.5.5.7.3.36", SIGNATURE_VALID},
    {"critical,digitalSignature", "anyExtendedKeyUsage", SIGNATURE_VALID},
};

START_TEST(usage) {
  struct pki_node signer = make_signer((struct pki_wish){
      .key_usage = usages[_i].key_usage, .extended_usage = usages[_i].extended_usage});
  expect(usages[_i].verdict,
         usages[_i].verdict == SIGNATURE_VALID ? NULL : "signature-wrong-usage");
  pki_free(&signer);
}
END_TEST

/* ---- malformed and unsupported ------------------------------------------------------------------
 */

/* The header replaced, content and signature as they were. */
static void replace_header(const char *json) {
  struct view head = base64_encode(view_of(json), BASE64_URL, arena);
  size_t dots = view_find(evidence.jws, view_of(".."), 0);
  struct view tail = view_part(evidence.jws, dots, evidence.jws.length);
  evidence.jws = arena_format(arena, "%.*s%.*s", VIEW_ARGUMENTS(head), VIEW_ARGUMENTS(tail));
}

static const struct {
  const char *header; /* %s = the signer's certificate */
  enum signature_verdict verdict;
  const char *message;
} headers[] = {
    {"{\"alg\":\"none\",\"x5c\":[\"%s\"]}", SIGNATURE_UNSUPPORTED, "signature-algorithm"},
    {"{\"alg\":\"HS256\",\"x5c\":[\"%s\"]}", SIGNATURE_UNSUPPORTED, "signature-algorithm"},
    {"{\"alg\":\"RS256\",\"x5c\":[\"%s\"]}", SIGNATURE_UNSUPPORTED, "signature-key-type"},
    {"{\"alg\":\"PS256\",\"x5c\":[\"%s\"]}", SIGNATURE_UNSUPPORTED, "signature-key-type"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"%s\"],\"sigPId\":{},\"crit\":[\"sigPId\"]}",
     SIGNATURE_UNSUPPORTED, "signature-critical"},
    {"{\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\"},\"kid\":\"%.3s\"}", SIGNATURE_UNSUPPORTED,
     "signature-certificate-missing"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"AA%s\"]}", SIGNATURE_MALFORMED, "signature-base64"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"AAAA%s\"]}", SIGNATURE_MALFORMED, "signature-certificate"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"%s\",\"AAAA\"]}", SIGNATURE_MALFORMED, "signature-certificate"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"%s\"],\"b64\":false}", SIGNATURE_MALFORMED, "signature-member"},
    {"{\"alg\":\"ES256\",\"x5c\":[\"%s\"]}", SIGNATURE_TAMPERED, "signature-tampered"},
};

START_TEST(header_faults) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct view certificate =
      base64_encode(certificate_der(signer.certificate, arena), BASE64_STANDARD, arena);
  char json[4096];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf(json, sizeof(json), headers[_i].header, certificate.data);
#pragma GCC diagnostic pop
  replace_header(json);
  expect(headers[_i].verdict, headers[_i].message);
  pki_free(&signer);
}
END_TEST

START_TEST(nonsense_is_malformed) {
  evidence.jws = view_of("nonsense");
  expect(SIGNATURE_MALFORMED, "signature-parts");
}
END_TEST

START_TEST(chain_order) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  evidence.jws =
      sign(&plain, signer.key, (X509 *[]){authority.certificate, signer.certificate, NULL});
  expect(SIGNATURE_MALFORMED, "signature-chain-order");
  issues = issue_list_make(arena, 20);
  evidence.jws =
      sign(&plain, signer.key,
           (X509 *[]){signer.certificate, root.certificate, authority.certificate, NULL});
  expect(SIGNATURE_MALFORMED, "signature-chain-order");
  issues = issue_list_make(arena, 20);
  evidence.jws =
      sign(&plain, signer.key,
           (X509 *[]){signer.certificate, authority.certificate, root.certificate, NULL});
  expect(SIGNATURE_VALID, NULL);
  pki_free(&signer);
}
END_TEST

START_TEST(weak_rsa) {
  struct pki_node signer =
      pki_make(&(struct pki_wish){.name = "W", .issuer = &authority, .rsa_bits = 1024});
  struct signing how = {JWS_RS256, CONTENT, PKI_NOW_MS, false};
  evidence.jws =
      sign(&how, signer.key, (X509 *[]){signer.certificate, authority.certificate, NULL});
  expect(SIGNATURE_UNSUPPORTED, "signature-key-weak");
  pki_free(&signer);
}
END_TEST

START_TEST(other_curve) {
  EVP_PKEY *key = EVP_EC_gen("P-384");
  X509 *certificate = pki_certify(&(struct pki_wish){.name = "C", .issuer = &authority}, key);
  struct pki_node signer = make_signer((struct pki_wish){0});
  evidence.jws = sign(&plain, signer.key, (X509 *[]){certificate, authority.certificate, NULL});
  expect(SIGNATURE_UNSUPPORTED, "signature-key-type");
  pki_free(&signer);
  X509_free(certificate);
  EVP_PKEY_free(key);
}
END_TEST

/* A certificate signed with SHA-1 proves nothing about its key. */
START_TEST(weak_certificate) {
  struct pki_node signer = make_signer((struct pki_wish){.sha1 = true});
  expect(SIGNATURE_UNSUPPORTED, "signature-unknown-issuer");
  pki_free(&signer);
}
END_TEST

/* ---- inside a Bundle ----------------------------------------------------------------------------
 */

static struct signature_report verify_bundle(struct view text) {
  struct document bundle;
  struct document_failure failure;
  struct signature_report report;
  ck_assert_int_eq(document_read(arena, text, NULL, &bundle, &failure), ERROR_OK);
  ck_assert_int_eq(signature_verify_bundle(&verifier, &bundle, &evidence, &issues, &report),
                   ERROR_OK);
  return report;
}

START_TEST(embedded) {
  static const struct signature_words words = {.type_code = VIEW_LITERAL("1"),
                                               .when = VIEW_LITERAL("2026-11-30T00:00:00Z"),
                                               .who_display = VIEW_LITERAL("x")};
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct document bundle;
  struct document_failure failure;
  struct view whole;
  ck_assert_int_eq(document_read(arena, view_of(CONTENT), NULL, &bundle, &failure), ERROR_OK);
  ck_assert_int_eq(signature_embed(&bundle, evidence.jws, &words, &issues, &whole), ERROR_OK);
  evidence.jws = view_of("");
  ck_assert_int_eq(verify_bundle(whole).verdict, SIGNATURE_UNSUPPORTED);
  ck_assert_str_eq(issues.issues[0].message->id, "signature-embedded-off");
  verifier.policy.accept_embedded = true;
  ck_assert_int_eq(verify_bundle(whole).verdict, SIGNATURE_VALID);
  char *changed = arena_string(arena, whole);
  *strstr(changed, "1.10") = '2';
  ck_assert_int_eq(verify_bundle(view_of(changed)).verdict, SIGNATURE_TAMPERED);
  ck_assert_int_eq(verify_bundle(view_of(CONTENT)).verdict, SIGNATURE_UNSIGNED);
  ck_assert_int_eq(verify_bundle(view_of("{\"resourceType\":\"Bundle\",\"signature\":{}}")).verdict,
                   SIGNATURE_MALFORMED);
  pki_free(&signer);
}
END_TEST

/* ---- settings -----------------------------------------------------------------------------------
 */

START_TEST(trust_needs_its_files) {
  struct signature_trust *other = NULL;
  struct signature_trust_settings settings = {.anchors_file = path_of("absent.pem")};
  ck_assert_int_eq(signature_trust_open(&settings, &issues, &other), ERROR_CONFIGURATION);
  pki_text_write(path_of("empty.pem"), "no certificate\n");
  settings.anchors_file = path_of("empty.pem");
  ck_assert_int_eq(signature_trust_open(&settings, &issues, &other), ERROR_CONFIGURATION);
  settings.anchors_file = path_of("anchors.pem");
  settings.lists_folder = path_of("absent");
  ck_assert_int_eq(signature_trust_open(&settings, &issues, &other), ERROR_CONFIGURATION);
  ck_assert_uint_eq(issues.count, 3);
}
END_TEST

START_TEST(words_are_in_both_languages) {
  enum signature_revocation revocation;
  ck_assert(signature_revocation_find(view_of("hard"), &revocation));
  ck_assert_int_eq(revocation, SIGNATURE_REVOCATION_HARD);
  ck_assert(!signature_revocation_find(view_of("maybe"), &revocation));
  ck_assert_str_eq(signature_verdict_text(SIGNATURE_REVOKED, LANGUAGE_ENGLISH),
                   "certificate revoked");
  ck_assert_str_eq(signature_verdict_text(SIGNATURE_REVOKED, LANGUAGE_JAPANESE), "証明書の失効");
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("signature_verify");
  TCase *tests = tcase_create("signature_verify");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, valid_ec);
  tcase_add_test(tests, valid_rsa);
  tcase_add_test(tests, valid_with_content_inside);
  tcase_add_test(tests, unsigned_by_policy);
  tcase_add_test(tests, every_changed_byte_of_content);
  tcase_add_test(tests, tampered_header);
  tcase_add_test(tests, every_changed_character);
  tcase_add_test(tests, swapped_payload);
  tcase_add_loop_test(tests, validity, 0, COUNT(validities));
  tcase_add_test(tests, clock_skew);
  tcase_add_test(tests, unknown_root);
  tcase_add_test(tests, missing_intermediate);
  tcase_add_test(tests, issuer_that_is_no_authority);
  tcase_add_test(tests, anchor_may_be_an_intermediate);
  tcase_add_loop_test(tests, usage, 0, COUNT(usages));
  tcase_add_loop_test(tests, header_faults, 0, COUNT(headers));
  tcase_add_test(tests, nonsense_is_malformed);
  tcase_add_test(tests, chain_order);
  tcase_add_test(tests, weak_rsa);
  tcase_add_test(tests, other_curve);
  tcase_add_test(tests, weak_certificate);
  tcase_add_test(tests, embedded);
  tcase_add_test(tests, trust_needs_its_files);
  tcase_add_test(tests, words_are_in_both_languages);
  suite_add_tcase(suite, tests);
  return suite;
}
