/* A billed act as JP_Procedure (JP Core 1.2.0): lines with a procedure code in the classes of
 * injection (3xx), treatment, surgery, anaesthesia, examination, imaging and therapy (400-899), of
 * those chapters of the fee schedule.
 * Consultation, management and dispensing fees are no procedures; they are ChargeItems. An addition
 * (加算) has a code of the same family and ORCA does not mark it, so it stands as a Procedure too.
 */
#ifndef HANDLERS_PROCEDURE_FROM_ORCA_H
#define HANDLERS_PROCEDURE_FROM_ORCA_H

#include "handlers/act_list.h"
#include "handlers/from_orca.h"

bool procedure_from_orca_is_procedure(const struct act_item *item);
void procedure_from_orca_write(const struct from_orca *from, const struct act_item *item);

#endif
