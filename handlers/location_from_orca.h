/* ORCA's wards and their rooms as Locations (JP_Location, JP Core 1.2.0). Ids: "ward-02",
 * "room-02-201". A room whose number holds other characters than letters, digits and hyphens has no
 * id, and is named where it is referred to. */
#ifndef HANDLERS_LOCATION_FROM_ORCA_H
#define HANDLERS_LOCATION_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_ward.h"

/* Each: empty when the numbers cannot be parts of an id, data NULL only when memory is short. */
struct view location_from_orca_ward_id(struct arena *arena, struct view ward);
struct view location_from_orca_room_id(struct arena *arena, struct view ward, struct view room);

struct location {
  const struct orca_ward *ward;
  struct view room;  /* number; empty: the ward itself */
  uint32_t room_row; /* in the ward's */
};
/* Writes the resource as one value. */
void location_from_orca_write(const struct from_orca *from, const struct location *location,
                              struct view id);

#endif
