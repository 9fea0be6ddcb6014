/* Units of drugs: the names that ORCA (receipt) writes are those of the MERIT-9 table, for which
 * JP Core has codes. */
#ifndef HANDLERS_DRUG_UNIT_H
#define HANDLERS_DRUG_UNIT_H

#include "server/base/view.h"

#define DRUG_UNIT_SYSTEM "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationUnitMERIT9Code"

/* The code of a unit name, full or half width letters alike; NULL when the table has none. */
const char *drug_unit_code(struct view name);

#endif
