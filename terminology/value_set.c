#include "terminology/value_set.h"

#include "terminology/code_system_hash.h"
#include "terminology/resource_reading.h"

#define EXPANSION_DEPTH 64u
#define EXPANSION_PARAMETER_URL                                                                    \
  "http://hl7.org/fhir/StructureDefinition/valueset-expansion-parameter"
#define SUPPLEMENT_URL "http://hl7.org/fhir/StructureDefinition/valueset-supplement"
#define LATER_OPERATOR_URL                                                                         \
  "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.compose.include.filter.op"

/* Two passes over the same walk: rows are counted, then written. */
struct reading {
  struct resource_reading from;
  struct value_set *value_set;
  bool counts; /* first pass: nothing is written */
  struct value_set_include *includes;
  struct value_set_concept *concepts;
  struct value_set_filter *filters;
  struct view *canonicals;
  struct code_system_designation *designations;
  struct value_set_contained *contained;
  uint32_t include_count;
  uint32_t concept_count;
  uint32_t filter_count;
  uint32_t canonical_count;
  uint32_t designation_count;
  uint32_t contained_count;
};

static void read_designations(struct reading *reading, uint32_t node) {
  uint32_t list = resource_list(&reading->from, node, "designation");
  for (uint32_t i = resource_first(&reading->from, list); i != NODE_NONE;
       i = document_next(reading->from.document, list, i)) {
    if (!reading->counts) {
      reading->designations[reading->designation_count] = resource_designation(&reading->from, i);
    }
    reading->designation_count++;
  }
}

static void read_concept(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  uint32_t first = reading->designation_count;
  read_designations(reading, node);
  if (!reading->counts) {
    reading->concepts[reading->concept_count] = (struct value_set_concept){
        .code = resource_text(from, node, "code"),
        .display = resource_text(from, node, "display"),
        .extension = resource_json(from, node, "extension"),
        .designations = {first, reading->designation_count - first},
    };
  }
  reading->concept_count++;
}

/* An operator of R5 (child-of, descendent-leaf) stands in an extension of the element. */
static struct view operator_of(const struct resource_reading *from, uint32_t node) {
  uint32_t element = document_member(from->document, node, view_of("_op"));
  struct view later = element == NODE_NONE
                          ? view_make(NULL, 0)
                          : resource_extension_text(from, element, LATER_OPERATOR_URL);
  return later.length > 0 ? later : resource_text(from, node, "op");
}

static void read_filter(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  if (!reading->counts) {
    reading->filters[reading->filter_count] =
        (struct value_set_filter){.property = resource_text(from, node, "property"),
                                  .op = operator_of(from, node),
                                  .value = resource_text(from, node, "value")};
  }
  reading->filter_count++;
}

static void read_canonical(struct reading *reading, uint32_t node) {
  if (!reading->counts) {
    reading->canonicals[reading->canonical_count] =
        document_string(reading->from.document, node, reading->from.arena);
  }
  reading->canonical_count++;
}

static struct code_system_range read_list(struct reading *reading, uint32_t list,
                                          void (*read)(struct reading *reading, uint32_t node),
                                          const uint32_t *count) {
  uint32_t first = *count;
  for (uint32_t i = resource_first(&reading->from, list); i != NODE_NONE;
       i = document_next(reading->from.document, list, i)) {
    read(reading, i);
  }
  return (struct code_system_range){first, *count - first};
}

static struct value_set_include read_include(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  struct value_set_include include = {
      .concepts = read_list(reading, resource_list(from, node, "concept"), read_concept,
                            &reading->concept_count),
      .filters = read_list(reading, resource_list(from, node, "filter"), read_filter,
                           &reading->filter_count),
      .value_sets = read_list(reading, resource_list(from, node, "valueSet"), read_canonical,
                              &reading->canonical_count),
  };
  if (!reading->counts) {
    include.system = resource_text(from, node, "system");
    include.version = resource_text(from, node, "version");
    include.extension = resource_json(from, node, "extension");
  }
  return include;
}

