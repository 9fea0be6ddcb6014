#include "profiles/package_reader.h"

#include "tests/unit/profiles/package_fixture.h"

#define ARENA_BYTES (64u << 20)

static struct arena *arena;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  fixture_open();
}

static void teardown(void) {
  fixture_close();
  arena_free(arena);
}

struct seen {
  char text[1024]; /* "name=content;" of each file */
  size_t used;
  enum error answer;
};

static enum error visit(void *context, const struct package_file *file) {
  struct seen *seen = context;
  int written = snprintf(seen->text + seen->used, sizeof seen->text - seen->used, "%.*s=%.*s;",
                         VIEW_ARGUMENTS(file->name), VIEW_ARGUMENTS(file->content));
  seen->used += written > 0 ? (size_t)written : 0;
  return seen->answer;
}

static enum error read_into(struct seen *seen, const char *path) {
  struct package_visitor visitor = {visit, seen};
  return package_read(arena, path, &visitor);
}

START_TEST(test_archive) {
  static const struct fixture_file files[] = {
      {"package/", NULL},          {"package/package.json", "{}"}, {"package/b.json", "1"},
      {"package/readme.txt", "x"}, {"package/.index.json", "x"},   {"package/example/c.json", "x"},
      {"other/d.json", "x"},       {"./package/a.json", "[2]"},    {NULL, NULL},
  };
  struct seen seen = {.used = 0};
  size_t before = arena_used(arena);
  const char *path = fixture_package(arena, "p.tgz", files);
  size_t after = arena_used(arena);
  ck_assert_int_eq(read_into(&seen, path), ERROR_OK);
  ck_assert_str_eq(seen.text, "package.json={};b.json=1;a.json=[2];");
  ck_assert_uint_ge(after, before);
  ck_assert_uint_eq(arena_used(arena), after);
}
END_TEST

START_TEST(test_long_names) {
  char tar[16 * FIXTURE_BLOCK] = {0};
  size_t used = 0;
  fixture_entry(tar, &used, "pax", "26 path=package/long.json\n", 'x');
  fixture_entry(tar, &used, "cut", "1", '0');
  fixture_entry(tar, &used, "pax", "29 comment=package/none.json\n", 'x');
  fixture_entry(tar, &used, "package/kept.json", "2", '0');
  fixture_entry(tar, &used, "././@LongLink", "package/gnu.json", 'L');
  fixture_entry(tar, &used, "cut", "3", '0');
  fixture_entry(tar, &used, "package/link.json", NULL, '2');
  const char *path = fixture_path(arena, "p.tgz");
  fixture_gzip(path, tar, used + 2 * FIXTURE_BLOCK);
  struct seen seen = {.used = 0};
  ck_assert_int_eq(read_into(&seen, path), ERROR_OK);
  ck_assert_str_eq(seen.text, "long.json=1;kept.json=2;gnu.json=3;");
}
END_TEST

START_TEST(test_folder) {
  const char *inner = fixture_path(arena, "package");
  ck_assert_int_eq(mkdir(inner, 0700), 0);
  fixture_write(fixture_path(arena, "package/b.json"), view_of("2"));
  fixture_write(fixture_path(arena, "package/a.json"), view_of("1"));
  fixture_write(fixture_path(arena, "package/note.md"), view_of("x"));
  struct seen seen = {.used = 0};
  ck_assert_int_eq(read_into(&seen, fixture_folder), ERROR_OK);
  ck_assert_str_eq(seen.text, "a.json=1;b.json=2;");
  struct seen again = {.used = 0};
  ck_assert_int_eq(read_into(&again, inner), ERROR_OK);
  ck_assert_str_eq(again.text, seen.text);
}
END_TEST

START_TEST(test_visitor_stops) {
  static const struct fixture_file files[] = {
      {"package/a.json", "1"}, {"package/b.json", "2"}, {NULL, NULL}};
  struct seen seen = {.answer = ERROR_CONFLICT};
  ck_assert_int_eq(read_into(&seen, fixture_package(arena, "p.tgz", files)), ERROR_CONFLICT);
  ck_assert_str_eq(seen.text, "a.json=1;");
}
END_TEST

