#include "tests/memory/failing.h"

#include "server/base/arena.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct failing {
  bool armed;
  uint64_t count;
  uint64_t fails_at;
};

static struct failing *state(void) {
  static _Thread_local struct failing failing;
  return &failing;
}

void failing_arm(uint64_t n) {
  *state() = (struct failing){.armed = true, .fails_at = n};
}

uint64_t failing_disarm(void) {
  state()->armed = false;
  return state()->count;
}

static bool fails(void) {
  struct failing *failing = state();
  return failing->armed && ++failing->count == failing->fails_at;
}

static bool heap_fails(void) {
  bool now = fails();
  if (now) {
    errno = ENOMEM;
  }
  return now;
}

/* ---- what the linker puts in place: names and forms are those of the real functions -------------
 */
#define WRAP(type, name, parameters, arguments, refused, answer)                                   \
  type __real_##name parameters;                                                                   \
  type __wrap_##name parameters;                                                                   \
  type __wrap_##name parameters {                                                                  \
    return refused ? (answer) : __real_##name arguments;                                           \
  }

WRAP(void *, malloc, (size_t size), (size), heap_fails(), NULL)
WRAP(void *, calloc, (size_t count, size_t size), (count, size), heap_fails(), NULL)
WRAP(void *, realloc, (void *block, size_t size), (block, size), heap_fails(), NULL)
WRAP(char *, strdup, (const char *text), (text), heap_fails(), NULL)
WRAP(struct arena *, arena_new, (size_t size), (size), fails(), NULL)
WRAP(struct arena *, arena_new_small, (size_t size), (size), fails(), NULL)

char *__real_arena_bytes(struct arena *arena, size_t size);
/* What an arena says when it has no room: it is asked for more than any may hold. */
static bool arena_fails(struct arena *arena) {
  return fails() && __real_arena_bytes(arena, SIZE_MAX) == NULL;
}

WRAP(void *, arena_alloc, (struct arena * arena, size_t size), (arena, size), arena_fails(arena),
     NULL)
WRAP(void *, arena_array, (struct arena * arena, size_t count, size_t size), (arena, count, size),
     arena_fails(arena), NULL)
WRAP(void *, arena_grow, (struct arena * arena, void *block, size_t old_size, size_t new_size),
     (arena, block, old_size, new_size), arena_fails(arena), NULL)
WRAP(char *, arena_string, (struct arena * arena, struct view view), (arena, view),
     arena_fails(arena), NULL)
WRAP(struct view, arena_copy, (struct arena * arena, struct view view), (arena, view),
     arena_fails(arena), ((struct view){NULL, 0}))

char *__wrap_arena_bytes(struct arena *arena, size_t size);
char *__wrap_arena_bytes(struct arena *arena, size_t size) {
  return arena_fails(arena) ? NULL : __real_arena_bytes(arena, size);
}

struct view __wrap_arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
struct view __wrap_arena_format(struct arena *arena, const char *format, ...) {
  char *text = NULL;
  va_list arguments;
  if (arena_fails(arena)) {
    return (struct view){NULL, 0};
  }
  va_start(arguments, format);
  int length = vasprintf(&text, format, arguments);
  va_end(arguments);
  struct view copy = {NULL, 0};
  if (length >= 0) {
    copy = __real_arena_copy(arena, view_make(text, (size_t)length));
    free(text);
  }
  return copy;
}

enum error __real_arena_defer(struct arena *arena, void (*function)(void *object), void *object);
enum error __wrap_arena_defer(struct arena *arena, void (*function)(void *object), void *object);
enum error __wrap_arena_defer(struct arena *arena, void (*function)(void *object), void *object) {
  if (arena_fails(arena)) {
    function(object);
    return ERROR_MEMORY;
  }
  return __real_arena_defer(arena, function, object);
}
