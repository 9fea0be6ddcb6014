/* Signing with keys in a PKCS#11 token: SoftHSM, a token in software. */
#include "server/national/pkcs11_key.h"

#include "server/base/jws_key.h"
#include "server/national/signer.h"
#include "tests/unit/national/pki_fixture.h"
#include "tests/unit/unit_main.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <pthread.h>
#include <unistd.h>

#define PIN "471100"
#define OTHER_PIN "081500"
#define TOKEN "Doctor 1"
#define URI "pkcs11:token=Doctor%201;object="

static struct arena *arena;
static struct issue_list issues;
static char folder[64];
static struct pki_node ec;
static struct pki_node rsa;
static struct signer *signer;
static CK_FUNCTION_LIST *functions; /* the same module, as somebody else in the process has it */
static void *library;

static const char *const modules[] = {
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
};

static const char *module_path(void) {
  for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
    if (access(modules[i], R_OK) == 0) {
      return modules[i];
    }
  }
  return NULL;
}

static const char *path_of(const char *name) {
  return arena_format(arena, "%s/%s", folder, name).data;
}

static void run(const char *command) {
  ck_assert_ptr_nonnull(command);
  ck_assert_int_eq(system(command), 0);
}

static void import_key(const char *label, const char *id, struct pki_node *node, int rsa_bits) {
  *node = pki_make(&(struct pki_wish){.name = label, .rsa_bits = rsa_bits});
  pki_key_write(path_of("key.pem"), node->key, NULL);
  run(arena_format(arena,
                   "softhsm2-util --import %s --token '" TOKEN "' --label %s --id %s --pin " PIN
                   " >/dev/null",
                   path_of("key.pem"), label, id)
          .data);
  const char *certificate = arena_format(arena, "%s/%s.pem", folder, label).data;
  pki_certificates_write(certificate, (X509 *[]){node->certificate, NULL});
}

static void load_module(void) {
  CK_C_GetFunctionList get_list;
  library = dlopen(module_path(), RTLD_NOW);
  void *symbol = dlsym(library, "C_GetFunctionList");
  memcpy(&get_list, &symbol, sizeof(get_list));
  ck_assert_uint_eq(get_list(&functions), CKR_OK);
}

static void set_up(void) {
  arena = arena_new(50000000);
  issues = issue_list_make(arena, 10);
  pki_folder_make(folder);
  run(arena_format(arena, "mkdir %s/tokens", folder).data);
  pki_text_write(
      path_of("softhsm2.conf"),
      arena_format(arena, "directories.tokendir = %s/tokens\nlog.level = ERROR\n", folder).data);
  setenv("SOFTHSM2_CONF", path_of("softhsm2.conf"), 1);
  run("softhsm2-util --init-token --free --label '" TOKEN "' --pin " PIN
      " --so-pin 99990000 >/dev/null");
  import_key("ec", "01", &ec, 0);
  import_key("rsa", "02", &rsa, 2048);
  pki_text_write(path_of("pin"), PIN "\n");
  load_module();
}

static void set_up_without_token(void) {
  arena = arena_new(1000000);
  issues = issue_list_make(arena, 10);
}

static void tear_down_without_token(void) {
  arena_free(arena);
}

static void tear_down(void) {
  if (signer != NULL) {
    signer->close(signer);
    signer = NULL;
  }
  dlclose(library);
  pki_free(&ec);
  pki_free(&rsa);
  pki_folder_remove(folder);
  arena_free(arena);
}

/* Opens a signer with that key; certificate NULL = from the token. */
static enum error open_signer(const char *object, const char *certificate) {
  struct signer_settings settings = {.kind = SIGNER_PKCS11,
                                     .certificate_file =
                                         certificate != NULL ? path_of(certificate) : NULL,
                                     .time_claim = JWS_TIME_SIGT,
                                     .token = {.uri = arena_format(arena, "%s%s", URI, object).data,
                                               .module = module_path(),
                                               .pin_file = path_of("pin")}};
  return signer_open(&settings, &issues, &signer);
}

