#include "profiles/snapshot_walk.h"

#include "profiles/definition_base.h"
#include "profiles/snapshot_children.h"

/* Where the walk is on its way. */
struct stride {
  const struct snapshot_place *place;
  const struct definition_element *difference;
  uint32_t level;
  struct snapshot_node *parent;
};

static const struct snapshot_step *step_of(const struct stride *stride) {
  return &stride->place->steps[stride->level];
}

static bool is_last(const struct stride *stride) {
  return stride->level + 1 == stride->place->count;
}

static bool is_choice(struct view name) {
  return view_ends_with(name, view_of("[x]"));
}

/* The unsliced child by its own name, by a choice's short name ("valueQuantity"), or, where a base
 * has kept the short name, by that of the choice. */
static struct snapshot_node *find_unsliced(const struct snapshot_node *parent, struct view name) {
  struct snapshot_node *found = snapshot_tree_child(parent, name, view_make("", 0));
  for (struct snapshot_node *child = parent->first; child != NULL && found == NULL;
       child = child->next) {
    bool matches = definition_base_name_matches(child->element.name, name) ||
                   definition_base_name_matches(name, child->element.name);
    found = matches && child->element.slice.length == 0 ? child : NULL;
  }
  return found;
}

static struct snapshot_node *find_slice(const struct snapshot_node *unsliced, struct view slice) {
  for (struct snapshot_node *node = unsliced->next; node != NULL; node = node->next) {
    if (view_equal(node->element.slice, slice) &&
        definition_base_name_matches(unsliced->element.name, node->element.name)) {
      return node;
    }
  }
  return NULL;
}

/* "valueQuantity" of value[x] -> "Quantity", when that is one of its types; else empty. */
static struct view type_in_name(const struct definition_element *choice, struct view name) {
  size_t stem = choice->name.length - 3;
  for (uint32_t i = 0; is_choice(choice->name) && i < choice->type_count; i++) {
    struct view code = choice->types[i].code;
    bool same_length = code.length > 0 && name.length == stem + code.length;
    if (same_length && view_starts_with(name, view_part(choice->name, 0, stem)) &&
        view_equal(view_part(name, stem + 1, name.length), view_part(code, 1, code.length)) &&
        (name.data[stem] | 0x20) == (code.data[0] | 0x20)) {
      return code;
    }
  }
  return view_make("", 0);
}

/* The name that the path has at the level below the stride's parent; empty when it does not lead
 * there. */
static struct view name_below_parent(struct view path, const struct stride *stride) {
  for (uint32_t i = 0; i < stride->level; i++) {
    if (!view_equal(view_split(&path, '.'), stride->place->steps[i].name)) {
      return view_make("", 0);
    }
  }
  return view_split(&path, '.');
}

/* Whether the differential leaves several types to a choice: by two short names, or by a short name
 * beside the choice's own entry. Then short names are slices. Only the run below the same parent
 * counts. */
static bool several_types(const struct snapshot_draft *draft, const struct stride *stride,
                          struct view choice) {
  const struct structure_definition *structure = draft->merge.structure;
  uint32_t start = draft->difference;
  while (start > 0 &&
         name_below_parent(structure->differences[start - 1].path, stride).length > 0) {
    start--;
  }
  bool found = false;
  for (uint32_t i = start; i < structure->difference_count && !found; i++) {
    struct view name = name_below_parent(structure->differences[i].path, stride);
    if (name.length == 0) {
      break;
    }
    bool is_other =
        !view_equal(name, step_of(stride)->name) && definition_base_name_matches(choice, name);
    found = is_other && (!is_choice(name) || structure->differences[i].element.type_count > 1);
  }
  return found;
}

static bool is_extension(struct view name) {
  return view_is(name, "extension") || view_is(name, "modifierExtension");
}

/* How extensions and choices are sliced when nothing says it; others: open, told apart by nothing.
 * FHIR R4 profiling.html#slicing. */
