/* Appointment: of a patient from a day on (appointlst2v2), or of a day (appointlstv2). */
#ifndef HANDLERS_APPOINTMENT_H
#define HANDLERS_APPOINTMENT_H

#include "server/http/response.h"

/* For the table of interactions: X(name, FHIR search parameter type) */
#define APPOINTMENT_SEARCH_PARAMETERS(X)                                                           \
  X("_id", "token")                                                                                \
  X("patient", "reference")                                                                        \
  X("date", "date") X("practitioner", "reference") X("status", "token")

request_handler handle_appointment_read;
request_handler handle_appointment_search;

#endif
