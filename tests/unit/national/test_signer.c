/* Signers with a key in a file, and with a remote service; what is signed is verified. */
#include "server/national/signer.h"

#include "server/base/base64.h"
#include "server/base/certificate.h"
#include "server/base/jws_key.h"
#include "server/national/signature_verify.h"
#include "tests/unit/national/pki_fixture.h"
#include "tests/unit/national/web_fixture.h"
#include "tests/unit/unit_main.h"

#include <openssl/ecdsa.h>

#define CONTENT "{\"resourceType\":\"Bundle\",\"total\":1.10}"
#define TOKEN "a-bearer-token"

static struct arena *arena;
static struct issue_list issues;
static char folder[64];
static struct pki_node root;
static struct pki_node doctor;
static struct signer *signer;
static struct web_server server;

static const char *path_of(const char *name) {
  return arena_format(arena, "%s/%s", folder, name).data;
}

static void set_up(void) {
  arena = arena_new(50000000);
  issues = issue_list_make(arena, 20);
  pki_folder_make(folder);
  root = pki_make(&(struct pki_wish){.name = "Root", .is_authority = true});
  doctor = pki_make(&(struct pki_wish){.name = "Doctor", .issuer = &root});
  pki_certificates_write(path_of("root.pem"), (X509 *[]){root.certificate, NULL});
  pki_certificates_write(path_of("doctor.pem"),
                         (X509 *[]){doctor.certificate, root.certificate, NULL});
  pki_key_write(path_of("doctor.key"), doctor.key, NULL);
  pki_text_write(path_of("token"), TOKEN "\n");
  web_server_open(&server);
}

static void tear_down(void) {
  if (signer != NULL) {
    signer->close(signer);
    signer = NULL;
  }
  web_server_close(&server);
  pki_free(&doctor);
  pki_free(&root);
  pki_folder_remove(folder);
  arena_free(arena);
}

static enum error sign(struct view *ret_jws) {
  const struct signer_task task = {view_of(CONTENT), PKI_NOW_MS};
  return signer->sign(signer, &task, arena, &issues, ret_jws);
}

/* The verifier's verdict about a JWS of the content. */
static struct signature_report verify(struct view jws) {
  struct signature_trust *trust;
  struct signature_trust_settings settings = {.anchors_file = path_of("root.pem")};
  struct signature_report report;
  ck_assert_int_eq(signature_trust_open(&settings, &issues, &trust), ERROR_OK);
  struct signature_verifier verifier = {trust, {.clock_skew_ms = 1000}};
  struct signature_evidence evidence = {
      .content = view_of(CONTENT), .jws = jws, .now_ms = PKI_NOW_MS};
  ck_assert_int_eq(signature_verify(&verifier, &evidence, &issues, &report), ERROR_OK);
  signature_trust_close(trust);
  return report;
}

static void expect_issue(const char *id) {
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, id);
}

/* ---- file ---------------------------------------------------------------------------------------
 */

static struct signer_settings file_settings(void) {
  return (struct signer_settings){.kind = SIGNER_FILE,
                                  .certificate_file = path_of("doctor.pem"),
                                  .type = "jose",
                                  .time_claim = JWS_TIME_SIGT,
                                  .file = {.path = path_of("doctor.key")}};
}

START_TEST(file_signs) {
  struct signer_settings settings = file_settings();
  struct view jws;
  settings.time_claim = (enum jws_time_claim)(_i % JWS_TIME_COUNT);
  settings.unencoded = _i >= JWS_TIME_COUNT;
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_OK);
  ck_assert_int_eq(sign(&jws), ERROR_OK);
  struct signature_report report = verify(jws);
  ck_assert_int_eq(report.verdict, SIGNATURE_VALID);
  ck_assert_int_eq(report.time_claim, settings.time_claim);
  ck_assert_int_eq(report.signing_time_ms, _i % JWS_TIME_COUNT == 0 ? 0 : PKI_NOW_MS);
  ck_assert_uint_ne(view_find(jws, view_of(".."), 0), SIZE_MAX);
}
END_TEST

