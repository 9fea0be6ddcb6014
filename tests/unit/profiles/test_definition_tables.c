#include "profiles/definition_tables.h"

#include "server/base/file.h"
#include "tests/unit/unit_main.h"

#include <dirent.h>
#include <stdio.h>

#define ARENA_BYTES (256u << 20)
#define TABLES "profiles/definitions"

static struct arena *arena;
static struct issue_list issues;

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  issues = issue_list_make(arena, 100);
}

static void teardown(void) {
  arena_free(arena);
}

#define HEAD "fhir-facade definitions 1\npackage\tp\t1\n"
#define STRUCTURE "structure\thttp://g/p\t1\tN\tPatient\thttp://b\trPR\n"

/* Tables that are read and written back to the byte. */
static const char *const good[] = {
    HEAD,
    HEAD "depends\tq\t2\ndepends\tr\t3\n",
    HEAD STRUCTURE ".Patient\t0..*\n",
    HEAD "structure\thttp://e\t\tE\tExtension\t\tcP\ncontext\telement Patient\n"
         "context\tfhirpath a.b = 'c d'\n.Extension\t0..*\n",
    HEAD STRUCTURE ".Patient\t0..*\tc:k-1 e - a\\tb\\n\\\\d 'e f'\tc:k-2 wb http://s x\n"
                   "..name:a b\t1..1\tt:HumanName ^http://p1 ^http://p2|1 >http://t\tt:string\n"
                   "...value[x]:v\t0..0\tr:Patient.link\tf:Uri \"a\\\\tb\"\t<:1\t>:2.50\tl:64\n"
                   "..x\t2..3\tp:Coding {\"code\":\"y z\"}\tb:r http://v|1\tm:http://m\n"
                   "..y\t0..*\tb:e http://v\ts:closed ordered value:a.b profile:resolve()\t!SMU\n"
                   "..z\t0..*\tb:p http://v\ts:atEnd\n",
    HEAD "system\thttp://s\t1\tci\ncodes\t0\ta\tb c\ncodes\t1\td\nproperty\tstatus old one\n"
         "codes\t1\te\n",
    HEAD "set\thttp://v\t1\ninclude\thttp://s\t=a\t=b c\ninclude\t\t@http://v1\t@http://v2\n"
         "include\thttp://s\t?concept is-a x y\nexclude\thttp://s|2\t-\n",
};

static const char *written(const struct definition_model *model) {
  struct buffer buffer = buffer_make(arena, ARENA_BYTES);
  definition_tables_write(model->packages[0], &buffer);
  buffer_append_byte(&buffer, '\0');
  ck_assert_int_eq(buffer.error, ERROR_OK);
  return buffer.data;
}

START_TEST(test_round_trip) {
  struct definition_model model = definition_model_make(arena);
  ck_assert_int_eq(definition_tables_read(&model, "t.txt", view_of(good[_i]), &issues), ERROR_OK);
  ck_assert_uint_eq(issues.count, 0);
  ck_assert_str_eq(written(&model), good[_i]);
}
END_TEST

/* Tables that are refused, with the line that is named. */
static const struct {
  const char *text;
  const char *line;
} bad[] = {
    {"", "1"},
    {"fhir-facade definitions 2\n", "1"},
    {"fhir-facade definitions 1\nstructure\n", "2"},
    {HEAD "moon\tx\n", "3"},
    {HEAD ".Patient\t0..*\n", "3"},
    {HEAD "context\telement x\n", "3"},
    {HEAD "codes\t0\ta\n", "3"},
    {HEAD "property\ta b\n", "3"},
    {HEAD "include\thttp://s\n", "3"},
    {HEAD "structure\thttp://g/p\t1\tN\tPatient\thttp://b\tq\n", "3"},
    {HEAD "structure\thttp://g/p\n", "3"},
    {HEAD STRUCTURE "..name\t0..1\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..*\n...name\t0..1\n", "5"},
    {HEAD STRUCTURE ".Patient\t0..*\n.Patient\t0..*\n", "5"},
    {HEAD STRUCTURE ".Patient\n", "4"},
    {HEAD STRUCTURE ".Patient\tx..1\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..-1\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..99999999999\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\tq:x\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\tt\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\tt:Reference http://x\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\tf:Uri\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\tb:x http://v\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\ts:ajar value:a\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\ts:open guess:a\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\tc:key e\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\tl:long\n", "4"},
    {HEAD STRUCTURE ".Patient\t0..1\t!X\n", "4"},
    {HEAD "system\thttp://s\t1\tc\ncodes\tdeep\ta\n", "4"},
    {HEAD "set\thttp://v\t1\ninclude\thttp://s\tcode\n", "4"},
};

