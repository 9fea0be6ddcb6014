/* Translates a code by the local mapping table, the concept maps at hand and the crosswalks of the
 * masters (FHIR R4
 * conceptmap-operation-translate.html). Nothing is chosen: every target is returned. */
#ifndef TERMINOLOGY_TRANSLATION_H
#define TERMINOLOGY_TRANSLATION_H

#include "terminology/mapping_table.h"
#include "terminology/terminology_scope.h"

#define TRANSLATION_DEPENDENCIES 16u

struct translation_dependency {
  struct view element; /* ConceptMap.group.element.target.dependsOn.property */
  struct view value;   /* its value; for a Coding the code */
};

/* Empty views: not said. */
struct translation_question {
  struct view system;
  struct view version;
  struct view code;
  struct view target_system;
  const struct terminology_resource *map; /* only this one; NULL = all */
  struct view source;                     /* value set or system that the map starts from */
  struct view target;                     /* value set or system that the map leads to */
  bool reverse;                           /* the code is one of the map's targets */
  const struct translation_dependency *dependencies; /* a specimen for the mapping table too */
  size_t dependency_count;
  const struct mapping_table *mapping; /* local codes; NULL = none */
};

struct translation_match {
  struct view system;
  struct view version;
  struct view code; /* empty: the map says that there is none */
  struct view display;
  struct view equivalence; /* R4 code; of a reversed match as seen from the given code */
  struct view comment;
  struct view product; /* JSON array */
  struct view map;     /* url; empty = a crosswalk of the masters */
  struct view map_version;
};

struct translation {
  struct translation_match *matches; /* in the arena of the scope */
  size_t count;
  size_t capacity;
};

/* All matches, each (system, code) once: of the mapping table, then in order of the maps. Maps that
 * lead from the system to
 * the target system are asked first; only when there is none the masters are. A map that cannot be
 * read is passed over. ERROR_MEMORY. */
enum error translation_find(const struct terminology_scope *scope,
                            const struct translation_question *question,
                            struct translation *ret_translation) MUST_USE;

#endif
