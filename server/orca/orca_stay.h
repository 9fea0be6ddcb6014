/* One stay in hospital: hsptinfv2, asked by patient and day of admission. Its rows are the stay's
 * history: a move to another ward begins another row. */
#ifndef SERVER_ORCA_ORCA_STAY_H
#define SERVER_ORCA_ORCA_STAY_H

#include "server/orca/orca.h"

struct orca_stay_doctor {
  uint32_t row; /* in ORCA's answer, from 1 */
  struct view code;
  struct view name;
};

struct orca_stay {
  uint32_t row;        /* in ORCA's answer, from 1 */
  struct view history; /* number of the row */
  struct view discharge_date;
  struct view discharge_type; /* how it ended, in words */
  struct view ward;           /* number */
  struct view ward_name;
  struct view room;       /* number */
  struct view department; /* code */
  struct view department_name;
  struct orca_stay_doctor *doctors;
  size_t doctor_count;
};

struct orca_stay_list {
  struct view patient_id; /* as ORCA writes it */
  struct orca_stay *rows; /* empty: no stay began on that day */
  size_t count;
  struct orca_info info;
};

/* admission: YYYY-MM-DD. Errors of orca_ask. */
enum error orca_stay_get(struct orca_session *session, struct view patient_id,
                         struct view admission, struct orca_stay_list *ret_list) MUST_USE;

#endif