static void read_includes(struct reading *reading, uint32_t compose, bool excludes) {
  uint32_t list = resource_list(&reading->from, compose, excludes ? "exclude" : "include");
  uint32_t position = 0;
  for (uint32_t i = resource_first(&reading->from, list); i != NODE_NONE;
       i = document_next(reading->from.document, list, i)) {
    struct value_set_include include = read_include(reading, i);
    include.excludes = excludes;
    include.node = position++;
    if (!reading->counts) {
      reading->includes[reading->include_count] = include;
    }
    reading->include_count++;
  }
}

static void read_contained(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  if (document_member(from->document, node, view_of("code")) == NODE_NONE) {
    return; /* a heading */
  }
  if (!reading->counts) {
    reading->contained[reading->contained_count] = (struct value_set_contained){
        .system = resource_text(from, node, "system"),
        .version = resource_text(from, node, "version"),
        .code = resource_text(from, node, "code"),
        .display = resource_text(from, node, "display"),
        .is_abstract = resource_is(from, node, "abstract", NODE_TRUE),
        .is_inactive = resource_is(from, node, "inactive", NODE_TRUE),
    };
  }
  reading->contained_count++;
}

struct level {
  uint32_t list;
  uint32_t at;
};

static enum error read_expansion(struct reading *reading, uint32_t expansion) {
  struct level levels[EXPANSION_DEPTH];
  size_t depth = 0;
  uint32_t list = resource_list(&reading->from, expansion, "contains");
  if (list != NODE_NONE) {
    levels[depth++] = (struct level){list, resource_first(&reading->from, list)};
  }
  while (depth > 0) {
    struct level *level = &levels[depth - 1];
    uint32_t node = level->at;
    if (node == NODE_NONE) {
      depth--;
      continue;
    }
    level->at = document_next(reading->from.document, level->list, node);
    read_contained(reading, node);
    uint32_t below = resource_list(&reading->from, node, "contains");
    if (below != NODE_NONE) {
      if (depth == EXPANSION_DEPTH) {
        return ERROR_TOO_LARGE;
      }
      levels[depth++] = (struct level){below, resource_first(&reading->from, below)};
    }
  }
  return ERROR_OK;
}

static enum error read_rows(struct reading *reading, uint32_t node) {
  uint32_t compose = document_member(reading->from.document, node, view_of("compose"));
  uint32_t expansion = document_member(reading->from.document, node, view_of("expansion"));
  if (compose != NODE_NONE) {
    read_includes(reading, compose, false);
    read_includes(reading, compose, true);
  }
  return expansion == NODE_NONE ? ERROR_OK : read_expansion(reading, expansion);
}

/* What the value set asks of its expansions (extension valueset-expansion-parameter). */
static void read_setting(struct reading *reading, uint32_t extension) {
  struct view name = resource_extension_text(&reading->from, extension, "name");
  struct view value = resource_extension_text(&reading->from, extension, "value");
  if (view_is(name, "displayLanguage")) {
    reading->value_set->display_language = value;
  } else if (view_is(name, "versionsMatch")) {
    reading->value_set->versions_match = value;
  }
}

static void read_settings(struct reading *reading, uint32_t compose) {
  const struct resource_reading *from = &reading->from;
  uint32_t list = resource_list(from, compose, "extension");
  for (uint32_t i = resource_first(from, list); i != NODE_NONE;
       i = document_next(from->document, list, i)) {
    if (view_is(resource_text(from, i, "url"), EXPANSION_PARAMETER_URL)) {
      read_setting(reading, i);
    }
  }
}

