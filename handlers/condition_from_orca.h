/* ORCA's diseases as FHIR Conditions: JP_Condition_Diagnosis (JP Core 1.2.0), or JP_Condition_eCS
 * for the national service. */
#ifndef HANDLERS_CONDITION_FROM_ORCA_H
#define HANDLERS_CONDITION_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_disease.h"

/* Ids for all diseases of a list, in its order. ORCA has no record id: patient, department, in/out,
 * start, codes and name make it, and the place among equals. They change when staff edit one of
 * these. NULL when memory is exhausted. */
struct view *condition_from_orca_ids(struct arena *arena, const struct orca_disease_list *list);
/* Writes the resource as one value. */
void condition_from_orca_write(const struct from_orca *from, const struct orca_disease *disease,
                               struct view id);
/* False for an entry without any name or code: it can be shown, but not registered. */
bool condition_from_orca_has_name(const struct orca_disease *disease);
/* "active", "resolved" or "inactive" (FHIR R4 condition-clinical). */
const char *condition_from_orca_clinical_status(const struct orca_disease *disease);

#endif
