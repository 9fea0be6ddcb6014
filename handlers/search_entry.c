#include "handlers/search_entry.h"

#define FIRST_CAPACITY 16u

enum error search_entries_add(struct search_entries *entries, const struct search_entry *entry) {
  if (entries->count == entries->capacity) {
    size_t capacity = entries->capacity == 0 ? FIRST_CAPACITY : entries->capacity * 2;
    struct search_entry *items =
        arena_grow(entries->arena, entries->items, entries->capacity * sizeof *items,
                   capacity * sizeof *items);
    if (items == NULL) {
      return ERROR_MEMORY;
    }
    entries->items = items;
    entries->capacity = capacity;
  }
  entries->items[entries->count++] = *entry;
  return ERROR_OK;
}

bool search_entries_has(const struct search_entries *entries, struct view full_url) {
  for (size_t i = 0; i < entries->count; i++) {
    if (view_equal(entries->items[i].full_url, full_url)) {
      return true;
    }
  }
  return false;
}

struct walk {
  const struct document *document;
  search_entry_visitor *visit;
  void *context;
};

/* The path bounds the recursion: each call takes one name off it, arrays of arrays do not exist in
 * FHIR. */
static enum error walk_node(const struct walk *walk, uint32_t node, struct view path) {
  const struct document *document = walk->document;
  if (path.length == 0) {
    return walk->visit(walk->context, document, node);
  }
  struct view rest = path;
  struct view name = view_split(&rest, '.');
  uint32_t value = document_member(document, node, name);
  if (value == NODE_NONE) {
    return ERROR_OK;
  }
  if (document_type(document, value) != NODE_ARRAY) {
    return walk_node(walk, value, rest);
  }
  enum error error = ERROR_OK;
  for (uint32_t item = document_first(document, value); item != NODE_NONE && error == ERROR_OK;
       item = document_next(document, value, item)) {
    error = walk_node(walk, item, rest);
  }
  return error;
}

enum error search_entry_walk(const struct document *document, const char *path,
                             search_entry_visitor *visit, void *context) {
  const struct walk walk = {document, visit, context};
  return walk_node(&walk, 0, view_of(path));
}
