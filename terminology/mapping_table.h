/* The local code-mapping table in memory: (domain, local system, local code) -> standard code.
 * Loaded from CSV; immutable once built, shared by all threads. */
#ifndef TERMINOLOGY_MAPPING_TABLE_H
#define TERMINOLOGY_MAPPING_TABLE_H

#include "server/base/arena.h"
#include "server/base/issue.h"

struct mapping_row {
  struct view domain;        /* "disease" | "modifier" | "drug" | "laboratory" | ... */
  struct view source_system; /* canonical URL; OID aliases are resolved before the look-up */
  struct view source_code;
  struct view source_display;
  struct view target_system;
  struct view target_code;
  struct view target_display; /* written as Coding.display when not empty */
};

struct mapping_table;

/* Builds a table from CSV text (UTF-8, optional byte order mark, header line with the columns
 * domain,source_system,source_code,source_display,target_system,target_code,target_display in any
 * order). Faults are issues with line numbers and ERROR_SYNTAX; nothing is half-loaded. The arena
 * must outlive the table. */
enum error mapping_table_read_csv(struct arena *arena, struct view csv, struct issue_list *issues,
                                  struct mapping_table **ret_table) MUST_USE;
/* All rows of a source code, ordered by target system and code; count 0 when unmapped. Several rows
 * with one target system = ambiguous. */
const struct mapping_row *const *mapping_table_find(const struct mapping_table *table,
                                                    struct view source_system,
                                                    struct view source_code, size_t *ret_count);
/* True when the table knows codes of that system at all (it is a local system worth mapping). */
bool mapping_table_has_system(const struct mapping_table *table, struct view source_system);
/* The first row of a system, for proposals (its domain, its usual target system); NULL when the
 * table does not know the system. */
const struct mapping_row *mapping_table_example(const struct mapping_table *table,
                                                struct view source_system);
size_t mapping_table_count(const struct mapping_table *table);

#endif
