/* The clinic, its departments and insurers as Organizations (JP_Organization, JP Core 1.2.0). Their
 * ids: organization_id.h. */
#ifndef HANDLERS_ORGANIZATION_FROM_ORCA_H
#define HANDLERS_ORGANIZATION_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_facility.h"
#include "server/orca/orca_insurer.h"

/* Exactly one is set. */
struct organization {
  const struct orca_facility *facility;
  const struct orca_department *department;
  const struct orca_insurer *insurer;
};

/* The 10-digit institution number as ORCA holds it; empty when it is incomplete, data NULL only
 * when memory is short. */
struct view organization_from_orca_number(struct arena *arena,
                                          const struct orca_facility *facility);
/* Writes the resource as one value. */
void organization_from_orca_write(const struct from_orca *from,
                                  const struct organization *organization, struct view id);

#endif
