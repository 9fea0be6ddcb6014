#include "server/base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS 1
#endif
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
static void poison(void *start, size_t size) {
  __asan_poison_memory_region(start, size);
}
static void unpoison(void *start, size_t size) {
  __asan_unpoison_memory_region(start, size);
}
#else
static void poison(void *start, size_t size) {
  (void)start;
  (void)size;
}
static void unpoison(void *start, size_t size) {
  (void)start;
  (void)size;
}
#endif

/* First chunk fits a small request; chunks double so that a 10 MB Bundle needs about ten of them.
 */
#define ARENA_FIRST_CHUNK_BYTES 16384u
#define ARENA_SMALL_CHUNK_BYTES 1024u
#define ARENA_LARGEST_CHUNK_BYTES 8388608u
#define ARENA_ALIGNMENT 16u
/* Poisoned bytes behind every allocation, so that an overrun is seen under AddressSanitizer. */
#ifdef ARENA_POISONS
#define ARENA_RED_ZONE 8u
#else
#define ARENA_RED_ZONE 0u
#endif

struct arena_chunk {
  struct arena_chunk *previous;
  size_t size; /* bytes of data */
  size_t used;
  _Alignas(ARENA_ALIGNMENT) char data[];
};

struct arena_deferred {
  struct arena_deferred *previous;
  void (*function)(void *object);
  void *object;
};

struct arena {
  struct arena_chunk *chunk; /* the newest */
  struct arena_chunk *spare; /* given back by arena_back, for the next one; or NULL */
  struct arena_deferred *deferred;
  size_t maximum;
  size_t total; /* bytes handed out, alignment included */
  size_t next_chunk_size;
  bool refused;
};

static struct arena *new_with(size_t maximum_bytes, size_t first_chunk_bytes) {
  struct arena *arena = calloc(1, sizeof *arena);
  if (arena != NULL) {
    arena->maximum = maximum_bytes;
    arena->next_chunk_size = first_chunk_bytes;
  }
  return arena;
}

struct arena *arena_new(size_t maximum_bytes) {
  return new_with(maximum_bytes, ARENA_FIRST_CHUNK_BYTES);
}

struct arena *arena_new_small(size_t maximum_bytes) {
  return new_with(maximum_bytes, ARENA_SMALL_CHUNK_BYTES);
}

static void chunk_free(struct arena_chunk *chunk) {
  unpoison(chunk->data, chunk->size);
  free(chunk);
}

void arena_free(struct arena *arena) {
  if (arena == NULL) {
    return;
  }
  for (struct arena_deferred *row = arena->deferred; row != NULL; row = row->previous) {
    row->function(row->object);
  }
  while (arena->chunk != NULL) {
    struct arena_chunk *previous = arena->chunk->previous;
    chunk_free(arena->chunk);
    arena->chunk = previous;
  }
  if (arena->spare != NULL) {
    chunk_free(arena->spare);
  }
  free(arena);
}

static void chunk_push(struct arena *arena, struct arena_chunk *chunk) {
  chunk->previous = arena->chunk;
  chunk->used = 0;
  poison(chunk->data, chunk->size);
  arena->chunk = chunk;
}

static bool chunk_add(struct arena *arena, size_t needed) {
  if (arena->spare != NULL && arena->spare->size >= needed) {
    struct arena_chunk *spare = arena->spare;
    arena->spare = NULL;
    chunk_push(arena, spare);
    return true;
  }
  size_t size = arena->next_chunk_size > needed ? arena->next_chunk_size : needed;
  struct arena_chunk *chunk = malloc(sizeof *chunk + size);
  if (chunk == NULL) {
    return false;
  }
  chunk->size = size;
  chunk_push(arena, chunk);
  if (arena->next_chunk_size < ARENA_LARGEST_CHUNK_BYTES) {
    arena->next_chunk_size *= 2;
  }
  return true;
}

static size_t align_up(size_t offset, size_t alignment) {
  return (offset + alignment - 1) & ~(alignment - 1);
}

static void *refuse(struct arena *arena) {
  arena->refused = true;
  return NULL;
}