START_TEST(file_signs_with_rsa) {
  struct pki_node other =
      pki_make(&(struct pki_wish){.name = "RSA", .issuer = &root, .rsa_bits = 2048});
  struct signer_settings settings = file_settings();
  struct view jws;
  pki_certificates_write(path_of("doctor.pem"), (X509 *[]){other.certificate, NULL});
  pki_key_write(path_of("doctor.key"), other.key, "open sesame");
  pki_text_write(path_of("passphrase"), "open sesame\r\n");
  settings.file.passphrase_file = path_of("passphrase");
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_OK);
  ck_assert_int_eq(sign(&jws), ERROR_OK);
  struct signature_report report = verify(jws);
  ck_assert_int_eq(report.verdict, SIGNATURE_VALID);
  ck_assert_int_eq(report.algorithm, JWS_RS256);
  pki_free(&other);
}
END_TEST

START_TEST(wrong_passphrase) {
  struct signer_settings settings = file_settings();
  pki_key_write(path_of("doctor.key"), doctor.key, "open sesame");
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_CONFIGURATION);
  pki_text_write(path_of("passphrase"), "open barley");
  settings.file.passphrase_file = path_of("passphrase");
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_CONFIGURATION);
  ck_assert_uint_eq(issues.count, 2);
  ck_assert_str_eq(issues.issues[1].message->id, "signature-file-content");
}
END_TEST

START_TEST(key_of_another_certificate) {
  struct signer_settings settings = file_settings();
  struct view jws;
  pki_key_write(path_of("doctor.key"), root.key, NULL);
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_OK);
  ck_assert_int_eq(sign(&jws), ERROR_SIGNER_FAILED);
  expect_issue("signature-key-certificate");
}
END_TEST

/* What is not there or of no use is said when the signer is opened. */
static const struct {
  enum signer_kind kind;
  const char *key;
  const char *certificate;
  const char *message;
} settings_faults[] = {
    {SIGNER_NONE, "doctor.key", "doctor.pem", "signature-setting"},
    {SIGNER_FILE, NULL, "doctor.pem", "signature-setting"},
    {SIGNER_FILE, "absent", "doctor.pem", "signature-file"},
    {SIGNER_FILE, "doctor.pem", "doctor.pem", "signature-file-content"},
    {SIGNER_FILE, "doctor.key", NULL, "signature-setting"},
    {SIGNER_FILE, "doctor.key", "absent", "signature-file"},
    {SIGNER_FILE, "doctor.key", "token", "signature-file-content"},
    {SIGNER_FILE, "doctor.key", "weak.pem", "signature-key-weak"},
    {SIGNER_PKCS11, NULL, "doctor.pem", "signature-setting"},
    {SIGNER_REMOTE, NULL, "doctor.pem", "signature-setting"},
};

START_TEST(settings_are_checked) {
  struct pki_node weak = pki_make(&(struct pki_wish){.name = "W", .rsa_bits = 1024});
  pki_certificates_write(path_of("weak.pem"), (X509 *[]){weak.certificate, NULL});
  struct signer_settings settings = file_settings();
  settings.kind = settings_faults[_i].kind;
  settings.file.path = settings_faults[_i].key != NULL ? path_of(settings_faults[_i].key) : NULL;
  settings.certificate_file =
      settings_faults[_i].certificate != NULL ? path_of(settings_faults[_i].certificate) : NULL;
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_CONFIGURATION);
  expect_issue(settings_faults[_i].message);
  pki_free(&weak);
}
END_TEST

START_TEST(kinds_have_names) {
  enum signer_kind kind;
  ck_assert(signer_kind_find(view_of("pkcs11"), &kind));
  ck_assert_int_eq(kind, SIGNER_PKCS11);
  ck_assert(!signer_kind_find(view_of("smartcard"), &kind));
}
END_TEST

/* ---- remote service -----------------------------------------------------------------------------
 */

static void open_remote(const char *request, const char *answer, const char *more) {
  struct view json = arena_format(arena,
                                  "{\"url\":\"%ssign\",\"key_id\":\"k-1\",\"request\":\"%s\","
                                  "\"answer\":\"%s\"%s}",
                                  server.url, request, answer, more);
  pki_text_write(path_of("remote.json"), json.data);
  struct signer_settings settings = {
      .kind = SIGNER_REMOTE,
      .certificate_file = path_of("doctor.pem"),
      .time_claim = JWS_TIME_IAT,
      .remote = {.file = path_of("remote.json"), .token_file = path_of("token")}};
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_OK);
}

/* What the service does with the digest or the content that stands in the request's body. */
enum service { SERVICE_BASE64, SERVICE_BASE64URL, SERVICE_BYTES, SERVICE_DER, SERVICE_INPUT };

