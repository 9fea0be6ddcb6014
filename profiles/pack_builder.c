#include "profiles/pack_builder.h"

#include "profiles/pack_elements.h"
#include "profiles/pack_programs.h"
#include "profiles/pack_slicing.h"
#include "profiles/pack_terminology.h"

#include <stdlib.h>

static bool is_packed(const struct structure_definition *structure) {
  return structure->kind != KIND_LOGICAL;
}

/* ---- packages and numbers ---- */

static void packages_make(struct pack_build *build) {
  struct pack_output *output = &build->output;
  const struct definition_model *model = build->model;
  for (uint32_t i = 0; i < model->package_count; i++) {
    model->packages[i]->number = i;
  }
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    uint32_t *scope = arena_array(build->scratch, package->reach_count + 1u, sizeof(uint32_t));
    if (scope == NULL) {
      output->error = ERROR_MEMORY;
      return;
    }
    for (uint32_t j = 0; j < package->reach_count; j++) {
      scope[j] = package->reach[j]->number;
    }
    struct pack_package row = {
        .name = pack_output_text(output, package->name),
        .version = pack_output_text(output, package->version),
        .scope = pack_output_share(output, PACK_SECTION_INDEXES, scope, package->reach_count),
    };
    pack_output_append(output, PACK_SECTION_PACKAGES, &row);
  }
}

static void each_structure(struct pack_build *build, bool profiles,
                           void (*step)(struct pack_build *build,
                                        struct structure_definition *structure)) {
  const struct definition_model *model = build->model;
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->structure_count && build->output.error == ERROR_OK; j++) {
      struct structure_definition *structure = package->structures[j];
      if (structure->is_profile == profiles && structure->number != PACK_NONE) {
        step(build, structure);
      }
    }
  }
}

/* Types of all packages first, so that a profile's R4 definition stands before it. */
static void number_structure(struct pack_build *build, struct structure_definition *structure) {
  const struct structure_definition *type =
      structure->is_profile ? definition_model_type(build->model, structure->type) : structure;
  bool usable = is_packed(structure) && type != NULL && type->element_count > 0;
  structure->number =
      usable ? pack_output_add(&build->output, PACK_SECTION_PROFILES, 1) : PACK_NONE;
}

/* ---- profiles ---- */

static uint32_t profile_kind(const struct structure_definition *structure) {
  if (structure->is_profile && view_is(structure->type, "Extension")) {
    return PACK_KIND_EXTENSION;
  }
  return structure->kind == KIND_RESOURCE    ? PACK_KIND_RESOURCE
         : structure->kind == KIND_PRIMITIVE ? PACK_KIND_PRIMITIVE
                                             : PACK_KIND_COMPLEX;
}

static struct pack_range contexts_make(struct pack_build *build,
                                       const struct structure_definition *structure) {
  struct pack_output *output = &build->output;
  struct pack_context *rows =
      arena_array(build->scratch, structure->contexts.count + 1u, sizeof *rows);
  if (rows == NULL) {
    output->error = ERROR_MEMORY;
    return (struct pack_range){0, 0};
  }
  for (uint32_t i = 0; i < structure->contexts.count; i++) {
    struct view expression = structure->contexts.items[i];
    struct view kind = view_split(&expression, ' ');
    rows[i] = (struct pack_context){
        .kind = view_is(kind, "fhirpath")    ? PACK_CONTEXT_FHIRPATH
                : view_is(kind, "extension") ? PACK_CONTEXT_EXTENSION
                : view_is(kind, "invariant") ? PACK_CONTEXT_INVARIANT
                                             : PACK_CONTEXT_ELEMENT,
        .expression = pack_output_text(output, expression),
    };
  }
  return pack_output_share(output, PACK_SECTION_CONTEXTS, rows, structure->contexts.count);
}

