/* Appointments: of one day (appointlstv2) and of one patient from a day on (appointlst2v2). A
 * cancelled one is gone; ORCA knows no duration. */
#ifndef SERVER_ORCA_ORCA_APPOINTMENT_H
#define SERVER_ORCA_ORCA_APPOINTMENT_H

#include "server/orca/orca.h"

struct orca_appointment {
  uint32_t row;           /* in ORCA's answer, from 1 */
  struct view patient_id; /* as ORCA writes it */
  struct view date;       /* YYYY-MM-DD */
  struct view time;       /* HH:MM:SS */
  struct view id;         /* 2; tells appointments of one time apart */
  struct view kind;       /* 診療内容区分, 2 */
  struct view kind_name;  /* of a patient's only */
  struct view department; /* code */
  struct view department_name;
  struct view physician; /* code */
  struct view physician_name;
  struct view visited; /* 1 = the patient has come */
  struct view note;    /* of a patient's only */
  bool is_of_patient;  /* from the list of a patient */
};

struct orca_appointment_list {
  struct orca_appointment *appointments;
  size_t count;
  struct orca_info info;
};

/* Both are kept for seconds. Errors of orca_ask. At most 500 rows. */
enum error orca_appointment_list_day(struct orca_session *session, struct view date,
                                     struct orca_appointment_list *ret_list) MUST_USE;
/* At most 50 rows, from the date on. */
enum error orca_appointment_list_patient(struct orca_session *session, struct view patient_id,
                                         struct view date,
                                         struct orca_appointment_list *ret_list) MUST_USE;

#endif