static enum error read_supplements(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  uint32_t list = resource_list(from, node, "extension");
  uint32_t count = list == NODE_NONE ? 0 : document_count(from->document, list);
  struct view *supplements = arena_array(from->arena, count + 1, sizeof *supplements);
  if (supplements == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = resource_first(from, list); i != NODE_NONE;
       i = document_next(from->document, list, i)) {
    if (view_is(resource_text(from, i, "url"), SUPPLEMENT_URL)) {
      supplements[reading->value_set->supplement_count++] =
          resource_text(from, i, "valueCanonical");
    }
  }
  reading->value_set->supplements = supplements;
  return ERROR_OK;
}

static void read_head(struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  struct value_set *value_set = reading->value_set;
  uint32_t compose = document_member(from->document, node, view_of("compose"));
  value_set->id = resource_text(from, node, "id");
  value_set->url = resource_text(from, node, "url");
  value_set->version = resource_text(from, node, "version");
  value_set->name = resource_text(from, node, "name");
  value_set->title = resource_text(from, node, "title");
  value_set->status = resource_text(from, node, "status");
  value_set->date = resource_text(from, node, "date");
  value_set->publisher = resource_text(from, node, "publisher");
  value_set->language = resource_text(from, node, "language");
  value_set->standards_status = resource_extension_text(from, node, STANDARDS_STATUS_URL);
  value_set->compose = resource_json(from, node, "compose");
  value_set->is_experimental = resource_is(from, node, "experimental", NODE_TRUE);
  value_set->has_experimental =
      value_set->is_experimental || resource_is(from, node, "experimental", NODE_FALSE);
  value_set->is_immutable = resource_is(from, node, "immutable", NODE_TRUE);
  value_set->has_compose = compose != NODE_NONE;
  value_set->has_expansion = resource_is(from, node, "expansion", NODE_OBJECT);
  if (compose != NODE_NONE) {
    read_settings(reading, compose);
    value_set->leaves_out_inactive = resource_is(from, compose, "inactive", NODE_FALSE);
  }
}

static void *rows(struct arena *arena, uint32_t *count, size_t size) {
  uint32_t wanted = *count == 0 ? 1 : *count;
  *count = 0;
  return arena_array(arena, wanted, size);
}

/* Room for what the first pass counted; the counts start anew. */
static enum error make_room(struct reading *reading) {
  struct arena *arena = reading->from.arena;
  reading->includes = rows(arena, &reading->include_count, sizeof *reading->includes);
  reading->concepts = rows(arena, &reading->concept_count, sizeof *reading->concepts);
  reading->filters = rows(arena, &reading->filter_count, sizeof *reading->filters);
  reading->canonicals = rows(arena, &reading->canonical_count, sizeof *reading->canonicals);
  reading->designations = rows(arena, &reading->designation_count, sizeof *reading->designations);
  reading->contained = rows(arena, &reading->contained_count, sizeof *reading->contained);
  reading->counts = false;
  return reading->includes == NULL || reading->concepts == NULL || reading->filters == NULL ||
                 reading->canonicals == NULL || reading->designations == NULL ||
                 reading->contained == NULL
             ? ERROR_MEMORY
             : ERROR_OK;
}

/* ---- long lists --------------------------------------------------------------------------------
 */
#define SHORT_LIST 16u

static enum error index_include(struct reading *reading, struct value_set_include *include) {
  uint32_t count = include->concepts.count;
  uint32_t slot_count = 4 * SHORT_LIST;
  if (count <= SHORT_LIST) {
    return ERROR_OK;
  }
  while (slot_count < 2 * count) {
    slot_count *= 2;
  }
  uint32_t *slots = arena_array(reading->from.arena, slot_count, sizeof *slots);
  if (slots == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = include->concepts.first; i < include->concepts.first + count; i++) {
    uint32_t slot = (uint32_t)code_system_hash(reading->concepts[i].code, true) & (slot_count - 1);
    while (slots[slot] != 0) {
      slot = (slot + 1) & (slot_count - 1);
    }
    slots[slot] = i + 1;
  }
  include->slots = slots;
  include->slot_count = slot_count;
  return ERROR_OK;
}