static uint32_t profile_flags(const struct structure_definition *structure) {
  bool has_root = structure->element_count > 0;
  return (structure->is_abstract ? PACK_PROFILE_ABSTRACT : 0u) |
         (structure->is_profile ? 0u : PACK_PROFILE_TYPE) |
         (has_root && structure->elements[0].is_modifier ? PACK_PROFILE_MODIFIER : 0u) |
         (has_root ? 0u : PACK_PROFILE_BROKEN);
}

static void profile_make(struct pack_build *build, struct structure_definition *structure) {
  struct pack_output *output = &build->output;
  const struct structure_definition *type =
      structure->is_profile ? definition_model_type(build->model, structure->type) : structure;
  const struct structure_definition *base =
      definition_model_structure(structure->package, structure->base);
  struct arena_mark mark = arena_mark(build->scratch);
  uint32_t root = pack_elements_make(build, structure);
  struct pack_profile row = {
      .url = pack_output_text(output, structure->url),
      .version = pack_output_text(output, structure->version),
      .type = pack_output_text(output, structure->type),
      .name = pack_output_text(output, structure->name),
      .package = structure->package->number,
      .kind = profile_kind(structure),
      .flags = profile_flags(structure),
      .base = base == NULL ? PACK_NONE : base->number,
      .definition = type->number,
      .root = root,
      .next_version = PACK_NONE,
      .contexts = contexts_make(build, structure),
  };
  memcpy(pack_output_row(output, PACK_SECTION_PROFILES, structure->number), &row, sizeof row);
  arena_back(build->scratch, mark);
}

static void slicing_make(struct pack_build *build, struct structure_definition *structure) {
  pack_slicing_make(build, structure);
}

/* ---- versions and slots ---- */

/* One row of a versioned section, for ordering. */
struct versioned {
  struct view url;
  struct view version;
  struct view package_version;
  uint32_t row;
};

/* By url, then the newest first, then as read. */
static int by_preference(const void *a, const void *b) {
  const struct versioned *first = a;
  const struct versioned *second = b;
  int order = view_compare(first->url, second->url);
  if (order == 0) {
    order = definition_version_compare(second->version, first->version);
  }
  if (order == 0) {
    order = definition_version_compare(second->package_version, first->package_version);
  }
  return order != 0 ? order : (first->row > second->row) - (first->row < second->row);
}

struct version_layout {
  enum pack_section rows;
  enum pack_section slots;
  size_t next_version; /* where the row keeps it */
};

/* Links rows of one url from the newest to the oldest and puts the newest into the slots. */
static void versions_link(struct pack_build *build, struct versioned *list, uint32_t count,
                          const struct version_layout *layout) {
  struct pack_output *output = &build->output;
  uint32_t slot_count = pack_output_slot_count(count);
  pack_output_add(output, layout->slots, slot_count);
  if (count == 0 || output->error != ERROR_OK) {
    return;
  }
  uint32_t *slots = pack_output_row(output, layout->slots, 0);
  qsort(list, count, sizeof *list, by_preference);
  for (uint32_t i = 0; i < count; i++) {
    if (i == 0 || !view_equal(list[i].url, list[i - 1].url)) {
      pack_output_slot_put(slots, slot_count, hash_64(list[i].url), list[i].row);
    }
    if (i + 1 < count && view_equal(list[i].url, list[i + 1].url)) {
      char *row = pack_output_row(output, layout->rows, list[i].row);
      memcpy(row + layout->next_version, &list[i + 1].row, sizeof list[i + 1].row);
    }
  }
}

static uint32_t collect_profiles(const struct definition_model *model, struct versioned *list) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->structure_count; j++) {
      const struct structure_definition *row = package->structures[j];
      if (row->number != PACK_NONE) {
        list[count++] = (struct versioned){row->url, row->version, package->version, row->number};
      }
    }
  }
  return count;
}

