/* Cards that do not behave, played by a module of the tests (fake_token.c). */
#include "server/national/pkcs11_key.h"

#include "tests/unit/national/fake_token.h"
#include "tests/unit/national/pki_fixture.h"
#include "tests/unit/unit_main.h"

#include <dlfcn.h>
#include <unistd.h>

static struct arena *arena;
static struct issue_list issues;
static char folder[64];
static char pin_file[96];
static char module[512];
static void *library;
static struct fake_token *token;
static struct signing_key *key;

/* The module lies beside this program. */
static void find_module(void) {
  ssize_t length = readlink("/proc/self/exe", module, sizeof(module) - 1);
  ck_assert_int_gt(length, 0);
  module[length] = '\0';
  char *name = strrchr(module, '/') + 1;
  snprintf(name, sizeof(module) - (size_t)(name - module), "fake_token.so");
}

static void set_up(void) {
  struct fake_token *(*state)(void);
  arena = arena_new(10000000);
  issues = issue_list_make(arena, 10);
  pki_folder_make(folder);
  snprintf(pin_file, sizeof(pin_file), "%s/pin", folder);
  pki_text_write(pin_file, "1234");
  find_module();
  library = dlopen(module, RTLD_NOW);
  ck_assert_msg(library != NULL, "%s", dlerror());
  void *symbol = dlsym(library, "fake_token_state");
  memcpy(&state, &symbol, sizeof(state));
  token = state();
  *token = (struct fake_token){.tokens = 1, .keys = 1};
  struct pkcs11_key_settings settings = {"pkcs11:token=card", module, pin_file};
  ck_assert_int_eq(pkcs11_key_open(&settings, &issues, &key), ERROR_OK);
}

static void tear_down(void) {
  key->close(key);
  ck_assert_int_eq(token->sessions, 0);
  ck_assert_int_eq(token->initialized, 0);
  dlclose(library);
  pki_folder_remove(folder);
  arena_free(arena);
}

static enum error sign(void) {
  struct signing_task task = {.algorithm = JWS_ES256, .digest = hash_sha256(view_of("x"))};
  struct view signature;
  enum error error = key->sign(key, &task, arena, &issues, &signature);
  if (error == ERROR_OK) {
    ck_assert_mem_eq(signature.data, task.digest.bytes, sizeof(task.digest.bytes));
  }
  return error;
}

static void expect(enum error error, const char *message) {
  issues = issue_list_make(arena, 10);
  ck_assert_int_eq(sign(), error);
  ck_assert_uint_eq(issues.count, message != NULL ? 1 : 0);
  if (message != NULL) {
    ck_assert_str_eq(issues.issues[0].message->id, message);
  }
}

START_TEST(one_session_for_many_signatures) {
  for (int i = 0; i < 5; i++) {
    expect(ERROR_OK, NULL);
  }
  ck_assert_int_eq(token->sessions, 1);
  ck_assert_int_eq(token->user_logins, 1);
  ck_assert_int_eq(token->context_logins, 0);
}
END_TEST

/* The last attempt belongs to a person. */
START_TEST(last_attempt_is_not_used) {
  token->flags = _i == 0 ? CKF_USER_PIN_FINAL_TRY : CKF_USER_PIN_LOCKED;
  expect(ERROR_SIGNER_FAILED, "signature-token-pin-last");
  ck_assert_int_eq(token->user_logins, 0);
  token->flags = 0;
  expect(ERROR_OK, NULL);
}
END_TEST

static const CK_RV refusals[] = {CKR_PIN_INCORRECT, CKR_PIN_INVALID, CKR_PIN_LEN_RANGE,
                                 CKR_PIN_EXPIRED};

START_TEST(refused_pin_is_tried_once) {
  token->login_result = refusals[_i];
  expect(ERROR_SIGNER_FAILED, "signature-token-pin");
  expect(ERROR_SIGNER_FAILED, "signature-token-pin");
  expect(ERROR_SIGNER_FAILED, "signature-token-pin");
  ck_assert_int_eq(token->user_logins, 1);
  pki_text_write(pin_file, "4321");
  token->login_result = CKR_OK;
  expect(ERROR_OK, NULL);
  ck_assert_int_eq(token->user_logins, 2);
}
END_TEST

