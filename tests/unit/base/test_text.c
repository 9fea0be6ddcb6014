/* Views, UTF-8, JSON writing, patches, time, digests, files. */
#include "tests/unit/unit_main.h"

#include "server/base/clock.h"
#include "server/base/document.h"
#include "server/base/file.h"
#include "server/base/hash.h"
#include "server/base/json_writer.h"
#include "server/base/patch.h"
#include "server/base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena *arena;

static void setup(void) {
  arena = arena_new(16u << 20);
}

static void teardown(void) {
  arena_free(arena);
}

START_TEST(views_split_find_and_trim) {
  struct view rest = view_of("a,b,,c");
  static const char *const parts[] = {"a", "b", "", "c"};
  for (size_t i = 0; i < 4; i++) {
    ck_assert(view_is(view_split(&rest, ','), parts[i]));
  }
  ck_assert_ptr_null(rest.data);
  ck_assert(view_is(view_trim(view_of(" \t x y \r\n")), "x y"));
  ck_assert_uint_eq(view_find(view_of("abcabc"), view_of("ca"), 0), 2);
  ck_assert_uint_eq(view_find(view_of("abcabc"), view_of("ca"), 3), SIZE_MAX);
  ck_assert_uint_eq(view_find(view_of("abc"), view_of(""), 3), 3);
  ck_assert(view_equal_ignore_case(view_of("Content-TYPE"), view_of("content-type")));
  ck_assert(view_compare(view_of("ab"), view_of("abc")) < 0);
  ck_assert(view_ends_with(view_of("x.tgz"), view_of(".tgz")));
  ck_assert(!view_ends_with(view_of("gz"), view_of(".tgz")));
}
END_TEST

START_TEST(unsigned_numbers_are_bounded) {
  uint64_t number = 7;
  ck_assert(view_to_unsigned(view_of("18446744073709551615"), UINT64_MAX, &number));
  ck_assert_uint_eq(number, UINT64_MAX);
  static const char *const bad[] = {"", "-1", "+1", "1x", " 1", "18446744073709551616"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    ck_assert(!view_to_unsigned(view_of(bad[i]), UINT64_MAX, &number));
  }
  ck_assert(!view_to_unsigned(view_of("10"), 9, &number));
  ck_assert(!view_to_unsigned(view_of("9"), 5, &number));
  ck_assert_uint_eq(number, UINT64_MAX);
}
END_TEST

START_TEST(utf8_round_trips) {
  static const uint32_t points[] = {0x24,   0x7F,   0x80,    0x7FF,   0x800,
                                    0x3042, 0xFFFD, 0x10000, 0x10FFFF};
  for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
    char bytes[UTF8_MAXIMUM_BYTES];
    size_t offset = 0;
    size_t size = utf8_write(points[i], bytes);
    ck_assert_uint_eq(utf8_check(view_make(bytes, size)), size);
    ck_assert_uint_eq(utf8_next(view_make(bytes, size), &offset), points[i]);
    ck_assert_uint_eq(offset, size);
  }
  char bytes[UTF8_MAXIMUM_BYTES];
  ck_assert_uint_eq(utf8_write(0xD800, bytes), 0);
  ck_assert_uint_eq(utf8_write(0x110000, bytes), 0);
  ck_assert_uint_eq(utf8_check(view_of("abcdefghij\xE3\x81")), 10);
}
END_TEST

static struct view written(bool pretty) {
  struct buffer buffer = buffer_make(arena, 4096);
  struct json_writer writer = json_writer_make(&buffer, pretty);
  writer_object_begin(&writer);
  writer_member_text(&writer, "text", "q\"b\\n\n\x01\xE6\xBC\xA2");
  writer_key(&writer, "list");
  writer_array_begin(&writer);
  writer_integer(&writer, -5);
  writer_raw(&writer, view_of("1.10"));
  writer_boolean(&writer, true);
  writer_object_begin(&writer);
  writer_object_end(&writer);
  writer_array_end(&writer);
  writer_member_optional(&writer, "absent", view_of(""));
  writer_object_end(&writer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_OK);
  return buffer_view(&buffer);
}