static uint32_t collect_value_sets(const struct definition_model *model, struct versioned *list) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->value_set_count; j++) {
      const struct value_set *row = package->value_sets[j];
      list[count++] = (struct versioned){row->url, row->version, package->version, row->number};
    }
  }
  return count;
}

static uint32_t collect_code_systems(const struct definition_model *model, struct versioned *list) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->code_system_count; j++) {
      const struct code_system *row = package->code_systems[j];
      list[count++] = (struct versioned){row->url, row->version, package->version, row->number};
    }
  }
  return count;
}

static void slots_make(struct pack_build *build) {
  static const struct version_layout profiles = {PACK_SECTION_PROFILES, PACK_SECTION_PROFILE_SLOTS,
                                                 offsetof(struct pack_profile, next_version)};
  static const struct version_layout value_sets = {PACK_SECTION_VALUE_SETS,
                                                   PACK_SECTION_VALUE_SET_SLOTS,
                                                   offsetof(struct pack_value_set, next_version)};
  static const struct version_layout code_systems = {
      PACK_SECTION_CODE_SYSTEMS, PACK_SECTION_CODE_SYSTEM_SLOTS,
      offsetof(struct pack_code_system, next_version)};
  if (build->output.error != ERROR_OK) {
    return; /* not every row has its number */
  }
  size_t rows = (size_t)pack_output_count(&build->output, PACK_SECTION_PROFILES) +
                pack_output_count(&build->output, PACK_SECTION_VALUE_SETS) +
                pack_output_count(&build->output, PACK_SECTION_CODE_SYSTEMS);
  struct versioned *list = arena_array(build->scratch, rows + 1u, sizeof *list);
  if (list == NULL) {
    build->output.error = ERROR_MEMORY;
    return;
  }
  versions_link(build, list, collect_profiles(build->model, list), &profiles);
  versions_link(build, list, collect_value_sets(build->model, list), &value_sets);
  versions_link(build, list, collect_code_systems(build->model, list), &code_systems);
}

static void type_slots_make(struct pack_build *build) {
  struct pack_output *output = &build->output;
  const struct definition_package *core = build->model->core;
  uint32_t slot_count = pack_output_slot_count(core->structure_count);
  pack_output_add(output, PACK_SECTION_TYPE_SLOTS, slot_count);
  if (output->error != ERROR_OK || slot_count == 0) {
    return;
  }
  uint32_t *slots = pack_output_row(output, PACK_SECTION_TYPE_SLOTS, 0);
  for (uint32_t i = 0; i < core->structure_count; i++) {
    const struct structure_definition *structure = core->structures[i];
    if (!structure->is_profile && structure->number != PACK_NONE) {
      pack_output_slot_put(slots, slot_count, hash_64(structure->type), structure->number);
    }
  }
}

enum error pack_builder_make(const struct definition_model *model, bool is_tolerant,
                             struct arena *scratch, struct issue_list *issues,
                             struct view *ret_pack) {
  if (model->core == NULL) {
    issue_add_with(issues, package_message(PACKAGE_MESSAGE_DEPENDENCY_MISSING), view_of("pack"),
                   view_of(DEFINITION_CORE_PACKAGE));
    return ERROR_CONFIGURATION;
  }
  struct pack_build build = {
      .model = model, .scratch = scratch, .issues = issues, .is_tolerant = is_tolerant};
  build.output = pack_output_make(model->arena);
  packages_make(&build);
  pack_terminology_make(&build);
  each_structure(&build, false, number_structure);
  each_structure(&build, true, number_structure);
  each_structure(&build, false, profile_make);
  each_structure(&build, true, profile_make);
  each_structure(&build, true, slicing_make);
  slots_make(&build);
  type_slots_make(&build);
  pack_programs_make(&build);
  if (build.output.error == ERROR_OK && issue_list_failed(issues)) {
    return ERROR_NOT_PROCESSABLE;
  }
  return build.output.error != ERROR_OK ? build.output.error
                                        : pack_output_finish(&build.output, ret_pack);
}
