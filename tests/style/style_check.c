/* Checks the house rules over the whole tree (exit status 1 when one is broken), or prints the
 * figures that the README quotes: style_check [--figures] ROOT */
#include "server/base/file.h"
#include "tests/style/circles.h"
#include "tests/style/function.h"
#include "tests/style/rules.h"
#include "tests/style/rules_limits.h"
#include "tests/style/rules_settings.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ARENA_BYTES (256u << 20)
#define FILE_BYTES (16u << 20)
#define FUNCTIONS_MAXIMUM 100000u

/* Generated tables and inputs that are wrong on purpose are not for people to write. */
static const char *const skipped[] = {"profiles/definitions", "tests/cases",
                                      "tests/clients/node_modules"};

static const char *const text_names[] = {".c",   ".h",       ".md",        ".sh", ".yaml",
                                         ".csv", "Makefile", "Dockerfile", "run", ".mk"};

struct walk {
  struct findings findings;
  struct circles circles;
  bool figures;
  struct function *functions;
  size_t function_count;
  uint32_t files;
  uint32_t lines;
};

static bool ends_with_one_of(const char *path, const char *const *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (view_ends_with(view_of(path), view_of(names[i]))) {
      return true;
    }
  }
  return false;
}

static bool is_skipped(const char *path) {
  for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++) {
    if (strcmp(path, skipped[i]) == 0) {
      return true;
    }
  }
  return false;
}

static bool is_source(const char *path) {
  static const char *const names[] = {".c", ".h"};
  return ends_with_one_of(path, names, 2);
}

static void count_source(struct walk *walk, const struct source *source) {
  struct function function;
  for (size_t index = 0; function_next(source, &index, &function);) {
    if (walk->function_count < FUNCTIONS_MAXIMUM) {
      walk->functions[walk->function_count++] = function;
    }
  }
  walk->files++;
  walk->lines += source->lines;
}

static void visit_source(struct walk *walk, struct arena *arena, const char *path) {
  struct source source;
  if (source_read(arena, path, &source) != ERROR_OK) {
    printf("%s:1: cannot be read\n", path);
    walk->findings.count++;
    return;
  }
  if (!walk->figures) {
    rules_source(&walk->findings, arena, &source);
    if (circles_add(&walk->circles, &source) != ERROR_OK) {
      printf("%s:1: too much to remember\n", path);
      walk->findings.count++;
    }
  } else if (strncmp(path, "tests/", 6) != 0) {
    count_source(walk, &source);
  }
}

static void visit_file(struct walk *walk, const char *path) {
  size_t names = sizeof text_names / sizeof *text_names;
  if (!ends_with_one_of(path, text_names, names)) {
    return;
  }
  struct arena *arena = arena_new(ARENA_BYTES);
  struct view text;
  if (arena == NULL || file_read(arena, path, FILE_BYTES, &text) != ERROR_OK) {
    printf("%s:1: cannot be read\n", path);
    walk->findings.count++;
  } else {
    if (!walk->figures) {
      rules_text(&walk->findings, path, text);
    }
    if (is_source(path)) {
      visit_source(walk, arena, path);
    }
  }
  arena_free(arena);
}

static int by_name(const FTSENT **a, const FTSENT **b) {
  return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void walk_tree(struct walk *walk) {
  char names[][16] = {"server", "handlers", "profiles",  "terminology", "tests",
                      "docker", ".ci",      "README.md", "Makefile"};
  char *roots[sizeof names / sizeof *names + 1] = {NULL};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    roots[i] = names[i];
  }
  FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
  if (tree == NULL) {
    perror("style_check");
    exit(2);
  }
  for (FTSENT *entry; (entry = fts_read(tree)) != NULL;) {
    if (entry->fts_info == FTS_D && is_skipped(entry->fts_path)) {
      fts_set(tree, entry, FTS_SKIP);
    } else if (entry->fts_info == FTS_F) {
      visit_file(walk, entry->fts_path);
    }
  }
  fts_close(tree);
}

