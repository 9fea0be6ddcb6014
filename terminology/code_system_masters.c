#include "terminology/code_system_builder.h"
#include "terminology/master_system_list.h"
#include "terminology/open_system.h"

#define SCRATCH_BYTES 536870912u
#define KANA_LANGUAGE "ja-Hrkt"

struct filling {
  struct code_system_builder builder;
  const struct masters *masters;
  struct masters_system system;
};

/* How a property of the masters is typed in FHIR: "20240601" is no dateTime, so days stay text. */
static enum code_system_value value_type(struct view name) {
  static const enum code_system_value types[] = {
      [MASTER_PROPERTY_STRING] = CODE_SYSTEM_VALUE_STRING,
      [MASTER_PROPERTY_CODE] = CODE_SYSTEM_VALUE_CODE,
      [MASTER_PROPERTY_BOOLEAN] = CODE_SYSTEM_VALUE_BOOLEAN,
      [MASTER_PROPERTY_DATE] = CODE_SYSTEM_VALUE_STRING,
      [MASTER_PROPERTY_DECIMAL] = CODE_SYSTEM_VALUE_DECIMAL,
  };
  const struct master_property *known = master_property_find(name);
  return known == NULL ? CODE_SYSTEM_VALUE_STRING : types[known->type];
}

/* What the masters say as properties, each name once. */
static enum error define(struct filling *filling, struct view name) {
  const struct code_system_property_definition *rows = filling->builder.definitions.items;
  const struct master_property *known = master_property_find(name);
  for (uint32_t i = 0; i < filling->builder.definitions.count; i++) {
    if (view_equal(rows[i].code, name)) {
      return ERROR_OK;
    }
  }
  struct code_system_property_definition row = {
      .code = name,
      .type = view_of(code_system_value_name(value_type(name)) + strlen("value")),
      .description = view_of(known == NULL ? "" : known->japanese)};
  return code_system_builder_definition(&filling->builder, &row);
}

static enum error fill_texts(struct filling *filling, uint32_t row, uint32_t concept,
                             struct view kana) {
  uint32_t count = masters_property_count(filling->masters, row);
  enum error error = ERROR_OK;
  if (kana.length > 0) {
    struct code_system_designation designation = {.language = view_of(KANA_LANGUAGE),
                                                  .value = kana};
    error = code_system_builder_designation(&filling->builder, &designation);
  }
  for (uint32_t i = 0; i < count && error == ERROR_OK; i++) {
    struct masters_property from = masters_property_at(filling->masters, row, i);
    struct code_system_property property = {
        .code = from.name, .value = from.value, .type = value_type(from.name)};
    if (view_is(from.name, "designation")) {
      struct code_system_designation designation = {.value = from.value};
      error = code_system_builder_designation(&filling->builder, &designation);
    } else if (view_is(from.name, "definition")) {
      code_system_builder_at(&filling->builder, concept)->definition = from.value;
    } else {
      error = define(filling, from.name);
      error = error == ERROR_OK
                  ? code_system_builder_property(&filling->builder, concept, &property)
                  : error;
    }
  }
  return error;
}

static enum error fill_concept(struct filling *filling, const struct masters_concept *from) {
  uint32_t concept;
  bool is_new;
  enum error error = code_system_builder_concept(&filling->builder, from->code, &concept, &is_new);
  if (error != ERROR_OK || !is_new) {
    return error;
  }
  struct code_system_concept *row = code_system_builder_at(&filling->builder, concept);
  row->display = from->display;
  row->valid_from = from->valid_from;
  row->valid_to = from->valid_to;
  row->flags = (from->flags & MASTERS_CONCEPT_RETIRED) != 0 ? CODE_SYSTEM_INACTIVE : 0;
  return fill_texts(filling, from->row, concept, from->kana);
}

static enum error fill_concepts(struct filling *filling) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < filling->system.count && error == ERROR_OK; i++) {
    struct masters_concept from = masters_concept_at(filling->masters, filling->system.first + i);
    if ((from.flags & MASTERS_CONCEPT_NAMED) == 0) {
      error = fill_concept(filling, &from);
    }
  }
  return error;
}

/* Rows that only another row names are no concepts, so numbers differ from row numbers. */
static enum error fill_parents(struct filling *filling) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < filling->system.count && error == ERROR_OK; i++) {
    uint32_t row = filling->system.first + i;
    struct masters_concept parent;
    uint32_t child_number;
    uint32_t parent_number;
    bool is_new = false;
    if (masters_linked(filling->masters, row, MASTERS_LINK_PARENT, &parent, 1) == 0) {
      continue;
    }
    struct masters_concept child = masters_concept_at(filling->masters, row);
    error = code_system_builder_concept(&filling->builder, child.code, &child_number, &is_new);
    error = error == ERROR_OK ? code_system_builder_concept(&filling->builder, parent.code,
                                                            &parent_number, &is_new)
                              : error;
    error = error == ERROR_OK
                ? code_system_builder_edge(&filling->builder, parent_number, child_number)
                : error;
  }
  return error;
}

static enum error fill(struct filling *filling, const struct code_system **ret_system) {
  struct code_system *system = filling->builder.system;
  system->url = filling->system.url;
  system->version = filling->system.version;
  const struct master_system *known = master_system_find(system->url);
  if (known != NULL) {
    system->name = view_of(known->name);
    system->title = view_of(known->japanese);
  }
  system->status = view_of("active");
  system->language = view_of("ja");
  system->content = filling->system.fragment ? CODE_SYSTEM_FRAGMENT : CODE_SYSTEM_COMPLETE;
  system->is_open = open_system_is(system->url);
  enum error error = fill_concepts(filling);
  error = error == ERROR_OK ? fill_parents(filling) : error;
  return error == ERROR_OK ? code_system_builder_end(&filling->builder, ret_system) : error;
}

enum error code_system_from_masters(struct arena *arena, const struct masters *masters,
                                    uint32_t index, const struct code_system **ret_system) {
  struct filling filling = {.masters = masters, .system = masters_system_at(masters, index)};
  struct arena *scratch = arena_new(SCRATCH_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = code_system_builder_begin(arena, scratch, &filling.builder);
  error = error == ERROR_OK ? fill(&filling, ret_system) : error;
  arena_free(scratch);
  return error;
}
