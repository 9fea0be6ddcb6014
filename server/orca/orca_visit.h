/* Out-patient visits that were billed: of one day (visitptlstv2, with the physician) and of one
 * patient (medicalgetv2 class 01, without). A visit's key is patient, day, department and its
 * number among the patient's visits of that day in the department. */
#ifndef SERVER_ORCA_ORCA_VISIT_H
#define SERVER_ORCA_ORCA_VISIT_H

#include "server/orca/orca.h"

struct orca_visit {
  uint32_t row;           /* in ORCA's answer, from 1 */
  struct view patient_id; /* as ORCA writes it */
  struct view date;       /* YYYY-MM-DD */
  struct view department; /* code */
  struct view department_name;
  struct view physician; /* code; visits of a day only */
  struct view physician_name;
  struct view sequence;    /* "1".. */
  struct view voucher;     /* 伝票番号, 7 */
  struct view update_date; /* of the newer ORCAs */
  struct view update_time; /* HH:MM:SS */
  bool is_of_patient;      /* from the list of a patient */
};

struct orca_visit_list {
  struct orca_visit *visits;
  size_t count;
  struct orca_info info;
};

/* Both: errors of orca_ask. */
enum error orca_visit_list_day(struct orca_session *session, struct view date,
                               struct orca_visit_list *ret_list) MUST_USE;
/* At most 150 rows. */
enum error orca_visit_list_patient(struct orca_session *session, struct view patient_id,
                                   struct orca_visit_list *ret_list) MUST_USE;

#endif
