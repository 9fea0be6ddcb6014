/* The right form of a primitive value that was written in a common wrong one: "2026/4/1" as a date,
 * "True" as a boolean, an upper-case UUID. Meanings are never guessed: a day that does not exist
 * has no right form. */
#ifndef PROFILES_PRIMITIVE_REPAIR_H
#define PROFILES_PRIMITIVE_REPAIR_H

#include "profiles/pack.h"
#include "server/base/arena.h"

/* A value of the type in the arena; empty when none is evident. */
struct view primitive_repair(enum pack_primitive type, struct view text, struct arena *arena);

#endif
