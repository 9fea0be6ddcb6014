#include "profiles/snapshot_tree.h"

#include "server/limits.h"

static struct snapshot_node *new_node(struct snapshot_tree *tree, struct snapshot_node *parent,
                                      const struct definition_element *element) {
  if (tree->count >= LIMIT_SNAPSHOT_ELEMENTS) {
    return NULL;
  }
  struct snapshot_node *node = arena_alloc(tree->arena, sizeof *node);
  if (node != NULL) {
    tree->count++;
    node->element = *element;
    node->parent = parent;
  }
  return node;
}

struct snapshot_node *snapshot_tree_add(struct snapshot_tree *tree, struct snapshot_node *parent,
                                        const struct definition_element *element) {
  struct snapshot_node *node = new_node(tree, parent, element);
  if (node == NULL || parent == NULL) {
    return node;
  }
  if (parent->last == NULL) {
    parent->first = node;
  } else {
    parent->last->next = node;
  }
  parent->last = node;
  return node;
}

struct snapshot_node *snapshot_tree_add_behind(struct snapshot_tree *tree,
                                               struct snapshot_node *before,
                                               const struct definition_element *element) {
  struct snapshot_node *node = new_node(tree, before->parent, element);
  if (node != NULL) {
    node->next = before->next;
    before->next = node;
    if (before->parent->last == before) {
      before->parent->last = node;
    }
  }
  return node;
}

bool snapshot_tree_read(struct snapshot_tree *tree, struct snapshot_node *parent,
                        const struct definition_element *elements, uint32_t count) {
  struct snapshot_node *path[LIMIT_ELEMENT_DEPTH + 1u] = {parent};
  for (uint32_t i = 1; i < count; i++) {
    uint32_t depth = elements[i].depth - elements[0].depth;
    if (depth == 0 || depth > LIMIT_ELEMENT_DEPTH || path[depth - 1] == NULL) {
      return false;
    }
    path[depth] = snapshot_tree_add(tree, path[depth - 1], &elements[i]);
    if (path[depth] == NULL) {
      return false;
    }
  }
  return true;
}

/* The next node in depth-first order below root; NULL behind the last. */
static const struct snapshot_node *node_behind(const struct snapshot_node *node,
                                               const struct snapshot_node *root) {
  if (node->first != NULL) {
    return node->first;
  }
  while (node != root && node->next == NULL) {
    node = node->parent;
  }
  return node == root ? NULL : node->next;
}

bool snapshot_tree_copy(struct snapshot_tree *tree, const struct snapshot_node *from,
                        struct snapshot_node *to) {
  struct snapshot_node *target = to; /* the copy of node */
  const struct snapshot_node *node = from;
  for (;;) {
    if (node->first != NULL) {
      node = node->first;
    } else {
      while (node != from && node->next == NULL) {
        node = node->parent;
        target = target->parent;
      }
      if (node == from) {
        return true;
      }
      node = node->next;
      target = target->parent;
    }
    target = snapshot_tree_add(tree, target, &node->element);
    if (target == NULL) {
      return false;
    }
    target->is_opened = node->is_opened;
  }
}

struct snapshot_node *snapshot_tree_child(const struct snapshot_node *parent, struct view name,
                                          struct view slice) {
  struct snapshot_node *child = parent->first;
  while (child != NULL &&
         !(view_equal(child->element.name, name) && view_equal(child->element.slice, slice))) {
    child = child->next;
  }
  return child;
}

struct snapshot_node *snapshot_tree_unsliced(const struct snapshot_node *node) {
  bool is_slice = node->element.slice.length > 0 && node->parent != NULL;
  return is_slice ? snapshot_tree_child(node->parent, node->element.name, view_make("", 0)) : NULL;
}

struct view snapshot_tree_id(const struct snapshot_node *node, struct arena *arena) {
  struct view id = {"", 0};
  for (; node != NULL; node = node->parent) {
    const struct definition_element *element = &node->element;
    id = arena_format(arena, "%.*s%s%.*s%s%.*s", VIEW_ARGUMENTS(element->name),
                      element->slice.length > 0 ? ":" : "", VIEW_ARGUMENTS(element->slice),
                      id.length > 0 ? "." : "", VIEW_ARGUMENTS(id));
  }
  return id;
}

/* Pruning takes rows out of the array: it must not be another element's. */
static enum error own_constraints(struct definition_element *element, struct arena *arena) {
  uint32_t count = element->constraint_count;
  struct definition_constraint *rows = arena_array(arena, count + 1u, sizeof *rows);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  if (count > 0) {
    memcpy(rows, element->constraints, count * sizeof *rows);
  }
  element->constraints = rows;
  return ERROR_OK;
}

static uint32_t depth_of(const struct snapshot_node *node) {
  uint32_t depth = 0;
  for (; node->parent != NULL; node = node->parent) {
    depth++;
  }
  return depth;
}

enum error snapshot_tree_write(const struct snapshot_node *root, struct arena *arena,
                               struct definition_element **ret_elements, uint32_t *ret_count) {
  uint32_t count = 0;
  for (const struct snapshot_node *node = root; node != NULL; node = node_behind(node, root)) {
    count++;
  }
  struct definition_element *elements = arena_array(arena, count, sizeof *elements);
  if (elements == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t index = 0;
  for (const struct snapshot_node *node = root; node != NULL; node = node_behind(node, root)) {
    struct definition_element *element = &elements[index++];
    *element = node->element;
    element->depth = depth_of(node);
    if (element->depth > LIMIT_ELEMENT_DEPTH) {
      return ERROR_TOO_LARGE;
    }
    enum error error = own_constraints(element, arena);
    if (error != ERROR_OK) {
      return error;
    }
  }
  *ret_elements = elements;
  *ret_count = count;
  return ERROR_OK;
}