static struct sha256 digest_in(struct view body, bool is_input) {
  struct sha256 digest;
  struct view bytes;
  size_t start = view_find(body, view_of("hash="), 0);
  ck_assert_uint_ne(start, SIZE_MAX);
  ck_assert_int_eq(
      base64_decode(view_part(body, start + 5, body.length), BASE64_STANDARD, arena, &bytes),
      ERROR_OK);
  if (is_input) {
    return hash_sha256(bytes);
  }
  ck_assert_uint_eq(bytes.length, sizeof(digest));
  memcpy(&digest, bytes.data, sizeof(digest));
  return digest;
}

static struct view der_of(struct view signature) {
  const unsigned char *from = (const unsigned char *)signature.data;
  ECDSA_SIG *pair = ECDSA_SIG_new();
  ECDSA_SIG_set0(pair, BN_bin2bn(from, 32, NULL), BN_bin2bn(from + 32, 32, NULL));
  int length = i2d_ECDSA_SIG(pair, NULL);
  char *der = arena_bytes(arena, (size_t)length);
  unsigned char *to = (unsigned char *)der;
  i2d_ECDSA_SIG(pair, &to);
  ECDSA_SIG_free(pair);
  return view_make(der, (size_t)length);
}

static struct view serve(void *context, struct view request) {
  enum service service = *(enum service *)context;
  struct sha256 digest = digest_in(web_body(request), service == SERVICE_INPUT);
  struct view signature;
  ck_assert_int_eq(jws_key_sign(doctor.key, JWS_ES256, &digest, arena, &signature), ERROR_OK);
  switch (service) {
  case SERVICE_BYTES:
    return web_reply_make(200, signature);
  case SERVICE_BASE64URL:
    return web_reply_make(200, base64_encode(signature, BASE64_URL, arena));
  case SERVICE_DER:
    return web_reply_make(200, base64_encode(der_of(signature), BASE64_STANDARD, arena));
  case SERVICE_BASE64:
  case SERVICE_INPUT:
    break;
  }
  struct view text = base64_encode(signature, BASE64_STANDARD, arena);
  return web_reply_make(
      200, arena_format(arena, "{\"result\":{\"value\":\"%.*s\"}}\n", VIEW_ARGUMENTS(text)));
}

static const struct {
  enum service service;
  const char *request;
  const char *answer;
  const char *more;
} services[] = {
    {SERVICE_BASE64, "hash={digest_base64}", "signature-base64",
     ",\"answer_member\":\"result.value\""},
    {SERVICE_BASE64URL, "{{{{{key_id} {algorithm}} hash={digest_base64}", "signature-base64url",
     ",\"media_type\":\"text/plain\""},
    {SERVICE_BYTES, "hash={digest_base64}", "signature-bytes", ""},
    {SERVICE_DER, "hash={digest_base64}", "ecdsa-der-base64", ""},
    {SERVICE_INPUT, "hash={input_base64}", "signature-base64",
     ",\"answer_member\":\"result.value\""},
};

START_TEST(remote_signs) {
  enum service service = services[_i].service;
  struct view jws;
  open_remote(services[_i].request, services[_i].answer, services[_i].more);
  web_server_start(&server, serve, &service);
  enum error error = sign(&jws);
  web_server_join(&server);
  ck_assert_int_eq(error, ERROR_OK);
  struct signature_report report = verify(jws);
  ck_assert_int_eq(report.verdict, SIGNATURE_VALID);
  ck_assert_int_eq(report.time_claim, JWS_TIME_IAT);
  ck_assert(strncmp(server.received, "POST /sign HTTP/1.1\r\n", 21) == 0);
  ck_assert_ptr_nonnull(strstr(server.received, "Authorization: Bearer " TOKEN "\r\n"));
  ck_assert_ptr_null(strstr(server.received, "Expect:"));
  if (service == SERVICE_BASE64URL) {
    ck_assert_ptr_nonnull(strstr(server.received, "Content-Type: text/plain\r\n"));
    ck_assert_ptr_nonnull(strstr(server.received, "\r\n\r\n{{k-1 ES256} hash="));
  }
}
END_TEST

/* The service makes the whole JWS: of the right content, of another one, or by a wrong key. */
enum jws_service { JWS_RIGHT, JWS_ATTACHED, JWS_OTHER_CONTENT, JWS_OTHER_KEY, JWS_GARBAGE };

