/* Gathers the codes of a value set by walking through its definition (the inside of expansion.h).
 */
#ifndef TERMINOLOGY_EXPANSION_COLLECT_H
#define TERMINOLOGY_EXPANSION_COLLECT_H

#include "terminology/value_set_membership.h"

#define EXPANSION_ALL UINT32_MAX
#define EXPANSION_NO_PARENT UINT32_MAX

struct expansion_wish {
  const struct value_set *value_set;
  struct view filter; /* text; empty: none */
  uint32_t offset;
  uint32_t count; /* EXPANSION_ALL: no page is asked for */
  bool is_flat;   /* excludeNested */
};

struct expansion_item {
  uint32_t part;                          /* of struct expansion.parts */
  uint32_t concept;                       /* CODE_SYSTEM_NO_CONCEPT: `stated` or `row` tells */
  const struct value_set_concept *stated; /* may be NULL */
  const struct value_set_contained *row;  /* of a value set that came expanded; may be NULL */
  uint32_t parent;                        /* item; EXPANSION_NO_PARENT at the top */
  uint32_t rank;                          /* of a text search: lower is better */
};

struct expansion_collection {
  const struct content_question *question;
  const struct expansion_wish *wish;
  const struct content_include **parts;
  uint32_t part_count;
  uint32_t part_capacity;
  struct expansion_item *items;
  uint32_t count;
  uint32_t capacity;
  uint32_t *slots; /* item + 1 by system, code and version: each code once */
  uint32_t slot_count;
  bool never_repeats; /* no code can come twice: slots are not used */
  struct view base;
  struct view base_system;
};

struct code_entry expansion_entry(const struct content_include *const *parts,
                                  const struct expansion_item *item);
/* All codes, in order of the definition, ranked where a text is searched. Errors as
 * expansion_make. */
enum error expansion_collect(struct expansion_collection *collection) MUST_USE;
/* True when codes of one system in two versions count as two. */
bool expansion_versions_differ(const struct value_set *value_set, struct view system);
/* Number of different versions that the value set states for a system, up to 2. */
uint32_t expansion_stated_versions(const struct value_set *value_set, struct view system,
                                   bool with_excludes);

#endif
