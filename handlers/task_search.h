/* GET /fhir/Task: relay jobs by Bundle.identifier, status, patient and time of the last change. */
#ifndef HANDLERS_TASK_SEARCH_H
#define HANDLERS_TASK_SEARCH_H

#include "server/http/route.h"

#define TASK_SEARCH_PARAMETERS(X)                                                                  \
  X("_id", "token")                                                                                \
  X("identifier", "token")                                                                         \
  X("status", "token")                                                                             \
  X("patient", "reference")                                                                        \
  X("_lastUpdated", "date")

request_handler handle_task_search;

#endif
