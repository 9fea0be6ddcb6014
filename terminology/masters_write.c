/* A draft becomes a file: concepts sorted, links read backwards too, texts stored once. */
#include "server/limits.h"
#include "terminology/masters_draft.h"

#include <stdlib.h>

struct writing {
  struct masters_draft *draft;
  struct draft_concept **concepts; /* all, in row order */
  uint32_t concept_count;
  struct masters_system_row *systems;
  struct masters_concept_row *rows;
  struct masters_property_row *properties;
  uint32_t property_count;
  struct masters_link_row *links;
  uint32_t link_count;
  uint32_t *slots;
  uint32_t slot_count;
  struct hash_map texts;
  struct buffer text;
  struct buffer content; /* of resources */
  struct masters_resource_row *resources;
  enum error error;
};

static int by_code(const void *a, const void *b) {
  const struct draft_concept *const *left = a;
  const struct draft_concept *const *right = b;
  return view_compare((*left)->code, (*right)->code);
}

static struct masters_text text_of(struct writing *writing, struct view text) {
  if (text.length == 0 || writing->error != ERROR_OK) {
    return (struct masters_text){0, 0};
  }
  struct masters_text *known = hash_map_get(&writing->texts, text);
  if (known == NULL) {
    known = arena_alloc(writing->draft->arena, sizeof *known);
    if (known == NULL || hash_map_put(&writing->texts, text, known) != ERROR_OK) {
      writing->error = ERROR_MEMORY;
      return (struct masters_text){0, 0};
    }
    *known = (struct masters_text){(uint32_t)writing->text.length, (uint32_t)text.length};
    buffer_append(&writing->text, text);
  }
  return *known;
}

/* 採択区分: codes that the publisher prefers come first among several. */
static uint32_t rank_of(const struct draft_concept *concept) {
  bool ended = concept->valid_to != 0 || (concept->flags & MASTERS_CONCEPT_RETIRED) != 0;
  bool named = (concept->flags & MASTERS_CONCEPT_NAMED) != 0;
  uint32_t adoption = 9;
  for (const struct draft_item *item = concept->items; item != NULL; item = item->next) {
    if (item->value.length == 1 && view_is(item->name, "adoption")) {
      adoption = (uint32_t)(unsigned char)item->value.data[0] - '0';
    }
  }
  return (named ? 200u : 0u) + (ended ? 100u : 0u) + adoption;
}

static enum error place_concepts(struct writing *writing) {
  struct masters_draft *draft = writing->draft;
  uint32_t total = 0;
  for (uint32_t i = 0; i < draft->system_count; i++) {
    total += draft->systems[i].concepts.count;
  }
  writing->concepts = arena_array(draft->arena, total + 1, sizeof(struct draft_concept *));
  writing->systems = arena_array(draft->arena, draft->system_count + 1, sizeof *writing->systems);
  if (writing->concepts == NULL || writing->systems == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < draft->system_count; i++) {
    const struct hash_map *map = &draft->systems[i].concepts;
    struct masters_system_row *system = &writing->systems[i];
    system->concepts = (struct masters_range){writing->concept_count, map->count};
    system->fragment = draft->systems[i].fragment;
    struct draft_concept **first = writing->concepts + writing->concept_count;
    for (uint32_t j = 0; j < map->count; j++) {
      first[j] = map->entries[j].value;
      system->stated += (first[j]->flags & MASTERS_CONCEPT_NAMED) == 0;
    }
    qsort(first, map->count, sizeof(struct draft_concept *), by_code);
    writing->concept_count += map->count;
  }
  for (uint32_t row = 0; row < writing->concept_count; row++) {
    writing->concepts[row]->row = row;
    writing->concepts[row]->rank = rank_of(writing->concepts[row]);
  }
  return ERROR_OK;
}

/* ---- links ------------------------------------------------------------------------------------
 */
