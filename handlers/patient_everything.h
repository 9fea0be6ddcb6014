/* GET /fhir/Patient/{id}/$everything (FHIR R4 patient-operation-everything.html): the patient, all
 * that ORCA holds of him or her, and what that refers to (payors, practitioners). Each type is
 * asked for by its own search; _type chooses among them, _count cuts pages. ORCA tells no times of
 * change: with _since all is given, and that is said. When one search fails the whole answer does.
 */
#ifndef HANDLERS_PATIENT_EVERYTHING_H
#define HANDLERS_PATIENT_EVERYTHING_H

#include "server/http/response.h"

request_handler handle_patient_everything;

#endif
