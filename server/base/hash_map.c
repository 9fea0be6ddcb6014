#include "server/base/hash_map.h"

#include "server/base/hash.h"

#define HASH_MAP_FIRST_SLOTS 16u

struct hash_map hash_map_make(struct arena *arena) {
  return (struct hash_map){.arena = arena};
}

static struct hash_map_entry *find_entry(const struct hash_map *map, struct view key,
                                         uint64_t hash) {
  if (map->slot_count == 0) {
    return NULL;
  }
  uint32_t mask = map->slot_count - 1;
  for (uint32_t slot = (uint32_t)hash & mask; map->slots[slot] != 0; slot = (slot + 1) & mask) {
    struct hash_map_entry *entry = &map->entries[map->slots[slot] - 1];
    if (entry->hash == hash && view_equal(entry->key, key)) {
      return entry;
    }
  }
  return NULL;
}

static void insert_slot(uint32_t *slots, uint32_t slot_count, uint64_t hash, uint32_t entry) {
  uint32_t mask = slot_count - 1;
  uint32_t slot = (uint32_t)hash & mask;
  while (slots[slot] != 0) {
    slot = (slot + 1) & mask;
  }
  slots[slot] = entry + 1;
}

/* Keeps the load at or below one half. */
static enum error make_room(struct hash_map *map) {
  if (map->count == map->entry_capacity) {
    uint32_t capacity =
        map->entry_capacity == 0 ? HASH_MAP_FIRST_SLOTS / 2 : map->entry_capacity * 2;
    struct hash_map_entry *entries =
        arena_grow(map->arena, map->entries, map->entry_capacity * sizeof *entries,
                   capacity * sizeof *entries);
    if (entries == NULL) {
      return ERROR_MEMORY;
    }
    map->entries = entries;
    map->entry_capacity = capacity;
  }
  if ((map->count + 1) * 2 <= map->slot_count) {
    return ERROR_OK;
  }
  uint32_t slot_count = map->slot_count == 0 ? HASH_MAP_FIRST_SLOTS : map->slot_count * 2;
  uint32_t *slots = arena_array(map->arena, slot_count, sizeof *slots);
  if (slots == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < map->count; i++) {
    insert_slot(slots, slot_count, map->entries[i].hash, i);
  }
  map->slots = slots;
  map->slot_count = slot_count;
  return ERROR_OK;
}

enum error hash_map_put(struct hash_map *map, struct view key, void *value) {
  uint64_t hash = hash_64(key);
  struct hash_map_entry *entry = find_entry(map, key, hash);
  if (entry != NULL) {
    entry->value = value;
    return ERROR_OK;
  }
  enum error error = make_room(map);
  if (error != ERROR_OK) {
    return error;
  }
  map->entries[map->count] = (struct hash_map_entry){key, value, hash};
  insert_slot(map->slots, map->slot_count, hash, map->count);
  map->count++;
  return ERROR_OK;
}

void *hash_map_get(const struct hash_map *map, struct view key) {
  struct hash_map_entry *entry = find_entry(map, key, hash_64(key));
  return entry == NULL ? NULL : entry->value;
}
