/* Ids of Organizations: "facility" (the clinic), "department-01" (code of ORCA),
 * "insurer-06139999" (number in its 8-digit form). They are made without a question to ORCA, so
 * other resources can refer to them at no cost; what ORCA does not know is 404 when it is read. */
#ifndef HANDLERS_ORGANIZATION_ID_H
#define HANDLERS_ORGANIZATION_ID_H

#include "server/base/arena.h"

#define ORGANIZATION_ID_FACILITY "facility"
#define ORGANIZATION_ID_DEPARTMENT "department"
#define ORGANIZATION_ID_INSURER "insurer"

/* Each: empty when the code cannot be one, data NULL only when memory is short. */
struct view organization_id_department(struct arena *arena, struct view code);
struct view organization_id_insurer(struct arena *arena, struct view number);

/* Insurer numbers of national health insurance have 6 digits in ORCA, 8 in FHIR: padded with zeros,
 * and back. Data NULL only when memory is short. */
struct view organization_id_insurer_number(struct arena *arena, struct view number);
struct view organization_id_orca_number(struct view number);

#endif