static int link_order(const void *a, const void *b, void *context) {
  const struct masters_link_row *left = a;
  const struct masters_link_row *right = b;
  struct draft_concept *const *concepts = context;
  const struct draft_concept *x = concepts[left->target];
  const struct draft_concept *y = concepts[right->target];
  if (x->system != y->system) {
    return x->system < y->system ? -1 : 1;
  }
  if (x->rank != y->rank) {
    return x->rank < y->rank ? -1 : 1;
  }
  if (x != y) {
    return x->row < y->row ? -1 : 1;
  }
  return left->kind != right->kind
             ? (left->kind < right->kind ? -1 : 1)
             : (left->source > right->source) - (left->source < right->source);
}

/* A pair that is stated both ways is kept once, as stated. Items of several masters stay: each may
 * withdraw its own. */
static uint32_t without_repetition(struct masters_link_row *links, uint32_t count) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    bool again =
        kept > 0 && links[kept - 1].target == links[i].target &&
        links[i].kind == MASTERS_LINK_REVERSE &&
        (links[kept - 1].kind == MASTERS_LINK_REVERSE || links[kept - 1].kind == MASTERS_LINK_MAP);
    if (!again) {
      links[kept++] = links[i];
    }
  }
  return kept;
}

/* Every concept's links forward and backward, counted first, then filled in. */
static enum error place_links(struct writing *writing) {
  struct masters_range *ranges =
      arena_array(writing->draft->arena, writing->concept_count + 1, sizeof *ranges);
  if (ranges == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t total = 0;
  for (uint32_t row = 0; row < writing->concept_count; row++) {
    for (struct draft_item *item = writing->concepts[row]->items; item; item = item->next) {
      if (item->kind != MASTERS_LINK_PROPERTY) {
        ranges[row].count++;
        total++;
      }
      if (item->kind == MASTERS_LINK_MAP) {
        ranges[item->target->row].count++;
        total++;
      }
    }
  }
  writing->links = arena_array(writing->draft->arena, total + 1, sizeof *writing->links);
  if (writing->links == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t row = 0, first = 0; row < writing->concept_count; row++) {
    ranges[row].first = first;
    first += ranges[row].count;
    ranges[row].count = 0;
  }
  for (uint32_t row = 0; row < writing->concept_count; row++) {
    for (struct draft_item *item = writing->concepts[row]->items; item; item = item->next) {
      if (item->kind != MASTERS_LINK_PROPERTY) {
        writing->links[ranges[row].first + ranges[row].count++] = (struct masters_link_row){
            item->target->row, (uint16_t)item->kind, (uint16_t)item->source};
      }
      if (item->kind == MASTERS_LINK_MAP) {
        struct masters_range *back = &ranges[item->target->row];
        writing->links[back->first + back->count++] =
            (struct masters_link_row){row, MASTERS_LINK_REVERSE, (uint16_t)item->source};
      }
    }
  }
  for (uint32_t row = 0; row < writing->concept_count; row++) {
    struct masters_link_row *own = writing->links + ranges[row].first;
    if (ranges[row].count > 1) {
      qsort_r(own, ranges[row].count, sizeof *own, link_order, writing->concepts);
    }
    uint32_t kept = without_repetition(own, ranges[row].count);
    memmove(writing->links + writing->link_count, own, kept * sizeof *own);
    writing->rows[row].links = (struct masters_range){writing->link_count, kept};
    writing->link_count += kept;
  }
  return ERROR_OK;
}

/* ---- rows -------------------------------------------------------------------------------------
 */
static enum error count_properties(struct writing *writing) {
  uint32_t count = 0;
  for (uint32_t row = 0; row < writing->concept_count; row++) {
    for (struct draft_item *item = writing->concepts[row]->items; item; item = item->next) {
      count += item->kind == MASTERS_LINK_PROPERTY;
    }
  }
  writing->properties = arena_array(writing->draft->arena, count + 1, sizeof *writing->properties);
  writing->rows =
      arena_array(writing->draft->arena, writing->concept_count + 1, sizeof *writing->rows);
  return writing->properties != NULL && writing->rows != NULL ? ERROR_OK : ERROR_MEMORY;
}

static void place_row(struct writing *writing, uint32_t number) {
  const struct draft_concept *concept = writing->concepts[number];
  struct masters_concept_row *row = &writing->rows[number];
  row->code = text_of(writing, concept->code);
  row->display = text_of(writing, concept->display);
  row->kana = text_of(writing, concept->kana);
  row->system = concept->system;
  row->source = concept->source;
  row->released = concept->released;
  row->valid_from = concept->valid_from;
  row->valid_to = concept->valid_to;
  row->flags = concept->flags;
  row->properties.first = writing->property_count;
  for (const struct draft_item *item = concept->items; item != NULL; item = item->next) {
    if (item->kind == MASTERS_LINK_PROPERTY) {
      writing->properties[writing->property_count++] = (struct masters_property_row){
          text_of(writing, item->name), text_of(writing, item->value), item->source};
    }
  }
  row->properties.count = writing->property_count - row->properties.first;
}

static enum error place_rows(struct writing *writing) {
  uint32_t slots = 16;
  while (slots < writing->concept_count * 2) {
    slots *= 2;
  }
  writing->slots = arena_array(writing->draft->arena, slots, sizeof *writing->slots);
  if (writing->slots == NULL) {
    return ERROR_MEMORY;
  }
  writing->slot_count = slots;
  for (uint32_t row = 0; row < writing->concept_count; row++) {
    const struct draft_concept *concept = writing->concepts[row];
    struct view system = writing->draft->systems[concept->system].url;
    uint32_t slot = (uint32_t)masters_hash(system, concept->code) & (slots - 1);
    while (writing->slots[slot] != 0) {
      slot = (slot + 1) & (slots - 1);
    }
    writing->slots[slot] = row + 1;
    place_row(writing, row);
  }
  for (uint32_t i = 0; i < writing->draft->system_count; i++) {
    writing->systems[i].url = text_of(writing, writing->draft->systems[i].url);
    writing->systems[i].version = text_of(writing, writing->draft->systems[i].version);
  }
  return writing->error;
}

/* ---- resources --------------------------------------------------------------------------------
 */
static int resource_order(const void *a, const void *b) {
  const struct masters_resource *const *left = a;
  const struct masters_resource *const *right = b;
  const struct view pairs[][2] = {{(*left)->type, (*right)->type},
                                  {(*left)->url, (*right)->url},
                                  {(*left)->version, (*right)->version},
                                  {(*left)->id, (*right)->id}};
  int order = 0;
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0] && order == 0; i++) {
    order = view_compare(pairs[i][0], pairs[i][1]);
  }
  return order;
}

