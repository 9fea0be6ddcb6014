#include "profiles/definition_prune.h"

#include "profiles/definition_base.h"
#include "profiles/package_message_list.h"
#include "server/limits.h"

#define NO_TWIN UINT32_MAX

struct prune {
  const struct definition_model *model;
  struct structure_definition *structure;
  const struct definition_base *bases;
  uint32_t *parents; /* element -> parent */
  uint32_t *twins;   /* element of a slice -> the same element of the unsliced one, or NO_TWIN */
  bool *kept;
};

static bool texts_equal(const struct text_list *a, const struct text_list *b) {
  if (a->count != b->count) {
    return false;
  }
  for (uint32_t i = 0; i < a->count; i++) {
    if (!view_equal(a->items[i], b->items[i])) {
      return false;
    }
  }
  return true;
}

static bool types_equal(const struct definition_element *a, const struct definition_element *b) {
  if (a->type_count != b->type_count) {
    return false;
  }
  for (uint32_t i = 0; i < a->type_count; i++) {
    if (!view_equal(a->types[i].code, b->types[i].code) ||
        !texts_equal(&a->types[i].profiles, &b->types[i].profiles) ||
        !texts_equal(&a->types[i].targets, &b->types[i].targets)) {
      return false;
    }
  }
  return true;
}

static bool canonical_equal(struct view a, struct view b) {
  struct view version;
  return view_equal(definition_canonical_url(a, &version), definition_canonical_url(b, &version));
}

static bool binding_equal(const struct definition_binding *a, const struct definition_binding *b) {
  return a->strength == b->strength && canonical_equal(a->value_set, b->value_set) &&
         canonical_equal(a->maximum, b->maximum);
}

static bool has_constraint(const struct definition_element *element,
                           const struct definition_constraint *constraint) {
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    if (view_equal(element->constraints[i].key, constraint->key) &&
        view_equal(element->constraints[i].expression, constraint->expression)) {
      return true;
    }
  }
  return false;
}

/* The children and the root constraints of these two are the element's own. */
static bool type_is_inline(struct view code) {
  return view_is(code, "BackboneElement") || view_is(code, "Element");
}

static bool structure_has(const struct structure_definition *structure,
                          const struct definition_constraint *constraint) {
  return structure != NULL && structure->element_count > 0 &&
         has_constraint(&structure->elements[0], constraint);
}

/* Does a type of the element, or a profile on it, bring the constraint? */
static bool types_have(const struct prune *prune, const struct definition_element *element,
                       const struct definition_constraint *constraint) {
  for (uint32_t i = 0; i < element->type_count; i++) {
    const struct definition_type *type = &element->types[i];
    if (!type_is_inline(type->code) &&
        structure_has(definition_model_type(prune->model, type->code), constraint)) {
      return true;
    }
    for (uint32_t j = 0; j < type->profiles.count; j++) {
      if (structure_has(
              definition_model_structure(prune->structure->package, type->profiles.items[j]),
              constraint)) {
        return true;
      }
    }
  }
  return false;
}

static void prune_constraints(const struct prune *prune, uint32_t index,
                              const struct definition_element *original,
                              struct definition_element *element) {
  const struct definition_element *twin =
      prune->twins[index] == NO_TWIN ? NULL : &original[prune->twins[index]];
  const struct definition_element *base = definition_base_element(prune->bases[index]);
  uint32_t kept = 0;
  struct definition_constraint *rows = element->constraints;
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    const struct definition_constraint *row = &original[index].constraints[i];
    bool known = index > 0 && types_have(prune, &original[index], row);
    if (prune->structure->is_profile) {
      known = known || has_constraint(base, row) || types_have(prune, base, row);
    }
    if (!known && (twin == NULL || !has_constraint(twin, row))) {
      rows[kept++] = *row;
    }
  }
  element->constraint_count = kept;
}

static void unsay_types(struct definition_element *element) {
  element->types = NULL;
  element->type_count = 0;
}

/* Removes what other says in the same words. */
static void prune_against(struct definition_element *element,
                          const struct definition_element *other) {
  if (types_equal(element, other)) {
    unsay_types(element);
  }
  if (binding_equal(&element->binding, &other->binding)) {
    element->binding = (struct definition_binding){.strength = STRENGTH_NONE};
  }
  if (view_equal(element->minimum_value, other->minimum_value)) {
    element->minimum_value = view_make("", 0);
  }
  if (view_equal(element->maximum_value, other->maximum_value)) {
    element->maximum_value = view_make("", 0);
  }
  if (element->maximum_length == other->maximum_length) {
    element->maximum_length = 0;
  }
  if (element->minimum_length == other->minimum_length) {
    element->minimum_length = 0;
  }
}

