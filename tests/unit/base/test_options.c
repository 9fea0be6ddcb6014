#include "server/base/options.h"
#include "tests/unit/unit_main.h"

#include <stdlib.h>
#include <unistd.h>

#define WORDS_MAXIMUM 8
#define OUTPUT_BYTES 4096u

struct target {
  bool all;
  const char *file;
  struct options_list packages;
  uint32_t number;
  enum language language;
  const char *from;
  const char *to;
};

static bool take_range(void *target, const char *const *values) {
  struct target *range = target;
  range->from = values[0];
  range->to = values[1];
  return strcmp(values[0], values[1]) < 0;
}

#define AT(member) offsetof(struct target, member)
static const struct options_row rows[] = {
    {.name = "all", .kind = OPTIONS_FLAG, .offset = AT(all), .english = "all of it"},
    {.name = "file",
     .value = "FILE",
     .kind = OPTIONS_TEXT,
     .offset = AT(file),
     .english = "a file",
     .japanese = "ファイル"},
    {.name = "package",
     .value = "PATH",
     .kind = OPTIONS_LIST,
     .offset = AT(packages),
     .english = "first line\nsecond line"},
    {.name = "number",
     .value = "N",
     .kind = OPTIONS_NUMBER,
     .offset = AT(number),
     .minimum = 3,
     .maximum = 300,
     .english = "a number"},
    {.name = "lang",
     .value = "en|ja",
     .kind = OPTIONS_LANGUAGE,
     .offset = AT(language),
     .english = "language"},
    {.name = "range-of-versions",
     .value = "FROM TO",
     .kind = OPTIONS_TAKE,
     .take = take_range,
     .english = "two words"},
    {.name = "file-mode", .value = "M", .kind = OPTIONS_TEXT, .offset = AT(from), .english = "m"},
};

static const struct options_table table = {.program = "program",
                                           .usage = "[OPTION]... WORD\n--all",
                                           .introduction = "Does something.\n",
                                           .rows = rows,
                                           .row_count = sizeof rows / sizeof rows[0],
                                           .words_maximum = 2};

