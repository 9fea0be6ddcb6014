#include "profiles/snapshot_children.h"

#include "profiles/definition_base.h"

static enum error read_below(struct snapshot_draft *draft, struct snapshot_node *node,
                             const struct definition_element *elements, uint32_t count) {
  return snapshot_tree_read(&draft->tree, node, elements, count) ? ERROR_OK : ERROR_MEMORY;
}

/* As the R4 type says, not as this profile constrains the element that is referred to. */
static enum error open_reference(struct snapshot_draft *draft, struct snapshot_node *node) {
  struct view rest = node->element.content_reference;
  const struct structure_definition *type =
      definition_model_type(draft->merge.model, view_split(&rest, '.'));
  uint32_t target = type == NULL || type->element_count == 0
                        ? UINT32_MAX
                        : definition_base_reference(type, node->element.content_reference);
  if (target == UINT32_MAX) {
    return ERROR_OK;
  }
  node->element.content_reference = view_make("", 0);
  node->element.types = type->elements[target].types;
  node->element.type_count = type->elements[target].type_count;
  return read_below(draft, node, &type->elements[target],
                    definition_subtree_end(type, target) - target);
}

struct snapshot_node *snapshot_children_sliced(const struct snapshot_node *slice) {
  struct view name = slice->element.slice;
  for (size_t length = name.length; length > 0 && slice->parent != NULL; length--) {
    if (name.data[length - 1] == '/') {
      struct snapshot_node *found =
          snapshot_tree_child(slice->parent, slice->element.name, view_part(name, 0, length - 1));
      if (found != NULL) {
        return found;
      }
    }
  }
  return snapshot_tree_unsliced(slice);
}

static bool same_types(const struct definition_element *a, const struct definition_element *b) {
  bool same = a->type_count == b->type_count;
  for (uint32_t i = 0; same && i < a->type_count; i++) {
    same = view_equal(a->types[i].code, b->types[i].code) &&
           a->types[i].profiles.count == b->types[i].profiles.count;
  }
  return same;
}

/* The one code of all types; empty when there are several or none. */
static struct view single_code(const struct definition_element *element) {
  struct view code = element->type_count > 0 ? element->types[0].code : view_make("", 0);
  for (uint32_t i = 1; i < element->type_count; i++) {
    if (!view_equal(element->types[i].code, code)) {
      return view_make("", 0);
    }
  }
  return code;
}

/* The only profile on the element's types; NULL when there is none, or no single one. */
static struct structure_definition *single_profile(const struct snapshot_draft *draft,
                                                   const struct definition_element *element) {
  bool is_single = element->type_count == 1 && element->types[0].profiles.count == 1;
  return is_single ? definition_model_structure(draft->merge.structure->package,
                                                element->types[0].profiles.items[0])
                   : NULL;
}

/* The elements whose children the types give; count 0: they give none. */
static enum error elements_of_types(struct snapshot_draft *draft,
                                    const struct definition_element *element, struct view wanted,
                                    struct snapshot_elements *ret_elements) {
  struct snapshot_elements elements = {NULL, 0};
  struct structure_definition *profile = single_profile(draft, element);
  if (profile != NULL) {
    enum error error = draft->elements_of(draft->maker, profile, &elements);
    if (error != ERROR_OK) {
      return error;
    }
  }
  struct view code = single_code(element);
  if (code.length == 0 && (view_is(wanted, "id") || view_is(wanted, "extension"))) {
    code = view_of("Element");
  }
  const struct structure_definition *type = definition_model_type(draft->merge.model, code);
  if (elements.count == 0 && type != NULL) {
    elements = (struct snapshot_elements){type->elements, type->element_count};
  }
  *ret_elements = elements;
  return ERROR_OK;
}

enum error snapshot_children_open(struct snapshot_draft *draft, struct snapshot_node *node,
                                  struct view wanted) {
  if (node->first != NULL || node->is_opened) {
    return ERROR_OK;
  }
  if (node->element.content_reference.length > 0) {
    node->is_opened = true;
    return open_reference(draft, node);
  }
  const struct snapshot_node *sliced = snapshot_children_sliced(node);
  if (sliced != NULL && sliced->first != NULL && same_types(&sliced->element, &node->element)) {
    node->is_opened = true;
    return snapshot_tree_copy(&draft->tree, sliced, node) ? ERROR_OK : ERROR_MEMORY;
  }
  struct snapshot_elements elements;
  enum error error = elements_of_types(draft, &node->element, wanted, &elements);
  if (error != ERROR_OK || elements.count == 0) {
    return error;
  }
  node->is_opened = true;
  return read_below(draft, node, elements.items, elements.count);
}
