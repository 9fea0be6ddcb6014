/* What goes into and comes out of the mapping of a Bundle. */
#ifndef TERMINOLOGY_BUNDLE_MAPPING_TYPES_H
#define TERMINOLOGY_BUNDLE_MAPPING_TYPES_H

#include "server/store/store.h"
#include "terminology/mapping_layout.h"
#include "terminology/mapping_table.h"
#include "terminology/masters.h"

/* A standard code that a name could mean. */
struct mapping_candidate {
  struct mapping_target target;
  uint32_t score; /* 0..1000; 1000 = the name itself */
};

struct mapping_candidate_query {
  struct view text;          /* display of the local code, or its code */
  struct view domain;        /* "disease" | "drug" | ... */
  struct view target_system; /* usual target of the system; may be empty */
  uint32_t date;             /* yyyymmdd of the event */
};

/* Ranked candidates, best first; at most capacity, returns how many. Views live as long as context
 * or in the arena. */
typedef size_t mapping_candidate_find(void *context, const struct mapping_candidate_query *query,
                                      struct arena *arena, struct mapping_candidate *ret_candidates,
                                      size_t capacity);

/* What is known; read-only. */
struct bundle_mapping {
  const struct mapping_table *table;
  const struct masters *masters;           /* may be NULL: nothing imported */
  uint32_t today;                          /* yyyymmdd, for what has no date of its own */
  mapping_candidate_find *find_candidates; /* may be NULL */
  void *candidate_context;
};

/* A Coding that was added. */
struct bundle_mapping_change {
  uint32_t array; /* node of the Codings that it was added to */
  struct view source_system;
  struct view source_code;
  struct mapping_target target;
  const char *reason; /* "table" | "crosswalk" | "uncoded" | "local"; static */
};

struct bundle_mapping_result {
  struct bundle_mapping_change *changes; /* in document order */
  size_t added;
  struct store_unmapped *unmapped; /* each code once, counted; at most LIMIT_UNMAPPED_CODES */
  size_t unmapped_count;
};

#endif
