#include "profiles/pack_criterion.h"

#include "profiles/pack_elements.h"
#include "server/base/document.h"

/* Profiles on types lead at most this deep from a slice to the value that tells it. */
#define SPOT_PROFILES 8u
#define LINKS_MAXIMUM 64u

/* Where the walk stands: an element of a sparse tree, and whether a reference was followed from it.
 */
struct spot {
  const struct structure_definition *structure; /* NULL: the slice says nothing about this place */
  uint32_t element;
  bool is_resolved;
  struct view json; /* a value inside a fixed or pattern value above; empty = none */
  enum definition_value_kind json_kind;
};

/* ---- paths ---- */

/* The text between quotes or parentheses of "extension('x')" and "ofType(x)". */
static struct view argument(struct view step) {
  size_t open = view_find_byte(step, '(', 0);
  struct view text = view_part(step, open + 1, step.length - open - 2);
  bool quoted = text.length >= 2 && (text.data[0] == '\'' || text.data[0] == '"');
  return quoted ? view_part(text, 1, text.length - 2) : text;
}

static struct pack_criterion_step step_read(struct view step) {
  bool is_call = view_ends_with(step, view_of(")"));
  if (view_is(step, "resolve()")) {
    return (struct pack_criterion_step){PACK_STEP_RESOLVE, {"", 0}};
  }
  if (is_call && view_starts_with(step, view_of("extension("))) {
    return (struct pack_criterion_step){PACK_STEP_EXTENSION, argument(step)};
  }
  if (is_call && view_starts_with(step, view_of("ofType("))) {
    return (struct pack_criterion_step){PACK_STEP_OF_TYPE, argument(step)};
  }
  return (struct pack_criterion_step){PACK_STEP_MEMBER, step};
}

/* Length of the first step: up to a dot outside parentheses. */
static size_t step_length(struct view path) {
  bool inside = false;
  for (size_t i = 0; i < path.length; i++) {
    inside = (inside || path.data[i] == '(') && path.data[i] != ')';
    if (path.data[i] == '.' && !inside) {
      return i;
    }
  }
  return path.length;
}

void pack_criterion_path_read(struct view path, struct pack_criterion_path *ret_path) {
  ret_path->count = 0;
  while (path.length > 0 && ret_path->count < PACK_CRITERION_STEPS) {
    size_t length = step_length(path);
    struct view step = view_part(path, 0, length);
    path = view_part(path, length + 1, path.length);
    if (step.length > 0 && !view_is(step, "$this")) {
      ret_path->steps[ret_path->count++] = step_read(step);
    }
  }
}

/* ---- walking a slice ---- */

static const struct definition_element *spot_element(const struct spot *spot) {
  return &spot->structure->elements[spot->element];
}

/* "value" and "valueCoding" name "value[x]" too. */
static bool names_element(struct view element, struct view name) {
  if (view_equal(element, name)) {
    return true;
  }
  bool choice = view_ends_with(element, view_of("[x]"));
  struct view stem = view_part(element, 0, choice ? element.length - 3 : 0);
  return choice && view_starts_with(name, stem) &&
         (name.length == stem.length ||
          (name.data[stem.length] >= 'A' && name.data[stem.length] <= 'Z'));
}

static uint32_t sparse_child(const struct structure_definition *structure, uint32_t parent,
                             struct view name) {
  uint32_t end = definition_subtree_end(structure, parent);
  uint32_t found = UINT32_MAX;
  for (uint32_t i = parent + 1; i < end; i++) {
    const struct definition_element *element = &structure->elements[i];
    if (element->depth == structure->elements[parent].depth + 1 &&
        names_element(element->name, name) && (found == UINT32_MAX || element->slice.length > 0)) {
      bool has_more = found == UINT32_MAX || definition_subtree_end(structure, found) == found + 1;
      found = has_more ? i : found;
    }
    if (found != UINT32_MAX && structure->elements[found].value_kind != VALUE_NONE) {
      break;
    }
  }
  return found;
}

/* The only profile that the element's types (or, behind resolve(), their targets) name. */
static const struct structure_definition *profile_of(const struct spot *spot) {
  const struct definition_element *element = spot_element(spot);
  for (uint32_t i = 0; i < element->type_count; i++) {
    const struct text_list *list =
        spot->is_resolved ? &element->types[i].targets : &element->types[i].profiles;
    for (uint32_t j = 0; j < list->count; j++) {
      const struct structure_definition *found =
          definition_model_structure(spot->structure->package, list->items[j]);
      if (found != NULL && found->element_count > 0) {
        return found;
      }
    }
  }
  return NULL;
}

