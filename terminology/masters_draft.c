#include "terminology/masters_draft.h"

#define FIRST_CAPACITY 16u

struct masters_draft masters_draft_make(struct arena *arena) {
  return (struct masters_draft){.arena = arena,
                                .system_numbers = hash_map_make(arena),
                                .source_numbers = hash_map_make(arena),
                                .resources = hash_map_make(arena)};
}

/* Room for one more row of size bytes. */
static enum error grow(struct arena *arena, void *rows, uint32_t *capacity, size_t size) {
  void *old;
  memcpy(&old, rows, sizeof old);
  uint32_t wanted = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
  void *grown = arena_grow(arena, old, *capacity * size, wanted * size);
  if (grown == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(rows, &grown, sizeof grown);
  *capacity = wanted;
  return ERROR_OK;
}

/* Number that a name has in a map; numbers are kept in place of pointers. */
static bool find_number(const struct hash_map *map, struct view name, uint32_t *ret_number) {
  uintptr_t value = (uintptr_t)hash_map_get(map, name);
  if (value != 0) {
    *ret_number = (uint32_t)(value - 1);
  }
  return value != 0;
}

static enum error put_number(struct hash_map *map, struct view name, uint32_t number) {
  return hash_map_put(map, name, (void *)((uintptr_t)number + 1));
}

bool masters_draft_system_find(const struct masters_draft *draft, struct view url,
                               uint32_t *ret_system) {
  return find_number(&draft->system_numbers, url, ret_system);
}

enum error masters_draft_system(struct masters_draft *draft, struct view url,
                                uint32_t *ret_system) {
  if (find_number(&draft->system_numbers, url, ret_system)) {
    return ERROR_OK;
  }
  if (draft->system_count == draft->system_capacity) {
    enum error error =
        grow(draft->arena, &draft->systems, &draft->system_capacity, sizeof *draft->systems);
    if (error != ERROR_OK) {
      return error;
    }
  }
  draft->systems[draft->system_count] =
      (struct draft_system){.url = url, .concepts = hash_map_make(draft->arena)};
  enum error error = put_number(&draft->system_numbers, url, draft->system_count);
  if (error == ERROR_OK) {
    *ret_system = draft->system_count++;
  }
  return error;
}

enum error masters_draft_source(struct masters_draft *draft, struct view name,
                                uint32_t *ret_source) {
  if (find_number(&draft->source_numbers, name, ret_source)) {
    return ERROR_OK;
  }
  if (draft->source_count > UINT16_MAX) {
    return ERROR_TOO_LARGE; /* links name their source in 16 bits */
  }
  if (draft->source_count == draft->source_capacity) {
    enum error error =
        grow(draft->arena, &draft->sources, &draft->source_capacity, sizeof *draft->sources);
    if (error != ERROR_OK) {
      return error;
    }
  }
  draft->sources[draft->source_count] = name;
  enum error error = put_number(&draft->source_numbers, name, draft->source_count);
  if (error == ERROR_OK) {
    *ret_source = draft->source_count++;
  }
  return error;
}

enum error masters_draft_origin(struct masters_draft *draft, const struct draft_origin *origin) {
  if (draft->origin_count == draft->origin_capacity) {
    enum error error =
        grow(draft->arena, &draft->origins, &draft->origin_capacity, sizeof *draft->origins);
    if (error != ERROR_OK) {
      return error;
    }
  }
  draft->origins[draft->origin_count++] = *origin;
  return ERROR_OK;
}

struct draft_concept *masters_draft_find(const struct masters_draft *draft, uint32_t system,
                                         struct view code) {
  return hash_map_get(&draft->systems[system].concepts, code);
}

enum error masters_draft_concept(struct masters_draft *draft, uint32_t system, struct view code,
                                 struct draft_concept **ret_concept) {
  struct draft_concept *concept = masters_draft_find(draft, system, code);
  if (concept == NULL) {
    concept = arena_alloc(draft->arena, sizeof *concept);
    if (concept == NULL) {
      return ERROR_MEMORY;
    }
    concept->code = code;
    concept->system = system;
    concept->flags = MASTERS_CONCEPT_NAMED;
    enum error error = hash_map_put(&draft->systems[system].concepts, code, concept);
    if (error != ERROR_OK) {
      return error;
    }
  }
  *ret_concept = concept;
  return ERROR_OK;
}

struct view masters_draft_resource_key(struct arena *arena,
                                       const struct masters_resource *resource) {
  struct view last = resource->url.length > 0 ? resource->version : resource->id;
  return arena_format(arena, "%.*s|%.*s|%.*s", VIEW_ARGUMENTS(resource->type),
                      VIEW_ARGUMENTS(resource->url), VIEW_ARGUMENTS(last));
}

enum error masters_draft_resource(struct masters_draft *draft,
                                  const struct masters_resource *resource,
                                  enum draft_resource_change *ret_change) {
  struct view key = masters_draft_resource_key(draft->arena, resource);
  struct masters_resource *copy = arena_alloc(draft->arena, sizeof *copy);
  if (key.data == NULL || copy == NULL) {
    return ERROR_MEMORY;
  }
  *copy = *resource;
  const struct masters_resource *known = hash_map_get(&draft->resources, key);
  *ret_change = known == NULL                                   ? DRAFT_RESOURCE_ADDED
                : view_equal(known->content, resource->content) ? DRAFT_RESOURCE_SAME
                                                                : DRAFT_RESOURCE_REPLACED;
  return hash_map_put(&draft->resources, key, copy);
}

static bool says_the_same(const struct draft_item *a, const struct draft_item *b) {
  return a->kind == b->kind && a->source == b->source && a->target == b->target &&
         view_equal(a->name, b->name) && view_equal(a->value, b->value);
}

enum error masters_draft_say(struct masters_draft *draft, struct draft_concept *concept,
                             const struct draft_item *item, bool *ret_new) {
  struct draft_item **end = &concept->items;
  for (; *end != NULL; end = &(*end)->next) {
    if (says_the_same(*end, item)) {
      (*end)->stale = false;
      *ret_new = false;
      return ERROR_OK;
    }
  }
  struct draft_item *copy = arena_alloc(draft->arena, sizeof *copy);
  if (copy == NULL) {
    return ERROR_MEMORY;
  }
  *copy = *item;
  copy->next = NULL;
  copy->stale = false;
  *end = copy;
  *ret_new = true;
  return ERROR_OK;
}

/* ---- loading ----------------------------------------------------------------------------------
 */
/* Items are appended without a look for equal ones: a written file has none. */
static struct draft_item *append_item(struct masters_draft *draft, struct draft_item **end,
                                      const struct draft_item *item) {
  struct draft_item *copy = arena_alloc(draft->arena, sizeof *copy);
  if (copy != NULL) {
    *copy = *item;
    *end = copy;
  }
  return copy;
}

struct loading {
  struct masters_draft *draft;
  const struct masters *masters;
  struct draft_concept *concepts; /* by row */
};

static enum error load_items(const struct loading *loading, uint32_t row) {
  struct draft_item **end = &loading->concepts[row].items;
  uint32_t properties = masters_property_count(loading->masters, row);
  for (uint32_t i = 0; i < properties; i++) {
    struct masters_property property = masters_property_at(loading->masters, row, i);
    struct draft_item item = {
        .name = property.name, .value = property.value, .source = property.source};
    struct draft_item *added = append_item(loading->draft, end, &item);
    if (added == NULL) {
      return ERROR_MEMORY;
    }
    end = &added->next;
  }
  uint32_t links = masters_link_count(loading->masters, row);
  for (uint32_t i = 0; i < links; i++) {
    struct masters_link_row link = masters_link_at(loading->masters, row, i);
    struct draft_item item = {.kind = (enum masters_link)link.kind,
                              .target = &loading->concepts[link.target],
                              .source = link.source};
    struct draft_item *added =
        link.kind == MASTERS_LINK_REVERSE ? NULL : append_item(loading->draft, end, &item);
    if (added == NULL && link.kind != MASTERS_LINK_REVERSE) {
      return ERROR_MEMORY;
    }
    end = added != NULL ? &added->next : end;
  }
  return ERROR_OK;
}

static enum error load_system(const struct loading *loading, uint32_t index) {
  struct masters_system system = masters_system_at(loading->masters, index);
  uint32_t number;
  enum error error = masters_draft_system(loading->draft, system.url, &number);
  if (error != ERROR_OK) {
    return error;
  }
  struct draft_system *into = &loading->draft->systems[number];
  into->version = system.version;
  into->fragment = system.fragment;
  for (uint32_t row = system.first; row < system.first + system.count; row++) {
    struct masters_concept from = masters_concept_at(loading->masters, row);
    struct draft_concept *concept = &loading->concepts[row];
    *concept = (struct draft_concept){.code = from.code,
                                      .display = from.display,
                                      .kana = from.kana,
                                      .system = number,
                                      .source = from.source,
                                      .valid_from = from.valid_from,
                                      .valid_to = from.valid_to,
                                      .released = from.released,
                                      .flags = from.flags};
    error = hash_map_put(&into->concepts, concept->code, concept);
    error = error == ERROR_OK ? load_items(loading, row) : error;
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static enum error load_origins(struct masters_draft *draft, const struct masters *masters) {
  uint32_t count = masters_origin_count(masters);
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < count && error == ERROR_OK; i++) {
    struct masters_origin from = masters_origin_at(masters, i);
    struct draft_origin origin = {from.name, from.master, from.at, from.sha256, *from.row};
    error = masters_draft_origin(draft, &origin);
  }
  return error;
}

static enum error load_resources(struct masters_draft *draft, const struct masters *masters) {
  uint32_t count = masters_resource_count(masters);
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < count && error == ERROR_OK; i++) {
    struct masters_resource resource = masters_resource_at(masters, i);
    enum draft_resource_change change;
    error = masters_draft_resource(draft, &resource, &change);
  }
  return error;
}

enum error masters_draft_load(struct masters_draft *draft, const struct masters *masters) {
  struct loading loading = {draft, masters, NULL};
  loading.concepts =
      arena_array(draft->arena, masters_concept_count(masters) + 1, sizeof *loading.concepts);
  enum error error = loading.concepts != NULL ? ERROR_OK : ERROR_MEMORY;
  uint32_t sources = masters_source_count(masters);
  for (uint32_t i = 0; i < sources && error == ERROR_OK; i++) {
    uint32_t number; /* the same: sources are loaded into an empty draft in their order */
    error = masters_draft_source(draft, masters_source_at(masters, i), &number);
  }
  uint32_t systems = masters_system_count(masters);
  for (uint32_t i = 0; i < systems && error == ERROR_OK; i++) {
    error = load_system(&loading, i);
  }
  error = error == ERROR_OK ? load_resources(draft, masters) : error;
  return error == ERROR_OK ? load_origins(draft, masters) : error;
}