static struct view serve_jws(void *context, struct view request) {
  enum jws_service service = *(enum jws_service *)context;
  struct view content;
  struct view signature;
  struct sha256 digest;
  struct view certificate = certificate_der(doctor.certificate, arena);
  struct jws_header header = {
      .algorithm = JWS_ES256, .certificates = &certificate, .certificate_count = 1};
  ck_assert_int_eq(base64_decode(web_body(request), BASE64_STANDARD, arena, &content), ERROR_OK);
  ck_assert(view_is(content, CONTENT));
  struct jws_input input = {.content = service == JWS_OTHER_CONTENT ? view_of("{}") : content};
  ck_assert_int_eq(jws_header_write(&header, arena, &input.protected_text), ERROR_OK);
  ck_assert_int_eq(jws_input_digest(&input, &digest), ERROR_OK);
  EVP_PKEY *key = service == JWS_OTHER_KEY ? root.key : doctor.key;
  ck_assert_int_eq(jws_key_sign(key, JWS_ES256, &digest, arena, &signature), ERROR_OK);
  struct view jws = jws_join(input.protected_text, signature, arena);
  if (service == JWS_ATTACHED) {
    struct view text = base64_encode(content, BASE64_URL, arena);
    struct view value = base64_encode(signature, BASE64_URL, arena);
    jws = arena_format(arena, "%.*s.%.*s.%.*s", VIEW_ARGUMENTS(input.protected_text),
                       VIEW_ARGUMENTS(text), VIEW_ARGUMENTS(value));
  }
  return web_reply_make(200, service == JWS_GARBAGE ? view_of("<html/>") : jws);
}

START_TEST(remote_gives_jws) {
  enum jws_service service = (enum jws_service)_i;
  struct view jws;
  open_remote("{content_base64}", "jws", "");
  web_server_start(&server, serve_jws, &service);
  enum error error = sign(&jws);
  web_server_join(&server);
  if (service == JWS_RIGHT || service == JWS_ATTACHED) {
    ck_assert_int_eq(error, ERROR_OK);
    ck_assert_int_eq(verify(jws).verdict, SIGNATURE_VALID);
    ck_assert_uint_ne(view_find(jws, view_of(".."), 0), SIZE_MAX);
  } else {
    ck_assert_int_eq(error, ERROR_SIGNER_FAILED);
    ck_assert_str_eq(issues.issues[issues.count - 1].message->id, "signature-remote-answer");
  }
}
END_TEST

struct canned {
  int status;
  const char *body;
  const char *answer_member;
  enum error error;
  const char *message;
};

static struct view serve_canned(void *context, struct view request) {
  const struct canned *canned = context;
  (void)request;
  return canned->status == 0 ? (struct view){NULL, 0}
                             : web_reply_make(canned->status, view_of(canned->body));
}

static const struct canned canned[] = {
    {500, "", "", ERROR_SIGNER_UNAVAILABLE, "signature-remote-status"},
    {429, "", "", ERROR_SIGNER_UNAVAILABLE, "signature-remote-status"},
    {401, "", "", ERROR_SIGNER_FAILED, "signature-remote-status"},
    {302, "", "", ERROR_SIGNER_FAILED, "signature-remote-status"},
    {200, "", "", ERROR_SIGNER_FAILED, "signature-remote-answer"},
    {200, "<html>busy</html>", "", ERROR_SIGNER_FAILED, "signature-remote-answer"},
    {200, "{\"value\":1}", ",\"answer_member\":\"value\"", ERROR_SIGNER_FAILED,
     "signature-remote-answer"},
    {200, "{\"other\":\"\"}", ",\"answer_member\":\"value\"", ERROR_SIGNER_FAILED,
     "signature-remote-answer"},
    {200, "{", ",\"answer_member\":\"value\"", ERROR_SIGNER_FAILED, "signature-remote-answer"},
    {200, "AAAA", "", ERROR_SIGNER_FAILED, "signature-key-certificate"},
    {0, "", "", ERROR_SIGNER_UNAVAILABLE, "signature-remote-unreachable"},
};

START_TEST(remote_failures) {
  struct canned row = canned[_i];
  struct view jws = view_of("untouched");
  open_remote("{digest_hex}", "signature-base64", row.answer_member);
  web_server_start(&server, serve_canned, &row);
  enum error error = sign(&jws);
  web_server_join(&server);
  ck_assert_int_eq(error, row.error);
  expect_issue(row.message);
  ck_assert(view_is(jws, "untouched"));
}
END_TEST

