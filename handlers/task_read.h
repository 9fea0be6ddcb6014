/* GET /fhir/Task/{id}: where a Bundle stands on its way to the national service. */
#ifndef HANDLERS_TASK_READ_H
#define HANDLERS_TASK_READ_H

#include "server/http/response.h"

request_handler handle_task_read;

#endif