static enum error sign(const char *content, struct view *ret_jws) {
  const struct signer_task task = {view_of(content), PKI_NOW_MS};
  return signer->sign(signer, &task, arena, &issues, ret_jws);
}

static void check_jws(struct view text, const char *content, EVP_PKEY *key) {
  struct jws jws;
  struct sha256 digest;
  ck_assert_int_eq(jws_read(text, arena, &issues, &jws), ERROR_OK);
  struct jws_input input = {jws.protected_text, jws.header.unencoded, view_of(content)};
  ck_assert_int_eq(jws_input_digest(&input, &digest), ERROR_OK);
  ck_assert(jws_key_verify(key, jws.header.algorithm, &digest, jws.signature));
  ck_assert_int_eq(jws.header.signing_time_ms, PKI_NOW_MS);
}

static void check_signs(EVP_PKEY *key) {
  struct view jws;
  ck_assert_int_eq(sign("{\"a\":1.10}", &jws), ERROR_OK);
  check_jws(jws, "{\"a\":1.10}", key);
}

static void expect_issue(const char *id) {
  ck_assert_uint_ge(issues.count, 1);
  ck_assert_str_eq(issues.issues[issues.count - 1].message->id, id);
}

static CK_SLOT_ID first_slot(void) {
  CK_SLOT_ID slots[8];
  CK_ULONG count = 8;
  ck_assert_uint_eq(functions->C_GetSlotList(CK_TRUE, slots, &count), CKR_OK);
  return slots[0];
}

START_TEST(signs_es256) {
  ck_assert_int_eq(open_signer("ec", "ec.pem"), ERROR_OK);
  check_signs(ec.key);
  check_signs(ec.key);
}
END_TEST

START_TEST(signs_rs256) {
  ck_assert_int_eq(open_signer("rsa", "rsa.pem"), ERROR_OK);
  check_signs(rsa.key);
}
END_TEST

START_TEST(finds_key_by_id) {
  ck_assert_int_eq(open_signer("ec;id=%01", "ec.pem"), ERROR_OK);
  check_signs(ec.key);
}
END_TEST

START_TEST(takes_certificate_from_token) {
  struct view jws;
  ck_assert_int_eq(open_signer("ec", NULL), ERROR_SIGNER_FAILED); /* there is none yet */
  expect_issue("signature-token-object");
  unsigned char *der = NULL;
  int length = i2d_X509(ec.certificate, &der);
  CK_OBJECT_CLASS class = CKO_CERTIFICATE;
  CK_CERTIFICATE_TYPE type = CKC_X_509;
  CK_BBOOL yes = CK_TRUE;
  CK_BYTE id = 1;
  CK_ATTRIBUTE attributes[] = {{CKA_CLASS, &class, sizeof(class)},
                               {CKA_CERTIFICATE_TYPE, &type, sizeof(type)},
                               {CKA_TOKEN, &yes, sizeof(yes)},
                               {CKA_ID, &id, 1},
                               {CKA_SUBJECT, der, 1},
                               {CKA_VALUE, der, (CK_ULONG)length}};
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE object;
  CK_UTF8CHAR pin[] = PIN;
  ck_assert_uint_eq(functions->C_Initialize(NULL), CKR_OK);
  ck_assert_uint_eq(functions->C_OpenSession(first_slot(), CKF_SERIAL_SESSION | CKF_RW_SESSION,
                                             NULL, NULL, &session),
                    CKR_OK);
  ck_assert_uint_eq(functions->C_Login(session, CKU_USER, pin, sizeof(PIN) - 1), CKR_OK);
  ck_assert_uint_eq(functions->C_CreateObject(session, attributes, 6, &object), CKR_OK);
  functions->C_Finalize(NULL);
  OPENSSL_free(der);
  ck_assert_int_eq(open_signer("ec", NULL), ERROR_OK);
  ck_assert_int_eq(sign("x", &jws), ERROR_OK);
  check_jws(jws, "x", ec.key);
}
END_TEST

