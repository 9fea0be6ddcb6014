/* What an answer of ORCA means: its status, its root record, its Api_Result. */
#ifndef SERVER_ORCA_ORCA_REPLY_H
#define SERVER_ORCA_ORCA_REPLY_H

#include "server/orca/orca_api.h"
#include "server/orca/orca_record.h"
#include "server/orca/orca_trouble.h"

struct orca_outcome; /* server/orca/orca_cache.h */

/* What is said beside the data of a usable answer. */
struct orca_info {
  int64_t fetched_ms; /* when the (oldest) answer came */
  bool truncated;     /* ORCA holds more than it gave */
  bool empty;         /* ORCA said that there is nothing */
  struct view code;   /* Api_Result when it is a hint, empty, truncated */
  struct view text;   /* Api_Result_Message then */
};

struct orca_reply {
  struct orca_record record;
  uint32_t node; /* the answer's root record */
  struct orca_info info;
};

/* The errors are those of orca_ask; outcome->trouble gets the details. */
enum error orca_reply_make(struct arena *arena, const struct orca_api *api,
                           struct orca_outcome *outcome, struct orca_reply *ret_reply) MUST_USE;
/* Whether everything in the answer that has a patient number has this one (empty = any). */
bool orca_reply_is_about(const struct orca_reply *reply, struct view patient);
/* True when the same question may well be answered a little later: locked (90), master update or
 * overload (502, 503, 504). */
bool orca_reply_may_come_later(enum error error, const struct orca_trouble *trouble);

#endif
