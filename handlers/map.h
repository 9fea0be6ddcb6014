/* POST /fhir/$map: what the mapping would do to a Bundle (or one resource), without keeping
 * anything. */
#ifndef HANDLERS_MAP_H
#define HANDLERS_MAP_H

#include "server/http/response.h"

/* Takes the resource itself, or Parameters with it as the parameter "resource". Answers Parameters:
 * "return" (the patched resource), one "added" for each Coding, "unmapped" for each code that a
 * person must look at, "outcome" with the issues. */
enum error handle_map(struct request *request, struct response *response);

#endif
