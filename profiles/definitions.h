/* The compiled definitions (R4 core and the Japanese guides): a pack file, mapped read-only, shared
 * by all requests. What is in the pack is described in profiles/pack.h. */
#ifndef PROFILES_DEFINITIONS_H
#define PROFILES_DEFINITIONS_H

#include "server/base/arena.h"
#include "server/base/name_table.h"

struct definitions;

/* Maps the pack at path and checks header, version, checksum and every offset, so that a damaged or
 * foreign file is refused (ERROR_CONFIGURATION), never followed. ERROR_FILE when it cannot be
 * opened. */
enum error definitions_open(const char *path, struct definitions **ret_definitions) MUST_USE;
/* Same over bytes in memory (packages compiled at start); the bytes are borrowed. */
enum error definitions_from_bytes(struct view pack, struct definitions **ret_definitions) MUST_USE;
void definitions_close(struct definitions *definitions);

/* The names that documents must be read with (document_read's third argument). */
const struct name_table *definitions_names(const struct definitions *definitions);
/* SHA-256 of the pack, hexadecimal, NUL-terminated: kept with every verdict. */
const char *definitions_id(const struct definitions *definitions);

struct definitions_package {
  struct view name;    /* "jp-eCSCLINS.r4" */
  struct view version; /* "1.10.0" */
};
/* The packages inside, for /metadata and `version`. */
size_t definitions_package_count(const struct definitions *definitions);
struct definitions_package definitions_package_at(const struct definitions *definitions,
                                                  size_t index);

#endif
