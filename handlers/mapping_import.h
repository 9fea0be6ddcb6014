/* The mapping table as CSV, in and out. */
#ifndef HANDLERS_MAPPING_IMPORT_H
#define HANDLERS_MAPPING_IMPORT_H

#include "server/http/response.h"

/* POST /mapping/import: rows that are new or different are taken together or not at all. status
 * (default: proposed) is of rows without one; dry-run=true tells only what would change. */
enum error handle_mapping_import(struct request *request, struct response *response);
/* GET /mapping/export: encoding utf-8 (default), utf-8-bom or cp932, or by Accept; layer store
 * (default), file or all. */
enum error handle_mapping_export(struct request *request, struct response *response);

#define MAPPING_EXPORT_PARAMETERS(X)                                                               \
  X("encoding", "token")                                                                           \
  X("layer", "token")                                                                              \
  X("domain", "token")                                                                             \
  X("status", "token")
#define MAPPING_IMPORT_PARAMETERS(X)                                                               \
  X("status", "token")                                                                             \
  X("dry-run", "token")

#endif
