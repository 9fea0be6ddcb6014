/* What happened while nobody listened: PUSH has no replay, so after every (re)connect ORCA is asked
 * which patients changed and, on the cloud, which events there were. */
#ifndef SERVER_ORCA_ORCA_RESYNC_H
#define SERVER_ORCA_ORCA_RESYNC_H

#include "server/orca/orca_event.h"

struct orca_resync {
  int64_t since_ms;                 /* Unix time */
  struct orca_event_memory *memory; /* events that were seen are not applied again */
  struct orca_event_listener listener;
  uint32_t patients; /* out: changed ones that were forgotten */
  uint32_t events;   /* out: new ones */
};

/* Asks patientlst1v2 (days) and, on the cloud, pusheventgetv2 (minutes) and forgets what is old.
 * When ORCA does not answer, or has more than it lists, everything is forgotten: the cache then
 * holds nothing old either way. The errors of orca_ask; session->trouble has the details. */
enum error orca_resync(struct orca_session *session, struct orca_resync *resync) MUST_USE;

#endif