static void *take(struct arena *arena, size_t size, size_t alignment) {
  if (size > arena->maximum || arena->total > arena->maximum - size) {
    return refuse(arena);
  }
  struct arena_chunk *chunk = arena->chunk;
  size_t start = chunk == NULL ? 0 : align_up(chunk->used, alignment);
  if (chunk == NULL || start > chunk->size || size + ARENA_RED_ZONE > chunk->size - start) {
    if (!chunk_add(arena, size + ARENA_RED_ZONE)) {
      return refuse(arena);
    }
    chunk = arena->chunk;
    start = 0;
  }
  chunk->used = start + size + ARENA_RED_ZONE;
  arena->total += size;
  unpoison(chunk->data + start, size);
  return chunk->data + start;
}

void *arena_alloc(struct arena *arena, size_t size) {
  void *block = take(arena, size, ARENA_ALIGNMENT);
  return block == NULL ? NULL : memset(block, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size) {
  size_t bytes;
  return __builtin_mul_overflow(count, size, &bytes) ? refuse(arena) : arena_alloc(arena, bytes);
}

char *arena_bytes(struct arena *arena, size_t size) {
  return take(arena, size, 1);
}

void *arena_grow(struct arena *arena, void *block, size_t old_size, size_t new_size) {
  struct arena_chunk *chunk = arena->chunk;
  char *bytes = block;
  if (block != NULL && new_size >= old_size && chunk != NULL && bytes >= chunk->data &&
      bytes + old_size + ARENA_RED_ZONE == chunk->data + chunk->used &&
      new_size - old_size <= chunk->size - chunk->used && new_size - old_size <= arena->maximum &&
      arena->total <= arena->maximum - (new_size - old_size)) {
    chunk->used += new_size - old_size;
    arena->total += new_size - old_size;
    unpoison(bytes, new_size);
    return block;
  }
  void *grown = take(arena, new_size, ARENA_ALIGNMENT);
  if (grown != NULL && block != NULL && old_size > 0) {
    memcpy(grown, block, old_size < new_size ? old_size : new_size);
  }
  return grown;
}

struct view arena_copy(struct arena *arena, struct view view) {
  char *copy = arena_bytes(arena, view.length + 1);
  if (copy == NULL) {
    return (struct view){NULL, 0};
  }
  if (view.length > 0) {
    memcpy(copy, view.data, view.length);
  }
  copy[view.length] = '\0';
  return view_make(copy, view.length);
}

char *arena_string(struct arena *arena, struct view view) {
  char *copy = arena_bytes(arena, view.length + 1);
  if (copy != NULL) {
    if (view.length > 0) {
      memcpy(copy, view.data, view.length);
    }
    copy[view.length] = '\0';
  }
  return copy;
}

struct view arena_format(struct arena *arena, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  char *text = length < 0 ? NULL : arena_bytes(arena, (size_t)length + 1);
  if (text == NULL) {
    return (struct view){NULL, 0};
  }
  va_start(arguments, format);
  (void)vsnprintf(text, (size_t)length + 1, format, arguments);
  va_end(arguments);
  return view_make(text, (size_t)length);
}

enum error arena_defer(struct arena *arena, void (*function)(void *object), void *object) {
  struct arena_deferred *row = arena_alloc(arena, sizeof *row);
  if (row == NULL) {
    function(object);
    return ERROR_MEMORY;
  }
  *row = (struct arena_deferred){arena->deferred, function, object};
  arena->deferred = row;
  return ERROR_OK;
}

struct arena_mark arena_mark(struct arena *arena) {
  return (struct arena_mark){arena->chunk, arena->chunk == NULL ? 0 : arena->chunk->used,
                             arena->total};
}

/* Keeps the larger of a dropped chunk and the spare one: scratch that is used again and again must
 * not cost the system's allocator each time. */
static void chunk_keep(struct arena *arena, struct arena_chunk *chunk) {
  struct arena_chunk *smaller = chunk;
  if (arena->spare == NULL || arena->spare->size < chunk->size) {
    smaller = arena->spare;
    arena->spare = chunk;
  }
  if (smaller != NULL) {
    chunk_free(smaller);
  }
}

void arena_back(struct arena *arena, struct arena_mark mark) {
  while (arena->chunk != mark.chunk) {
    assert(arena->chunk != NULL);
    struct arena_chunk *chunk = arena->chunk;
    arena->chunk = chunk->previous;
    chunk_keep(arena, chunk);
  }
  if (arena->chunk != NULL) {
    arena->chunk->used = mark.used;
    poison(arena->chunk->data + mark.used, arena->chunk->size - mark.used);
  }
  arena->total = mark.total;
}

size_t arena_used(const struct arena *arena) {
  return arena->total;
}

bool arena_refused(const struct arena *arena) {
  return arena->refused;
}
