/* Revoked or not: by lists in a folder, by OCSP, by what is fetched. */
#include "server/national/revocation.h"

#include "tests/unit/national/signature_fixture.h"
#include "tests/unit/unit_main.h"

#include <pthread.h>

/* Lists of both authorities in the folder; revoked may be NULL. */
static void write_lists(const X509 *revoked_by_authority, const X509 *revoked_by_root,
                        long end_day) {
  X509_CRL *list = pki_list(&authority, revoked_by_authority, -2, end_day);
  pki_list_write(list, path_of("authority.crl"));
  X509_CRL_free(list);
  list = pki_list(&root, revoked_by_root, -2, 1);
  FILE *file = fopen(path_of("root.crl"), "wb"); /* PEM is read as well */
  ck_assert_int_eq(PEM_write_X509_CRL(file, list), 1);
  fclose(file);
  X509_CRL_free(list);
  pki_text_write(path_of("notes.txt"), "no list");
}

START_TEST(not_revoked_by_list) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct pki_node other = pki_make(&(struct pki_wish){.name = "O", .issuer = &authority});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_HARD;
  write_lists(other.certificate, NULL, 1);
  expect(SIGNATURE_VALID, NULL);
  ck_assert(verify().revocation_known);
  pki_free(&other);
  pki_free(&signer);
}
END_TEST

START_TEST(revoked_by_list) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_SOFT;
  write_lists(signer.certificate, NULL, 1);
  expect(SIGNATURE_REVOKED, "signature-revoked");
  ck_assert(view_starts_with(issues.issues[0].arguments[1], view_of("2026-11-28T")));
  pki_free(&signer);
}
END_TEST

/* Nothing new is known of a stale list, but what it revokes stays revoked. */
START_TEST(revoked_by_stale_list) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_SOFT;
  write_lists(signer.certificate, NULL, -1);
  expect(SIGNATURE_REVOKED, "signature-revoked");
  pki_free(&signer);
}
END_TEST

START_TEST(revoked_authority) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_SOFT;
  write_lists(NULL, authority.certificate, 1);
  expect(SIGNATURE_REVOKED, "signature-revoked");
  ck_assert(view_is(issues.issues[0].arguments[0], "CN=Authority"));
  pki_free(&signer);
}
END_TEST

START_TEST(policy_off_asks_nobody) {
  struct pki_node signer =
      make_signer((struct pki_wish){.list_url = LIST_URL, .ocsp_url = OCSP_URL});
  write_lists(signer.certificate, NULL, 1);
  expect(SIGNATURE_VALID, NULL);
  ck_assert_int_eq(source.lists_asked + source.ocsp_asked, 0);
  pki_free(&signer);
}
END_TEST

/* Stale lists, damaged ones and ones signed by a stranger say nothing. */
START_TEST(useless_lists) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct pki_node stranger =
      pki_make(&(struct pki_wish){.name = "Authority", .issuer = &root, .is_authority = true});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_HARD;
  if (_i == 0) {
    write_lists(NULL, NULL, -1);
  } else if (_i == 1) {
    write_lists(NULL, NULL, 1);
    pki_text_write(path_of("authority.crl"), "damaged");
  } else {
    write_lists(NULL, NULL, 1);
    X509_CRL *list = pki_list(&stranger, NULL, -2, 1);
    pki_list_write(list, path_of("authority.crl"));
    X509_CRL_free(list);
  }
  expect(SIGNATURE_NO_REVOCATION_INFORMATION, "signature-no-revocation");
  ck_assert_int_eq(issues.issues[0].severity, SEVERITY_ERROR);
  pki_free(&stranger);
  pki_free(&signer);
}
END_TEST

START_TEST(soft_policy_warns) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_SOFT;
  struct signature_report report = verify();
  ck_assert_int_eq(report.verdict, SIGNATURE_VALID);
  ck_assert(!report.revocation_known);
  ck_assert_uint_eq(issues.count, 2); /* signer and authority */
  ck_assert_int_eq(issues.issues[0].severity, SEVERITY_WARNING);
  ck_assert(!issue_list_failed(&issues));
  pki_free(&signer);
}
END_TEST

