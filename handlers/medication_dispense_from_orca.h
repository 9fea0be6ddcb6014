/* A drug that the clinic itself handed out (院内) as JP_MedicationDispense (JP Core 1.2.0). ORCA
 * holds that it was billed: the day of the visit stands for the day of handing over. */
#ifndef HANDLERS_MEDICATION_DISPENSE_FROM_ORCA_H
#define HANDLERS_MEDICATION_DISPENSE_FROM_ORCA_H

#include "handlers/medication_from_orca.h"

void medication_dispense_from_orca_write(const struct from_orca *from,
                                         const struct medicine *medicine);

#endif