START_TEST(json_is_written) {
  ck_assert(view_is(written(false),
                    "{\"text\":\"q\\\"b\\\\n\\n\\u0001\xE6\xBC\xA2\",\"list\":[-5,1.10,true,{}]}"));
  ck_assert(
      view_is(written(true),
              "{\n  \"text\": \"q\\\"b\\\\n\\n\\u0001\xE6\xBC\xA2\",\n  \"list\": [\n    -5,\n    "
              "1.10,\n    true,\n    {}\n  ]\n}"));
}
END_TEST

START_TEST(written_strings_read_back) {
  char text[256];
  for (unsigned i = 0; i < sizeof text; i++) {
    text[i] = (char)(i < 128 ? i : 'a');
  }
  struct buffer buffer = buffer_make(arena, 65536);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_string(&writer, view_make(text, sizeof text));
  struct document document = {0};
  struct document_failure failure = {0};
  ck_assert_int_eq(document_read(arena, buffer_view(&buffer), NULL, &document, &failure), ERROR_OK);
  ck_assert(view_equal(document_string(&document, 0, arena), view_make(text, sizeof text)));
  buffer_reset(&buffer);
  writer_string(&writer, view_of("a\xFFz"));
  ck_assert_uint_ne(view_find(buffer_view(&buffer), view_of("\xEF\xBF\xBD"), 0), SIZE_MAX);
}
END_TEST

START_TEST(unfinished_json_is_an_error) {
  struct buffer buffer = buffer_make(arena, 64);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  ck_assert_int_eq(json_writer_end(&writer), ERROR_INTERNAL);
}
END_TEST

START_TEST(patches_touch_nothing_else) {
  struct view text = view_of("0123456789");
  struct view result = {NULL, 0};
  struct patch patch = patch_make(arena);
  ck_assert_int_eq(patch_apply(&patch, text, &result), ERROR_OK);
  ck_assert_ptr_eq(result.data, text.data);
  ck_assert_int_eq(patch_add(&patch, 10, 0, view_of("$")), ERROR_OK);
  ck_assert_int_eq(patch_add(&patch, 3, 2, view_of("<>")), ERROR_OK);
  ck_assert_int_eq(patch_add(&patch, 0, 0, view_of("a")), ERROR_OK);
  ck_assert_int_eq(patch_add(&patch, 0, 0, view_of("b")), ERROR_OK);
  ck_assert_int_eq(patch_apply(&patch, text, &result), ERROR_OK);
  ck_assert(view_is(result, "ab012<>56789$"));
}
END_TEST

START_TEST(impossible_patches_are_refused) {
  struct view result = {NULL, 0};
  struct patch overlap = patch_make(arena);
  ck_assert_int_eq(patch_add(&overlap, 2, 3, view_of("x")), ERROR_OK);
  ck_assert_int_eq(patch_add(&overlap, 4, 1, view_of("y")), ERROR_OK);
  ck_assert_int_eq(patch_apply(&overlap, view_of("0123456789"), &result), ERROR_BAD_REQUEST);
  struct patch outside = patch_make(arena);
  ck_assert_int_eq(patch_add(&outside, 9, 2, view_of("")), ERROR_OK);
  ck_assert_int_eq(patch_apply(&outside, view_of("0123456789"), &result), ERROR_BAD_REQUEST);
  ck_assert_ptr_null(result.data);
}
END_TEST

struct instant_case {
  const char *text;
  int64_t unix_ms;
  bool good;
};

static const struct instant_case instant_cases[] = {
    {"1970-01-01T09:00:00+09:00", 0, true},
    {"1970-01-01T00:00:00.123456Z", 123, true},
    {"1970-01-01", -32400000, true},
    {"2024-02-29T12:00:00-05:00", 1709226000000, true},
    {"2026-11-21T16:00:00.5+09:00", 1795244400500, true},
    {"2023-02-29", 0, false},
    {"2023-13-01", 0, false},
    {"2023-1-01", 0, false},
    {"2023-01-01T12:00:00", 0, false},
    {"2023-01-01T25:00:00Z", 0, false},
    {"2023-01-01T12:00:00+0900", 0, false},
    {"", 0, false},
    {"x", 0, false},
};

START_TEST(instants_are_read) {
  const struct instant_case *row = &instant_cases[_i];
  int64_t unix_ms = 0;
  ck_assert_msg(clock_parse(view_of(row->text), &unix_ms) == row->good, "%s", row->text);
  ck_assert_int_eq(unix_ms, row->unix_ms);
}
END_TEST