static void check_readme(struct walk *walk) {
  struct arena *arena = arena_new(ARENA_BYTES);
  struct view list;
  struct view readme;
  if (arena != NULL && file_read(arena, "server/config_list.h", FILE_BYTES, &list) == ERROR_OK &&
      file_read(arena, "README.md", FILE_BYTES, &readme) == ERROR_OK) {
    rules_settings(&walk->findings, list, readme);
  }
  struct view limits;
  if (arena != NULL && file_read(arena, "server/limits.h", FILE_BYTES, &limits) == ERROR_OK &&
      file_read(arena, "README.md", FILE_BYTES, &readme) == ERROR_OK) {
    rules_limits(&walk->findings, limits, readme);
  }
  arena_free(arena);
}

static void check_circles(struct walk *walk) {
  size_t count = circles_find(&walk->circles);
  for (size_t i = 0; i < count; i++) {
    const struct circle_arrow *arrow = &walk->circles.arrows[i];
    printf("%s:%u: part of a circle of units: %.*s\n", arrow->path, arrow->line,
           VIEW_ARGUMENTS(arrow->header));
    walk->findings.count++;
  }
}

/* ---- figures
 * -------------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b) {
  const uint32_t *left = a;
  const uint32_t *right = b;
  return (*left > *right) - (*left < *right);
}

/* Prints median, 90th percentile and maximum of one member of every function. */
static void print_measure(const struct walk *walk, const char *label, size_t offset) {
  uint32_t *values = calloc(walk->function_count, sizeof *values);
  if (values == NULL) {
    return;
  }
  for (size_t i = 0; i < walk->function_count; i++) {
    memcpy(&values[i], (const char *)&walk->functions[i] + offset, sizeof *values);
  }
  qsort(values, walk->function_count, sizeof *values, by_number);
  printf("%-24s median %3u   90 %% %3u   max %3u\n", label, values[walk->function_count / 2],
         values[walk->function_count * 9 / 10], values[walk->function_count - 1]);
  free(values);
}

static void print_figures(const struct walk *walk) {
  size_t private_functions = 0;
  size_t longer = 0;
  for (size_t i = 0; i < walk->function_count; i++) {
    private_functions += walk->functions[i].is_static;
    longer += walk->functions[i].length > RULE_FUNCTION_LINES;
  }
  printf("files %u, lines %u, functions %zu (tests not counted)\n", walk->files, walk->lines,
         walk->function_count);
  if (walk->function_count == 0) {
    return;
  }
  print_measure(walk, "function lines", offsetof(struct function, length));
  print_measure(walk, "nesting", offsetof(struct function, nesting));
  print_measure(walk, "parameters", offsetof(struct function, parameters));
  print_measure(walk, "cyclomatic complexity", offsetof(struct function, complexity));
  printf("functions over %u lines   %zu\n", RULE_FUNCTION_LINES, longer);
  printf("static functions         %zu %%\n", 100 * private_functions / walk->function_count);
}

int main(int argc, char **argv) {
  bool figures = argc == 3 && strcmp(argv[1], "--figures") == 0;
  if (argc != 2 + figures || chdir(argv[1 + figures]) != 0) {
    fprintf(stderr, "usage: style_check [--figures] ROOT\n");
    return 2;
  }
  struct arena *arena = arena_new(ARENA_BYTES);
  struct walk walk = {.figures = figures, .circles = circles_make(arena)};
  walk.functions = calloc(FUNCTIONS_MAXIMUM, sizeof *walk.functions);
  if (walk.functions == NULL || arena == NULL) {
    arena_free(arena);
    free(walk.functions);
    return 2;
  }
  walk_tree(&walk);
  if (figures) {
    print_figures(&walk);
  } else {
    check_readme(&walk);
    check_circles(&walk);
    printf("style: %u findings\n", walk.findings.count);
  }
  free(walk.functions);
  arena_free(arena);
  return walk.findings.count == 0 ? 0 : 1;
}