/* Each way to damage a good archive of one file: what is done to the tar bytes. */
enum damage {
  DAMAGE_NO_END,
  DAMAGE_CUT_CONTENT,
  DAMAGE_CUT_HEADER,
  DAMAGE_CHECKSUM,
  DAMAGE_MAGIC,
  DAMAGE_SIZE_TEXT,
  DAMAGE_SIZE_HUGE,
  DAMAGE_COUNT,
};

START_TEST(test_damaged) {
  char tar[8 * FIXTURE_BLOCK] = {0};
  size_t used = 0;
  fixture_entry(tar, &used, "package/a.json", "0123456789", '0');
  enum error wanted = ERROR_SYNTAX;
  size_t length = used + 2 * FIXTURE_BLOCK;
  switch ((enum damage)_i) {
  case DAMAGE_NO_END:
    length = used;
    break;
  case DAMAGE_CUT_CONTENT:
    length = FIXTURE_BLOCK + 5;
    break;
  case DAMAGE_CUT_HEADER:
    length = FIXTURE_BLOCK / 2;
    break;
  case DAMAGE_CHECKSUM:
    tar[3] = 'X';
    break;
  case DAMAGE_MAGIC:
    tar[257] = 'X';
    fixture_checksum(tar);
    break;
  case DAMAGE_SIZE_TEXT:
    memcpy(tar + 124, "9z", 2);
    fixture_checksum(tar);
    break;
  case DAMAGE_SIZE_HUGE:
    memcpy(tar + 124, "77777777777", 11);
    fixture_checksum(tar);
    wanted = ERROR_TOO_LARGE;
    break;
  case DAMAGE_COUNT:
    break;
  }
  const char *path = fixture_path(arena, "p.tgz");
  fixture_gzip(path, tar, length);
  struct seen seen = {.used = 0};
  ck_assert_int_eq(read_into(&seen, path), wanted);
}
END_TEST

START_TEST(test_truncated_gzip) {
  static const struct fixture_file files[] = {
      {"package/a.json", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]"}, {NULL, NULL}};
  const char *path = fixture_package(arena, "p.tgz", files);
  struct stat status;
  ck_assert_int_eq(stat(path, &status), 0);
  /* Without the last bytes (length and checksum) or more, the archive is not whole. */
  for (off_t length = status.st_size / 2; length > 0; length /= 2) {
    ck_assert_int_eq(truncate(path, length), 0);
    struct seen seen = {.used = 0};
    ck_assert_int_eq(read_into(&seen, path), ERROR_SYNTAX);
  }
}
END_TEST

START_TEST(test_not_there) {
  struct seen seen = {.used = 0};
  ck_assert_int_eq(read_into(&seen, fixture_path(arena, "none.tgz")), ERROR_FILE);
  const char *empty = fixture_path(arena, "empty.tgz");
  fixture_write(empty, view_make("", 0));
  ck_assert_int_eq(read_into(&seen, empty), ERROR_SYNTAX);
  const char *text = fixture_path(arena, "text.tgz");
  fixture_write(text, view_of("this is no archive"));
  ck_assert_int_eq(read_into(&seen, text), ERROR_SYNTAX);
  ck_assert_uint_eq(seen.used, 0);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("package_reader");
  TCase *test = tcase_create("archives");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_test(test, test_archive);
  tcase_add_test(test, test_long_names);
  tcase_add_test(test, test_folder);
  tcase_add_test(test, test_visitor_stops);
  tcase_add_loop_test(test, test_damaged, 0, DAMAGE_COUNT);
  tcase_add_test(test, test_truncated_gzip);
  tcase_add_test(test, test_not_there);
  suite_add_tcase(suite, test);
  return suite;
}