/* A member inside a fixed or pattern value; of arrays the first item. */
static struct view json_member(struct pack_build *build, struct view json, struct view name) {
  struct document document;
  struct document_failure failure;
  struct view found = {"", 0};
  if (document_read(build->scratch, json, NULL, &document, &failure) != ERROR_OK) {
    return found;
  }
  uint32_t node = 0;
  if (document_type(&document, node) == NODE_ARRAY) {
    node = document_item(&document, node, 0);
  }
  node = node == NODE_NONE ? NODE_NONE : document_member(&document, node, name);
  if (node != NODE_NONE && document_type(&document, node) == NODE_ARRAY) {
    node = document_item(&document, node, 0);
  }
  if (node == NODE_NONE) {
    return found;
  }
  found = document_raw(&document, node);
  bool is_string = document_type(&document, node) == NODE_STRING;
  return is_string ? view_make(found.data - 1, found.length + 2) : found;
}

static void step_member(struct pack_build *build, struct spot *spot, struct view name) {
  const struct definition_element *element = spot_element(spot);
  if (spot->json.length > 0) {
    spot->json = json_member(build, spot->json, name);
    spot->structure = spot->json.length > 0 ? spot->structure : NULL;
    return;
  }
  for (uint32_t depth = 0; depth < SPOT_PROFILES; depth++) {
    uint32_t child =
        spot->is_resolved ? UINT32_MAX : sparse_child(spot->structure, spot->element, name);
    if (child != UINT32_MAX) {
      spot->element = child;
      return;
    }
    if (element->value_kind != VALUE_NONE) {
      spot->json = json_member(build, element->value, name);
      spot->json_kind = element->value_kind;
      spot->structure = spot->json.length > 0 ? spot->structure : NULL;
      return;
    }
    const struct structure_definition *profile = profile_of(spot);
    if (profile == NULL) {
      break;
    }
    *spot = (struct spot){.structure = profile};
    element = spot_element(spot);
  }
  spot->structure = NULL;
}

/* The slice of "extension" whose profile is the one asked for; of several (a slice and its slices)
 * the first that says something about its content. */
static void step_extension(struct spot *spot, struct view url) {
  const struct structure_definition *structure = spot->structure;
  uint32_t end = definition_subtree_end(structure, spot->element);
  uint32_t found = UINT32_MAX;
  for (uint32_t i = spot->element + 1; i < end; i++) {
    const struct definition_element *element = &structure->elements[i];
    if (element->depth != structure->elements[spot->element].depth + 1 ||
        !view_is(element->name, "extension") || element->type_count == 0 ||
        element->types[0].profiles.count == 0) {
      continue;
    }
    struct view version;
    bool is_named =
        view_equal(definition_canonical_url(element->types[0].profiles.items[0], &version), url);
    if (is_named &&
        (found == UINT32_MAX || definition_subtree_end(structure, found) == found + 1)) {
      found = i;
    }
  }
  spot->structure = found == UINT32_MAX ? NULL : structure;
  spot->element = found == UINT32_MAX ? spot->element : found;
}

static void spot_step(struct pack_build *build, struct spot *spot,
                      const struct pack_criterion_step *step) {
  switch (step->kind) {
  case PACK_STEP_MEMBER:
    step_member(build, spot, step->text);
    break;
  case PACK_STEP_RESOLVE:
    spot->is_resolved = true;
    break;
  case PACK_STEP_EXTENSION:
    step_extension(spot, step->text);
    break;
  case PACK_STEP_OF_TYPE:
    break;
  }
}

/* ---- criteria ---- */

/* Does anything below the element tell values apart? */
static bool subtree_says(const struct structure_definition *structure, uint32_t index) {
  uint32_t end = definition_subtree_end(structure, index);
  for (uint32_t i = index + 1; i < end; i++) {
    if (structure->elements[i].value_kind != VALUE_NONE ||
        structure->elements[i].binding.strength == STRENGTH_REQUIRED) {
      return true;
    }
  }
  return false;
}

static struct pack_criterion nothing(void) {
  return (struct pack_criterion){.kind = PACK_CRITERION_ANY, .index = PACK_NONE};
}

static struct pack_criterion value_criterion(struct pack_build *build, struct view json,
                                             enum definition_value_kind kind) {
  uint32_t value =
      pack_elements_value(build, json, kind == VALUE_FIXED ? PACK_VALUE_FIXED : PACK_VALUE_PATTERN);
  if (value == PACK_NONE) {
    return nothing();
  }
  return (struct pack_criterion){.kind = PACK_CRITERION_VALUE, .index = value};
}