static enum error place_resources(struct writing *writing) {
  const struct hash_map *resources = &writing->draft->resources;
  const struct masters_resource **order =
      arena_array(writing->draft->arena, resources->count + 1, sizeof *order);
  writing->resources =
      arena_array(writing->draft->arena, resources->count + 1, sizeof *writing->resources);
  if (order == NULL || writing->resources == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < resources->count; i++) {
    order[i] = resources->entries[i].value;
  }
  qsort(order, resources->count, sizeof *order, resource_order);
  for (uint32_t i = 0; i < resources->count; i++) {
    writing->resources[i] = (struct masters_resource_row){
        .type = text_of(writing, order[i]->type),
        .url = text_of(writing, order[i]->url),
        .version = text_of(writing, order[i]->version),
        .id = text_of(writing, order[i]->id),
        .content = {(uint32_t)writing->content.length, (uint32_t)order[i]->content.length}};
    buffer_append(&writing->content, order[i]->content);
  }
  return writing->error != ERROR_OK ? writing->error : writing->content.error;
}

/* ---- file -------------------------------------------------------------------------------------
 */
struct part {
  const void *rows;
  uint32_t count;
  uint32_t row_size;
};

static size_t aligned(size_t offset) {
  return (offset + MASTERS_ALIGNMENT - 1) / MASTERS_ALIGNMENT * MASTERS_ALIGNMENT;
}