static const struct {
  const char *arguments[WORDS_MAXIMUM];
  int status;
  const char *words; /* joined with blanks */
  struct target target;
} lines[] = {
    {{NULL}, OPTIONS_GO, "", {0}},
    {{"a", "--all", "b"}, OPTIONS_GO, "a b", {.all = true}},
    {{"--file", "x", "a"}, OPTIONS_GO, "a", {.file = "x"}},
    {{"--file=x=y", "a"}, OPTIONS_GO, "a", {.file = "x=y"}},
    {{"--file=", "a"}, OPTIONS_GO, "a", {.file = ""}},
    {{"--file", "--all"}, OPTIONS_GO, "", {.file = "--all"}},
    {{"--file", "x", "--file", "y"}, OPTIONS_GO, "", {.file = "y"}},
    {{"--package", "x", "--package=y"}, OPTIONS_GO, "", {.packages = {{"x", "y"}, 2}}},
    {{"--number", "3"}, OPTIONS_GO, "", {.number = 3}},
    {{"--number", "300"}, OPTIONS_GO, "", {.number = 300}},
    {{"--lang", "ja"}, OPTIONS_GO, "", {.language = LANGUAGE_JAPANESE}},
    {{"--range-of-versions", "1", "2", "a"}, OPTIONS_GO, "a", {.from = "1", .to = "2"}},
    {{"--range-of-versions=1", "2"}, OPTIONS_GO, "", {.from = "1", .to = "2"}},
    {{"--num", "4"}, OPTIONS_GO, "", {.number = 4}},
    {{"--", "--all", "-"}, OPTIONS_GO, "--all -", {0}},
    {{"-"}, OPTIONS_GO, "-", {0}},
    {{"--help"}, OPTIONS_DONE, NULL, {0}},
    {{"a", "b", "c", "--help"}, OPTIONS_DONE, NULL, {0}},
    {{"--all=yes"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--file"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--range-of-versions", "1"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--range-of-versions", "2", "1"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--number", "2"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--number", "301"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--number", "3x"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--number", "-3"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--lang", "fr"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--nothing"}, OPTIONS_REFUSED, NULL, {0}},
    {{"--fil", "x"}, OPTIONS_REFUSED, NULL, {0}}, /* --file or --file-mode */
    {{"--=x"}, OPTIONS_REFUSED, NULL, {0}},
    {{"-a"}, OPTIONS_REFUSED, NULL, {0}},
    {{"a", "b", "c"}, OPTIONS_REFUSED, NULL, {0}},
};

static int read_line(const struct options_table *options, const char *const *arguments,
                     struct target *target, struct options_words *ret_words) {
  static char *argv[WORDS_MAXIMUM + 2];
  static char copies[WORDS_MAXIMUM + 1][64];
  int argc = 1;
  (void)snprintf(copies[0], sizeof copies[0], "program");
  argv[0] = copies[0];
  for (; argc <= WORDS_MAXIMUM && arguments[argc - 1] != NULL; argc++) {
    (void)snprintf(copies[argc], sizeof copies[argc], "%s", arguments[argc - 1]);
    argv[argc] = copies[argc];
  }
  argv[argc] = NULL;
  return options_read(options, argc, argv, target, ret_words);
}

static void same_text(const char *found, const char *expected) {
  ck_assert_int_eq(found != NULL, expected != NULL);
  if (expected != NULL) {
    ck_assert_str_eq(found, expected);
  }
}

START_TEST(reads_lines) {
  struct target target = {0};
  struct options_words words = {NULL, 0};
  ck_assert_int_eq(read_line(&table, lines[_i].arguments, &target, &words), lines[_i].status);
  if (lines[_i].words == NULL) {
    return;
  }
  char joined[OUTPUT_BYTES] = "";
  for (size_t i = 0; i < words.count; i++) {
    size_t length = strlen(joined);
    (void)snprintf(joined + length, sizeof joined - length, "%s%s", i > 0 ? " " : "",
                   words.items[i]);
  }
  const struct target *expected = &lines[_i].target;
  ck_assert_str_eq(joined, lines[_i].words);
  ck_assert_int_eq(target.all, expected->all);
  ck_assert_uint_eq(target.number, expected->number);
  ck_assert_int_eq((int)target.language, (int)expected->language);
  same_text(target.file, expected->file);
  same_text(target.from, expected->from);
  same_text(target.to, expected->to);
  ck_assert_uint_eq(target.packages.count, expected->packages.count);
  for (size_t i = 0; i < target.packages.count; i++) {
    ck_assert_str_eq(target.packages.items[i], expected->packages.items[i]);
  }
}
END_TEST

START_TEST(bounds_lists) {
  struct target target = {0};
  struct options_words words;
  target.packages.count = OPTIONS_LIST_MAXIMUM - 1;
  const char *const arguments[] = {"--package", "x", NULL};
  ck_assert_int_eq(read_line(&table, arguments, &target, &words), OPTIONS_GO);
  ck_assert_int_eq(read_line(&table, arguments, &target, &words), OPTIONS_REFUSED);
}
END_TEST

START_TEST(counts_words) {
  struct options_table strict = table;
  struct target target = {0};
  struct options_words words;
  strict.words_minimum = 2;
  strict.minus_is_word = true;
  ck_assert_int_eq(read_line(&strict, (const char *const[]){"-1", NULL}, &target, &words),
                   OPTIONS_REFUSED);
  ck_assert_int_eq(read_line(&strict, (const char *const[]){"-1", "-x", NULL}, &target, &words),
                   OPTIONS_GO);
  ck_assert_uint_eq(words.count, 2);
}
END_TEST

START_TEST(prints_help) {
  static const char expected[] = "usage: program [OPTION]... WORD\n"
                                 "       program --all\n"
                                 "Does something.\n"
                                 "\n"
                                 "  --all                  all of it\n"
                                 "  --file FILE            a file\n"
                                 "                         ファイル\n"
                                 "  --package PATH         first line\n"
                                 "                         second line\n"
                                 "  --number N             a number\n"
                                 "  --lang en|ja           language\n"
                                 "  --range-of-versions FROM TO\n"
                                 "                         two words\n"
                                 "  --file-mode M          m\n"
                                 "  --help                 this text\n"
                                 "                         この説明を表示する\n";
  char *text = NULL;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  ck_assert_ptr_nonnull(file);
  options_print_help(&table, file);
  ck_assert_int_eq(fclose(file), 0);
  ck_assert_str_eq(text, expected);
  free(text);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("options");
  TCase *cases = tcase_create("options");
  tcase_add_loop_test(cases, reads_lines, 0, sizeof lines / sizeof lines[0]);
  tcase_add_test(cases, bounds_lists);
  tcase_add_test(cases, counts_words);
  tcase_add_test(cases, prints_help);
  suite_add_tcase(suite, cases);
  return suite;
}