START_TEST(instants_are_written) {
  char text[CLOCK_INSTANT_BYTES];
  clock_instant(0, text);
  ck_assert_str_eq(text, "1970-01-01T09:00:00.000+09:00");
  ck_assert_uint_eq(clock_day(0), 19700101);
  ck_assert_uint_eq(clock_day(1795244399999), 20261121);
  ck_assert_uint_eq(clock_day(INT64_MAX / 2), 19700101);
  clock_instant(1795244400500, text);
  ck_assert_str_eq(text, "2026-11-21T16:00:00.500+09:00");
  clock_instant(INT64_MAX / 2, text);
  ck_assert_uint_eq(strlen(text), 29);
}
END_TEST

START_TEST(uuids) {
  char a[UUID_BYTES];
  char b[UUID_BYTES];
  uuid_random(a);
  uuid_random(b);
  ck_assert_uint_eq(strlen(a), 36);
  ck_assert_str_ne(a, b);
  ck_assert_int_eq(a[14], '4');
  uuid_from_name(view_of("x"), a);
  uuid_from_name(view_of("x"), b);
  ck_assert_str_eq(a, b);
  uuid_from_name(view_of("y"), b);
  ck_assert_str_ne(a, b);
}
END_TEST

START_TEST(digests) {
  char hex[SHA256_HEX_BYTES];
  struct sha256 digest = hash_sha256(view_of("abc"));
  hash_sha256_hex(&digest, hex);
  ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

START_TEST(checksums_see_every_byte) {
  char bytes[100];
  for (size_t length = 0; length <= sizeof bytes; length++) {
    memset(bytes, 'a', sizeof bytes);
    uint64_t whole = hash_checksum(view_make(bytes, length));
    for (size_t at = 0; at < length; at++) {
      bytes[at] ^= 1;
      ck_assert_uint_ne(hash_checksum(view_make(bytes, length)), whole);
      bytes[at] ^= 1;
    }
    ck_assert_uint_eq(hash_checksum(view_make(bytes, length)), whole);
  }
}
END_TEST

START_TEST(files_are_replaced_whole) {
  char folder[] = "/tmp/test_text-XXXXXX";
  ck_assert_ptr_nonnull(mkdtemp(folder));
  struct view path = arena_format(arena, "%s/file", folder);
  struct view content = {NULL, 0};
  ck_assert_int_eq(file_write_durable(path.data, view_of("first"), 0600), ERROR_OK);
  ck_assert_int_eq(file_write_durable(path.data, view_of("second"), 0600), ERROR_OK);
  ck_assert_int_eq(file_read(arena, path.data, 100, &content), ERROR_OK);
  ck_assert(view_is(content, "second"));
  ck_assert_int_eq(file_read(arena, path.data, 3, &content), ERROR_TOO_LARGE);
  ck_assert_int_eq(file_read(arena, folder, 100, &content), ERROR_FILE);
  ck_assert_int_eq(unlink(path.data), 0);
  ck_assert_int_eq(file_read(arena, path.data, 100, &content), ERROR_FILE);
  ck_assert_int_eq(rmdir(folder), 0); /* no temporary file is left */
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("text");
  TCase *tests = tcase_create("text");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_add_test(tests, views_split_find_and_trim);
  tcase_add_test(tests, unsigned_numbers_are_bounded);
  tcase_add_test(tests, utf8_round_trips);
  tcase_add_test(tests, json_is_written);
  tcase_add_test(tests, written_strings_read_back);
  tcase_add_test(tests, unfinished_json_is_an_error);
  tcase_add_test(tests, patches_touch_nothing_else);
  tcase_add_test(tests, impossible_patches_are_refused);
  tcase_add_loop_test(tests, instants_are_read, 0,
                      (int)(sizeof instant_cases / sizeof instant_cases[0]));
  tcase_add_test(tests, instants_are_written);
  tcase_add_test(tests, uuids);
  tcase_add_test(tests, digests);
  tcase_add_test(tests, checksums_see_every_byte);
  tcase_add_test(tests, files_are_replaced_whole);
  suite_add_tcase(suite, tests);
  return suite;
}
