#include "tests/style/circles.h"

#include <string.h>

#define FIRST_CAPACITY 1024u

/* How many arrows that are still there leave the unit and lead to it. */
struct circle_unit {
  size_t out;
  size_t in;
};

struct circles circles_make(struct arena *arena) {
  return (struct circles){.arena = arena, .units = hash_map_make(arena)};
}

/* Paths without ".c" or ".h"; NULL when memory is short. */
static struct circle_unit *find_unit(struct circles *circles, struct view path) {
  struct view name = path;
  if (view_ends_with(path, view_of(".c")) || view_ends_with(path, view_of(".h"))) {
    name = view_part(path, 0, path.length - 2);
  }
  struct circle_unit *unit = hash_map_get(&circles->units, name);
  if (unit != NULL) {
    return unit;
  }
  struct view key = arena_copy(circles->arena, name);
  unit = arena_alloc(circles->arena, sizeof *unit);
  if (unit == NULL || key.data == NULL || hash_map_put(&circles->units, key, unit) != ERROR_OK) {
    return NULL;
  }
  return unit;
}

static bool make_room(struct circles *circles) {
  if (circles->count < circles->capacity) {
    return true;
  }
  size_t capacity = circles->capacity == 0 ? FIRST_CAPACITY : circles->capacity * 2;
  struct circle_arrow *arrows =
      arena_grow(circles->arena, circles->arrows, circles->capacity * sizeof *arrows,
                 capacity * sizeof *arrows);
  if (arrows == NULL) {
    return false;
  }
  circles->arrows = arrows;
  circles->capacity = capacity;
  return true;
}

enum error circles_add(struct circles *circles, const struct source *source) {
  const char *path = arena_string(circles->arena, view_of(source->path));
  struct circle_unit *from = find_unit(circles, view_of(source->path));
  for (size_t i = 0; i < source->count; i++) {
    struct view header;
    if (!source_includes(source, i, &header)) {
      continue;
    }
    struct circle_unit *to = find_unit(circles, header);
    struct view copy = arena_copy(circles->arena, header);
    if (path == NULL || from == NULL || to == NULL || copy.data == NULL || !make_room(circles)) {
      return ERROR_MEMORY;
    }
    if (to != from) {
      circles->arrows[circles->count++] =
          (struct circle_arrow){path, source->tokens[i].line, copy, from, to};
      from->out++;
      to->in++;
    }
  }
  return ERROR_OK;
}

/* Takes away arrows to units that lead nowhere and from units that nothing leads to. */
static size_t take_ends(struct circles *circles) {
  size_t kept = 0;
  for (size_t i = 0; i < circles->count; i++) {
    struct circle_arrow arrow = circles->arrows[i];
    if (arrow.to->out > 0 && arrow.from->in > 0) {
      circles->arrows[kept++] = arrow;
      continue;
    }
    arrow.from->out--;
    arrow.to->in--;
  }
  return kept;
}

size_t circles_find(struct circles *circles) {
  size_t before;
  do {
    before = circles->count;
    circles->count = take_ends(circles);
  } while (circles->count < before);
  return circles->count;
}
