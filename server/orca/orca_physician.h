/* The clinic's physicians: system01lstv2, Request_Number 02. Their code is the clinic's own: group
 * (1 = physicians) and number. */
#ifndef SERVER_ORCA_ORCA_PHYSICIAN_H
#define SERVER_ORCA_ORCA_PHYSICIAN_H

#include "server/orca/orca.h"

#define ORCA_PHYSICIAN_DEPARTMENTS 5u

struct orca_physician {
  uint32_t row;     /* in ORCA's answer, from 1 */
  struct view code; /* 5 */
  struct view name;
  struct view kana;
  struct view registration;                            /* 医籍登録番号, often empty */
  struct view drug_permission;                         /* 麻薬施用者免許証番号 */
  struct view departments[ORCA_PHYSICIAN_DEPARTMENTS]; /* codes; empty ones may stand between */
};

struct orca_physician_list {
  struct orca_physician *physicians;
  size_t count;
  struct orca_info info;
};

/* Kept for hours. Errors of orca_ask. */
enum error orca_physician_list(struct orca_session *session,
                               struct orca_physician_list *ret_list) MUST_USE;

#endif
