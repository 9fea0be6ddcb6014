/* Ids of resources that have a key in ORCA: its parts joined by hyphens behind a word for the kind
 * ("visit-20261121-01-1-00012"), so that the same record has the same id for ever and an id leads
 * back to the record. Only the last part may hold hyphens itself: patient numbers stand there. */
#ifndef HANDLERS_RECORD_ID_H
#define HANDLERS_RECORD_ID_H

#include "server/base/arena.h"

#define RECORD_ID_PARTS 5u
#define RECORD_ID_BYTES 64u /* FHIR R4 datatypes.html#id */

struct record_id {
  struct view parts[RECORD_ID_PARTS]; /* the first is the kind */
  size_t count;
};

/* True for what may be a part: letters, digits, and hyphens when it is the last. */
bool record_id_is_part(struct view text, bool is_last);
/* The id; empty when a part is not usable or the whole is too long, data NULL only when memory is
 * short. */
struct view record_id_make(struct arena *arena, const struct record_id *key);
/* The parts of an id of a kind that has count of them (the kind included); false when it is none.
 */
bool record_id_split(struct view id, const char *kind, size_t count, struct record_id *ret_key);
/* "2026-11-21" as "20261121" and back; data NULL only when memory is short, empty when it is none.
 */
struct view record_id_date(struct arena *arena, struct view date);
struct view record_id_to_date(struct arena *arena, struct view digits);

#endif