/* Value and pattern: what the element there fixes, binds or holds below. */
static struct pack_criterion tell_value(struct pack_build *build, const struct spot *spot) {
  const struct definition_element *element = spot_element(spot);
  if (spot->json.length > 0) {
    return value_criterion(build, spot->json, spot->json_kind);
  }
  if (element->value_kind != VALUE_NONE) {
    return value_criterion(build, element->value, element->value_kind);
  }
  if (element->binding.strength == STRENGTH_REQUIRED) {
    uint32_t binding = pack_elements_binding(build, spot->structure->package, &element->binding);
    return (struct pack_criterion){.kind = PACK_CRITERION_BINDING, .index = binding};
  }
  if (subtree_says(spot->structure, spot->element)) {
    return (struct pack_criterion){.kind = PACK_CRITERION_ELEMENT,
                                   .index = spot->structure->rows[spot->element]};
  }
  if (element->minimum > 0) {
    return (struct pack_criterion){.kind = PACK_CRITERION_EXISTS, .index = 1};
  }
  return nothing();
}

static struct pack_criterion tell_exists(struct pack_build *build, const struct spot *spot) {
  (void)build;
  const struct definition_element *element = spot_element(spot);
  if (element->maximum == 0) {
    return (struct pack_criterion){.kind = PACK_CRITERION_EXISTS, .index = 0};
  }
  if (element->minimum > 0) {
    return (struct pack_criterion){.kind = PACK_CRITERION_EXISTS, .index = 1};
  }
  return nothing();
}

struct link_list {
  struct pack_link rows[LINKS_MAXIMUM];
  uint32_t count;
};

static void link_add(struct link_list *list, struct pack_link row) {
  if (list->count < LINKS_MAXIMUM) {
    list->rows[list->count++] = row;
  }
}

static void link_type(struct pack_build *build, const struct structure_definition *structure,
                      struct link_list *list) {
  if (structure != NULL) {
    link_add(list, (struct pack_link){pack_output_text(&build->output, structure->url),
                                      structure->number});
  }
}

/* R4 definition of the type that a target profile constrains. */
static void link_target_type(struct pack_build *build, const struct spot *spot, struct view target,
                             struct link_list *list) {
  const struct structure_definition *profile =
      definition_model_structure(spot->structure->package, target);
  if (profile != NULL) {
    link_type(build, definition_model_type(build->model, profile->type), list);
  }
}

static struct pack_criterion links_criterion(struct pack_build *build,
                                             enum pack_criterion_kind kind,
                                             const struct link_list *list) {
  if (list->count == 0) {
    return nothing();
  }
  struct pack_range links =
      pack_output_share(&build->output, PACK_SECTION_LINKS, list->rows, list->count);
  return (struct pack_criterion){.links = links, .kind = kind, .index = PACK_NONE};
}

static struct pack_criterion tell_type(struct pack_build *build, const struct spot *spot) {
  const struct definition_element *element = spot_element(spot);
  struct link_list list;
  list.count = 0;
  for (uint32_t i = 0; i < element->type_count; i++) {
    const struct definition_type *type = &element->types[i];
    for (uint32_t j = 0; spot->is_resolved && j < type->targets.count; j++) {
      link_target_type(build, spot, type->targets.items[j], &list);
    }
    if (!spot->is_resolved) {
      link_type(build, definition_model_type(build->model, type->code), &list);
    }
  }
  return links_criterion(build, PACK_CRITERION_TYPE, &list);
}

static struct pack_criterion tell_profile(struct pack_build *build, const struct spot *spot) {
  const struct definition_element *element = spot_element(spot);
  struct link_list list;
  list.count = 0;
  for (uint32_t i = 0; i < element->type_count; i++) {
    const struct definition_type *type = &element->types[i];
    const struct text_list *names = spot->is_resolved ? &type->targets : &type->profiles;
    for (uint32_t j = 0; j < names->count; j++) {
      link_add(&list, pack_elements_link(build, spot->structure->package, names->items[j]));
    }
    if (!spot->is_resolved && names->count == 0) {
      link_type(build, definition_model_type(build->model, type->code), &list);
    }
  }
  return links_criterion(build, PACK_CRITERION_PROFILE, &list);
}

struct pack_criterion pack_criterion_make(struct pack_build *build,
                                          const struct structure_definition *structure,
                                          uint32_t index,
                                          const struct definition_discriminator *discriminator) {
  static struct pack_criterion (*const tell[])(struct pack_build * build,
                                               const struct spot *spot) = {
      [DISCRIMINATOR_VALUE] = tell_value,     [DISCRIMINATOR_PATTERN] = tell_value,
      [DISCRIMINATOR_EXISTS] = tell_exists,   [DISCRIMINATOR_TYPE] = tell_type,
      [DISCRIMINATOR_PROFILE] = tell_profile,
  };
  struct arena_mark mark = arena_mark(build->scratch);
  struct pack_criterion_path path;
  pack_criterion_path_read(discriminator->path, &path);
  struct spot spot = {.structure = structure, .element = index};
  for (uint32_t i = 0; i < path.count && spot.structure != NULL; i++) {
    spot_step(build, &spot, &path.steps[i]);
  }
  struct pack_criterion criterion =
      spot.structure == NULL ? nothing() : tell[discriminator->kind](build, &spot);
  arena_back(build->scratch, mark);
  return criterion;
}
