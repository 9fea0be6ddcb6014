/* What a client may look for and ORCA does not hold: 404 that says so, and where it could come
 * from. These rows stand in the table of interactions without a resource type: the
 * CapabilityStatement does not name them. */
#ifndef HANDLERS_NOT_HELD_H
#define HANDLERS_NOT_HELD_H

#include "server/http/response.h"

/* Types: X(name). Each needs a row in not_held.c, which has DocumentReference, too: what that
 * type's own handlers do not find (document_reference.h). */
#define NOT_HELD_LIST(X)                                                                           \
  X("Observation")                                                                                 \
  X("DiagnosticReport")                                                                            \
  X("ImagingStudy")                                                                                \
  X("Immunization")                                                                                \
  X("CarePlan")                                                                                    \
  X("FamilyMemberHistory")                                                                         \
  X("ServiceRequest")                                                                              \
  X("Slot")                                                                                        \
  X("Schedule")                                                                                    \
  X("Specimen")

request_handler handle_not_held;
/* _history of anything. */
request_handler handle_no_history;

#endif
