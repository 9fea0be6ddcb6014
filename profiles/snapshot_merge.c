#include "profiles/snapshot_merge.h"

#include "server/limits.h"

void snapshot_merge_issue(const struct snapshot_merge *merge, enum package_message message,
                          struct view subject) {
  const struct structure_definition *structure = merge->structure;
  struct arena *arena = merge->issues->arena;
  struct view place = structure->url;
  if (subject.length > 0) {
    place =
        arena_format(arena, "%.*s#%.*s", VIEW_ARGUMENTS(structure->url), VIEW_ARGUMENTS(subject));
  }
  issue_add_with(merge->issues, package_message(message),
                 definition_package_label(structure->package, arena), place);
}

static void node_issue(const struct snapshot_merge *merge, enum package_message message,
                       const struct snapshot_node *node) {
  snapshot_merge_issue(merge, message, snapshot_tree_id(node, merge->issues->arena));
}

static void merge_cardinality(const struct snapshot_merge *merge, struct snapshot_node *node,
                              const struct definition_element *difference) {
  struct definition_element *element = &node->element;
  uint32_t minimum =
      difference->minimum > element->minimum ? difference->minimum : element->minimum;
  uint32_t maximum =
      difference->maximum < element->maximum ? difference->maximum : element->maximum;
  bool widens = difference->maximum != DEFINITION_UNLIMITED && difference->maximum != maximum;
  bool is_empty = minimum > maximum;
  if (widens || is_empty) {
    node_issue(merge, PACKAGE_MESSAGE_WIDER_CARDINALITY, node);
  }
  if (!is_empty) {
    element->minimum = minimum;
    element->maximum = maximum;
  }
}

/* Is the type named code the type named base or derived from it? */
static bool derives_from(const struct definition_model *model, struct view code, struct view base) {
  for (uint32_t i = 0; i < LIMIT_PROFILE_BASES; i++) {
    if (view_equal(code, base)) {
      return true;
    }
    const struct structure_definition *type = definition_model_type(model, code);
    size_t slash = type == NULL ? 0 : type->base.length;
    while (slash > 0 && type->base.data[slash - 1] != '/') {
      slash--;
    }
    if (slash == 0) {
      return false;
    }
    code = view_part(type->base, slash, type->base.length);
  }
  return false;
}

/* The base's type that allows code; NULL: none. */
static const struct definition_type *allowing_type(const struct snapshot_merge *merge,
                                                   const struct definition_element *element,
                                                   struct view code) {
  for (uint32_t i = 0; i < element->type_count; i++) {
    if (derives_from(merge->model, code, element->types[i].code)) {
      return &element->types[i];
    }
  }
  return NULL;
}

static bool code_is_single(const struct definition_element *element, struct view code) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < element->type_count; i++) {
    count += view_equal(element->types[i].code, code) ? 1u : 0u;
  }
  return count == 1;
}

