#include "profiles/message_list.h"
#include "tests/unit/unit_main.h"

/* "{0}" of a text as a bit set. */
static unsigned placeholders(const char *text) {
  unsigned found = 0;
  for (const char *at = strchr(text, '{'); at != NULL; at = strchr(at + 1, '{')) {
    ck_assert(at[1] >= '0' && at[1] <= '3' && at[2] == '}');
    found |= 1u << (at[1] - '0');
  }
  return found;
}

START_TEST(test_rows) {
  const struct message *row = message_row((enum message_id)_i);
  ck_assert(row->id[0] != '\0' && row->type[0] != '\0');
  ck_assert(row->english[0] != '\0' && row->japanese[0] != '\0');
  ck_assert_str_ne(row->english, row->japanese);
  /* Both languages name the same facts. Syntax messages have one argument a language. */
  if (_i != MESSAGE_DOCUMENT_SYNTAX && _i != MESSAGE_XML_SYNTAX) {
    ck_assert_msg(placeholders(row->english) == placeholders(row->japanese), "%s", row->id);
  }
}
END_TEST

static bool same_id(int a, int b) {
  return strcmp(message_row((enum message_id)a)->id, message_row((enum message_id)b)->id) == 0;
}

/* Rows that tell one finding in several ways share its id, and then stand side by side. */
START_TEST(test_ids_are_unique) {
  for (int a = 0; a < MESSAGE_COUNT; a++) {
    for (int b = a + 2; b < MESSAGE_COUNT; b++) {
      ck_assert_msg(!same_id(a, b) || same_id(b - 1, b), "%s", message_row((enum message_id)a)->id);
    }
  }
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("message_list");
  TCase *test = tcase_create("rows");
  tcase_add_loop_test(test, test_rows, 0, MESSAGE_COUNT);
  tcase_add_test(test, test_ids_are_unique);
  suite_add_tcase(suite, test);
  return suite;
}