static enum error imply_slicing(const struct snapshot_draft *draft,
                                struct definition_element *element) {
  struct definition_discriminator *row = arena_alloc(draft->merge.model->arena, sizeof *row);
  if (row == NULL) {
    return ERROR_MEMORY;
  }
  bool by_url = is_extension(element->name);
  row->kind = by_url ? DISCRIMINATOR_VALUE : DISCRIMINATOR_TYPE;
  row->path = view_of(by_url ? "url" : "$this");
  element->slicing = (struct definition_slicing){
      .rules = SLICING_OPEN,
      .discriminators = row,
      .discriminator_count = by_url || is_choice(element->name) ? 1 : 0,
  };
  return ERROR_OK;
}

static bool starts_reslice(struct view name, struct view sliced) {
  return sliced.length == 0 || (name.length > sliced.length && view_starts_with(name, sliced) &&
                                name.data[sliced.length] == '/');
}

/* Behind the slices that the element has already. */
static struct snapshot_node *add_slice(struct snapshot_draft *draft, struct snapshot_node *unsliced,
                                       struct view slice) {
  struct snapshot_node probe = *unsliced;
  probe.element.slice = slice;
  struct snapshot_node *sliced = snapshot_children_sliced(&probe);
  sliced = sliced == NULL ? unsliced : sliced;
  if (sliced->element.slicing.rules == SLICING_NONE) {
    if (imply_slicing(draft, &sliced->element) != ERROR_OK) {
      return NULL;
    }
    if (sliced->element.slicing.discriminator_count == 0) {
      snapshot_merge_issue(&draft->merge, PACKAGE_MESSAGE_NOT_SLICED,
                           snapshot_tree_id(&probe, draft->merge.issues->arena));
    }
  }
  struct snapshot_node *before = sliced;
  while (before->next != NULL && before->next->element.slice.length > 0 &&
         definition_base_name_matches(unsliced->element.name, before->next->element.name) &&
         starts_reslice(before->next->element.slice, sliced->element.slice)) {
    before = before->next;
  }
  struct definition_element element = sliced->element;
  element.slice = slice;
  element.slicing = (struct definition_slicing){.rules = SLICING_NONE};
  element.minimum = 0;
  element.must_support = false;
  return snapshot_tree_add_behind(&draft->tree, before, &element);
}

/* A slice name on an element that occurs once and is not sliced only names it (as in R4's own
 * catalog profile). */
static bool only_names(const struct snapshot_node *unsliced) {
  const struct definition_element *element = &unsliced->element;
  return element->slicing.rules == SLICING_NONE && element->maximum <= 1 &&
         !is_extension(element->name) && !is_choice(element->name);
}

/* The slice of unsliced, made when the differential introduces it. A slice that is only passed
 * through must be there, but for the types of a choice. */
static enum error find_or_add_slice(struct snapshot_draft *draft, const struct stride *stride,
                                    struct snapshot_node *unsliced, struct view slice,
                                    struct snapshot_node **ret_node) {
  *ret_node = only_names(unsliced) ? unsliced : find_slice(unsliced, slice);
  struct view type = type_in_name(&unsliced->element, slice);
  if (*ret_node != NULL || (!is_last(stride) && type.length == 0)) {
    return ERROR_OK;
  }
  *ret_node = add_slice(draft, unsliced, slice);
  if (*ret_node == NULL) {
    return ERROR_MEMORY;
  }
  bool says_type = is_last(stride) && stride->difference->type_count > 0;
  if (!says_type && type.length > 0) {
    snapshot_merge_only_type(&draft->merge, &(*ret_node)->element, type);
  }
  return ERROR_OK;
}

