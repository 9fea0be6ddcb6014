/* What a known client may do, judged by the row of the table of interactions that a request means:
 * scopes before the body is read, patients when the query is complete. Requests of the server's own
 * threads, and all of access.mode open, have no rights (NULL) and may do everything. */
#ifndef SERVER_HTTP_ACCESS_CHECK_H
#define SERVER_HTTP_ACCESS_CHECK_H

#include "server/http/route.h"

/* Of one client, for the time of one request. */
struct access_rights {
  struct view scopes;   /* separated by blanks, access_scope.h */
  bool limited;         /* to these patients */
  struct view patients; /* their ids, separated by commas */
  bool acts_for_users;  /* may name the person that acts through it */
};

/* The letter of SMART's scopes that a row stands for; '\0': none, or it has a scope of its own. */
char access_letter(const struct route *route);
/* True when the request's client has what the row needs, patients apart. */
bool access_permits(const struct request *request, const struct route *route);
/* ERROR_FORBIDDEN with an issue and WWW-Authenticate (RFC 6750 section 3.1) that name what is
 * missing. The request has its route. */
enum error access_check_scope(struct request *request, struct response *response) MUST_USE;
/* For what only a body tells: the client must have these ("Bundle.c"), too. A client that is
 * limited to patients has none of them. */
enum error access_check_needed(struct request *request, struct response *response,
                               const char *needed) MUST_USE;
/* ERROR_FORBIDDEN when the request is about others than the client's patients, or does not say
 * about whom. Query and path are complete. */
enum error access_check_patients(struct request *request) MUST_USE;

#endif