/* New files in the folder are seen after a minute at the latest. */
START_TEST(lists_are_read_again) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_HARD;
  write_lists(NULL, NULL, 1);
  expect(SIGNATURE_VALID, NULL);
  write_lists(signer.certificate, NULL, 1);
  evidence.now_ms += 60000;
  expect(SIGNATURE_REVOKED, "signature-revoked");
  pki_free(&signer);
}
END_TEST

/* Many at a time, while the lists are read again. */
static void *verify_many(void *context) {
  uintptr_t valid = 0;
  (void)context;
  for (int i = 0; i < 50; i++) {
    struct arena *own = arena_new(10000000);
    struct issue_list list = issue_list_make(own, 20);
    struct signature_evidence mine = evidence;
    struct signature_report report = {.verdict = SIGNATURE_UNSIGNED};
    mine.now_ms += i * INT64_C(30000);
    if (signature_verify(&verifier, &mine, &list, &report) == ERROR_OK &&
        report.verdict == SIGNATURE_VALID && report.revocation_known) {
      valid++;
    }
    arena_free(own);
  }
  return (void *)valid;
}

START_TEST(threads_verify) {
  pthread_t threads[4];
  struct pki_node signer = make_signer((struct pki_wish){0});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_HARD;
  write_lists(NULL, NULL, 1);
  for (int i = 0; i < 4; i++) {
    ck_assert_int_eq(pthread_create(&threads[i], NULL, verify_many, NULL), 0);
  }
  for (int i = 0; i < 4; i++) {
    void *valid = NULL;
    pthread_join(threads[i], &valid);
    ck_assert_uint_eq((uintptr_t)valid, 50);
  }
  pki_free(&signer);
}
END_TEST

/* ---- OCSP and fetching --------------------------------------------------------------------------
 */

static const struct {
  int status;
  long start_day;
  long end_day;
  bool sha256;
  bool by_stranger;
  enum signature_verdict verdict;
  const char *message;
} answers[] = {
    {V_OCSP_CERTSTATUS_GOOD, -1, 1, false, false, SIGNATURE_VALID, NULL},
    {V_OCSP_CERTSTATUS_GOOD, -1, 1, true, false, SIGNATURE_VALID, NULL},
    {V_OCSP_CERTSTATUS_REVOKED, -1, 1, false, false, SIGNATURE_REVOKED, "signature-revoked"},
    {V_OCSP_CERTSTATUS_UNKNOWN, -1, 1, false, false, SIGNATURE_NO_REVOCATION_INFORMATION,
     "signature-no-revocation"},
    {V_OCSP_CERTSTATUS_GOOD, -3, -1, false, false, SIGNATURE_NO_REVOCATION_INFORMATION,
     "signature-no-revocation"},
    {V_OCSP_CERTSTATUS_GOOD, 1, 2, false, false, SIGNATURE_NO_REVOCATION_INFORMATION,
     "signature-no-revocation"},
    {V_OCSP_CERTSTATUS_GOOD, -1, 1, false, true, SIGNATURE_NO_REVOCATION_INFORMATION,
     "signature-no-revocation"},
};

/* Answers by a responder that the authority appointed, given along or fetched. */
START_TEST(ocsp) {
  bool is_fetched = _i % 2 == 1;
  int row = _i / 2;
  struct pki_node signer = make_signer((struct pki_wish){.ocsp_url = is_fetched ? OCSP_URL : NULL});
  struct pki_node stranger = pki_make(&(struct pki_wish){.name = "X", .is_authority = true});
  struct pki_node responder =
      pki_make(&(struct pki_wish){.name = "OCSP",
                                  .issuer = answers[row].by_stranger ? &stranger : &authority,
                                  .key_usage = "digitalSignature",
                                  .extended_usage = "OCSPSigning"});
  struct view answer = pki_ocsp(&(struct pki_answer){.issuer = &authority,
                                                     .responder = &responder,
                                                     .certificate = signer.certificate,
                                                     .status = answers[row].status,
                                                     .start_day = answers[row].start_day,
                                                     .end_day = answers[row].end_day,
                                                     .sha256 = answers[row].sha256});
  X509_CRL *list = pki_list(&root, NULL, -2, 1);
  pki_list_write(list, path_of("root.crl"));
  X509_CRL_free(list);
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_HARD;
  evidence.ocsp_response = is_fetched ? view_of("") : answer;
  source.ocsp = answer;
  expect(answers[row].verdict, answers[row].message);
  ck_assert_int_eq(source.ocsp_asked, is_fetched ? 1 : 0);
  OPENSSL_free((void *)(uintptr_t)answer.data);
  pki_free(&responder);
  pki_free(&stranger);
  pki_free(&signer);
}
END_TEST