START_TEST(locked_card) {
  token->login_result = CKR_PIN_LOCKED;
  expect(ERROR_SIGNER_FAILED, "signature-token-pin-last");
}
END_TEST

START_TEST(login_may_be_there_already) {
  token->login_result = CKR_USER_ALREADY_LOGGED_IN;
  expect(ERROR_OK, NULL);
}
END_TEST

START_TEST(pin_for_each_signature) {
  token->always_authenticate = CK_TRUE;
  expect(ERROR_OK, NULL);
  expect(ERROR_OK, NULL);
  ck_assert_int_eq(token->user_logins, 1);
  ck_assert_int_eq(token->context_logins, 2);
}
END_TEST

static const CK_RV losses[] = {CKR_DEVICE_REMOVED,       CKR_TOKEN_NOT_PRESENT,
                               CKR_DEVICE_ERROR,         CKR_SESSION_HANDLE_INVALID,
                               CKR_SESSION_CLOSED,       CKR_USER_NOT_LOGGED_IN,
                               CKR_OBJECT_HANDLE_INVALID};

START_TEST(card_that_comes_back) {
  expect(ERROR_OK, NULL);
  token->sign_result = losses[_i];
  expect(ERROR_OK, NULL);
  ck_assert_int_eq(token->user_logins, 2);
  ck_assert_int_eq(token->signatures, 3);
  ck_assert_int_eq(token->sessions, 1);
}
END_TEST

START_TEST(card_that_stays_away) {
  expect(ERROR_OK, NULL);
  token->sign_result = CKR_DEVICE_REMOVED;
  token->tokens = 0;
  expect(ERROR_SIGNER_UNAVAILABLE, "signature-token-missing");
  expect(ERROR_SIGNER_UNAVAILABLE, "signature-token-missing");
  token->tokens = 1;
  expect(ERROR_OK, NULL);
}
END_TEST

START_TEST(failures_are_not_repeated) {
  token->sign_result = CKR_FUNCTION_FAILED;
  expect(ERROR_SIGNER_FAILED, "signature-token-call");
  ck_assert(view_is(issues.issues[0].arguments[0], "C_Sign"));
  ck_assert(view_is(issues.issues[0].arguments[1], "CKR_FUNCTION_FAILED"));
  ck_assert_int_eq(token->signatures, 1);
  token->sign_result = 0x80000001UL;
  expect(ERROR_SIGNER_FAILED, "signature-token-call");
  ck_assert(view_is(issues.issues[0].arguments[1], "CKR 0x80000001"));
  expect(ERROR_OK, NULL);
}
END_TEST

START_TEST(nothing_is_guessed) {
  token->tokens = 2;
  expect(ERROR_SIGNER_FAILED, "signature-token-ambiguous");
  token->tokens = 1;
  token->keys = 2;
  expect(ERROR_SIGNER_FAILED, "signature-token-ambiguous");
  token->keys = 0;
  expect(ERROR_SIGNER_FAILED, "signature-token-object");
  ck_assert_int_eq(token->signatures, 0);
  ck_assert_int_eq(token->sessions, 0);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("pkcs11_faults");
  TCase *tests = tcase_create("pkcs11_faults");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, one_session_for_many_signatures);
  tcase_add_loop_test(tests, last_attempt_is_not_used, 0, 2);
  tcase_add_loop_test(tests, refused_pin_is_tried_once, 0, COUNT(refusals));
  tcase_add_test(tests, locked_card);
  tcase_add_test(tests, login_may_be_there_already);
  tcase_add_test(tests, pin_for_each_signature);
  tcase_add_loop_test(tests, card_that_comes_back, 0, COUNT(losses));
  tcase_add_test(tests, card_that_stays_away);
  tcase_add_test(tests, failures_are_not_repeated);
  tcase_add_test(tests, nothing_is_guessed);
  suite_add_tcase(suite, tests);
  return suite;
}