/* Whether the element still says something (its cardinality apart). */
static bool says_something(const struct definition_element *element) {
  return element->slice.length > 0 || element->type_count > 0 ||
         element->value_kind != VALUE_NONE || element->binding.strength != STRENGTH_NONE ||
         element->binding.maximum.length > 0 || element->constraint_count > 0 ||
         element->slicing.rules != SLICING_NONE || element->minimum_value.length > 0 ||
         element->maximum_value.length > 0 || element->maximum_length > 0 ||
         element->minimum_length > 0 || element->must_have_value || element->must_support ||
         element->is_modifier;
}

static bool narrows(const struct definition_element *element,
                    const struct definition_element *other) {
  return element->minimum > other->minimum || element->maximum < other->maximum;
}

static bool has_slices(const struct structure_definition *structure, uint32_t index) {
  const struct definition_element *element = &structure->elements[index];
  uint32_t next = definition_subtree_end(structure, index);
  return next < structure->element_count && structure->elements[next].depth == element->depth &&
         structure->elements[next].slice.length > 0 &&
         view_equal(structure->elements[next].name, element->name);
}

static void prune_element(struct prune *prune, uint32_t index,
                          const struct definition_element *original) {
  struct definition_element *element = &prune->structure->elements[index];
  const struct definition_element *base = definition_base_element(prune->bases[index]);
  const struct definition_element *twin =
      prune->twins[index] == NO_TWIN ? NULL : &original[prune->twins[index]];
  prune_constraints(prune, index, original, element);
  if (element->slicing.rules == SLICING_OPEN && !has_slices(prune->structure, index)) {
    element->slicing = (struct definition_slicing){.rules = SLICING_NONE};
  }
  if (!prune->structure->is_profile) {
    prune->kept[index] = true;
    return;
  }
  prune_against(element, base);
  element->content_reference = view_make("", 0);
  element->is_modifier = element->is_modifier && !base->is_modifier;
  element->is_summary = false;
  bool narrower = narrows(element, base);
  if (twin != NULL) {
    struct definition_element own = *element;
    prune_against(element, twin);
    narrower = narrower && narrows(element, twin);
    if (element->slice.length > 0) {
      /* A slice is told by its types even when the unsliced element has no others. */
      element->types = own.types;
      element->type_count = own.type_count;
    }
  }
  prune->kept[index] = prune->kept[index] || narrower || says_something(element);
}

/* Parents, and for what lies in a slice the element of the unsliced one that says the same path. */
static void find_twins(struct prune *prune) {
  const struct structure_definition *structure = prune->structure;
  uint32_t path[LIMIT_ELEMENT_DEPTH + 1] = {0};
  uint32_t unsliced[LIMIT_ELEMENT_DEPTH + 1] = {0};
  for (uint32_t i = 0; i < structure->element_count; i++) {
    const struct definition_element *element = &structure->elements[i];
    prune->twins[i] = NO_TWIN;
    prune->parents[i] = element->depth == 0 ? 0 : path[element->depth - 1];
    path[element->depth] = i;
    if (element->slice.length == 0) {
      unsliced[element->depth] = i;
    }
    uint32_t candidate = unsliced[element->depth];
    uint32_t parent_twin = prune->twins[prune->parents[i]];
    if (element->slice.length > 0 && element->depth > 0 &&
        prune->parents[candidate] == prune->parents[i] &&
        view_equal(structure->elements[candidate].name, element->name)) {
      prune->twins[i] = candidate;
    } else if (i > 0 && parent_twin != NO_TWIN) {
      uint32_t end = definition_subtree_end(structure, parent_twin);
      for (uint32_t j = parent_twin + 1; j < end; j++) {
        const struct definition_element *other = &structure->elements[j];
        if (other->depth == element->depth && view_equal(other->name, element->name) &&
            view_equal(other->slice, element->slice)) {
          prune->twins[i] = j;
          break;
        }
      }
    }
  }
}

static void structure_issue(struct issue_list *issues, enum package_message message,
                            const struct structure_definition *structure,
                            const struct definition_element *element) {
  struct view package = definition_package_label(structure->package, issues->arena);
  struct view subject = structure->url;
  if (element != NULL) {
    subject = arena_format(issues->arena, "%.*s#%.*s", VIEW_ARGUMENTS(structure->url),
                           VIEW_ARGUMENTS(element->name));
  }
  issue_add_with(issues, package_message(message), package, subject);
}

