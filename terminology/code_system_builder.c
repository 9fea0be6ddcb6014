#include "terminology/code_system_builder.h"

#include "server/base/hash.h"
#include "terminology/code_system_hash.h"

#define FIRST_CAPACITY 16u
#define CONCEPT_PROPERTIES "http://hl7.org/fhir/concept-properties#"

static enum error grow(struct code_system_builder *builder, struct code_system_list *list,
                       size_t size) {
  if (list->count < list->capacity) {
    return ERROR_OK;
  }
  uint32_t capacity = list->capacity == 0 ? FIRST_CAPACITY : list->capacity * 2;
  void *items = list->items == NULL ? arena_array(builder->scratch, capacity, size)
                                    : arena_grow(builder->scratch, list->items,
                                                 list->capacity * size, capacity * size);
  if (items == NULL) {
    return ERROR_MEMORY;
  }
  list->items = items;
  list->capacity = capacity;
  return ERROR_OK;
}

static enum error append(struct code_system_builder *builder, struct code_system_list *list,
                         const void *row, size_t size) {
  enum error error = grow(builder, list, size);
  if (error == ERROR_OK) {
    memcpy((char *)list->items + list->count * size, row, size);
    list->count++;
  }
  return error;
}

enum error code_system_builder_begin(struct arena *arena, struct arena *scratch,
                                     struct code_system_builder *ret_builder) {
  struct code_system_builder builder = {.arena = arena, .scratch = scratch};
  builder.system = arena_alloc(arena, sizeof *builder.system);
  builder.slot_count = FIRST_CAPACITY * 4;
  builder.slots = arena_array(scratch, builder.slot_count, sizeof *builder.slots);
  if (builder.system == NULL || builder.slots == NULL) {
    return ERROR_MEMORY;
  }
  builder.system->is_case_sensitive = true;
  *ret_builder = builder;
  return ERROR_OK;
}

struct code_system_concept *code_system_builder_at(struct code_system_builder *builder,
                                                   uint32_t concept) {
  return (struct code_system_concept *)builder->concepts.items + concept;
}

/* ---- codes -------------------------------------------------------------------------------------
 */
static uint32_t *slot_of(struct code_system_builder *builder, struct view code) {
  bool folds = !builder->system->is_case_sensitive;
  uint32_t mask = builder->slot_count - 1;
  uint32_t slot = (uint32_t)code_system_hash(code, folds) & mask;
  while (builder->slots[slot] != 0 &&
         !code_system_same_code(code_system_builder_at(builder, builder->slots[slot] - 1)->code,
                                code, folds)) {
    slot = (slot + 1) & mask;
  }
  return &builder->slots[slot];
}

uint32_t code_system_builder_find(struct code_system_builder *builder, struct view code) {
  return *slot_of(builder, code) - 1; /* 0 becomes CODE_SYSTEM_NO_CONCEPT */
}

static enum error widen(struct code_system_builder *builder) {
  if (builder->concepts.count < builder->slot_count / 2) {
    return ERROR_OK;
  }
  uint32_t *slots = arena_array(builder->scratch, (size_t)builder->slot_count * 4, sizeof *slots);
  if (slots == NULL) {
    return ERROR_MEMORY;
  }
  builder->slots = slots;
  builder->slot_count *= 4;
  for (uint32_t i = 0; i < builder->concepts.count; i++) {
    *slot_of(builder, code_system_builder_at(builder, i)->code) = i + 1;
  }
  return ERROR_OK;
}

enum error code_system_builder_concept(struct code_system_builder *builder, struct view code,
                                       uint32_t *ret_concept, bool *ret_is_new) {
  enum error error = widen(builder);
  if (error != ERROR_OK) {
    return error;
  }
  uint32_t *slot = slot_of(builder, code);
  *ret_is_new = *slot == 0;
  if (*slot == 0) {
    struct code_system_concept concept = {
        .code = code,
        .designations = {builder->designations.count, 0},
        .properties = {builder->properties.count, 0},
    };
    error = append(builder, &builder->concepts, &concept, sizeof concept);
    *slot = error == ERROR_OK ? builder->concepts.count : 0;
  }
  *ret_concept = *slot - 1;
  return error;
}

/* ---- what is said of a concept -----------------------------------------------------------------
 */
enum error code_system_builder_designation(struct code_system_builder *builder,
                                           const struct code_system_designation *row) {
  enum error error = append(builder, &builder->designations, row, sizeof *row);
  if (error == ERROR_OK) {
    code_system_builder_at(builder, builder->concepts.count - 1)->designations.count++;
  }
  return error;
}

enum error code_system_builder_definition(struct code_system_builder *builder,
                                          const struct code_system_property_definition *row) {
  enum error error = append(builder, &builder->definitions, row, sizeof *row);
  builder->declared += error == ERROR_OK ? 1 : 0;
  return error;
}

