/* One row of the local code-mapping table: a code of the house and the standard code that a person
 * found for it. A plain value, used by the store, the table in memory, CSV and ConceptMap alike. */
#ifndef SERVER_STORE_MAPPING_ROW_H
#define SERVER_STORE_MAPPING_ROW_H

#include "server/base/view.h"

/* X(field): the texts of a row in the order of the CSV columns, which have these names; empty =
 * not stated. Dates are yyyy-mm-dd, both days included. */
#define MAPPING_ROW_TEXTS(X)                                                                       \
  X(domain) /* "disease" | "modifier" | "drug" | "laboratory" | ... */                             \
  X(source_system)                                                                                 \
  X(source_code)                                                                                   \
  X(specimen) /* local specimen code, where one code serves several specimens */                   \
  X(source_display)                                                                                \
  X(source_kana)                                                                                   \
  X(target_system)                                                                                 \
  X(target_code) /* may be empty when the equivalence is unmatched */                              \
  X(target_display)                                                                                \
  X(equivalence) /* FHIR R4 concept-map-equivalence; empty = equivalent */                         \
  X(valid_from)                                                                                    \
  X(valid_to)                                                                                      \
  X(status) /* proposed | approved | rejected */                                                   \
  X(proposer)                                                                                      \
  X(reviewer)                                                                                      \
  X(comment)

#define MAPPING_ROW_FIELD(name) struct view name;
struct mapping_row {
  struct view id;     /* empty: of the mapping file, which has none */
  uint64_t version;   /* counts the changes of the row, from 1; 0 = not kept in the store */
  int64_t updated_ms; /* Unix time of the last change */
  MAPPING_ROW_TEXTS(MAPPING_ROW_FIELD)
};
#undef MAPPING_ROW_FIELD

enum mapping_row_text {
#define MAPPING_ROW_ENUM(name) MAPPING_ROW_##name,
  MAPPING_ROW_TEXTS(MAPPING_ROW_ENUM)
#undef MAPPING_ROW_ENUM
      MAPPING_ROW_TEXT_COUNT
};

#define MAPPING_STATUS_PROPOSED "proposed"
#define MAPPING_STATUS_APPROVED "approved"
#define MAPPING_STATUS_REJECTED "rejected"

/* "domain", ... of a text; static. */
const char *mapping_row_name(enum mapping_row_text text);
/* MAPPING_ROW_TEXT_COUNT when no text has that name. */
enum mapping_row_text mapping_row_find(struct view name);
struct view mapping_row_get(const struct mapping_row *row, enum mapping_row_text text);
void mapping_row_set(struct mapping_row *row, enum mapping_row_text text, struct view value);
/* Order by source system, code, specimen, target system, target code, first day: rows that are
 * equal in it are the same row. */
int mapping_row_compare(const struct mapping_row *a, const struct mapping_row *b);
/* The same texts, whatever id, version and time. */
bool mapping_row_equal(const struct mapping_row *a, const struct mapping_row *b);

#endif
