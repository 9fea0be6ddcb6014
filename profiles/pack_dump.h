/* The plan of one profile as text, one element a line: for people and for golden files. */
#ifndef PROFILES_PACK_DUMP_H
#define PROFILES_PACK_DUMP_H

#include "server/base/buffer.h"

/* Appends the plan of a profile of the pack's bytes. canonical: "url" or "url|version".
 * ERROR_NOT_FOUND: there is no such profile; ERROR_CONFIGURATION: these bytes are no pack. */
enum error pack_dump(struct view bytes, struct view canonical, struct buffer *buffer) MUST_USE;

#endif
