/* The style check itself: what it counts and what it must find. */
#include "tests/unit/unit_main.h"

#include "server/base/buffer.h"
#include "tests/style/floors.h"
#include "tests/style/function.h"
#include "tests/style/rules.h"
#include "tests/style/rules_limits.h"
#include "tests/style/rules_settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARENA_BYTES (4u << 20)

static struct arena *arena;
static char path[64];

static void setup(void) {
  arena = arena_new(ARENA_BYTES);
  snprintf(path, sizeof path, "/tmp/style-test-XXXXXX");
  int descriptor = mkstemp(path);
  ck_assert_int_ge(descriptor, 0);
  close(descriptor);
}

static void teardown(void) {
  unlink(path);
  arena_free(arena);
}

static struct source source_of(const char *text) {
  FILE *file = fopen(path, "w");
  ck_assert_ptr_nonnull(file);
  fputs(text, file);
  fclose(file);
  struct source source;
  ck_assert_int_eq(source_read(arena, path, &source), ERROR_OK);
  return source;
}

static const struct {
  const char *text;
  struct function expected; /* name and is_static are compared too */
} functions[] = {
    {"int f(void) {\n  return 1;\n}\n", {VIEW_LITERAL("f"), 1, 3, 0, 0, 1, 0, false}},
    {"static int x = 1;\nstatic\nint f(int a, void (*g)(int, int)) { return a ? 1 : 2; }\n",
     {VIEW_LITERAL("f"), 3, 1, 2, 0, 2, 0, true}},
    {"void f(char *a) {\n  if (a && *a) {\n    for (;;) {\n    }\n  } else {\n  }\n}\n",
     {VIEW_LITERAL("f"), 1, 7, 1, 2, 4, 0, false}},
    {"/* if { */ void f(int a) {\n  g(\"{ if (\", '{');\n  struct x y = {{1}, {2}};\n  h((struct "
     "x){a});\n}\n",
     {VIEW_LITERAL("f"), 1, 5, 1, 0, 1, 0, false}},
    {"#define A(x) \\\n  if (x) {\nint f(int a)\n{\n switch (a) {\n case 1: {\n }\n case 2:;\n "
     "}\n}\n",
     {VIEW_LITERAL("f"), 3, 8, 1, 2, 3, 2, false}},
    {"static const int t[] = {F(1) {2}};\nlong f(int a[2]) __attribute__((pure)) { do {} while "
     "(a); "
     "}",
     {VIEW_LITERAL("f"), 2, 1, 1, 1, 2, 0, false}},
};

START_TEST(measures_functions) {
  struct source source = source_of(functions[_i].text);
  const struct function *expected = &functions[_i].expected;
  struct function found;
  size_t index = 0;
  ck_assert(function_next(&source, &index, &found));
  ck_assert(view_equal(found.name, expected->name));
  ck_assert_uint_eq(found.line, expected->line);
  ck_assert_uint_eq(found.length, expected->length);
  ck_assert_uint_eq(found.parameters, expected->parameters);
  ck_assert_uint_eq(found.nesting, expected->nesting);
  ck_assert_uint_eq(found.complexity, expected->complexity);
  ck_assert_uint_eq(found.cases, expected->cases);
  ck_assert_int_eq(found.is_static, expected->is_static);
  ck_assert(!function_next(&source, &index, &found));
}
END_TEST

static const struct {
  const char *path;
  const char *header;
  bool allowed;
} arrows[] = {
    {"server/base/arena.c", "server/base/arena.h", true},
    {"server/base/arena.c", "server/store/store.h", false},
    {"server/base/document.c", "server/limits.h", true},
    {"server/store/store.c", "server/base/arena.h", true},
    {"server/http/listen.c", "server/store/store.h", false},
    {"server/orca/orca.c", "server/http/request.h", false},
    {"terminology/a.c", "server/store/store.h", true},
    {"terminology/a.c", "profiles/validator.h", false},
    {"profiles/a.c", "terminology/mapping_table.h", true},
    {"profiles/a.c", "server/http/request.h", false},
    {"server/national/a.c", "server/orca/orca.h", false},
    {"server/national/a.c", "profiles/validator.h", false},
    {"handlers/a.c", "server/national/relay.h", true},
    {"handlers/a.c", "server/config_list.h", false},
    {"server/app.c", "handlers/services.h", true},
    {"server/app.c", "tests/lab/faults.h", false},
    {"tests/lab/a.c", "server/base/view.h", true},
    {"tests/lab/a.c", "server/orca/orca.h", false},
    {"tests/unit/orca/test_a.c", "server/orca/orca.h", true},
    {"tests/unit/orca/test_a.c", "handlers/services.h", false},
    {"elsewhere/a.c", "server/base/view.h", false},
};

START_TEST(knows_the_floors) {
  ck_assert_int_eq(floors_allow(arrows[_i].path, arrows[_i].header), arrows[_i].allowed);
}
END_TEST

static const struct {
  const char *declaration;
  bool is_mutable;
} variables[] = {
    {"static int count", true},
    {"static const int count", false},
    {"const char *name", true},
    {"const char *const name", false},
    {"static const char *const names[]", false},
    {"static const char *names[2]", true},
    {"static char buffer[10]", true},
    {"static _Thread_local int x", true},
    {"static volatile sig_atomic_t stop", false},
    {"typedef int number", false},
    {"struct point", false},
    {"struct point p", true},
    {"static const struct { char *a; } rows[]", false},
    {"static struct { const char *a; } rows[]", true},
    {"int f(int a)", false},
    {"enum color { RED }", false},
    {"struct point { int x; }", false},
};

