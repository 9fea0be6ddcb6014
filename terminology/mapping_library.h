/* The mapping table that is in force: rows of the mapping file (read-only) over rows of the store.
 * Readers take an immutable snapshot and are never kept waiting for a change; a change builds a new
 * snapshot and swaps it in. Thread-safe. */
#ifndef TERMINOLOGY_MAPPING_LIBRARY_H
#define TERMINOLOGY_MAPPING_LIBRARY_H

#include "server/base/error.h"
#include "server/store/store.h"
#include "terminology/mapping_table.h"

struct mapping_library;

struct mapping_snapshot {
  const struct mapping_table *table;
  const struct mapping_row *const *rows; /* all of both layers, those of the file first */
  size_t count;
  int64_t revision; /* of the store */
};

/* file_rows are borrowed for the library's life; store may be NULL (file rows alone). */
enum error mapping_library_open(struct store *store, const struct mapping_row *file_rows,
                                size_t file_count, struct mapping_library **ret_library) MUST_USE;
/* NULL is allowed. No snapshot may be held any more. */
void mapping_library_close(struct mapping_library *library);

/* The snapshot in force, until it is given back. */
const struct mapping_snapshot *mapping_library_acquire(struct mapping_library *library);
void mapping_library_release(const struct mapping_snapshot *snapshot);

/* Reads the store again when its revision is another one; on failure the old snapshot stays. */
enum error mapping_library_refresh(struct mapping_library *library) MUST_USE;
/* The same, but looks at the store at most once a second: for changes by a command beside the
 * server. now_us is monotonic. */
enum error mapping_library_poll(struct mapping_library *library, int64_t now_us) MUST_USE;

#endif