START_TEST(test_refused) {
  struct definition_model model = definition_model_make(arena);
  ck_assert_int_eq(definition_tables_read(&model, "t.txt", view_of(bad[_i].text), &issues),
                   ERROR_SYNTAX);
  ck_assert_uint_eq(issues.count, 1);
  ck_assert_str_eq(issues.issues[0].message->id, "definition-table-syntax");
  ck_assert(view_is(issues.issues[0].arguments[1], bad[_i].line));
}
END_TEST

/* The first table of a package counts. */
START_TEST(test_known_package) {
  struct definition_model model = definition_model_make(arena);
  struct view first = view_of(HEAD "set\thttp://v\t1\n");
  struct view second = view_of(HEAD "set\thttp://w\t1\n");
  ck_assert_int_eq(definition_tables_read(&model, "a.txt", first, &issues), ERROR_OK);
  ck_assert_int_eq(definition_tables_read(&model, "b.txt", second, &issues), ERROR_OK);
  ck_assert_uint_eq(model.package_count, 1);
  ck_assert_str_eq(written(&model), HEAD "set\thttp://v\t1\n");
}
END_TEST

/* Every table cut at every line, and with each byte of a sample changed, is read or refused: no
 * fault. */
START_TEST(test_damaged) {
  struct view text = view_of(good[_i]);
  char *copy = arena_string(arena, text);
  for (size_t i = 0; i < text.length; i++) {
    static const char bytes[] = {'\t', '\n', '.', ':', ' ', '9', '\\'};
    for (size_t j = 0; j < sizeof bytes; j++) {
      struct arena *own = arena_new(ARENA_BYTES);
      struct issue_list list = issue_list_make(own, 10);
      struct definition_model model = definition_model_make(own);
      copy[i] = bytes[j];
      enum error error =
          definition_tables_read(&model, "t.txt", view_make(copy, text.length), &list);
      ck_assert(error == ERROR_OK || (error == ERROR_SYNTAX && list.count == 1));
      copy[i] = text.data[i];
      arena_free(own);
    }
  }
}
END_TEST

/* The tables that the project carries: what is read is written again to the byte. */
START_TEST(test_carried) {
  DIR *directory = opendir(TABLES);
  ck_assert_ptr_nonnull(directory);
  unsigned count = 0;
  for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
    if (!view_ends_with(view_of(entry->d_name), view_of(".txt"))) {
      continue;
    }
    const char *path = arena_format(arena, TABLES "/%s", entry->d_name).data;
    struct view text;
    ck_assert_int_eq(file_read(arena, path, ARENA_BYTES, &text), ERROR_OK);
    struct definition_model model = definition_model_make(arena);
    ck_assert_int_eq(definition_tables_read(&model, entry->d_name, text, &issues), ERROR_OK);
    ck_assert_msg(view_is(text, written(&model)), "%s", path);
    count++;
  }
  closedir(directory);
  ck_assert_uint_ge(count, 12);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("definition_tables");
  TCase *test = tcase_create("tables");
  tcase_add_checked_fixture(test, setup, teardown);
  tcase_add_loop_test(test, test_round_trip, 0, (int)(sizeof good / sizeof good[0]));
  tcase_add_loop_test(test, test_refused, 0, (int)(sizeof bad / sizeof bad[0]));
  tcase_add_loop_test(test, test_damaged, 0, (int)(sizeof good / sizeof good[0]));
  tcase_add_test(test, test_known_package);
  tcase_add_test(test, test_carried);
  tcase_set_timeout(test, 60);
  suite_add_tcase(suite, test);
  return suite;
}