START_TEST(finds_mutable_variables) {
  struct source source = source_of(variables[_i].declaration);
  ck_assert_int_eq(rules_is_mutable_variable(&source, 0, source.count), variables[_i].is_mutable);
}
END_TEST

static const struct {
  const char *text;
  uint32_t findings;
} texts[] = {
    {"fine\n", 0},
    {"no newline", 1},
    {"blank \n", 1},
    {"tab\t\nx\n", 1},
    {"crlf\r\n", 1},
    {"/* TO"
     "DO */\n",
     1},
    {"see /wo"
     "rk/main\n",
     1},
    {"", 1},
};

START_TEST(reads_text) {
  struct findings findings = {0};
  rules_text(&findings, "text", view_of(texts[_i].text));
  ck_assert_uint_eq(findings.count, texts[_i].findings);
}
END_TEST

static const struct {
  const char *text;
  uint32_t findings;
} sources[] = {
    {"int f(int);\nint f(int a) { return a; }\n", 0},
    {"void f(char *a, char *b) { strcpy(a, b); }\n", 1},
    {"void f(struct x *a) { a->sprintf(1); }\n", 0},
    {"typedef struct { int a; } b;\n", 1},
    {"typedef struct a *b(int);\n", 0},
    {"int f(int a, int b, int c, int d, int e, int g) { return a; }\n", 1},
    {"void f(int a) { if (a) { if (a) { if (a) { if (a) { if (a) { } } } } } }\n", 1},
    {"static int x;\n", 1},
    {"void f(int a) { if (a) g(); }\n", 1},
    {"void f(int a) { if (a) { g(); } else h(); }\n", 1},
    {"void f(int a) { if (a) { g(); } else if (a + 1) { h(); } else { g(); } }\n", 0},
    {"void f(int a) { for (int i = 0; i < (a); i++) g(); }\n", 1},
    {"void f(int a) { while (a) g(); }\n", 1},
    {"void f(int a) { while (g(a)); }\n", 1},
    {"void f(int a) { do { g(); } while (h(a)); }\n", 0},
    {"void f(int a) { do g(); while (a); }\n", 2},
    {"void f(int a) { if (a) { } while (a) { g(); } }\n", 0},
    {"void f(int a) { switch (a) case 1: g(); }\n", 1},
    {"#define A(x) if (x) g();\n", 0},
};

START_TEST(reads_sources) {
  struct findings findings = {0};
  struct source source = source_of(sources[_i].text);
  rules_source(&findings, arena, &source);
  ck_assert_uint_eq(findings.count, sources[_i].findings);
}
END_TEST

START_TEST(bounds_the_lines_of_a_function) {
  struct buffer text = buffer_make(arena, 10000);
  buffer_append_string(&text, "void f(void) {\n");
  for (unsigned i = 0; i < RULE_FUNCTION_LINES - 2 + (unsigned)_i; i++) {
    buffer_append_string(&text, "g();\n");
  }
  buffer_append_string(&text, "}\n");
  struct source source = source_of(arena_string(arena, buffer_view(&text)));
  struct findings findings = {0};
  rules_source(&findings, arena, &source);
  ck_assert_uint_eq(findings.count, (unsigned)_i);
}
END_TEST

START_TEST(compares_settings_with_the_readme) {
  struct findings findings = {0};
  rules_settings(&findings, view_of("TEXT(\"a.b\", x) \\\n INTEGER(\"a.c\", 1) f(\"a.d\")"),
                 view_of("`a.bc` a.c `a.b`"));
  ck_assert_uint_eq(findings.count, 1);
}
END_TEST

START_TEST(compares_limits_with_the_readme) {
  struct findings findings = {0};
  struct view limits = view_of("/* of X */\n#define LIMIT_X 10000000u\n#define LIMIT_XY 7\n");
  rules_limits(&findings, limits,
               view_of("| body | 10,000,000 bytes | 413 | `LIMIT_X` |\n| b | 7 | `LIMIT_XY` |\n"));
  ck_assert_uint_eq(findings.count, 0);
  rules_limits(&findings, limits, view_of("| body | 1,000 | `LIMIT_X` |\n| b | 7 | `LIMIT_Z` |"));
  ck_assert_uint_eq(findings.count, 2);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("style");
  TCase *cases = tcase_create("style");
  tcase_add_checked_fixture(cases, setup, teardown);
  tcase_add_loop_test(cases, measures_functions, 0, sizeof functions / sizeof *functions);
  tcase_add_loop_test(cases, knows_the_floors, 0, sizeof arrows / sizeof *arrows);
  tcase_add_loop_test(cases, finds_mutable_variables, 0, sizeof variables / sizeof *variables);
  tcase_add_loop_test(cases, reads_text, 0, sizeof texts / sizeof *texts);
  tcase_add_loop_test(cases, reads_sources, 0, sizeof sources / sizeof *sources);
  tcase_add_loop_test(cases, bounds_the_lines_of_a_function, 0, 2);
  tcase_add_test(cases, compares_settings_with_the_readme);
  tcase_add_test(cases, compares_limits_with_the_readme);
  suite_add_tcase(suite, cases);
  return suite;
}
