#include "terminology/code_hierarchy.h"
#include "terminology/open_system.h"
#include "terminology/resource_reading.h"

#define CONCEPT_DEPTH 64u
#define COUNTRIES "urn:iso:std:iso:3166"
#define COUNTRY_COUNT 240u
/* Working memory of one read: the largest systems have some 60 000 concepts. */
#define SCRATCH_BYTES 536870912u

struct reading {
  struct code_system_builder builder;
  struct resource_reading from;
};

/* ---- the resource ------------------------------------------------------------------------------
 */
static enum code_system_content content_of(struct view word) {
  static const struct {
    const char *word;
    enum code_system_content content;
  } rows[] = {{"fragment", CODE_SYSTEM_FRAGMENT},
              {"example", CODE_SYSTEM_EXAMPLE},
              {"not-present", CODE_SYSTEM_NOT_PRESENT},
              {"supplement", CODE_SYSTEM_SUPPLEMENT}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (view_is(word, rows[i].word)) {
      return rows[i].content;
    }
  }
  return CODE_SYSTEM_COMPLETE;
}

static void read_head(const struct reading *reading, uint32_t node) {
  const struct resource_reading *from = &reading->from;
  struct code_system *system = reading->builder.system;
  system->id = resource_text(from, node, "id");
  system->url = resource_text(from, node, "url");
  system->version = resource_text(from, node, "version");
  system->name = resource_text(from, node, "name");
  system->title = resource_text(from, node, "title");
  system->status = resource_text(from, node, "status");
  system->date = resource_text(from, node, "date");
  system->language = resource_text(from, node, "language");
  system->value_set = resource_text(from, node, "valueSet");
  system->supplements = resource_text(from, node, "supplements");
  system->hierarchy = resource_text(from, node, "hierarchyMeaning");
  system->extension = resource_json(from, node, "extension");
  system->standards_status = resource_extension_text(from, node, STANDARDS_STATUS_URL);
  system->content = content_of(resource_text(from, node, "content"));
  system->is_experimental = resource_is(from, node, "experimental", NODE_TRUE);
  system->is_case_sensitive = !resource_is(from, node, "caseSensitive", NODE_FALSE);
}

static enum error read_definitions(struct reading *reading, uint32_t node) {
  uint32_t list = resource_list(&reading->from, node, "property");
  enum error error = ERROR_OK;
  for (uint32_t i = resource_first(&reading->from, list); i != NODE_NONE && error == ERROR_OK;
       i = document_next(reading->from.document, list, i)) {
    struct code_system_property_definition row = {
        .code = resource_text(&reading->from, i, "code"),
        .uri = resource_text(&reading->from, i, "uri"),
        .description = resource_text(&reading->from, i, "description"),
        .type = resource_text(&reading->from, i, "type"),
    };
    error = code_system_builder_definition(&reading->builder, &row);
  }
  return error;
}

/* ---- concepts ----------------------------------------------------------------------------------
 */
/* A value of another JSON type than its name says is no value: it could not be written again. */
static bool fits_type(enum code_system_value type, enum node_type node) {
  switch (type) {
  case CODE_SYSTEM_VALUE_CODE:
  case CODE_SYSTEM_VALUE_STRING:
  case CODE_SYSTEM_VALUE_DATE_TIME:
    return node == NODE_STRING;
  case CODE_SYSTEM_VALUE_CODING:
    return node == NODE_OBJECT;
  case CODE_SYSTEM_VALUE_INTEGER:
  case CODE_SYSTEM_VALUE_DECIMAL:
    return node == NODE_NUMBER;
  case CODE_SYSTEM_VALUE_BOOLEAN:
    return node == NODE_TRUE || node == NODE_FALSE;
  case CODE_SYSTEM_VALUE_COUNT:
    break;
  }
  return false;
}

static struct code_system_saying property_of(const struct reading *reading, uint32_t node) {
  const struct document *document = reading->from.document;
  struct code_system_saying row = {.code = resource_text(&reading->from, node, "code")};
  for (int type = 0; type < CODE_SYSTEM_VALUE_COUNT; type++) {
    uint32_t value = document_member(document, node,
                                     view_of(code_system_value_name((enum code_system_value)type)));
    if (value != NODE_NONE &&
        fits_type((enum code_system_value)type, document_type(document, value))) {
      row.type = (enum code_system_value)type;
      row.value = document_type(document, value) == NODE_STRING
                      ? document_string(document, value, reading->from.arena)
                      : document_raw(document, value);
    }
  }
  return row;
}

