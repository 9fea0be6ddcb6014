#include "profiles/resource_scope.h"

static bool lies_in(const struct document *document, uint32_t value, uint32_t node) {
  return node >= value && node < document_node(document, value)->next;
}

struct resource_scope resource_scope_nested(const struct evaluation *evaluation, uint32_t node,
                                            uint32_t definition) {
  const struct document *document = evaluation->document;
  struct resource_scope *outer = evaluation->scope;
  struct resource_scope scope = {
      .parent = outer, .node = node, .definition = definition, .entry = NODE_NONE};
  uint32_t contained = document_member_id(document, outer->node, evaluation->names.contained);
  scope.is_contained = contained != NODE_NONE && lies_in(document, contained, node);
  uint32_t entries = document_member_id(document, outer->node, evaluation->names.entry);
  if (entries == NODE_NONE || document_type(document, entries) != NODE_ARRAY) {
    return scope;
  }
  for (uint32_t entry = document_first(document, entries); entry != NODE_NONE;
       entry = document_next(document, entries, entry)) {
    if (lies_in(document, entry, node)) {
      scope.entry = entry;
      break;
    }
  }
  return scope;
}

struct resource_scope *resource_scope_container(struct resource_scope *scope) {
  while (scope->is_contained && scope->parent != NULL) {
    scope = scope->parent;
  }
  return scope;
}

struct resource_scope *resource_scope_bundle(struct resource_scope *scope) {
  while (scope != NULL && scope->entry == NODE_NONE) {
    scope = scope->parent;
  }
  return scope == NULL ? NULL : scope->parent;
}
