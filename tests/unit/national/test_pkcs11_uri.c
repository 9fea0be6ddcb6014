/* PKCS#11 URIs: what is read, and that nothing misspelt passes. */
#include "server/national/pkcs11_uri.h"
#include "tests/unit/unit_main.h"

static struct arena *arena;
static struct issue_list issues;

static void set_up(void) {
  arena = arena_new(1000000);
  issues = issue_list_make(arena, 10);
}

static void tear_down(void) {
  arena_free(arena);
}

START_TEST(reads_all_parts) {
  struct pkcs11_uri uri;
  ck_assert_int_eq(
      pkcs11_uri_read(view_of("pkcs11:token=My%20card;manufacturer=M;model=m;serial=0;slot-id=7;"
                              "object=%E7%BD%B2%e5%90%8d;id=%00%01;type=private"
                              "?module-path=/usr/lib/x.so"),
                      arena, &issues, &uri),
      ERROR_OK);
  ck_assert(view_is(uri.parts[PKCS11_URI_TOKEN], "My card"));
  ck_assert(view_is(uri.parts[PKCS11_URI_MANUFACTURER], "M"));
  ck_assert(view_is(uri.parts[PKCS11_URI_MODEL], "m"));
  ck_assert(view_is(uri.parts[PKCS11_URI_SERIAL], "0"));
  ck_assert_uint_eq(uri.slot, 7);
  ck_assert(view_is(uri.parts[PKCS11_URI_OBJECT], "署名"));
  ck_assert(view_equal(uri.parts[PKCS11_URI_ID], view_make("\0\1", 2)));
  ck_assert_str_eq(uri.parts[PKCS11_URI_MODULE_PATH].data, "/usr/lib/x.so");
}
END_TEST

START_TEST(parts_may_be_missing) {
  struct pkcs11_uri uri;
  ck_assert_int_eq(pkcs11_uri_read(view_of("pkcs11:"), arena, &issues, &uri), ERROR_OK);
  for (int i = 0; i < PKCS11_URI_PART_COUNT; i++) {
    ck_assert_ptr_null(uri.parts[i].data);
  }
}
END_TEST

static const char *const faults[] = {
    "",
    "http://x",
    "PKCS11:token=a",
    "pkcs11:tokn=a",
    "pkcs11:token",
    "pkcs11:token=",
    "pkcs11:token=a;token=b",
    "pkcs11:token=a;;object=b",
    "pkcs11:token=%2",
    "pkcs11:token=%zz",
    "pkcs11:token=a%",
    "pkcs11:slot-id=x",
    "pkcs11:type=public",
    "pkcs11:module-path=/x",
    "pkcs11:token=a?token=b",
    "pkcs11:token=a?pin-value=1234",
};

START_TEST(refuses_faults) {
  struct pkcs11_uri uri;
  ck_assert_int_eq(pkcs11_uri_read(view_of(faults[_i]), arena, &issues, &uri), ERROR_CONFIGURATION);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, "signature-setting");
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("pkcs11_uri");
  TCase *tests = tcase_create("pkcs11_uri");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_test(tests, reads_all_parts);
  tcase_add_test(tests, parts_may_be_missing);
  tcase_add_loop_test(tests, refuses_faults, 0, (int)(sizeof(faults) / sizeof(faults[0])));
  suite_add_tcase(suite, tests);
  return suite;
}