/* Takes out the subtrees of elements that the base does not have. */
static void drop_unknown(struct structure_definition *structure, struct definition_base *bases,
                         struct issue_list *issues) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < structure->element_count;) {
    if (bases[i].structure != NULL) {
      bases[kept] = bases[i];
      structure->elements[kept++] = structure->elements[i++];
      continue;
    }
    structure_issue(issues, PACKAGE_MESSAGE_UNKNOWN_ELEMENT, structure, &structure->elements[i]);
    i = definition_subtree_end(structure, i);
  }
  structure->element_count = kept;
}

/* "valueQuantity" -> "value[x]", a slice when the unsliced element is there, else narrowed. */
static void rename_choices(struct structure_definition *structure,
                           const struct definition_base *bases) {
  struct view before = {"", 0};
  uint32_t depth = 0;
  for (uint32_t i = 0; i < structure->element_count; i++) {
    struct definition_element *element = &structure->elements[i];
    struct view name = definition_base_element(bases[i])->name;
    if (i > 0 && structure->is_profile && !view_equal(element->name, name)) {
      bool sliced = depth == element->depth && view_equal(before, name);
      if (sliced && element->slice.length == 0) {
        element->slice = element->name;
      }
      element->name = name;
    }
    before = element->name;
    depth = element->depth;
  }
}

static void keep_parents(struct prune *prune) {
  struct structure_definition *structure = prune->structure;
  for (uint32_t i = structure->element_count; i-- > 1;) {
    if (prune->kept[i]) {
      prune->kept[prune->parents[i]] = true;
      if (structure->elements[i].slice.length > 0 && prune->twins[i] != NO_TWIN) {
        prune->kept[prune->twins[i]] = true;
      }
    }
  }
}

static enum error prune_structure(struct prune *prune, struct arena *scratch) {
  struct structure_definition *structure = prune->structure;
  uint32_t count = structure->element_count;
  struct definition_element *original = arena_array(scratch, count, sizeof *original);
  prune->parents = arena_array(scratch, count, sizeof(uint32_t));
  prune->twins = arena_array(scratch, count, sizeof(uint32_t));
  prune->kept = arena_array(scratch, count, sizeof(bool));
  if (original == NULL || prune->parents == NULL || prune->twins == NULL || prune->kept == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < count; i++) {
    original[i] = structure->elements[i];
    struct definition_constraint *rows =
        arena_array(scratch, original[i].constraint_count + 1u, sizeof *rows);
    if (rows == NULL) {
      return ERROR_MEMORY;
    }
    for (uint32_t j = 0; j < original[i].constraint_count; j++) {
      rows[j] = original[i].constraints[j];
    }
    original[i].constraints = rows;
  }
  find_twins(prune);
  prune->kept[0] = true;
  for (uint32_t i = 0; i < count; i++) {
    prune_element(prune, i, original);
  }
  keep_parents(prune);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    if (prune->kept[i]) {
      structure->elements[kept++] = structure->elements[i];
    }
  }
  structure->element_count = kept;
  structure->is_pruned = true;
  return ERROR_OK;
}

static enum error prune_one(struct definition_model *model, struct structure_definition *structure,
                            struct arena *scratch, struct issue_list *issues) {
  struct definition_base *bases = NULL;
  enum error error = definition_base_find(model, structure, scratch, &bases);
  if (error == ERROR_NOT_FOUND) {
    structure_issue(issues, PACKAGE_MESSAGE_UNKNOWN_TYPE, structure, NULL);
    structure->element_count = 0;
    structure->is_pruned = true;
    return ERROR_OK;
  }
  if (error != ERROR_OK) {
    return error;
  }
  drop_unknown(structure, bases, issues);
  rename_choices(structure, bases);
  struct prune prune = {.model = model, .structure = structure, .bases = bases};
  return prune_structure(&prune, scratch);
}

enum error definition_prune(struct definition_model *model, struct arena *scratch,
                            struct issue_list *issues) {
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->structure_count; j++) {
      struct structure_definition *structure = package->structures[j];
      if (structure->is_pruned || structure->element_count == 0 ||
          structure->kind == KIND_LOGICAL) {
        continue;
      }
      struct arena_mark mark = arena_mark(scratch);
      enum error error = prune_one(model, structure, scratch, issues);
      arena_back(scratch, mark);
      if (error != ERROR_OK) {
        return error;
      }
    }
  }
  return ERROR_OK;
}
