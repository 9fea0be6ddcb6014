/* Where in a resource the JSON reader stopped: a text that is no JSON has no nodes, but up to the
 * fault its structure can be followed. */
#ifndef PROFILES_SYNTAX_LOCATION_H
#define PROFILES_SYNTAX_LOCATION_H

#include "server/base/arena.h"
#include "server/base/view.h"

/* "Patient.name[0].given[1]" for a fault at that byte offset, in the arena; empty when the
 * resource's type did not stand before it or memory is exhausted. Names are those of the JSON. */
struct view syntax_location_of(struct view text, size_t offset, struct arena *arena);

#endif
