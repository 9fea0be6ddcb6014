/* A value set as it is defined (FHIR R4 valueset.html#compose), read from a ValueSet resource. What
 * it contains is value_set_content.h's business. Immutable. */
#ifndef TERMINOLOGY_VALUE_SET_H
#define TERMINOLOGY_VALUE_SET_H

#include "terminology/code_system.h"

struct value_set_concept {
  struct view code;
  struct view display;
  struct view extension;                 /* JSON array; empty = none */
  struct code_system_range designations; /* of value_set.designations */
};

struct value_set_filter {
  struct view property;
  struct view op;
  struct view value;
};

struct value_set_include {
  struct view system; /* empty: only value sets */
  struct view version;
  struct view extension;
  struct code_system_range concepts;   /* of value_set.concepts */
  struct code_system_range filters;    /* of value_set.filters */
  struct code_system_range value_sets; /* of value_set.canonicals: a code must be in all of them */
  uint32_t node;                       /* position in its list, for messages: include[n] */
  bool excludes;                       /* it stands in compose.exclude */
  const uint32_t *slots; /* long lists: concept of the value set + 1 by folded hash, 0 = free */
  uint32_t slot_count;   /* power of two; 0: short enough to be gone through */
};

/* A code of a ValueSet.expansion that came with the resource, in document order. */
struct value_set_contained {
  struct view system;
  struct view version;
  struct view code;
  struct view display;
  bool is_abstract;
  bool is_inactive;
};

/* Empty views: the resource does not say. */
struct value_set {
  struct view id;
  struct view url;
  struct view version;
  struct view name;
  struct view title;
  struct view status;
  struct view date;
  struct view publisher;
  struct view language;
  struct view standards_status; /* extension: "deprecated", "withdrawn" ... */
  struct view display_language; /* expansion parameter of compose */
  struct view versions_match;   /* likewise: "true", "false" */
  struct view compose;          /* JSON as it stands */
  bool is_experimental;
  bool has_experimental;
  bool is_immutable;
  bool has_compose;
  bool has_expansion;
  bool leaves_out_inactive;                 /* compose.inactive = false */
  const struct value_set_include *includes; /* includes first, then excludes */
  uint32_t include_count;
  const struct value_set_concept *concepts;
  const struct value_set_filter *filters;
  const struct view *canonicals;
  const struct code_system_designation *designations;
  const struct value_set_contained *contained;
  uint32_t contained_count;
  const struct view *supplements; /* canonicals of supplements that it needs */
  uint32_t supplement_count;
  const struct value_set *const *inner; /* value sets in Resource.contained, named by "#id" */
  uint32_t inner_count;
};

/* Reads the ValueSet at the node; lifetimes as in code_system_read. ERROR_MEMORY; ERROR_TOO_LARGE
 * when an expansion nests too deep. */
enum error value_set_read(struct arena *arena, const struct document *document, uint32_t node,
                          const struct value_set **ret_value_set) MUST_USE;
/* The first row of the include's list for a code; NULL when it is not listed. folds: without regard
 * to case. */
const struct value_set_concept *value_set_listed(const struct value_set *value_set,
                                                 const struct value_set_include *include,
                                                 struct view code, bool folds);

#endif
