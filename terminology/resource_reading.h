/* Small readers of members that the resource models share. */
#ifndef TERMINOLOGY_RESOURCE_READING_H
#define TERMINOLOGY_RESOURCE_READING_H

#include "terminology/code_system.h"

#define STANDARDS_STATUS_URL                                                                       \
  "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status"

struct resource_reading {
  struct arena *arena;
  const struct document *document;
};

/* The decoded text of a member; empty when absent. */
struct view resource_text(const struct resource_reading *reading, uint32_t node, const char *name);
/* An object or array as it stands; empty when the member is absent or something else. */
struct view resource_json(const struct resource_reading *reading, uint32_t node, const char *name);
/* The member's node when it is an array; NODE_NONE else. */
uint32_t resource_list(const struct resource_reading *reading, uint32_t node, const char *name);
/* First item of a list; NODE_NONE for NODE_NONE. */
uint32_t resource_first(const struct resource_reading *reading, uint32_t list);
/* True when the member has that JSON type. */
bool resource_is(const struct resource_reading *reading, uint32_t node, const char *name,
                 enum node_type type);
/* CodeSystem.concept.designation and ValueSet.compose.include.concept.designation. */
struct code_system_designation resource_designation(const struct resource_reading *reading,
                                                    uint32_t node);
/* The value[x] of the extension with that URL in a list of them; NODE_NONE else. */
uint32_t resource_extension_in(const struct resource_reading *reading, uint32_t list,
                               const char *url);
/* The same in the node's `extension`. */
uint32_t resource_extension(const struct resource_reading *reading, uint32_t node, const char *url);
/* Its text; empty when absent or no string. */
struct view resource_extension_text(const struct resource_reading *reading, uint32_t node,
                                    const char *url);

#endif