/* A wrong PIN costs one attempt: it is not tried again, even when it would be right by now. */
START_TEST(wrong_pin_is_not_repeated) {
  struct view jws;
  CK_UTF8CHAR pin[] = PIN;
  CK_UTF8CHAR other[] = OTHER_PIN;
  CK_SESSION_HANDLE session;
  pki_text_write(path_of("pin"), OTHER_PIN);
  ck_assert_int_eq(open_signer("ec", "ec.pem"), ERROR_OK);
  ck_assert_int_eq(sign("x", &jws), ERROR_SIGNER_FAILED);
  expect_issue("signature-token-pin");
  ck_assert_uint_eq(functions->C_OpenSession(first_slot(), CKF_SERIAL_SESSION | CKF_RW_SESSION,
                                             NULL, NULL, &session),
                    CKR_OK);
  ck_assert_uint_eq(
      functions->C_SetPIN(session, pin, sizeof(PIN) - 1, other, sizeof(OTHER_PIN) - 1), CKR_OK);
  ck_assert_int_eq(sign("x", &jws), ERROR_SIGNER_FAILED);
  ck_assert_uint_eq(
      functions->C_SetPIN(session, other, sizeof(OTHER_PIN) - 1, pin, sizeof(PIN) - 1), CKR_OK);
  ck_assert_uint_eq(functions->C_CloseSession(session), CKR_OK);
  pki_text_write(path_of("pin"), PIN); /* a person has corrected the file */
  check_signs(ec.key);
}
END_TEST

START_TEST(pin_file_must_be_there) {
  struct view jws;
  ck_assert_int_eq(open_signer("ec", "ec.pem"), ERROR_OK);
  ck_assert_int_eq(unlink(path_of("pin")), 0);
  ck_assert_int_eq(sign("x", &jws), ERROR_SIGNER_FAILED);
  expect_issue("signature-file");
}
END_TEST

START_TEST(missing_token_may_come_later) {
  struct view jws;
  const char *there = path_of("tokens");
  const char *away = path_of("away");
  ck_assert_int_eq(rename(there, away), 0);
  run(arena_format(arena, "mkdir %s", there).data);
  ck_assert_int_eq(open_signer("ec", "ec.pem"), ERROR_OK);
  ck_assert_int_eq(sign("x", &jws), ERROR_SIGNER_UNAVAILABLE);
  expect_issue("signature-token-missing");
  ck_assert_int_eq(rmdir(there), 0);
  ck_assert_int_eq(rename(away, there), 0);
  functions->C_Finalize(NULL); /* SoftHSM looks for its tokens when it is initialized */
  check_signs(ec.key);
}
END_TEST

START_TEST(missing_objects_are_said) {
  struct view jws;
  ck_assert_int_eq(open_signer("other", "ec.pem"), ERROR_OK);
  ck_assert_int_eq(sign("x", &jws), ERROR_SIGNER_FAILED);
  expect_issue("signature-token-object");
}
END_TEST

START_TEST(lost_sessions_are_opened_again) {
  ck_assert_int_eq(open_signer("ec", "ec.pem"), ERROR_OK);
  check_signs(ec.key);
  ck_assert_uint_eq(functions->C_CloseAllSessions(first_slot()), CKR_OK);
  check_signs(ec.key);
  ck_assert_uint_eq(functions->C_Finalize(NULL), CKR_OK);
  check_signs(ec.key);
  ck_assert_uint_eq(issues.count, 0);
}
END_TEST

START_TEST(other_certificate_is_noticed) {
  struct view jws;
  struct pki_node other = pki_make(&(struct pki_wish){.name = "other"});
  pki_certificates_write(path_of("other.pem"), (X509 *[]){other.certificate, NULL});
  ck_assert_int_eq(open_signer("ec", "other.pem"), ERROR_OK);
  ck_assert_int_eq(sign("x", &jws), ERROR_SIGNER_FAILED);
  expect_issue("signature-key-certificate");
  signer->close(signer);
  ck_assert_int_eq(open_signer("rsa", "other.pem"), ERROR_OK);
  ck_assert_int_eq(sign("x", &jws), ERROR_SIGNER_FAILED);
  expect_issue("signature-token-object");
  pki_free(&other);
}
END_TEST

