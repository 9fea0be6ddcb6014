/* The mapping table as FHIR ConceptMaps (R4 conceptmap.html): one map for each domain, local system
 * and target system, with an id that begins with "mapping-". What R4 has no place for (status,
 * validity, persons of each row) stands in extensions, so that a map that is read back gives the
 * same rows. */
#ifndef TERMINOLOGY_MAPPING_CONCEPT_MAP_H
#define TERMINOLOGY_MAPPING_CONCEPT_MAP_H

#include "server/base/document.h"
#include "server/base/issue.h"
#include "server/base/json_writer.h"
#include "server/store/mapping_row.h"

#define MAPPING_CONCEPT_MAP_PREFIX "mapping-"
/* Extensions of element.target: + valid-from, valid-to (valueDate), status (valueCode), proposer,
 * reviewer (valueString); of element: + kana; of the map: + domain. */
#define MAPPING_CONCEPT_MAP_EXTENSION "urn:fhir-facade:mapping-"
/* ConceptMap.element.target.dependsOn.property of the local specimen. */
#define MAPPING_CONCEPT_MAP_SPECIMEN "urn:fhir-facade:mapping-specimen"
#define MAPPING_CONCEPT_MAP_ID_BYTES 64u

/* Rows of one map. Views are those of the rows. */
struct mapping_concept_map {
  char id[MAPPING_CONCEPT_MAP_ID_BYTES]; /* "mapping-<domain>-<hash>", NUL-terminated, FHIR id */
  struct view domain;
  struct view source_system;
  struct view target_system;
  const struct mapping_row **rows; /* by code, specimen, target code */
  size_t count;
  int64_t updated_ms; /* of the row that was changed last; 0 = of the mapping file */
};

/* All maps of rows, sorted by domain, local system, target system. ERROR_MEMORY. */
enum error mapping_concept_map_group(struct arena *arena, const struct mapping_row *const *rows,
                                     size_t count, struct mapping_concept_map **ret_maps,
                                     size_t *ret_count) MUST_USE;

/* Writes the ConceptMap as one value. base_url: of listen.base_url, for ConceptMap.url. */
void mapping_concept_map_write(struct json_writer *writer, const struct mapping_concept_map *map,
                               struct view base_url);

struct mapping_concept_map_rows {
  struct mapping_row *rows;
  size_t count;
};
/* The rows of the ConceptMap at node; domain of a map that names none is taken from its id, else
 * "other". Rows are not checked (mapping_check_row). ERROR_SYNTAX with issues: a group without
 * source or target, an element without code, a dependency other than the specimen. ERROR_MEMORY. */
enum error mapping_concept_map_read(struct arena *arena, const struct document *document,
                                    uint32_t node, struct issue_list *issues,
                                    struct mapping_concept_map_rows *ret_rows) MUST_USE;

#endif
