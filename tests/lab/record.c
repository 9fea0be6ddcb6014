#include "tests/lab/record.h"

#define DEPTH_MAXIMUM 16u /* ORCA nests 8 deep */

struct record_tree {
  struct arena *arena;
  bool failed;
  struct record scratch;
};

struct record_tree *record_tree_new(struct arena *arena) {
  struct record_tree *tree = arena_alloc(arena, sizeof *tree);
  if (tree != NULL) {
    tree->arena = arena;
    tree->scratch.tree = tree;
  }
  return tree;
}

bool record_tree_failed(const struct record_tree *tree) {
  return tree->failed;
}

static struct record *make(struct record_tree *tree, const char *name, enum record_kind kind) {
  struct record *node = arena_alloc(tree->arena, sizeof *node);
  if (node == NULL) {
    tree->failed = true;
    tree->scratch = (struct record){.tree = tree, .name = name, .kind = kind};
    return &tree->scratch;
  }
  node->tree = tree;
  node->name = name;
  node->kind = kind;
  return node;
}

static struct record *append(struct record *parent, struct record *node) {
  if (node == &node->tree->scratch) {
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

struct record *record_root(struct record_tree *tree, const char *name) {
  return make(tree, name, RECORD_GROUP);
}

struct record *record_group(struct record *parent, const char *name) {
  return append(parent, make(parent->tree, name, RECORD_GROUP));
}

struct record *record_array(struct record *parent, const char *name, uint32_t maximum) {
  struct record *node = append(parent, make(parent->tree, name, RECORD_ARRAY));
  node->maximum = maximum;
  return node;
}

struct record *record_item(struct record *array) {
  return append(array, make(array->tree, "", RECORD_GROUP));
}

void record_text(struct record *parent, const char *name, struct view text) {
  if (text.length > 0) {
    append(parent, make(parent->tree, name, RECORD_TEXT))->text = text;
  }
}

void record_string(struct record *parent, const char *name, const char *text) {
  record_text(parent, name, view_of(text));
}

void record_number(struct record *parent, const char *name, int width, size_t number) {
  struct view text = arena_format(parent->tree->arena, "%0*zu", width, number);
  parent->tree->failed |= text.data == NULL;
  record_text(parent, name, text);
}

void record_fields(struct record *parent, const struct record_field *fields, size_t count,
                   const void *row) {
  for (size_t i = 0; i < count; i++) {
    const char *text;
    memcpy(&text, (const char *)row + fields[i].offset, sizeof text);
    record_string(parent, fields[i].name, text);
  }
}

const struct record *record_find(const struct record *node, const char *name) {
  if (node == NULL) {
    return NULL;
  }
  for (const struct record *child = node->first; child != NULL; child = child->next) {
    if (strcmp(child->name, name) == 0) {
      return child;
    }
  }
  return NULL;
}

struct view record_value(const struct record *node, const char *name) {
  const struct record *child = record_find(node, name);
  if (child == NULL || child->kind != RECORD_TEXT) {
    return (struct view){NULL, 0};
  }
  return view_trim(child->text);
}

static bool empty_below(const struct record *node, uint32_t depth) {
  if (node->kind == RECORD_TEXT) {
    return node->text.length == 0;
  }
  for (const struct record *child = node->first; child != NULL; child = child->next) {
    if (depth >= DEPTH_MAXIMUM || !empty_below(child, depth + 1)) {
      return false;
    }
  }
  return true;
}

bool record_empty(const struct record *node) {
  return empty_below(node, 0);
}
