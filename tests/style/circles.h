/* Circles of units: name.c and name.h are one unit, an #include is an arrow to the other, and no
 * way along the arrows may lead back. */
#ifndef TESTS_STYLE_CIRCLES_H
#define TESTS_STYLE_CIRCLES_H

#include "server/base/hash_map.h"
#include "tests/style/source.h"

struct circle_arrow {
  const char *path; /* file that includes */
  uint32_t line;
  struct view header;
  struct circle_unit *from;
  struct circle_unit *to;
};

struct circles {
  struct arena *arena;
  struct hash_map units; /* path without ending -> struct circle_unit */
  struct circle_arrow *arrows;
  size_t count;
  size_t capacity;
};

/* The arena must outlive it. */
struct circles circles_make(struct arena *arena);
/* Adds the arrows of a file; copies what it keeps. */
enum error circles_add(struct circles *circles, const struct source *source) MUST_USE;
/* Leaves only the arrows that lie on a circle, or on a way from one circle to another, in the order
 * in which they were added; returns how many. */
size_t circles_find(struct circles *circles);

#endif