/* Number of the definition of that code; a code that was not declared gets one that only names it.
 */
static enum error definition_of(struct code_system_builder *builder, struct view code,
                                uint16_t *ret_number) {
  const struct code_system_property_definition *rows = builder->definitions.items;
  struct code_system_property_definition named = {.code = code};
  uint32_t number = 0;
  while (number < builder->definitions.count && !view_equal(rows[number].code, code)) {
    number++;
  }
  if (number > UINT16_MAX) {
    return ERROR_TOO_LARGE;
  }
  *ret_number = (uint16_t)number;
  return number < builder->definitions.count
             ? ERROR_OK
             : append(builder, &builder->definitions, &named, sizeof named);
}

enum error code_system_builder_edge(struct code_system_builder *builder, uint32_t parent,
                                    uint32_t child) {
  struct code_system_edge edge = {parent, child};
  return append(builder, &builder->edges, &edge, sizeof edge);
}

/* The standard name of a property: by the URI of its definition, else its own code. */
static struct view standard_name(const struct code_system_builder *builder, struct view code) {
  const struct code_system_property_definition *rows = builder->definitions.items;
  struct view prefix = view_of(CONCEPT_PROPERTIES);
  for (uint32_t i = 0; i < builder->definitions.count; i++) {
    if (view_equal(rows[i].code, code) && view_starts_with(rows[i].uri, prefix)) {
      return view_part(rows[i].uri, prefix.length, SIZE_MAX);
    }
  }
  return code;
}

static bool is_one_of(struct view text, const char *const *words) {
  for (; *words != NULL; words++) {
    if (view_is(text, *words)) {
      return true;
    }
  }
  return false;
}

static uint32_t flags_of(struct view name, struct view value) {
  static const char *const inactive[] = {"inactive", "retired", "withdrawn", NULL};
  bool is_true = view_is(value, "true");
  if (view_is(name, "notSelectable") && is_true) {
    return CODE_SYSTEM_ABSTRACT;
  }
  if (view_is(name, "inactive") && is_true) {
    return CODE_SYSTEM_INACTIVE;
  }
  if (view_is(name, "status")) {
    return is_one_of(value, inactive)     ? CODE_SYSTEM_INACTIVE
           : view_is(value, "deprecated") ? CODE_SYSTEM_DEPRECATED
                                          : 0;
  }
  return 0;
}

static enum error name_relative(struct code_system_builder *builder, uint32_t concept,
                                struct view name, struct view value) {
  static const char *const up[] = {"parent", "subsumedBy", NULL};
  bool is_parent = is_one_of(name, up);
  if (!is_parent && !view_is(name, "child")) {
    return ERROR_OK;
  }
  struct code_system_named_edge edge = {concept, value, is_parent};
  return append(builder, &builder->named_edges, &edge, sizeof edge);
}

enum error code_system_builder_property(struct code_system_builder *builder, uint32_t concept,
                                        const struct code_system_saying *saying) {
  struct view name = standard_name(builder, saying->code);
  struct code_system_property row = {.data = saying->value.data,
                                     .length = (uint32_t)saying->value.length,
                                     .type = (uint16_t)saying->type};
  enum error error = definition_of(builder, saying->code, &row.definition);
  error = error == ERROR_OK ? append(builder, &builder->properties, &row, sizeof row) : error;
  if (error == ERROR_OK) {
    struct code_system_concept *place = code_system_builder_at(builder, concept);
    place->properties.count++;
    place->flags |= flags_of(name, saying->value);
    error = name_relative(builder, concept, name, saying->value);
  }
  return error;
}

/* ---- layout ------------------------------------------------------------------------------------
 */
static enum error resolve_names(struct code_system_builder *builder) {
  const struct code_system_named_edge *rows = builder->named_edges.items;
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < builder->named_edges.count && error == ERROR_OK; i++) {
    uint32_t other = *slot_of(builder, rows[i].other);
    if (other != 0 && other - 1 != rows[i].concept) {
      error = rows[i].other_is_parent
                  ? code_system_builder_edge(builder, other - 1, rows[i].concept)
                  : code_system_builder_edge(builder, rows[i].concept, other - 1);
    }
  }
  return error;
}

/* Writes one end of all edges beside each other by the other end, repeats left out. */
struct relation {
  size_t from; /* offset in struct code_system_edge */
  size_t to;
  size_t range; /* offset in struct code_system_concept */
};

static const struct relation relations[] = {
    {offsetof(struct code_system_edge, child), offsetof(struct code_system_edge, parent),
     offsetof(struct code_system_concept, parents)},
    {offsetof(struct code_system_edge, parent), offsetof(struct code_system_edge, child),
     offsetof(struct code_system_concept, children)},
};

