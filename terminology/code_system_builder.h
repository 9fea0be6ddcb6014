/* Collects concepts while a code system is read, then lays it out (code_system.h). Everything but
 * the finished system lives in the scratch arena. */
#ifndef TERMINOLOGY_CODE_SYSTEM_BUILDER_H
#define TERMINOLOGY_CODE_SYSTEM_BUILDER_H

#include "terminology/code_system.h"

struct code_system_list {
  void *items;
  uint32_t count;
  uint32_t capacity;
};

/* A parent or child that is named by its code: resolved when all concepts are known. */
struct code_system_named_edge {
  uint32_t concept;
  struct view other;
  bool other_is_parent;
};

struct code_system_edge {
  uint32_t parent;
  uint32_t child;
};

/* A property as it is said. */
struct code_system_saying {
  struct view code;
  struct view value;
  enum code_system_value type;
};

struct code_system_builder {
  struct arena *arena;   /* of the finished system */
  struct arena *scratch; /* freed by the caller after code_system_builder_end */
  struct code_system *system;
  struct code_system_list concepts; /* struct code_system_concept; ranges of relatives unset */
  struct code_system_list designations;
  struct code_system_list properties;
  struct code_system_list definitions; /* declared ones first */
  uint32_t declared;
  struct code_system_list edges;       /* struct code_system_edge */
  struct code_system_list named_edges; /* struct code_system_named_edge */
  uint32_t *slots;
  uint32_t slot_count;
};

/* ERROR_MEMORY. The system's url and so on are the caller's to fill; is_case_sensitive must be set
 * before the first concept. */
enum error code_system_builder_begin(struct arena *arena, struct arena *scratch,
                                     struct code_system_builder *ret_builder) MUST_USE;
/* Takes the concept of that code, new or known; *ret_is_new tells which. ERROR_MEMORY. */
enum error code_system_builder_concept(struct code_system_builder *builder, struct view code,
                                       uint32_t *ret_concept, bool *ret_is_new) MUST_USE;
/* CODE_SYSTEM_NO_CONCEPT when it was not added. */
uint32_t code_system_builder_find(struct code_system_builder *builder, struct view code);
/* Borrowed until the next concept is added. */
struct code_system_concept *code_system_builder_at(struct code_system_builder *builder,
                                                   uint32_t concept);
/* A system declares its properties before the first concept, or as it goes (masters): a code that
 * only concepts use is kept as a name. ERROR_TOO_LARGE: more than 65 535 of them. */
/* Designations and properties belong to the concept that was added last. A property that the FHIR
 * concept properties give a meaning (inactive, status, notSelectable, parent ...) sets it. */
enum error code_system_builder_designation(struct code_system_builder *builder,
                                           const struct code_system_designation *row) MUST_USE;
enum error code_system_builder_property(struct code_system_builder *builder, uint32_t concept,
                                        const struct code_system_saying *saying) MUST_USE;
enum error
code_system_builder_definition(struct code_system_builder *builder,
                               const struct code_system_property_definition *row) MUST_USE;
enum error code_system_builder_edge(struct code_system_builder *builder, uint32_t parent,
                                    uint32_t child) MUST_USE;
enum error code_system_builder_end(struct code_system_builder *builder,
                                   const struct code_system **ret_system) MUST_USE;

#endif
