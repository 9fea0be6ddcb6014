/* Single rows of the mapping table: list, read, create, change, delete, approve, reject. */
#ifndef HANDLERS_MAPPING_ROWS_H
#define HANDLERS_MAPPING_ROWS_H

#include "server/http/response.h"

enum error handle_mapping_list(struct request *request, struct response *response);
enum error handle_mapping_read(struct request *request, struct response *response);
enum error handle_mapping_create(struct request *request, struct response *response);
enum error handle_mapping_update(struct request *request, struct response *response);
enum error handle_mapping_delete(struct request *request, struct response *response);
enum error handle_mapping_approve(struct request *request, struct response *response);
enum error handle_mapping_reject(struct request *request, struct response *response);

/* X(name, type) of the list's parameters. */
#define MAPPING_LIST_PARAMETERS(X)                                                                 \
  X("domain", "token")                                                                             \
  X("system", "token")                                                                             \
  X("code", "token")                                                                               \
  X("status", "token")                                                                             \
  X("text", "string")                                                                              \
  X("count", "number")                                                                             \
  X("offset", "number")

#endif
