#include "server/orca/orca_password.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void write_text(const char *path, const char *text) {
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_ge(fputs(text, file), 0);
  fclose(file);
}

START_TEST(test_renew) {
  char path[] = "/tmp/fhir-facade-test-XXXXXX";
  char text[ORCA_PASSWORD_BYTES];
  struct orca_password password;
  close(mkstemp(path));
  write_text(path, "first\r\n");
  orca_password_init(&password, "first", path);
  uint64_t edition = orca_password_get(&password, text);
  ck_assert_str_eq(text, "first");
  ck_assert(!orca_password_renew(&password, edition)); /* it is the same */
  write_text(path, "second\n");
  ck_assert(orca_password_renew(&password, edition));
  ck_assert(orca_password_renew(&password, edition)); /* for who used the first one */
  edition = orca_password_get(&password, text);
  ck_assert_str_eq(text, "second");
  write_text(path, "");
  ck_assert(!orca_password_renew(&password, edition)); /* being written just now */
  unlink(path);
  ck_assert(!orca_password_renew(&password, edition));
  orca_password_done(&password);
}
END_TEST

START_TEST(test_without_file) {
  char text[ORCA_PASSWORD_BYTES];
  struct orca_password password;
  orca_password_init(&password, NULL, NULL);
  ck_assert(!orca_password_renew(&password, orca_password_get(&password, text)));
  ck_assert_str_eq(text, "");
  orca_password_done(&password);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("orca_password");
  TCase *tests = tcase_create("all");
  tcase_add_test(tests, test_renew);
  tcase_add_test(tests, test_without_file);
  suite_add_tcase(suite, tests);
  return suite;
}
