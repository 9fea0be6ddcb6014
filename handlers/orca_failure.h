/* Between a client request and ORCA: the session for its questions, and what is said when ORCA
 * fails or has something to say. */
#ifndef HANDLERS_ORCA_FAILURE_H
#define HANDLERS_ORCA_FAILURE_H

#include "handlers/services.h"
#include "server/http/response.h"
#include "server/orca/orca.h"

/* A session with the request's arena and deadline; Cache-Control: no-cache passes over kept
 * answers. */
struct orca_session orca_failure_session(const struct request *request);
/* Adds the issue that says which ORCA API answered what (no patient data) and returns the error;
 * adds Retry-After when ORCA is busy. An error that does not come from ORCA (memory) is returned as
 * it is. */
enum error orca_failure_report(struct request *request, struct response *response, enum error error,
                               const struct orca_trouble *trouble);
/* The same issue as a warning, for an answer that is given without what ORCA failed to tell. */
void orca_failure_warn(struct request *request, enum error error,
                       const struct orca_trouble *trouble);
/* Adds what a usable answer said beside its data: truncated (warning), hints (information). */
void orca_failure_notice(struct request *request, const char *api, const struct orca_info *info);

#endif
