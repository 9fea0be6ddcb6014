/* What a misspelt property name probably should be. */
#ifndef PROFILES_NAME_SUGGESTION_H
#define PROFILES_NAME_SUGGESTION_H

#include "profiles/pack.h"

#define NAME_DISTANCE_FAR 64u

/* How many letters differ, without regard to case (Levenshtein), when they are less than limit;
 * else and for names that are too long NAME_DISTANCE_FAR. */
unsigned name_suggestion_distance(struct view a, struct view b, unsigned limit);

/* The element's property that differs from name by letter case or by one or two letters; empty when
 * none is that near. */
struct view name_suggestion_find(const struct pack *pack, const struct pack_element *element,
                                 struct view name);

#endif
