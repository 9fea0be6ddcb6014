#include "terminology/code_system.h"

#include "terminology/code_system_hash.h"

#define NEVER_INACTIVE 0u
/* Longest way from a concept to a root that is followed: stops circles of parents. */
#define DEPTH_MAXIMUM 64u

uint32_t code_system_find(const struct code_system *system, struct view code) {
  bool folds = !system->is_case_sensitive;
  uint32_t mask = system->slot_count - 1;
  uint32_t slot = (uint32_t)code_system_hash(code, folds) & mask;
  for (; system->slots[slot] != 0; slot = (slot + 1) & mask) {
    uint32_t concept = system->slots[slot] - 1;
    if (code_system_same_code(system->concepts[concept].code, code, folds)) {
      return concept;
    }
  }
  return CODE_SYSTEM_NO_CONCEPT;
}

struct climb {
  uint32_t concept;
  uint32_t next; /* parent to look at */
};

/* Depth first towards the roots, with its own stack. */
bool code_system_is_a(const struct code_system *system, uint32_t concept, uint32_t ancestor) {
  struct climb stack[DEPTH_MAXIMUM];
  size_t depth = 0;
  if (concept == ancestor) {
    return true;
  }
  stack[depth++] = (struct climb){concept, 0};
  while (depth > 0) {
    struct climb *top = &stack[depth - 1];
    struct code_system_range parents = system->concepts[top->concept].parents;
    if (top->next == parents.count) {
      depth--;
      continue;
    }
    uint32_t parent = system->relatives[parents.first + top->next++];
    if (parent == ancestor) {
      return true;
    }
    if (depth < DEPTH_MAXIMUM) {
      stack[depth++] = (struct climb){parent, 0};
    }
  }
  return false;
}

const struct code_system_property *code_system_property(const struct code_system *system,
                                                        uint32_t concept, struct view code) {
  struct code_system_range range = system->concepts[concept].properties;
  for (uint32_t i = 0; i < range.count; i++) {
    const struct code_system_property *row = &system->properties[range.first + i];
    if (view_equal(code_system_property_code(system, row), code)) {
      return row;
    }
  }
  return NULL;
}

const struct code_system_property_definition *
code_system_definition(const struct code_system *system, struct view code) {
  for (uint32_t i = 0; i < system->definition_count; i++) {
    if (view_equal(system->definitions[i].code, code)) {
      return &system->definitions[i];
    }
  }
  return NULL;
}

bool code_system_is_inactive(const struct code_system *system, uint32_t concept, uint32_t date) {
  const struct code_system_concept *row = &system->concepts[concept];
  return (row->flags & CODE_SYSTEM_INACTIVE) != 0 ||
         (row->valid_from != NEVER_INACTIVE && date < row->valid_from) ||
         (row->valid_to != NEVER_INACTIVE && date > row->valid_to);
}

const char *code_system_value_name(enum code_system_value type) {
  static const char *const names[CODE_SYSTEM_VALUE_COUNT] = {
      "valueCode",    "valueCoding",   "valueString", "valueInteger",
      "valueBoolean", "valueDateTime", "valueDecimal"};
  return names[type];
}