START_TEST(remote_silence_ends) {
  struct view jws;
  open_remote("{digest_hex}", "signature-base64", ",\"connect_ms\":200,\"answer_ms\":300");
  /* The kernel takes the connection, nobody answers: answer_ms decides. */
  ck_assert_int_eq(sign(&jws), ERROR_SIGNER_UNAVAILABLE);
  expect_issue("signature-remote-timeout");
}
END_TEST

START_TEST(remote_not_there) {
  struct view jws;
  open_remote("{digest_hex}", "signature-base64", "");
  web_server_close(&server);
  ck_assert_int_eq(sign(&jws), ERROR_SIGNER_UNAVAILABLE);
  expect_issue("signature-remote-unreachable");
}
END_TEST

START_TEST(remote_without_token) {
  struct view jws;
  open_remote("{digest_hex}", "signature-base64", "");
  pki_text_write(path_of("token"), "two\nlines\n");
  ck_assert_int_eq(sign(&jws), ERROR_SIGNER_FAILED);
  expect_issue("signature-file-content");
  ck_assert_int_eq(unlink(path_of("token")), 0);
  ck_assert_int_eq(sign(&jws), ERROR_SIGNER_FAILED);
  ck_assert_str_eq(issues.issues[1].message->id, "signature-file");
}
END_TEST

#define BASE "\"url\":\"http://127.0.0.1/\",\"request\":\"{digest_hex}\",\"answer\":\"jws\""
static const struct {
  const char *json; /* NULL = no file */
  const char *message;
} files[] = {
    {NULL, "signature-file"},
    {"[]", "signature-file-content"},
    {"{", "signature-file-content"},
    {"{" BASE ",\"anser\":\"jws\"}", "signature-setting"},
    {"{" BASE ",\"connect_ms\":0}", "signature-setting"},
    {"{" BASE ",\"connect_ms\":\"5\"}", "signature-setting"},
    {"{" BASE ",\"tls_1_2\":1}", "signature-setting"},
    {"{" BASE ",\"media_type\":1}", "signature-setting"},
    {"{\"url\":\"ftp://x\",\"request\":\"x\",\"answer\":\"jws\"}", "signature-setting"},
    {"{\"url\":\"http://x\",\"request\":\"{hash}\",\"answer\":\"jws\"}", "signature-setting"},
    {"{\"url\":\"http://x\",\"request\":\"{digest_hex\",\"answer\":\"jws\"}", "signature-setting"},
    {"{\"url\":\"http://x\",\"request\":\"x\",\"answer\":\"xml\"}", "signature-setting"},
    {"{\"request\":\"x\",\"answer\":\"jws\"}", "signature-setting"},
};

START_TEST(remote_file_is_checked) {
  if (files[_i].json != NULL) {
    pki_text_write(path_of("remote.json"), files[_i].json);
  }
  struct signer_settings settings = {.kind = SIGNER_REMOTE,
                                     .remote = {.file = path_of("remote.json")}};
  ck_assert_int_eq(signer_open(&settings, &issues, &signer), ERROR_CONFIGURATION);
  expect_issue(files[_i].message);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("signer");
  TCase *tests = tcase_create("signer");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_loop_test(tests, file_signs, 0, 2 * JWS_TIME_COUNT);
  tcase_add_test(tests, file_signs_with_rsa);
  tcase_add_test(tests, wrong_passphrase);
  tcase_add_test(tests, key_of_another_certificate);
  tcase_add_loop_test(tests, settings_are_checked, 0, COUNT(settings_faults));
  tcase_add_test(tests, kinds_have_names);
  tcase_add_loop_test(tests, remote_signs, 0, COUNT(services));
  tcase_add_loop_test(tests, remote_gives_jws, JWS_RIGHT, JWS_GARBAGE + 1);
  tcase_add_loop_test(tests, remote_failures, 0, COUNT(canned));
  tcase_add_test(tests, remote_silence_ends);
  tcase_add_test(tests, remote_not_there);
  tcase_add_test(tests, remote_without_token);
  tcase_add_loop_test(tests, remote_file_is_checked, 0, COUNT(files));
  suite_add_tcase(suite, tests);
  return suite;
}