#define THREADS 8
#define EACH 25

static void *sign_many(void *context) {
  struct arena *own = arena_new(10000000);
  struct issue_list list = issue_list_make(own, 10);
  uintptr_t signed_count = 0;
  (void)context;
  for (int i = 0; i < EACH; i++) {
    struct view jws;
    const struct signer_task task = {arena_format(own, "content %d", i), PKI_NOW_MS};
    if (signer->sign(signer, &task, own, &list, &jws) == ERROR_OK) {
      signed_count++; /* the signer itself has verified it */
    }
  }
  arena_free(own);
  return (void *)signed_count;
}

START_TEST(eight_threads_sign) {
  pthread_t threads[THREADS];
  ck_assert_int_eq(open_signer(_i == 0 ? "ec" : "rsa", _i == 0 ? "ec.pem" : "rsa.pem"), ERROR_OK);
  for (int i = 0; i < THREADS; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, sign_many, NULL), 0);
  }
  for (int i = 0; i < THREADS; i++) {
    void *count = NULL;
    pthread_join(threads[i], &count);
    ck_assert_uint_eq((uintptr_t)count, EACH);
  }
}
END_TEST

static const struct {
  const char *uri;
  const char *module;
  const char *message;
} settings_faults[] = {
    {"pkcs11:tokn=x", "/nonexistent/module.so", "signature-setting"},
    {"pkcs11:token=x", NULL, "signature-token-module"},
    {"pkcs11:token=x", "/nonexistent/module.so", "signature-token-module"},
    {"pkcs11:token=x?module-path=/nonexistent/module.so", "", "signature-token-module"},
};

START_TEST(settings_are_checked) {
  struct pkcs11_key_settings settings = {settings_faults[_i].uri, settings_faults[_i].module, NULL};
  struct signing_key *key = NULL;
  ck_assert_int_eq(pkcs11_key_open(&settings, &issues, &key), ERROR_CONFIGURATION);
  expect_issue(settings_faults[_i].message);
}
END_TEST

START_TEST(without_softhsm) {
  printf("skipped: tests of PKCS#11 tokens need the package softhsm2\n");
  fflush(stdout);
}
END_TEST

static void add_settings_tests(TCase *tests) {
  tcase_add_checked_fixture(tests, set_up_without_token, tear_down_without_token);
  tcase_add_loop_test(tests, settings_are_checked, 0,
                      (int)(sizeof(settings_faults) / sizeof(settings_faults[0])));
}

static void add_token_tests(TCase *tests) {
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, signs_es256);
  tcase_add_test(tests, signs_rs256);
  tcase_add_test(tests, finds_key_by_id);
  tcase_add_test(tests, takes_certificate_from_token);
  tcase_add_test(tests, wrong_pin_is_not_repeated);
  tcase_add_test(tests, pin_file_must_be_there);
  tcase_add_test(tests, missing_token_may_come_later);
  tcase_add_test(tests, missing_objects_are_said);
  tcase_add_test(tests, lost_sessions_are_opened_again);
  tcase_add_test(tests, other_certificate_is_noticed);
  tcase_add_loop_test(tests, eight_threads_sign, 0, 2);
}

Suite *test_suite(void) {
  Suite *suite = suite_create("pkcs11_key");
  TCase *tests = tcase_create("pkcs11_key");
  if (module_path() != NULL) {
    add_token_tests(tests);
  } else {
    tcase_add_test(tests, without_softhsm);
  }
  suite_add_tcase(suite, tests);
  TCase *settings = tcase_create("settings");
  add_settings_tests(settings);
  suite_add_tcase(suite, settings);
  return suite;
}