static uint32_t end_at(const struct code_system_edge *edge, size_t offset) {
  uint32_t end;
  memcpy(&end, (const char *)edge + offset, sizeof end);
  return end;
}

static struct code_system_range *range_at(struct code_system_builder *builder, uint32_t concept,
                                          size_t offset) {
  return (struct code_system_range *)(void *)((char *)code_system_builder_at(builder, concept) +
                                              offset);
}

static bool is_listed(const uint32_t *relatives, struct code_system_range range, uint32_t other) {
  for (uint32_t i = 0; i < range.count; i++) {
    if (relatives[range.first + i] == other) {
      return true;
    }
  }
  return false;
}

static void lay_relation(struct code_system_builder *builder, const struct relation *relation,
                         uint32_t *relatives, uint32_t first) {
  const struct code_system_edge *edges = builder->edges.items;
  for (uint32_t i = 0; i < builder->edges.count; i++) {
    range_at(builder, end_at(&edges[i], relation->from), relation->range)->count++;
  }
  for (uint32_t i = 0; i < builder->concepts.count; i++) {
    struct code_system_range *range = range_at(builder, i, relation->range);
    range->first = first;
    first += range->count;
    range->count = 0;
  }
  for (uint32_t i = 0; i < builder->edges.count; i++) {
    struct code_system_range *range =
        range_at(builder, end_at(&edges[i], relation->from), relation->range);
    uint32_t other = end_at(&edges[i], relation->to);
    /* a parent has many children and a child few parents: only the short lists are searched */
    if (relation == &relations[1] || !is_listed(relatives, *range, other)) {
      relatives[range->first + range->count++] = other;
    }
  }
}

/* Edges that are said twice, by nesting and by a property, are kept once. */
static void drop_repeated_edges(struct code_system_builder *builder, uint32_t *relatives) {
  struct code_system_edge *edges = builder->edges.items;
  uint32_t kept = 0;
  lay_relation(builder, &relations[0], relatives, 0);
  for (uint32_t i = 0; i < builder->edges.count; i++) {
    struct code_system_range *range = range_at(builder, edges[i].child, relations[0].range);
    bool first_time = false;
    for (uint32_t j = 0; j < range->count && !first_time; j++) {
      if (relatives[range->first + j] == edges[i].parent) {
        relatives[range->first + j] = relatives[range->first + range->count - 1];
        range->count--;
        first_time = true;
      }
    }
    if (first_time) {
      edges[kept++] = edges[i];
    }
  }
  builder->edges.count = kept;
  for (uint32_t i = 0; i < builder->concepts.count; i++) {
    *range_at(builder, i, relations[0].range) = (struct code_system_range){0, 0};
  }
}

static enum error lay_relatives(struct code_system_builder *builder) {
  size_t count = (size_t)builder->edges.count * 2;
  uint32_t *relatives = arena_array(builder->arena, count == 0 ? 1 : count, sizeof *relatives);
  if (relatives == NULL) {
    return ERROR_MEMORY;
  }
  drop_repeated_edges(builder, relatives);
  lay_relation(builder, &relations[0], relatives, 0);
  lay_relation(builder, &relations[1], relatives, builder->edges.count);
  builder->system->relatives = relatives;
  return ERROR_OK;
}

static const void *keep(struct code_system_builder *builder, const struct code_system_list *list,
                        size_t size) {
  void *copy = arena_array(builder->arena, list->count == 0 ? 1 : list->count, size);
  if (copy != NULL && list->count > 0) {
    memcpy(copy, list->items, list->count * size);
  }
  return copy;
}

enum error code_system_builder_end(struct code_system_builder *builder,
                                   const struct code_system **ret_system) {
  struct code_system *system = builder->system;
  enum error error = resolve_names(builder);
  error = error == ERROR_OK ? lay_relatives(builder) : error;
  if (error != ERROR_OK) {
    return error;
  }
  struct code_system_list slots = {builder->slots, builder->slot_count, builder->slot_count};
  system->concepts = keep(builder, &builder->concepts, sizeof *system->concepts);
  system->designations = keep(builder, &builder->designations, sizeof *system->designations);
  system->properties = keep(builder, &builder->properties, sizeof *system->properties);
  system->definitions = keep(builder, &builder->definitions, sizeof *system->definitions);
  system->slots = keep(builder, &slots, sizeof *system->slots);
  system->concept_count = builder->concepts.count;
  system->definition_count = builder->declared;
  system->slot_count = builder->slot_count;
  if (system->concepts == NULL || system->designations == NULL || system->properties == NULL ||
      system->definitions == NULL || system->slots == NULL) {
    return ERROR_MEMORY;
  }
  *ret_system = system;
  return ERROR_OK;
}
