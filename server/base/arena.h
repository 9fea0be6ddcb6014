/* Memory of one lifetime: a request, a load, a test. Allocations are never freed one by one; the
 * whole arena is. It has a cap, so input cannot make it grow without end. Unused bytes are poisoned
 * under AddressSanitizer. Not thread-safe: one arena belongs to one thread at a time. */
#ifndef SERVER_BASE_ARENA_H
#define SERVER_BASE_ARENA_H

#include "server/base/error.h"
#include "server/base/view.h"

#include <stddef.h>

struct arena;

struct arena_mark {
  void *chunk;
  size_t used;
  size_t total;
};

/* New empty arena that hands out at most maximum_bytes; NULL when memory is short. */
struct arena *arena_new(size_t maximum_bytes);
/* The same for one of many that stay: it begins with less. */
struct arena *arena_new_small(size_t maximum_bytes);
/* Runs the deferred functions (last first), then frees everything. NULL is allowed. */
void arena_free(struct arena *arena);

/* size bytes, zeroed, aligned for any type; NULL when the cap or the machine is exhausted. */
void *arena_alloc(struct arena *arena, size_t size);
/* count * size with overflow check, zeroed. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* Same as arena_alloc but bytes are not cleared and alignment is 1: for text. */
char *arena_bytes(struct arena *arena, size_t size);
/* Grows the block from old_size to new_size, in place when it is the latest one; else copies. */
void *arena_grow(struct arena *arena, void *block, size_t old_size, size_t new_size);

/* A copy of the view; data is NULL when memory is exhausted. Always NUL-terminated behind length.
 */
struct view arena_copy(struct arena *arena, struct view view);
/* NUL-terminated copy; NULL when exhausted. */
char *arena_string(struct arena *arena, struct view view);
/* printf into the arena; data is NULL when exhausted. NUL-terminated. */
struct view arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Calls function(object) when the arena is freed: how foreign objects get the arena's lifetime.
 * When the note cannot be stored, function(object) runs at once and ERROR_MEMORY is returned. */
enum error arena_defer(struct arena *arena, void (*function)(void *object), void *object) MUST_USE;

/* Scratch: everything allocated since the mark is given back. Deferred calls are not undone: do not
 * defer between the two. */
struct arena_mark arena_mark(struct arena *arena);
void arena_back(struct arena *arena, struct arena_mark mark);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);
/* True once anything was asked for that could not be given: what was made since then may lack a
 * part, because a text without memory is an empty one. Whoever answers asks this at the end. */
bool arena_refused(const struct arena *arena);

#endif