/* A list that revokes is believed even if an older answer of OCSP says good. */
START_TEST(revoked_by_any) {
  struct pki_node signer = make_signer((struct pki_wish){0});
  struct view answer = pki_ocsp(&(struct pki_answer){.issuer = &authority,
                                                     .responder = &authority,
                                                     .certificate = signer.certificate,
                                                     .status = V_OCSP_CERTSTATUS_GOOD,
                                                     .start_day = -1,
                                                     .end_day = 1});
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_HARD;
  write_lists(signer.certificate, NULL, 1);
  evidence.ocsp_response = answer;
  expect(SIGNATURE_REVOKED, "signature-revoked");
  OPENSSL_free((void *)(uintptr_t)answer.data);
  pki_free(&signer);
}
END_TEST

/* Row 0: the responder is silent, the list is fetched; 1: the fetched list revokes; 2: both silent;
 * 3: garbage. */
static const struct {
  enum signature_verdict verdict;
  const char *message;
} fetches[] = {
    {SIGNATURE_VALID, NULL},
    {SIGNATURE_REVOKED, "signature-revoked"},
    {SIGNATURE_NO_REVOCATION_INFORMATION, "signature-no-revocation"},
    {SIGNATURE_NO_REVOCATION_INFORMATION, "signature-no-revocation"},
};

START_TEST(fetched_list) {
  struct pki_node signer =
      make_signer((struct pki_wish){.list_url = LIST_URL, .ocsp_url = OCSP_URL});
  X509_CRL *list = pki_list(&root, NULL, -2, 1);
  pki_list_write(list, path_of("root.crl"));
  X509_CRL_free(list);
  list = pki_list(&authority, _i == 1 ? signer.certificate : NULL, -2, 1);
  unsigned char *bytes = NULL;
  int length = i2d_X509_CRL(list, &bytes);
  if (_i < 2) {
    source.list = view_make((const char *)bytes, (size_t)length);
  } else if (_i == 3) {
    source.list = view_of("garbage");
    source.ocsp = view_of("garbage");
  }
  verifier.policy.require_revocation = SIGNATURE_REVOCATION_HARD;
  expect(fetches[_i].verdict, fetches[_i].message);
  ck_assert_int_eq(source.ocsp_asked, 1);
  ck_assert_int_eq(source.lists_asked, 1);
  OPENSSL_free(bytes);
  X509_CRL_free(list);
  pki_free(&signer);
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

Suite *test_suite(void) {
  Suite *suite = suite_create("revocation");
  TCase *tests = tcase_create("revocation");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, not_revoked_by_list);
  tcase_add_test(tests, revoked_by_list);
  tcase_add_test(tests, revoked_by_stale_list);
  tcase_add_test(tests, revoked_authority);
  tcase_add_test(tests, policy_off_asks_nobody);
  tcase_add_loop_test(tests, useless_lists, 0, 3);
  tcase_add_test(tests, soft_policy_warns);
  tcase_add_test(tests, lists_are_read_again);
  tcase_add_test(tests, threads_verify);
  tcase_add_loop_test(tests, ocsp, 0, 2 * COUNT(answers));
  tcase_add_test(tests, revoked_by_any);
  tcase_add_loop_test(tests, fetched_list, 0, COUNT(fetches));
  suite_add_tcase(suite, tests);
  return suite;
}