static enum error index_includes(struct reading *reading) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < reading->include_count && error == ERROR_OK; i++) {
    error = index_include(reading, &reading->includes[i]);
  }
  return error;
}

static const struct value_set_concept *go_through(const struct value_set *value_set,
                                                  struct code_system_range range, struct view code,
                                                  bool folds) {
  for (uint32_t i = 0; i < range.count; i++) {
    const struct value_set_concept *row = &value_set->concepts[range.first + i];
    if (code_system_same_code(row->code, code, folds)) {
      return row;
    }
  }
  return NULL;
}

const struct value_set_concept *value_set_listed(const struct value_set *value_set,
                                                 const struct value_set_include *include,
                                                 struct view code, bool folds) {
  if (include->slot_count == 0) {
    return go_through(value_set, include->concepts, code, folds);
  }
  uint32_t mask = include->slot_count - 1;
  uint32_t slot = (uint32_t)code_system_hash(code, true) & mask;
  for (; include->slots[slot] != 0; slot = (slot + 1) & mask) {
    const struct value_set_concept *row = &value_set->concepts[include->slots[slot] - 1];
    if (code_system_same_code(row->code, code, folds)) {
      return row;
    }
  }
  return NULL;
}

/* ---- the resource ------------------------------------------------------------------------------
 */
static void hand_over(struct reading *reading) {
  struct value_set *value_set = reading->value_set;
  value_set->includes = reading->includes;
  value_set->include_count = reading->include_count;
  value_set->concepts = reading->concepts;
  value_set->filters = reading->filters;
  value_set->canonicals = reading->canonicals;
  value_set->designations = reading->designations;
  value_set->contained = reading->contained;
  value_set->contained_count = reading->contained_count;
}

static enum error read_alone(struct arena *arena, const struct document *document, uint32_t node,
                             struct value_set **ret_value_set) {
  struct reading reading = {.from = {arena, document}, .counts = true};
  reading.value_set = arena_alloc(arena, sizeof *reading.value_set);
  enum error error = reading.value_set == NULL ? ERROR_MEMORY : read_rows(&reading, node);
  error = error == ERROR_OK ? make_room(&reading) : error;
  error = error == ERROR_OK ? read_rows(&reading, node) : error;
  error = error == ERROR_OK ? index_includes(&reading) : error;
  error = error == ERROR_OK ? read_supplements(&reading, node) : error;
  if (error == ERROR_OK) {
    read_head(&reading, node);
    hand_over(&reading);
    *ret_value_set = reading.value_set;
  }
  return error;
}

/* Value sets inside of the resource; those have none inside (FHIR R4 references.html#contained). */
static enum error read_inner(const struct resource_reading *from, uint32_t node,
                             struct value_set *value_set) {
  uint32_t list = resource_list(from, node, "contained");
  uint32_t count = list == NODE_NONE ? 0 : document_count(from->document, list);
  const struct value_set **inner = arena_array(from->arena, count + 1, sizeof *inner);
  enum error error = inner == NULL ? ERROR_MEMORY : ERROR_OK;
  for (uint32_t i = resource_first(from, list); i != NODE_NONE && error == ERROR_OK;
       i = document_next(from->document, list, i)) {
    struct value_set *read = NULL;
    if (view_is(resource_text(from, i, "resourceType"), "ValueSet")) {
      error = read_alone(from->arena, from->document, i, &read);
      inner[value_set->inner_count] = read;
      value_set->inner_count += error == ERROR_OK ? 1 : 0;
    }
  }
  value_set->inner = inner;
  return error;
}

enum error value_set_read(struct arena *arena, const struct document *document, uint32_t node,
                          const struct value_set **ret_value_set) {
  struct value_set *value_set = NULL;
  struct resource_reading from = {arena, document};
  enum error error = read_alone(arena, document, node, &value_set);
  error = error == ERROR_OK ? read_inner(&from, node, value_set) : error;
  if (error == ERROR_OK) {
    *ret_value_set = value_set;
  }
  return error;
}
