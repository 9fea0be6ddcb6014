/* _source=national: a search that the national service answers instead of ORCA. */
#ifndef HANDLERS_NATIONAL_SOURCE_H
#define HANDLERS_NATIONAL_SOURCE_H

#include "server/http/response.h"

/* False without _source and for "orca". ERROR_BAD_REQUEST with an issue for another value. */
enum error national_source_read(struct request *request, bool *ret_is_national) MUST_USE;

#endif
