/* Receptions, visits and stays in hospital as Encounters (JP_Encounter, JP Core 1.2.0). */
#ifndef HANDLERS_ENCOUNTER_FROM_ORCA_H
#define HANDLERS_ENCOUNTER_FROM_ORCA_H

#include "handlers/encounter_gather.h"
#include "handlers/from_orca.h"

#define ENCOUNTER_CLASS_SYSTEM "http://terminology.hl7.org/CodeSystem/v3-ActCode"

/* "AMB" or "IMP". */
const char *encounter_from_orca_class(const struct encounter *encounter);
/* FHIR encounter-status as of today (YYYY-MM-DD): arrived until the account is closed, finished
 * then; unknown when a day has ended without; of a stay in-progress until the discharge. */
const char *encounter_from_orca_status(const struct encounter *encounter, struct view today);
/* The last day; empty while it goes on. */
struct view encounter_from_orca_end(const struct encounter *encounter);
/* Writes the resource as one value. */
void encounter_from_orca_write(const struct from_orca *from, const struct encounter *encounter,
                               struct view today);

#endif