static enum error lay_out(struct arena *arena, const struct part *parts, struct view *ret_file) {
  struct masters_header header = {
      .magic = MASTERS_MAGIC, .format = MASTERS_FORMAT, .section_count = MASTERS_SECTION_COUNT};
  size_t offset = aligned(sizeof header);
  for (unsigned i = 0; i < MASTERS_SECTION_COUNT; i++) {
    header.sections[i] = (struct masters_section_row){offset, parts[i].count, parts[i].row_size};
    offset = aligned(offset + (size_t)parts[i].count * parts[i].row_size);
  }
  header.size = offset;
  char *bytes = arena_alloc(arena, offset);
  if (bytes == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(bytes, &header, sizeof header);
  for (unsigned i = 0; i < MASTERS_SECTION_COUNT; i++) {
    if (parts[i].count > 0) {
      memcpy(bytes + header.sections[i].offset, parts[i].rows,
             (size_t)parts[i].count * parts[i].row_size);
    }
  }
  *ret_file = view_make(bytes, offset);
  return ERROR_OK;
}

static enum error place_rest(struct writing *writing, struct masters_origin_row **ret_origins,
                             struct masters_source_row **ret_sources) {
  struct masters_draft *draft = writing->draft;
  struct masters_origin_row *origins =
      arena_array(draft->arena, draft->origin_count + 1, sizeof *origins);
  struct masters_source_row *sources =
      arena_array(draft->arena, draft->source_count + 1, sizeof *sources);
  if (origins == NULL || sources == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < draft->origin_count; i++) {
    origins[i] = draft->origins[i].row;
    origins[i].name = text_of(writing, draft->origins[i].name);
    origins[i].master = text_of(writing, draft->origins[i].master);
    origins[i].at = text_of(writing, draft->origins[i].at);
    origins[i].sha256 = text_of(writing, draft->origins[i].sha256);
  }
  for (uint32_t i = 0; i < draft->source_count; i++) {
    sources[i].name = text_of(writing, draft->sources[i]);
  }
  *ret_origins = origins;
  *ret_sources = sources;
  return writing->error != ERROR_OK ? writing->error : writing->text.error;
}

enum error masters_draft_write(struct masters_draft *draft, struct view *ret_file) {
  struct writing writing = {.draft = draft,
                            .texts = hash_map_make(draft->arena),
                            .text = buffer_make(draft->arena, LIMIT_MASTER_TEXT_BYTES),
                            .content = buffer_make(draft->arena, LIMIT_MASTER_CONTENT_BYTES)};
  struct masters_origin_row *origins = NULL;
  struct masters_source_row *sources = NULL;
  enum error error = place_concepts(&writing);
  error = error == ERROR_OK ? count_properties(&writing) : error;
  error = error == ERROR_OK ? place_links(&writing) : error;
  error = error == ERROR_OK ? place_rows(&writing) : error;
  error = error == ERROR_OK ? place_resources(&writing) : error;
  error = error == ERROR_OK ? place_rest(&writing, &origins, &sources) : error;
  if (error != ERROR_OK) {
    return error;
  }
  const struct part parts[MASTERS_SECTION_COUNT] = {
      [MASTERS_SECTION_TEXT] = {writing.text.data, (uint32_t)writing.text.length, 1},
      [MASTERS_SECTION_SOURCES] = {sources, draft->source_count, sizeof *sources},
      [MASTERS_SECTION_SYSTEMS] = {writing.systems, draft->system_count, sizeof *writing.systems},
      [MASTERS_SECTION_CONCEPTS] = {writing.rows, writing.concept_count, sizeof *writing.rows},
      [MASTERS_SECTION_SLOTS] = {writing.slots, writing.slot_count, sizeof *writing.slots},
      [MASTERS_SECTION_PROPERTIES] = {writing.properties, writing.property_count,
                                      sizeof *writing.properties},
      [MASTERS_SECTION_LINKS] = {writing.links, writing.link_count, sizeof *writing.links},
      [MASTERS_SECTION_ORIGINS] = {origins, draft->origin_count, sizeof *origins},
      [MASTERS_SECTION_RESOURCES] = {writing.resources, draft->resources.count,
                                     sizeof *writing.resources},
      [MASTERS_SECTION_CONTENT] = {writing.content.data, (uint32_t)writing.content.length, 1},
  };
  return lay_out(draft->arena, parts, ret_file);
}
