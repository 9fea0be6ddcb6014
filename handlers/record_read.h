/* GET /fhir/{Condition|Coverage|AllergyIntolerance}/{id}: the id holds the patient's number
 * (from_orca_record_id); the type's own search by patient is made, and of what it finds the
 * resource with that id is given. One more type is one more row of the table of interactions. */
#ifndef HANDLERS_RECORD_READ_H
#define HANDLERS_RECORD_READ_H

#include "server/http/response.h"

request_handler handle_record_read;

#endif
