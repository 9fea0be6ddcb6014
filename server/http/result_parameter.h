/* Parameters that say how an answer is given, not what is found: known to every search (FHIR R4
 * search.html#return). What they may be is judged by who gives the answer. */
#ifndef SERVER_HTTP_RESULT_PARAMETER_H
#define SERVER_HTTP_RESULT_PARAMETER_H

#include "server/http/route.h"

/* For any answer: _format, _pretty; for searches of a type the others too. route may be NULL. */
bool result_parameter_is(const struct route *route, struct view name);

#endif
