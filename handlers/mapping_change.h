/* What every request shares that changes the mapping table: who does it, which version it means,
 * the transaction, and the table in memory behind it. */
#ifndef HANDLERS_MAPPING_CHANGE_H
#define HANDLERS_MAPPING_CHANGE_H

#include "server/http/response.h"
#include "server/store/store.h"

#define MAPPING_WHO_HEADER "x-facade-user"

/* The name in the header, as given. ERROR_BAD_REQUEST: too long, no UTF-8, or missing where two
 * persons are needed. */
enum error mapping_change_who(struct request *request, struct view *ret_who) MUST_USE;
/* The row of the path's id. ERROR_NOT_FOUND with an issue. */
enum error mapping_change_find(struct request *request, struct mapping_row *ret_row) MUST_USE;
/* The version that If-Match names must be the row's: ERROR_PRECONDITION with an issue. */
enum error mapping_change_match(struct request *request, const struct mapping_row *row) MUST_USE;
/* Makes the changes and the new table; says why not with issues. */
enum error mapping_change_run(struct request *request, const struct store_mapping_change *changes,
                              size_t count, struct view who) MUST_USE;
/* Version as an entity tag (RFC 9110 8.8.3). */
void mapping_change_tag(struct request *request, struct response *response, uint64_t version);

#endif
