/* The mapping table and the masters as one request sees them: snapshots that are held until its
 * answer is sent. */
#ifndef HANDLERS_MAPPING_REQUEST_H
#define HANDLERS_MAPPING_REQUEST_H

#include "server/http/request.h"
#include "terminology/bundle_mapping.h"
#include "terminology/mapping_library.h"

struct mapping_request {
  const struct mapping_snapshot *snapshot; /* NULL when the server has no table (tests) */
  struct bundle_mapping mapping;           /* table NULL then */
};

/* ERROR_MEMORY; a store that cannot be read is logged and the table stays as it is. */
enum error mapping_request_begin(struct request *request,
                                 struct mapping_request *ret_mapping) MUST_USE;
/* Masters for the request's life; NULL when nothing was imported. */
enum error mapping_request_masters(struct request *request,
                                   const struct masters **ret_masters) MUST_USE;

#endif
