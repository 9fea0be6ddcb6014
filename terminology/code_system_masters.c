#include "terminology/code_hierarchy.h"
#include "terminology/master_system_list.h"
#include "terminology/open_system.h"
#include "terminology/search_text.h"

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

static enum error add_designation(struct filling *filling, const char *language,
                                  struct view value) {
  struct code_system_designation designation = {.language = view_of(language), .value = value};
  return value.length == 0 ? ERROR_OK
                           : code_system_builder_designation(&filling->builder, &designation);
}

static enum error add_property(struct filling *filling, uint32_t concept, struct view code,
                               struct view value, enum code_system_value type) {
  struct code_system_saying property = {.code = code, .value = value, .type = type};
  enum error error = define(filling, code);
  return error == ERROR_OK ? code_system_builder_property(&filling->builder, concept, &property)
                           : error;
}

/* Kana of one column is told in full width, as people read it. */
static struct view readable_kana(struct filling *filling, struct view kana) {
  const struct master_system *known = master_system_find(filling->system.url);
  return known != NULL && known->kana == MASTER_KANA_HALF_WIDTH
             ? search_text_display(filling->builder.arena, kana)
             : kana;
}

/* Properties that name the concept are designations too. */
static const char *language_of_name(struct view property) {
  static const struct {
    const char *property;
    const char *language;
  } rows[] = {{"basicName", "ja"}, {"english", "en"}, {"synonym", "ja"}, {"designation", ""}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (view_is(property, rows[i].property)) {
      return rows[i].language;
    }
  }
  return NULL;
}

static enum error fill_property(struct filling *filling, uint32_t concept,
                                const struct masters_property *from) {
  const char *language = language_of_name(from->name);
  if (view_is(from->name, "definition")) {
    code_system_builder_at(&filling->builder, concept)->definition = from->value;
    return ERROR_OK;
  }
  enum error error = language == NULL ? ERROR_OK : add_designation(filling, language, from->value);
  if (error != ERROR_OK || (language != NULL && language[0] == '\0')) {
    return error;
  }
  return add_property(filling, concept, from->name, from->value, value_type(from->name));
}

static enum error fill_texts(struct filling *filling, uint32_t row, uint32_t concept,
                             struct view kana) {
  uint32_t count = masters_property_count(filling->masters, row);
  enum error error = add_designation(filling, KANA_LANGUAGE, readable_kana(filling, kana));
  for (uint32_t i = 0; i < count && error == ERROR_OK; i++) {
    struct masters_property from = masters_property_at(filling->masters, row, i);
    error = fill_property(filling, concept, &from);
  }
  return error;
}

/* The codes beside a code in the master's own row, as properties of it. */
static const char *name_of_target(struct view system) {
  static const struct {
    const char *system;
    const char *name;
  } rows[] = {{MASTERS_SYSTEM_ICD10, "icd10"},
              {MASTERS_SYSTEM_PRICE, "yakka"},
              {MASTERS_SYSTEM_YJ, "yj"},
              {MASTERS_SYSTEM_HOT9, "hot9"},
              {MASTERS_SYSTEM_GENERAL, "generalName"},
              {MASTERS_SYSTEM_RECEIPT_DRUG, "receiptCode"},
              {MASTERS_SYSTEM_RECEIPT_DISEASE, "receiptCode"},
              {MASTERS_SYSTEM_DISEASE_KEY, "keyNumber"},
              {MASTERS_SYSTEM_MODIFIER_KEY, "keyNumber"},
              {MASTERS_SYSTEM_DISEASE_EXCHANGE, "exchangeCode"},
              {MASTERS_SYSTEM_MODIFIER_EXCHANGE, "exchangeCode"},
              {MASTERS_SYSTEM_CORE_JLAC10, "jlac10"},
              {MASTERS_SYSTEM_INFECTION_JLAC10, "jlac10"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (view_is(system, rows[i].system)) {
      return rows[i].name;
    }
  }
  return NULL;
}

static enum error fill_links(struct filling *filling, uint32_t row, uint32_t concept) {
  uint32_t count = masters_link_count(filling->masters, row);
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < count && error == ERROR_OK; i++) {
    struct masters_link_row link = masters_link_at(filling->masters, row, i);
    struct masters_concept target = masters_concept_at(filling->masters, link.target);
    const char *name = link.kind == MASTERS_LINK_MAP         ? name_of_target(target.system)
                       : link.kind == MASTERS_LINK_SUCCESSOR ? "successor"
                       : link.kind == MASTERS_LINK_TWIN      ? "original"
                                                             : NULL;
    if (name != NULL) {
      error = add_property(filling, concept, view_of(name), target.code, CODE_SYSTEM_VALUE_CODE);
    }
  }
  return error;
}

/* What follows from the code itself: modifiers that begin with 8 stand behind the disease name. */
static enum error fill_position(struct filling *filling, uint32_t concept, struct view code) {
  bool is_suffix = code.length > 0 && code.data[0] == '8';
  return view_is(filling->system.url, MASTERS_SYSTEM_RECEIPT_MODIFIER)
             ? add_property(filling, concept, view_of("position"),
                            view_of(is_suffix ? "suffix" : "prefix"), CODE_SYSTEM_VALUE_CODE)
             : ERROR_OK;
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
  error = fill_texts(filling, from->row, concept, from->kana);
  error = error == ERROR_OK ? fill_links(filling, from->row, concept) : error;
  return error == ERROR_OK ? fill_position(filling, concept, from->code) : error;
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
  error = error == ERROR_OK ? code_hierarchy_add(&filling->builder) : error;
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
