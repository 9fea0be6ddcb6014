/* Today's desk: acceptlstv2 class 03, everybody who was received on a day, waiting or paid. */
#ifndef SERVER_ORCA_ORCA_RECEPTION_H
#define SERVER_ORCA_ORCA_RECEPTION_H

#include "server/orca/orca.h"

struct orca_reception {
  uint32_t row;     /* in ORCA's answer, from 1 */
  struct view id;   /* 5, unique on its day */
  struct view time; /* HH:MM:SS of arrival */
  struct view patient_id;
  struct view department; /* code */
  struct view department_name;
  struct view physician; /* code */
  struct view physician_name;
  struct view account_time;     /* HH:MM:SS; empty while waiting */
  struct view appointment_time; /* HH:MM:SS; empty without an appointment */
  struct view appointment_id;   /* 2 */
};

struct orca_reception_list {
  struct orca_reception *receptions;
  size_t count;
  struct orca_info info;
};

/* Kept for seconds. Errors of orca_ask. */
enum error orca_reception_list(struct orca_session *session, struct view date,
                               struct orca_reception_list *ret_list) MUST_USE;

#endif
