/* Institutions as the national service's facility lookup answers them, as Organizations
 * (JP_Organization, JP Core 1.2.0). */
#ifndef HANDLERS_NATIONAL_FACILITY_H
#define HANDLERS_NATIONAL_FACILITY_H

#include "server/base/json_writer.h"
#include "server/national/answer.h"

/* Boolean: the institution takes part, so a referral can be sent to it. */
#define NATIONAL_FACILITY_PARTICIPATING "urn:fhir-facade:national-participating"

/* The service cannot be asked for one institution by its number, so an Organization of this kind
 * cannot be read: its id is a UUID made of the number, the same in every answer. Data NULL only
 * when memory is short. */
struct view national_facility_id(struct arena *arena, const struct answer_row *row);
/* Writes a row of ADAPTER_LIST_FACILITIES as one value; parts that the service leaves out are left
 * out. The kana name is an alias: JP_Organization has no place of its own for it. */
void national_facility_write(struct json_writer *writer, const struct adapter *adapter,
                             const struct answer_row *row, struct view id);

#endif
