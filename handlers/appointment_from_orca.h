/* ORCA's appointments as Appointments of FHIR R4 (JP Core has no profile of them). Ids:
 * "appointment-20261222-153000-02-00012": day, time, ORCA's number for appointments of one time,
 * patient. ORCA knows no end, which is said to be unknown, and forgets what is cancelled. */
#ifndef HANDLERS_APPOINTMENT_FROM_ORCA_H
#define HANDLERS_APPOINTMENT_FROM_ORCA_H

#include "handlers/from_orca.h"
#include "server/orca/orca_appointment.h"

#define APPOINTMENT_KIND "appointment"
#define APPOINTMENT_PARTS 5u

/* The id; empty when none can be made, data NULL only when memory is short. */
struct view appointment_from_orca_id(struct arena *arena,
                                     const struct orca_appointment *appointment);
/* "booked", or "arrived" when the patient has come. */
const char *appointment_from_orca_status(const struct orca_appointment *appointment);
/* Writes the resource as one value. */
void appointment_from_orca_write(const struct from_orca *from,
                                 const struct orca_appointment *appointment, struct view id,
                                 const struct orca_department_list *departments);

#endif
