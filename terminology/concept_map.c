#include "terminology/concept_map.h"

#include "server/base/hash.h"
#include "terminology/resource_reading.h"

struct reading {
  struct resource_reading from;
  struct concept_map *map;
  struct concept_map_group *groups;
  struct concept_map_row *rows;
  bool counts; /* first pass: nothing is written */
  uint32_t group_count;
  uint32_t row_count;
};

/* ---- index -------------------------------------------------------------------------------------
 */
static uint64_t hash_of(uint32_t group, struct view code) {
  return hash_64(code) ^ ((uint64_t)(group + 1) * UINT64_C(0x9e3779b97f4a7c15));
}

static struct view code_of(const struct concept_map_row *row, bool by_target) {
  return by_target ? row->target_code : row->source_code;
}

static uint32_t slot_of(const struct concept_map *map, bool by_target, uint32_t group,
                        struct view code) {
  const uint32_t *slots = by_target ? map->target_slots : map->source_slots;
  uint32_t mask = map->slot_count - 1;
  uint32_t slot = (uint32_t)hash_of(group, code) & mask;
  for (; slots[slot] != 0; slot = (slot + 1) & mask) {
    const struct concept_map_row *row = &map->rows[slots[slot] - 1];
    if (row->group == group && view_equal(code_of(row, by_target), code)) {
      break;
    }
  }
  return slot;
}

uint32_t concept_map_by_source(const struct concept_map *map, uint32_t group, struct view code) {
  return map->source_slots[slot_of(map, false, group, code)] - 1;
}

uint32_t concept_map_by_target(const struct concept_map *map, uint32_t group, struct view code) {
  return map->target_slots[slot_of(map, true, group, code)] - 1;
}

/* From the last row to the first, so that each chain is in the order of the map. */
static void index_rows(struct reading *reading, uint32_t *slots, bool by_target) {
  for (uint32_t i = reading->row_count; i > 0; i--) {
    struct concept_map_row *row = &reading->rows[i - 1];
    uint32_t *slot = &slots[slot_of(reading->map, by_target, row->group, code_of(row, by_target))];
    *(by_target ? &row->next_of_target : &row->next_of_source) = *slot - 1;
    *slot = i;
  }
}

static enum error build_index(struct reading *reading) {
  struct concept_map *map = reading->map;
  map->slot_count = 2;
  while (map->slot_count < reading->row_count * 2 + 2) {
    map->slot_count *= 2;
  }
  uint32_t *by_source = arena_array(reading->from.arena, map->slot_count, sizeof *by_source);
  uint32_t *by_target = arena_array(reading->from.arena, map->slot_count, sizeof *by_target);
  if (by_source == NULL || by_target == NULL) {
    return ERROR_MEMORY;
  }
  map->source_slots = by_source;
  map->target_slots = by_target;
  index_rows(reading, by_source, false);
  index_rows(reading, by_target, true);
  return ERROR_OK;
}

/* ---- rows --------------------------------------------------------------------------------------
 */
static void read_target(struct reading *reading, uint32_t element, uint32_t target) {
  const struct resource_reading *from = &reading->from;
  if (!reading->counts) {
    struct concept_map_row *row = &reading->rows[reading->row_count];
    row->group = reading->group_count;
    row->source_code = resource_text(from, element, "code");
    row->source_display = resource_text(from, element, "display");
    if (target != NODE_NONE) {
      row->target_code = resource_text(from, target, "code");
      row->target_display = resource_text(from, target, "display");
      row->equivalence = resource_text(from, target, "equivalence");
      row->comment = resource_text(from, target, "comment");
      row->depends_on = resource_json(from, target, "dependsOn");
      row->product = resource_json(from, target, "product");
    }
  }
  reading->row_count++;
}

static void read_element(struct reading *reading, uint32_t element) {
  uint32_t list = resource_list(&reading->from, element, "target");
  uint32_t target = resource_first(&reading->from, list);
  if (target == NODE_NONE) {
    read_target(reading, element, NODE_NONE);
  }
  for (; target != NODE_NONE; target = document_next(reading->from.document, list, target)) {
    read_target(reading, element, target);
  }
}

static void read_group_head(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  struct concept_map_group *group = &reading->groups[reading->group_count];
  uint32_t unmapped = document_member(from->document, node, view_of("unmapped"));
  group->source = resource_text(from, node, "source");
  group->source_version = resource_text(from, node, "sourceVersion");
  group->target = resource_text(from, node, "target");
  group->target_version = resource_text(from, node, "targetVersion");
  if (unmapped != NODE_NONE) {
    group->unmapped_mode = resource_text(from, unmapped, "mode");
    group->unmapped_code = resource_text(from, unmapped, "code");
    group->unmapped_display = resource_text(from, unmapped, "display");
    group->unmapped_url = resource_text(from, unmapped, "url");
  }
}

static void read_groups(struct reading *reading, uint32_t node) {
  uint32_t groups = resource_list(&reading->from, node, "group");
  reading->group_count = 0;
  reading->row_count = 0;
  for (uint32_t i = resource_first(&reading->from, groups); i != NODE_NONE;
       i = document_next(reading->from.document, groups, i)) {
    uint32_t elements = resource_list(&reading->from, i, "element");
    for (uint32_t j = resource_first(&reading->from, elements); j != NODE_NONE;
         j = document_next(reading->from.document, elements, j)) {
      read_element(reading, j);
    }
    if (!reading->counts) {
      read_group_head(reading, i);
    }
    reading->group_count++;
  }
}

/* A choice element with two types: the one that is there. */
static struct view either(const struct resource_reading *from, uint32_t node, const char *a,
                          const char *b) {
  struct view text = resource_text(from, node, a);
  return text.length > 0 ? text : resource_text(from, node, b);
}

static void read_head(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  struct concept_map *map = reading->map;
  map->id = resource_text(from, node, "id");
  map->url = resource_text(from, node, "url");
  map->version = resource_text(from, node, "version");
  map->name = resource_text(from, node, "name");
  map->status = resource_text(from, node, "status");
  map->source = either(from, node, "sourceUri", "sourceCanonical");
  map->target = either(from, node, "targetUri", "targetCanonical");
  map->groups = reading->groups;
  map->group_count = reading->group_count;
  map->rows = reading->rows;
  map->row_count = reading->row_count;
}

enum error concept_map_read(struct arena *arena, const struct document *document, uint32_t node,
                            const struct concept_map **ret_map) {
  struct reading reading = {.from = {arena, document}, .counts = true};
  read_groups(&reading, node);
  reading.map = arena_alloc(arena, sizeof *reading.map);
  reading.groups = arena_array(arena, reading.group_count + 1, sizeof *reading.groups);
  reading.rows = arena_array(arena, reading.row_count + 1, sizeof *reading.rows);
  if (reading.map == NULL || reading.groups == NULL || reading.rows == NULL) {
    return ERROR_MEMORY;
  }
  reading.counts = false;
  read_groups(&reading, node);
  read_head(&reading, node);
  enum error error = build_index(&reading);
  if (error == ERROR_OK) {
    *ret_map = reading.map;
  }
  return error;
}
