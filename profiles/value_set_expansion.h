/* Which codes a value set holds (FHIR R4 valueset.html#compose), as far as the definitions at hand
 * tell. What cannot be known is marked, never guessed. */
#ifndef PROFILES_VALUE_SET_EXPANSION_H
#define PROFILES_VALUE_SET_EXPANSION_H

#include "profiles/definition_model.h"

/* The codes of one system. */
struct expansion_part {
  struct view system;    /* without version */
  bool is_unknown;       /* there may be others: the system or a filter on it is not known here */
  struct view canonical; /* UCUM: all units of this one's dimension are in it; else empty */
  bool is_whole;         /* every code of the system was included, unfiltered */
  struct hash_map codes; /* code -> itself (non-NULL) when in, NULL when excluded again */
};

struct expansion {
  struct expansion_part **parts; /* in order of appearance */
  uint32_t part_count;
  uint32_t part_capacity;
  bool is_incomplete; /* codes of systems that are not named may be in it */
};

/* The expansion in the arena, which lasts as long as it is used. ERROR_MEMORY. */
enum error value_set_expansion_make(struct arena *arena, const struct value_set *value_set,
                                    struct expansion *ret_expansion) MUST_USE;

#endif
