/* A prescribed drug as JP_MedicationRequest, drugs that were injected together as
 * JP_MedicationRequest_Injection (JP Core 1.2.0). Status: ORCA holds what was issued and billed, so
 * it is "completed", as in JP-CLINS. authoredOn is the day of the visit. */
#ifndef HANDLERS_MEDICATION_REQUEST_FROM_ORCA_H
#define HANDLERS_MEDICATION_REQUEST_FROM_ORCA_H

#include "handlers/medication_from_orca.h"

void medication_request_from_orca_write(const struct from_orca *from,
                                        const struct medicine *medicine);

#endif
