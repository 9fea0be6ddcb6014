/* Every message is complete: id, FHIR issue type and both languages. */
#include "tests/unit/unit_main.h"

#include "terminology/terminology_message.h"

START_TEST(is_complete) {
  const struct message *message = terminology_message((enum terminology_message)_i);
  ck_assert_ptr_nonnull(message->id);
  ck_assert(strncmp(message->id, "mapping-", 8) == 0);
  ck_assert_uint_gt(strlen(message->type), 0);
  ck_assert_uint_gt(strlen(message->english), 10);
  ck_assert_uint_gt(strlen(message->japanese), 10);
  for (int digit = '0'; digit < '4'; digit++) {
    char place[] = {'{', (char)digit, '}', '\0'};
    bool is_language_text = digit == '2' && strstr(message->id, "csv-syntax") != NULL;
    bool both =
        (strstr(message->english, place) != NULL) == (strstr(message->japanese, place) != NULL);
    ck_assert_msg(both || is_language_text || digit == '1', "%s: %s", message->id, place);
  }
  for (int other = 0; other < _i; other++) {
    ck_assert_str_ne(message->id, terminology_message((enum terminology_message)other)->id);
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("terminology_message");
  TCase *cases = tcase_create("terminology_message");
  tcase_add_loop_test(cases, is_complete, 0, TERMINOLOGY_MESSAGE_COUNT);
  suite_add_tcase(suite, cases);
  return suite;
}
