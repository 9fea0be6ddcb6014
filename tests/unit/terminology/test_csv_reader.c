/* RFC 4180 as read and written by csv_reader. */
#include "tests/unit/unit_main.h"

#include "terminology/csv_reader.h"

#define ARENA_BYTES (1u << 20)

/* Records separated by "/", fields by "|". */
static enum error describe(struct csv_reader *reader, struct arena *arena, struct view text,
                           struct buffer *found) {
  struct csv_record record = {0};
  enum error error = csv_reader_init(reader, arena, text);
  while (error == ERROR_OK) {
    error = csv_reader_next(reader, &record);
    if (error != ERROR_OK || record.count == 0) {
      break;
    }
    buffer_append_format(found, "%u:", record.line);
    for (size_t i = 0; i < record.count; i++) {
      buffer_append(found, record.fields[i]);
      buffer_append_byte(found, i + 1 < record.count ? '|' : '/');
    }
  }
  return error;
}

static const struct {
  const char *text;
  const char *expected;
} good_rows[] = {
    {"", ""},
    {"\n\r\n", ""},
    {"a", "1:a/"},
    {"a,b\n", "1:a|b/"},
    {"a,b\r\nc,d\r\n", "1:a|b/2:c|d/"},
    {"a,b\n\n\nc,d", "1:a|b/4:c|d/"},
    {",\n", "1:|/"},
    {"a,", "1:a|/"},
    {"\"\"\n", "1:/"},
    {"\"a,b\",c", "1:a,b|c/"},
    {"\"a\"\"b\"", "1:a\"b/"},
    {"\"\"\"\"", "1:\"/"},
    {"\"x\ny\",z\nq", "1:x\ny|z/3:q/"},
    {"\xEF\xBB\xBF\"a\",b", "1:a|b/"},
    {" a , b ", "1: a | b /"},
    {"\xE7\x97\x85\xE5\x90\x8D,1", "1:\xE7\x97\x85\xE5\x90\x8D|1/"},
};

START_TEST(reads_what_is_right) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct csv_reader reader;
  struct buffer found = buffer_make(arena, 1000);
  ck_assert_int_eq(describe(&reader, arena, view_of(good_rows[_i].text), &found), ERROR_OK);
  ck_assert_str_eq(arena_string(arena, buffer_view(&found)), good_rows[_i].expected);
  arena_free(arena);
}
END_TEST

static const struct {
  const char *text;
  enum csv_fault fault;
  uint32_t line;
} bad_rows[] = {
    {"a,\"b", CSV_FAULT_OPEN_QUOTE, 1},
    {"a\n\"b\nc\nd", CSV_FAULT_OPEN_QUOTE, 2},
    {"a\"b", CSV_FAULT_STRAY_QUOTE, 1},
    {"x\ny\na \"b\"", CSV_FAULT_STRAY_QUOTE, 3},
    {"\"a\"b", CSV_FAULT_TEXT_BEHIND_QUOTE, 1},
    {"\"a\n\"b", CSV_FAULT_TEXT_BEHIND_QUOTE, 2},
    {"\"a\" ,b", CSV_FAULT_TEXT_BEHIND_QUOTE, 1},
    {"a\rb", CSV_FAULT_CARRIAGE_RETURN, 1},
    {"a\r", CSV_FAULT_CARRIAGE_RETURN, 1},
    {"\"a\"\rb", CSV_FAULT_TEXT_BEHIND_QUOTE, 1},
    {"a\n\xFF", CSV_FAULT_UTF8, 2},
    {"a\nb\n\xED\xA0\x80", CSV_FAULT_UTF8, 3},
};

START_TEST(refuses_with_a_line) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct csv_reader reader;
  struct buffer found = buffer_make(arena, 1000);
  ck_assert_int_eq(describe(&reader, arena, view_of(bad_rows[_i].text), &found), ERROR_SYNTAX);
  ck_assert_int_eq(reader.fault, bad_rows[_i].fault);
  ck_assert_uint_eq(reader.fault_line, bad_rows[_i].line);
  ck_assert_uint_gt(strlen(csv_fault_english(reader.fault)), 0);
  ck_assert_uint_gt(strlen(csv_fault_japanese(reader.fault)), 0);
  arena_free(arena);
}
END_TEST

START_TEST(bounds_the_fields) {
  char line[CSV_READER_FIELDS + 1];
  memset(line, ',', sizeof line);
  struct arena *arena = arena_new(ARENA_BYTES);
  struct csv_reader reader;
  struct csv_record record = {0};
  ck_assert_int_eq(csv_reader_init(&reader, arena, view_make(line, CSV_READER_FIELDS - 1)),
                   ERROR_OK);
  ck_assert_int_eq(csv_reader_next(&reader, &record), ERROR_OK);
  ck_assert_uint_eq(record.count, CSV_READER_FIELDS);
  ck_assert_int_eq(csv_reader_init(&reader, arena, view_make(line, CSV_READER_FIELDS)), ERROR_OK);
  ck_assert_int_eq(csv_reader_next(&reader, &record), ERROR_SYNTAX);
  ck_assert_int_eq(reader.fault, CSV_FAULT_FIELDS);
  arena_free(arena);
}
END_TEST

static const char *const fields[] = {"", "plain", "a,b", "say \"hi\"", "two\nlines", "\r", "\""};

START_TEST(reads_what_it_wrote) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct buffer buffer = buffer_make(arena, 1000);
  csv_field_append(&buffer, view_of("first"));
  buffer_append_byte(&buffer, ',');
  csv_field_append(&buffer, view_of(fields[_i]));
  struct csv_reader reader;
  struct csv_record record = {0};
  ck_assert_int_eq(csv_reader_init(&reader, arena, buffer_view(&buffer)), ERROR_OK);
  ck_assert_int_eq(csv_reader_next(&reader, &record), ERROR_OK);
  ck_assert_uint_eq(record.count, 2);
  ck_assert(view_is(record.fields[1], fields[_i]));
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("csv_reader");
  TCase *cases = tcase_create("csv_reader");
  tcase_add_loop_test(cases, reads_what_is_right, 0, sizeof good_rows / sizeof *good_rows);
  tcase_add_loop_test(cases, refuses_with_a_line, 0, sizeof bad_rows / sizeof *bad_rows);
  tcase_add_test(cases, bounds_the_fields);
  tcase_add_loop_test(cases, reads_what_it_wrote, 0, sizeof fields / sizeof *fields);
  suite_add_tcase(suite, cases);
  return suite;
}
