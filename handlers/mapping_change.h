/* What every request shares that changes the mapping table: who does it, which version it means,
 * the transaction, and the table in memory behind it. */
#ifndef HANDLERS_MAPPING_CHANGE_H
#define HANDLERS_MAPPING_CHANGE_H

#include "server/http/response.h"
#include "server/store/store.h"

#define MAPPING_WHO_HEADER "x-facade-user"

/* Who is recorded for what the request does:
 *
 *   access.mode open                      the name in the header, as given, or nobody
 *   a client that acts for users          "client/person" with the name in the header; the client
 *                                         alone without one, unless two persons are needed
 *   any other client                      the client; the header is absent or says the same
 *
 * ERROR_BAD_REQUEST: too long, no UTF-8, or missing where two persons are needed. ERROR_FORBIDDEN:
 * the client may not act for that person. All with an issue. */
enum error mapping_change_who(struct request *request, struct view *ret_who) MUST_USE;
/* Two recorded names are of one person, whichever clients he came by: of "client/person" only the
 * person counts. */
bool mapping_change_same_person(struct view who, struct view other);
/* A client that may not name persons does not do so in rows either: proposers and reviewers are
 * taken out of them. Returns the columns (bits as in mapping_import) that are left. */
uint32_t mapping_change_own_names(const struct request *request, struct mapping_row *rows,
                                  size_t count, uint32_t columns);
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
