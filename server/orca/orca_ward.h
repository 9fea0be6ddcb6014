/* The clinic's wards and their rooms: hsconfwardv2. A clinic without beds has none. */
#ifndef SERVER_ORCA_ORCA_WARD_H
#define SERVER_ORCA_ORCA_WARD_H

#include "server/orca/orca.h"

struct orca_room {
  uint32_t row;       /* in ORCA's answer, from 1 */
  struct view number; /* at most 6, any characters */
};

struct orca_ward {
  uint32_t row;       /* in ORCA's answer, from 1 */
  struct view number; /* 2 */
  struct view name;
  struct view short_name;
  struct view kind;       /* 病棟種別, its name */
  struct view department; /* code, empty for mixed wards */
  struct view start_date;
  struct view end_date;
  struct orca_room *rooms;
  size_t room_count;
};

struct orca_ward_list {
  struct orca_ward *wards;
  size_t count;
  struct orca_info info;
};

/* As configured today. Kept for hours. Errors of orca_ask. */
enum error orca_ward_list(struct orca_session *session, struct orca_ward_list *ret_list) MUST_USE;

#endif
