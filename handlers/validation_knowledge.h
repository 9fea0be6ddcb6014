/* What a request's validation knows beside the definitions: the terminology as it is now, and the
 * day. */
#ifndef HANDLERS_VALIDATION_KNOWLEDGE_H
#define HANDLERS_VALIDATION_KNOWLEDGE_H

#include "profiles/validation.h"
#include "server/http/request.h"

/* The settings of the server with both. The snapshot is held as long as the request. ERROR_MEMORY.
 */
enum error validation_knowledge_settings(struct request *request,
                                         struct validation_settings *ret_settings) MUST_USE;
/* What a verdict rests on: the id of the definitions, then, when anything was imported or stored,
 * "+" and that of the terminology. */
struct view validation_knowledge_id(const struct request *request,
                                    const struct validation_settings *settings);

#endif
