/* _include and _revinclude (FHIR R4 search.html#include): resources that the matches refer to, and
 * resources that refer to the matches. What can be given stands in one table; a row counts when the
 * server reads the type that is referred to, or searches the type that refers by that parameter.
 * :iterate and "*" are not offered: each row may cost calls of ORCA. */
#ifndef HANDLERS_SEARCH_INCLUDE_H
#define HANDLERS_SEARCH_INCLUDE_H

#include "handlers/search_entry.h"
#include "server/base/json_writer.h"
#include "server/http/route.h"

/* Reads and searches that one page may cause: each can be a call of ORCA. */
#define SEARCH_INCLUDE_READS 50u

/* ERROR_BAD_REQUEST with an issue: not offered for the type, and the client is not lenient. */
enum error search_include_check(struct request *request, const char *type) MUST_USE;
/* Adds to the matches what the request wants with them; nothing is added twice. A reference that
 * leads nowhere is said. Failures of ORCA fail the search: an answer that lacks what was asked for
 * would look complete. */
enum error search_include_add(struct request *request, const char *type,
                              struct search_entries *entries) MUST_USE;
/* Adds all that the entries refer to and that is no patient: for $everything. */
enum error search_include_all(struct request *request, struct search_entries *entries) MUST_USE;
/* "searchInclude" and "searchRevInclude" of a CapabilityStatement. */
void search_include_describe(struct json_writer *writer, const struct request *request,
                             const char *type);

#endif
