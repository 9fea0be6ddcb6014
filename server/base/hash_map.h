/* A string-keyed map in an arena: open addressing, grows by doubling, keys are borrowed (they must
 * outlive the map). Iteration order is insertion order, so results are deterministic. */
#ifndef SERVER_BASE_HASH_MAP_H
#define SERVER_BASE_HASH_MAP_H

#include "server/base/arena.h"

struct hash_map_entry {
  struct view key;
  void *value;
  uint64_t hash;
};

struct hash_map {
  struct arena *arena;
  struct hash_map_entry *entries; /* count of them, in insertion order */
  uint32_t *slots;                /* entry index + 1, 0 = free */
  uint32_t count;
  uint32_t entry_capacity;
  uint32_t slot_count; /* power of two */
};

struct hash_map hash_map_make(struct arena *arena);
/* Replaces the value of an equal key. ERROR_MEMORY leaves the map as it was. */
enum error hash_map_put(struct hash_map *map, struct view key, void *value) MUST_USE;
/* NULL when absent. */
void *hash_map_get(const struct hash_map *map, struct view key);

#endif
