/* Where in ORCA's answers a resource comes from, as meta.source says it:
 *
 *   urn:orca:api01rv2/diseasegetv2?=Base_Date=2019-03#Disease_Information[203]&code=Disease_Single[2]
 *
 * the API, what it was asked when that is needed to find the row, the record with the row of each
 * array on the way (from 1, as ORCA sent it), and for elements that come from another record, that
 * record: below the first one, or of another API ("name[2]=patientlst8v2:Former_Name_...[1]"). Read
 * by handlers/orca_source.h. */
#ifndef HANDLERS_ORCA_POINTER_H
#define HANDLERS_ORCA_POINTER_H

#include "server/base/buffer.h"

#define ORCA_POINTER_PREFIX "urn:orca:api01rv2/"
#define ORCA_POINTER_WHOLE SIZE_MAX

struct orca_pointer {
  struct buffer buffer;
  bool has_question;
  bool has_fragment;
  bool is_path_start; /* the next step begins a path */
};

/* In the order of the form above. A failure sticks. */
struct orca_pointer orca_pointer_make(struct arena *arena, const char *api);
/* What was asked; nothing for an empty value. */
void orca_pointer_question(struct orca_pointer *pointer, const char *name, struct view value);
/* A record; row 0: it stands in no array. */
void orca_pointer_step(struct orca_pointer *pointer, const char *record, uint32_t row);
/* The element whose steps follow: "code" with index ORCA_POINTER_WHOLE, "contact[0]" by "contact"
 * and 0. api NULL: they lie below the resource's record. */
void orca_pointer_element(struct orca_pointer *pointer, const char *element, size_t index,
                          const char *api);
/* The whole of meta.source; data NULL when memory was short. */
struct view orca_pointer_text(const struct orca_pointer *pointer);

#endif
