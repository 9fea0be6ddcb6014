/* What a person should look at: codes that could not be mapped, maps whose target ends soon. */
#ifndef HANDLERS_MAPPING_WORKLIST_H
#define HANDLERS_MAPPING_WORKLIST_H

#include "server/http/response.h"

/* GET /mapping/unmapped: what was met most often first, with a CSV row to complete. */
enum error handle_mapping_unmapped(struct request *request, struct response *response);
/* GET /mapping/ending: approved rows that end, or whose target the masters let end, within days
 * (90) from today; those that have ended already stand among them. */
enum error handle_mapping_ending(struct request *request, struct response *response);

#define MAPPING_UNMAPPED_PARAMETERS(X)                                                             \
  X("domain", "token")                                                                             \
  X("text", "string")                                                                              \
  X("count", "number")                                                                             \
  X("offset", "number")
#define MAPPING_ENDING_PARAMETERS(X) X("days", "number")

#endif
