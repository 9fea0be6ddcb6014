/* A concept map (FHIR R4 conceptmap.html) ready for $translate: its elements by source and by
 * target code. Immutable. */
#ifndef TERMINOLOGY_CONCEPT_MAP_H
#define TERMINOLOGY_CONCEPT_MAP_H

#include "terminology/code_system.h"

#define CONCEPT_MAP_NO_ROW UINT32_MAX

/* One target of one element. An element without target has one row with an empty code. */
struct concept_map_row {
  uint32_t group;
  struct view source_code;
  struct view source_display;
  struct view target_code;
  struct view target_display;
  struct view equivalence; /* R4 concept-map-equivalence; "equivalent" is never guessed */
  struct view comment;
  struct view depends_on; /* JSON arrays; empty = none */
  struct view product;
  uint32_t next_of_source; /* next row of the same group and source code; CONCEPT_MAP_NO_ROW */
  uint32_t next_of_target;
};

struct concept_map_group {
  struct view source;
  struct view source_version;
  struct view target;
  struct view target_version;
  struct view unmapped_mode; /* "provided", "fixed", "other-map"; empty = none */
  struct view unmapped_code;
  struct view unmapped_display;
  struct view unmapped_url;
};

struct concept_map {
  struct view id;
  struct view url;
  struct view version;
  struct view name;
  struct view status;
  struct view source; /* sourceUri or sourceCanonical */
  struct view target;
  const struct concept_map_group *groups;
  uint32_t group_count;
  const struct concept_map_row *rows;
  uint32_t row_count;
  const uint32_t *source_slots; /* first row + 1 of (group, source code), 0 = free */
  const uint32_t *target_slots;
  uint32_t slot_count; /* power of two, of both */
};

/* Reads the ConceptMap at the node; lifetimes as in code_system_read. ERROR_MEMORY. */
enum error concept_map_read(struct arena *arena, const struct document *document, uint32_t node,
                            const struct concept_map **ret_map) MUST_USE;

/* First row of the group for a source code, or for a target code; follow next_of_source and
 * next_of_target. CONCEPT_MAP_NO_ROW when there is none. */
uint32_t concept_map_by_source(const struct concept_map *map, uint32_t group, struct view code);
uint32_t concept_map_by_target(const struct concept_map *map, uint32_t group, struct view code);

#endif
