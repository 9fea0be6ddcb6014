#include "tests/unit/unit_main.h"

#include "tests/style/circles.h"

#define ARENA_BYTES (4u << 20)
#define FILES 4u
#define INCLUDES 3u

/* A file and what it includes. */
struct file {
  const char *path;
  const char *includes[INCLUDES];
};

static const struct {
  struct file files[FILES];
  const char *circle[FILES]; /* "path header" of the arrows that are found */
} trees[] = {
    {{{"p/a.c", {"p/a.h", "p/b.h"}}, {"p/a.h", {"p/c.h"}}, {"p/b.h", {"p/c.h"}}}, {NULL}},
    {{{"p/a.h", {"p/b.h"}}, {"p/b.h", {"p/a.h"}}}, {"p/a.h p/b.h", "p/b.h p/a.h"}},
    /* No header includes the other, but the units do. */
    {{{"p/a.c", {"p/a.h", "p/b.h"}}, {"p/b.c", {"p/b.h", "p/a.h"}}},
     {"p/a.c p/b.h", "p/b.c p/a.h"}},
    {{{"p/a.c", {"p/b.h"}}, {"p/b.c", {"p/c.h", "p/d.h"}}, {"q/c.c", {"p/a.h"}}}, {NULL}},
    /* What leads to a circle and what it leads to are no part of it. */
    {{{"p/a.c", {"p/b.h"}},
      {"p/b.c", {"p/c.h"}},
      {"p/c.c", {"p/d.h"}},
      {"p/d.c", {"p/b.h", "p/e.h"}}},
     {"p/b.c p/c.h", "p/c.c p/d.h", "p/d.c p/b.h"}},
};

static void add(struct circles *circles, struct arena *arena, const struct file *file) {
  struct token tokens[INCLUDES];
  struct source source = {.path = file->path, .tokens = tokens};
  for (; source.count < INCLUDES && file->includes[source.count] != NULL; source.count++) {
    tokens[source.count] = (struct token){
        .type = TOKEN_DIRECTIVE,
        .text = arena_format(arena, "#include \"%s\"", file->includes[source.count]),
    };
  }
  ck_assert_int_eq(circles_add(circles, &source), ERROR_OK);
}

START_TEST(finds_circles) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct circles circles = circles_make(arena);
  for (size_t i = 0; i < FILES && trees[_i].files[i].path != NULL; i++) {
    add(&circles, arena, &trees[_i].files[i]);
  }
  size_t count = circles_find(&circles);
  for (size_t i = 0; i < count; i++) {
    ck_assert_ptr_nonnull(trees[_i].circle[i]);
    struct view found = arena_format(arena, "%s %.*s", circles.arrows[i].path,
                                     VIEW_ARGUMENTS(circles.arrows[i].header));
    ck_assert(view_is(found, trees[_i].circle[i]));
  }
  ck_assert(count == FILES || trees[_i].circle[count] == NULL);
  arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
  Suite *suite = suite_create("circles");
  TCase *cases = tcase_create("circles");
  tcase_add_loop_test(cases, finds_circles, 0, sizeof trees / sizeof *trees);
  suite_add_tcase(suite, cases);
  return suite;
}
