/* Reads a StructureDefinition (FHIR R4 structuredefinition.html), its snapshot or else its
 * differential, into the model. */
#ifndef PROFILES_STRUCTURE_DEFINITION_H
#define PROFILES_STRUCTURE_DEFINITION_H

#include "profiles/definition_model.h"
#include "server/base/document.h"
#include "server/base/issue.h"

/* A document from a package and where its findings go. */
struct definition_source {
  struct definition_model *model;
  struct definition_package *package;
  const struct document *document; /* root: the definition */
  struct arena *scratch;
  struct issue_list *issues;
};

/* Adds the definition to the package of the source; one without a snapshot keeps its differential
 * for snapshot_make. Without url, type or any elements, or with elements in an impossible order, it
 * is left out and an issue says so. ERROR_MEMORY only. */
enum error structure_definition_read(const struct definition_source *source) MUST_USE;

/* Issue with the package's "name#version" as {0} and subject as {1}. */
void definition_source_issue(const struct definition_source *source, const struct message *message,
                             struct view subject);
/* The decoded string of a member as a text of the model; empty when absent. data NULL: no memory.
 */
struct view definition_source_text(const struct definition_source *source, uint32_t object,
                                   const char *name);
/* All strings of an array node as texts of the model. */
enum error definition_source_texts(const struct definition_source *source, uint32_t array,
                                   struct text_list *ret_list) MUST_USE;
/* The JSON of a node without blanks outside strings, as a text of the model. */
struct view definition_source_json(const struct definition_source *source, uint32_t node);

#endif
