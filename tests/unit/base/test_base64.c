/* base64 in both alphabets: the vectors of RFC 4648 section 10, and what strict means. */
#include "server/base/base64.h"
#include "tests/unit/unit_main.h"

static const struct {
  const char *bytes;
  const char *standard;
  const char *url;
} vectors[] = {
    {"", "", ""},
    {"f", "Zg==", "Zg"},
    {"fo", "Zm8=", "Zm8"},
    {"foo", "Zm9v", "Zm9v"},
    {"foob", "Zm9vYg==", "Zm9vYg"},
    {"fooba", "Zm9vYmE=", "Zm9vYmE"},
    {"foobar", "Zm9vYmFy", "Zm9vYmFy"},
    {"\xFB\xFF\xFE", "+//+", "-__-"},
};

static const struct {
  const char *text;
  enum base64_alphabet alphabet;
} faults[] = {
    {"Zg", BASE64_STANDARD},                             /* padding missing */
    {"Zg=", BASE64_STANDARD},                            /* too short */
    {"Z===", BASE64_STANDARD},                           /* no byte */
    {"Zg==Zg==", BASE64_STANDARD},                       /* padding inside */
    {"Zh==", BASE64_STANDARD},                           /* unused bits */
    {"Zm9=", BASE64_STANDARD},                           /* unused bits */
    {"Zm 9v===", BASE64_STANDARD},                       /* blank */
    {"-__-", BASE64_STANDARD},                           /* the other alphabet */
    {"====", BASE64_STANDARD},     {"Zg==", BASE64_URL}, /* padding */
    {"+//+", BASE64_URL},          {"Z", BASE64_URL},      {"Zh", BASE64_URL},
    {"Zm9vY", BASE64_URL},         {"Zm9v\n", BASE64_URL},
};

static struct arena *arena;

static void set_up(void) {
  arena = arena_new(1000000);
}

static void tear_down(void) {
  arena_free(arena);
}

START_TEST(fits_vectors) {
  struct view bytes = view_of(vectors[_i].bytes);
  struct view back;
  ck_assert(view_is(base64_encode(bytes, BASE64_STANDARD, arena), vectors[_i].standard));
  ck_assert(view_is(base64_encode(bytes, BASE64_URL, arena), vectors[_i].url));
  ck_assert_int_eq(base64_decode(view_of(vectors[_i].standard), BASE64_STANDARD, arena, &back),
                   ERROR_OK);
  ck_assert(view_equal(back, bytes));
  ck_assert_int_eq(base64_decode(view_of(vectors[_i].url), BASE64_URL, arena, &back), ERROR_OK);
  ck_assert(view_equal(back, bytes));
}
END_TEST

START_TEST(refuses_faults) {
  struct view bytes = view_of("untouched");
  ck_assert_int_eq(base64_decode(view_of(faults[_i].text), faults[_i].alphabet, arena, &bytes),
                   ERROR_SYNTAX);
  ck_assert(view_is(bytes, "untouched"));
}
END_TEST

/* decode(encode(x)) = x for every length and byte. */
START_TEST(comes_back) {
  char bytes[512];
  for (size_t i = 0; i < sizeof(bytes); i++) {
    bytes[i] = (char)(i * 37 + i / 256);
  }
  for (size_t length = 0; length <= sizeof(bytes); length++) {
    for (int alphabet = BASE64_STANDARD; alphabet <= BASE64_URL; alphabet++) {
      struct view back;
      struct view text =
          base64_encode(view_make(bytes, length), (enum base64_alphabet)alphabet, arena);
      ck_assert_uint_eq(text.length, base64_length(length, (enum base64_alphabet)alphabet));
      ck_assert_int_eq(base64_decode(text, (enum base64_alphabet)alphabet, arena, &back), ERROR_OK);
      ck_assert(view_equal(back, view_make(bytes, length)));
    }
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("base64");
  TCase *tests = tcase_create("base64");
  tcase_add_checked_fixture(tests, set_up, tear_down);
  tcase_add_loop_test(tests, fits_vectors, 0, (int)(sizeof(vectors) / sizeof(vectors[0])));
  tcase_add_loop_test(tests, refuses_faults, 0, (int)(sizeof(faults) / sizeof(faults[0])));
  tcase_add_test(tests, comes_back);
  suite_add_tcase(suite, tests);
  return suite;
}
