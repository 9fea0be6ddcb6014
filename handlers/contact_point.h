/* Telephone numbers, mail addresses and postal codes of ORCA as FHIR ContactPoints and parts of
 * Addresses. */
#ifndef HANDLERS_CONTACT_POINT_H
#define HANDLERS_CONTACT_POINT_H

#include "handlers/from_orca.h"

struct contact_point {
  const char *system;
  const char *use; /* NULL = unknown */
  struct view value;
};

/* "telecom": [...] without empty values; nothing when all are. */
void contact_point_write(struct json_writer *writer, const struct contact_point *points,
                         size_t count);
/* Seven digits with their hyphen; anything else as it is. */
struct view contact_point_postal_code(const struct from_orca *from, struct view zip_code);

#endif
