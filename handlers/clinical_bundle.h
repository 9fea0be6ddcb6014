/* GET /fhir/Patient/{id}/$clinical-bundle?kind=condition|allergy: the Bundle for the national
 * service (JP_Bundle_CLINS) with everything of that kind that ORCA holds and that is open or ended
 * within five years. The same answers of ORCA give the same Bundle, byte for byte. */
#ifndef HANDLERS_CLINICAL_BUNDLE_H
#define HANDLERS_CLINICAL_BUNDLE_H

#include "server/http/response.h"

/* ERROR_NOT_PROCESSABLE with issues that name the ORCA fields when what ORCA holds cannot make a
 * valid Bundle. */
request_handler handle_clinical_bundle;

#endif
