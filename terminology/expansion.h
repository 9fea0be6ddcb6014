/* $expand without HTTP: the codes of a value set in a stable order, a page of them, as a list or as
 * a tree (FHIR R4 valueset-operation-expand.html). A value set that is one whole code system is not
 * copied: a page costs what it shows. */
#ifndef TERMINOLOGY_EXPANSION_H
#define TERMINOLOGY_EXPANSION_H

#include "terminology/expansion_collect.h"

struct expansion {
  const struct content_include **parts;
  uint32_t part_count;
  const struct expansion_item *items; /* of the page, in order */
  uint32_t count;
  uint32_t total;
  bool is_total_known; /* false: of an infinite system */
  bool is_tree;
  bool merges_versions; /* one code of two versions is one code: the answer tells it */
  bool shows_versions;  /* codes of one system in several versions */
  struct view base;     /* value set that stands for an infinite system; empty: none */
  struct view base_system;
};

/* ERROR_NOT_FOUND, ERROR_NOT_PROCESSABLE with issues; ERROR_MEMORY. */
enum error expansion_make(const struct content_question *question,
                          const struct expansion_wish *wish,
                          struct expansion *ret_expansion) MUST_USE;

#endif