/* "valueQuantity": the choice narrowed to the type, or its slice where it is sliced. */
static enum error find_short_name(struct snapshot_draft *draft, const struct stride *stride,
                                  struct snapshot_node *choice, struct snapshot_node **ret_node) {
  const struct snapshot_step *step = step_of(stride);
  struct view type = type_in_name(&choice->element, step->name);
  bool is_sliced = choice->element.slicing.rules != SLICING_NONE || step->slice.length > 0;
  *ret_node = NULL;
  if (type.length == 0) {
    return ERROR_OK;
  }
  if (!is_sliced && !several_types(draft, stride, choice->element.name)) {
    *ret_node = choice;
    return snapshot_merge_only_type(&draft->merge, &choice->element, type) ? ERROR_OK
                                                                           : ERROR_MEMORY;
  }
  return find_or_add_slice(draft, stride, choice, step->slice.length > 0 ? step->slice : step->name,
                           ret_node);
}

/* A new element of a specialization; FHIR R4 structuredefinition.html#derivation. */
static struct snapshot_node *add_new(struct snapshot_draft *draft, const struct stride *stride) {
  struct definition_element element = {
      .name = step_of(stride)->name,
      .maximum = DEFINITION_UNLIMITED,
      .types = stride->difference->types,
      .type_count = stride->difference->type_count,
      .content_reference = stride->difference->content_reference,
  };
  return snapshot_tree_add(&draft->tree, stride->parent, &element);
}

static enum error take_step(struct snapshot_draft *draft, const struct stride *stride,
                            struct snapshot_node **ret_node) {
  const struct snapshot_step *step = step_of(stride);
  enum error error = snapshot_children_open(draft, stride->parent, step->name);
  if (error != ERROR_OK) {
    return error;
  }
  struct snapshot_node *unsliced = find_unsliced(stride->parent, step->name);
  if (unsliced == NULL) {
    bool is_new = !draft->merge.structure->is_profile && is_last(stride);
    *ret_node = is_new ? add_new(draft, stride) : NULL;
    return is_new && *ret_node == NULL ? ERROR_MEMORY : ERROR_OK;
  }
  if (is_choice(unsliced->element.name) && !view_equal(unsliced->element.name, step->name)) {
    return find_short_name(draft, stride, unsliced, ret_node);
  }
  if (step->slice.length > 0) {
    return find_or_add_slice(draft, stride, unsliced, step->slice, ret_node);
  }
  *ret_node = unsliced;
  return ERROR_OK;
}

static void report_missing(const struct snapshot_draft *draft, const struct stride *stride) {
  struct arena *arena = draft->merge.issues->arena;
  const struct snapshot_step *step = step_of(stride);
  struct view parent = snapshot_tree_id(stride->parent, arena);
  struct view id =
      arena_format(arena, "%.*s.%.*s%s%.*s", VIEW_ARGUMENTS(parent), VIEW_ARGUMENTS(step->name),
                   step->slice.length > 0 ? ":" : "", VIEW_ARGUMENTS(step->slice));
  snapshot_merge_issue(&draft->merge, PACKAGE_MESSAGE_NOT_IN_BASE, id);
}

enum error snapshot_walk_find(struct snapshot_draft *draft, const struct snapshot_place *place,
                              const struct definition_element *difference,
                              struct snapshot_node **ret_node) {
  struct stride stride = {place, difference, 1, draft->root};
  if (!view_equal(place->steps[0].name, draft->root->element.name)) {
    snapshot_merge_issue(&draft->merge, PACKAGE_MESSAGE_NOT_IN_BASE, place->steps[0].name);
    *ret_node = NULL;
    return ERROR_OK;
  }
  for (; stride.level < place->count; stride.level++) {
    struct snapshot_node *node = NULL;
    enum error error = take_step(draft, &stride, &node);
    if (error != ERROR_OK) {
      return error;
    }
    if (node == NULL) {
      report_missing(draft, &stride);
      *ret_node = NULL;
      return ERROR_OK;
    }
    stride.parent = node;
  }
  *ret_node = stride.parent;
  return ERROR_OK;
}
