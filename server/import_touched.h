/* Which rows of the local mapping table an import of masters concerns: those of the mapping file
 * and those of the store. */
#ifndef SERVER_IMPORT_TOUCHED_H
#define SERVER_IMPORT_TOUCHED_H

#include "server/store_place.h"
#include "terminology/master_touched.h"

struct import_touched_source {
  const char *mapping_file; /* NULL or empty: none */
  struct store_place place; /* of the store that holds rows; a folder without a store holds none */
};

/* The rows whose target the import has changed, renamed or abolished, in the arena of the import.
 * *ret_unread names what could not be read (its rows are missing), NULL when all was. ERROR_MEMORY.
 */
enum error import_touched_find(const struct master_import *import,
                               const struct import_touched_source *source,
                               struct master_touched_list *ret_list,
                               const char **ret_unread) MUST_USE;

#endif