static enum error read_properties(struct reading *reading, uint32_t node, uint32_t concept) {
  uint32_t list = resource_list(&reading->from, node, "property");
  enum error error = ERROR_OK;
  for (uint32_t i = resource_first(&reading->from, list); i != NODE_NONE && error == ERROR_OK;
       i = document_next(reading->from.document, list, i)) {
    struct code_system_saying row = property_of(reading, i);
    error = row.value.length == 0 ? ERROR_OK
                                  : code_system_builder_property(&reading->builder, concept, &row);
  }
  return error;
}

static enum error read_designations(struct reading *reading, uint32_t node) {
  uint32_t list = resource_list(&reading->from, node, "designation");
  enum error error = ERROR_OK;
  for (uint32_t i = resource_first(&reading->from, list); i != NODE_NONE && error == ERROR_OK;
       i = document_next(reading->from.document, list, i)) {
    struct code_system_designation row = resource_designation(&reading->from, i);
    error = code_system_builder_designation(&reading->builder, &row);
  }
  return error;
}

static enum error read_concept(struct reading *reading, uint32_t node, uint32_t parent,
                               uint32_t *ret_concept) {
  struct view code = resource_text(&reading->from, node, "code");
  bool is_new = false;
  *ret_concept = CODE_SYSTEM_NO_CONCEPT;
  if (code.length == 0) {
    return ERROR_OK;
  }
  enum error error = code_system_builder_concept(&reading->builder, code, ret_concept, &is_new);
  if (error == ERROR_OK && is_new) {
    struct code_system_concept *concept = code_system_builder_at(&reading->builder, *ret_concept);
    concept->display = resource_text(&reading->from, node, "display");
    concept->definition = resource_text(&reading->from, node, "definition");
    concept->extension = resource_json(&reading->from, node, "extension");
    error = read_designations(reading, node);
    error = error == ERROR_OK ? read_properties(reading, node, *ret_concept) : error;
  }
  return error == ERROR_OK && parent != CODE_SYSTEM_NO_CONCEPT
             ? code_system_builder_edge(&reading->builder, parent, *ret_concept)
             : error;
}

struct level {
  uint32_t list;
  uint32_t at;
  uint32_t parent;
};

/* Depth first, with its own stack. */
static enum error read_concepts(struct reading *reading, uint32_t list) {
  struct level levels[CONCEPT_DEPTH];
  size_t depth = 0;
  enum error error = ERROR_OK;
  if (list != NODE_NONE) {
    levels[depth++] =
        (struct level){list, resource_first(&reading->from, list), CODE_SYSTEM_NO_CONCEPT};
  }
  while (depth > 0 && error == ERROR_OK) {
    struct level *level = &levels[depth - 1];
    uint32_t node = level->at;
    if (node == NODE_NONE) {
      depth--;
      continue;
    }
    level->at = document_next(reading->from.document, level->list, node);
    uint32_t concept;
    error = read_concept(reading, node, level->parent, &concept);
    uint32_t children = resource_list(&reading->from, node, "concept");
    if (error == ERROR_OK && children != NODE_NONE) {
      if (depth == CONCEPT_DEPTH) {
        return ERROR_TOO_LARGE;
      }
      levels[depth++] = (struct level){children, resource_first(&reading->from, children), concept};
    }
  }
  return error;
}

/* A list of countries that has them all is whole, and so believed. */
static bool is_open(const struct reading *reading) {
  struct view url = reading->builder.system->url;
  bool lists_countries =
      view_starts_with(url, view_of(COUNTRIES)) && reading->builder.concepts.count >= COUNTRY_COUNT;
  return open_system_is(url) && !lists_countries;
}

static enum error read_all(struct reading *reading, uint32_t node,
                           const struct code_system **ret_system) {
  read_head(reading, node);
  enum error error = read_definitions(reading, node);
  error = error == ERROR_OK ? read_concepts(reading, resource_list(&reading->from, node, "concept"))
                            : error;
  reading->builder.system->is_open = is_open(reading);
  error = error == ERROR_OK ? code_hierarchy_add(&reading->builder) : error;
  return error == ERROR_OK ? code_system_builder_end(&reading->builder, ret_system) : error;
}

enum error code_system_read(struct arena *arena, const struct document *document, uint32_t node,
                            const struct code_system **ret_system) {
  struct reading reading = {.from = {arena, document}};
  struct arena *scratch = arena_new(SCRATCH_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = code_system_builder_begin(arena, scratch, &reading.builder);
  error = error == ERROR_OK ? read_all(&reading, node, ret_system) : error;
  arena_free(scratch);
  return error;
}
