/* ORCA's physicians as Practitioners (JP_Practitioner, JP Core 1.2.0) and, one for each department
 * of theirs, PractitionerRoles (JP_PractitionerRole). Ids: the physician's code; code and
 * department code, "10001-01". */
#ifndef HANDLERS_PRACTITIONER_FROM_ORCA_H
#define HANDLERS_PRACTITIONER_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_physician.h"

/* One department of a physician. */
struct practitioner_role {
  const struct orca_physician *physician;
  struct view department; /* code */
};

/* The system of identifiers made of physicians' codes; empty when the institution's number is not
 * known, data NULL when memory is short. */
struct view practitioner_from_orca_system(struct arena *arena, struct view institution_number);
/* The id of a physician's code; empty when it cannot be one. */
struct view practitioner_from_orca_id(struct view code);
/* Each writes the resource as one value. */
void practitioner_from_orca_write(const struct from_orca *from,
                                  const struct orca_physician *physician);
void practitioner_from_orca_write_role(const struct from_orca *from,
                                       const struct practitioner_role *role, struct view id,
                                       const struct orca_department *department);

#endif
