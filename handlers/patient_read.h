/* GET /fhir/Patient/{id}: one patient, live from ORCA (patientgetv2). */
#ifndef HANDLERS_PATIENT_READ_H
#define HANDLERS_PATIENT_READ_H

#include "server/http/response.h"

request_handler handle_patient_read;

#endif
