/* Every billed line of an act as ChargeItem (FHIR R4; JP Core has no profile): fees, procedures,
 * drugs, materials and self-pay items, no usages and comments. Points are in an extension of this
 * server, since FHIR knows only money: POINTS_EXTENSION, valueDecimal, digits as ORCA writes them;
 * the points and the count of the whole act are in a note. What is included in a bundled fee is
 * "not-billable". */
#ifndef HANDLERS_CHARGE_ITEM_FROM_ORCA_H
#define HANDLERS_CHARGE_ITEM_FROM_ORCA_H

#include "handlers/act_list.h"
#include "handlers/from_orca.h"

#define CHARGE_ITEM_POINTS_EXTENSION "urn:fhir-facade:extension:receipt-points"

bool charge_item_from_orca_is_charge(const struct act_item *item);
void charge_item_from_orca_write(const struct from_orca *from, const struct act_item *item);

#endif