static enum error merge_types(const struct snapshot_merge *merge, struct snapshot_node *node,
                              const struct definition_element *difference) {
  struct definition_element *element = &node->element;
  if (difference->type_count == 0) {
    return ERROR_OK;
  }
  struct definition_type *types =
      arena_array(merge->model->arena, difference->type_count, sizeof *types);
  if (types == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t count = 0;
  for (uint32_t i = 0; i < difference->type_count; i++) {
    const struct definition_type *type = &difference->types[i];
    const struct definition_type *base = allowing_type(merge, element, type->code);
    if (base == NULL && element->type_count > 0) {
      node_issue(merge, PACKAGE_MESSAGE_TYPE_NOT_IN_BASE, node);
      continue;
    }
    types[count] = *type;
    bool is_same = base != NULL && view_equal(base->code, type->code) &&
                   code_is_single(element, type->code) && code_is_single(difference, type->code);
    if (is_same && type->profiles.count == 0) {
      types[count].profiles = base->profiles;
    }
    if (is_same && type->targets.count == 0) {
      types[count].targets = base->targets;
    }
    count++;
  }
  if (count > 0) {
    element->types = types;
    element->type_count = count;
  }
  return ERROR_OK;
}

bool snapshot_merge_only_type(const struct snapshot_merge *merge,
                              struct definition_element *element, struct view code) {
  struct definition_type *types =
      arena_array(merge->model->arena, element->type_count + 1u, sizeof *types);
  uint32_t count = 0;
  for (uint32_t i = 0; types != NULL && i < element->type_count; i++) {
    if (view_equal(element->types[i].code, code)) {
      types[count++] = element->types[i];
    }
  }
  if (count == 0) {
    return false;
  }
  element->types = types;
  element->type_count = count;
  return true;
}

static void merge_values(struct definition_element *element,
                         const struct definition_element *difference) {
  if (difference->value_kind != VALUE_NONE) {
    element->value_kind = difference->value_kind;
    element->value_type = difference->value_type;
    element->value = difference->value;
  }
  if (difference->minimum_value.length > 0) {
    element->minimum_value = difference->minimum_value;
  }
  if (difference->maximum_value.length > 0) {
    element->maximum_value = difference->maximum_value;
  }
  if (difference->maximum_length > 0) {
    element->maximum_length = difference->maximum_length;
  }
  if (difference->minimum_length > 0) {
    element->minimum_length = difference->minimum_length;
  }
}

static void merge_binding(struct definition_binding *binding,
                          const struct definition_binding *difference) {
  if (difference->strength != STRENGTH_NONE) {
    binding->strength = difference->strength;
    binding->value_set = difference->value_set;
  }
  if (difference->maximum.length > 0) {
    binding->maximum = difference->maximum;
  }
}

static bool has_discriminator(const struct definition_slicing *slicing,
                              const struct definition_discriminator *wanted) {
  for (uint32_t i = 0; i < slicing->discriminator_count; i++) {
    const struct definition_discriminator *row = &slicing->discriminators[i];
    if (row->kind == wanted->kind && view_equal(row->path, wanted->path)) {
      return true;
    }
  }
  return false;
}

static enum error merge_slicing(struct arena *arena, struct definition_slicing *slicing,
                                const struct definition_slicing *difference) {
  if (difference->rules == SLICING_NONE) {
    return ERROR_OK;
  }
  uint32_t most = slicing->discriminator_count + difference->discriminator_count;
  struct definition_discriminator *rows = arena_array(arena, most + 1u, sizeof *rows);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t count = slicing->discriminator_count;
  if (count > 0) {
    memcpy(rows, slicing->discriminators, count * sizeof *rows);
  }
  for (uint32_t i = 0; i < difference->discriminator_count; i++) {
    if (!has_discriminator(slicing, &difference->discriminators[i])) {
      rows[count++] = difference->discriminators[i];
    }
  }
  slicing->rules = difference->rules > slicing->rules ? difference->rules : slicing->rules;
  slicing->ordered = slicing->ordered || difference->ordered;
  slicing->discriminators = rows;
  slicing->discriminator_count = count;
  return ERROR_OK;
}

static bool has_key(const struct definition_element *element, struct view key) {
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    if (view_equal(element->constraints[i].key, key)) {
      return true;
    }
  }
  return false;
}

/* Behind those of the base; one whose key the base has is the base's. */
static enum error merge_constraints(const struct snapshot_merge *merge,
                                    struct definition_element *element,
                                    const struct definition_element *difference) {
  if (difference->constraint_count == 0) {
    return ERROR_OK;
  }
  uint32_t most = element->constraint_count + difference->constraint_count;
  struct definition_constraint *rows = arena_array(merge->model->arena, most, sizeof *rows);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t count = element->constraint_count;
  if (count > 0) {
    memcpy(rows, element->constraints, count * sizeof *rows);
  }
  for (uint32_t i = 0; i < difference->constraint_count; i++) {
    const struct definition_constraint *row = &difference->constraints[i];
    if (!has_key(element, row->key)) {
      rows[count] = *row;
      rows[count].source = row->source.length > 0 ? row->source : merge->structure->url;
      count++;
    }
  }
  element->constraints = rows;
  element->constraint_count = count;
  return ERROR_OK;
}

enum error snapshot_merge_element(const struct snapshot_merge *merge, struct snapshot_node *node,
                                  const struct definition_element *difference) {
  struct definition_element *element = &node->element;
  merge_cardinality(merge, node, difference);
  merge_values(element, difference);
  merge_binding(&element->binding, &difference->binding);
  element->must_support = element->must_support || difference->must_support;
  element->must_have_value = element->must_have_value || difference->must_have_value;
  element->is_modifier = element->is_modifier || difference->is_modifier;
  element->is_summary = element->is_summary || difference->is_summary;
  enum error error = merge_types(merge, node, difference);
  if (error == ERROR_OK) {
    error = merge_slicing(merge->model->arena, &element->slicing, &difference->slicing);
  }
  return error == ERROR_OK ? merge_constraints(merge, element, difference) : error;
}
