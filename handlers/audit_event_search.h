/* GET /fhir/AuditEvent and /fhir/AuditEvent/{id}: the audit trail, newest first, a page at a time.
 * A patient is asked for by number and compared by hash. */
#ifndef HANDLERS_AUDIT_EVENT_SEARCH_H
#define HANDLERS_AUDIT_EVENT_SEARCH_H

#include "server/http/route.h"

#define AUDIT_EVENT_SEARCH_PARAMETERS(X)                                                           \
  X("_id", "token")                                                                                \
  X("date", "date")                                                                                \
  X("patient", "reference")                                                                        \
  X("entity", "reference")                                                                         \
  X("agent", "reference")                                                                          \
  X("address", "string")                                                                           \
  X("action", "token")                                                                             \
  X("outcome", "token")

request_handler handle_audit_event_read;
request_handler handle_audit_event_search;

#endif
