/* Names that a patient had before: patientlst8v2 (ORCA since November 2021). */
#ifndef SERVER_ORCA_ORCA_FORMER_NAME_H
#define SERVER_ORCA_ORCA_FORMER_NAME_H

#include "server/orca/orca.h"

struct orca_former_name {
  uint32_t row;            /* in ORCA's answer, from 1 */
  struct view change_date; /* YYYY-MM-DD: the last day of this name */
  struct view name;
  struct view kana;
};

struct orca_former_name_list {
  struct orca_former_name *names;
  size_t count;
  struct orca_info info;
};

/* At most 20, the oldest first. present is the patient's name as ORCA just told it: as long as it
 * is the same nothing became a former name, so the answer is kept for a day (empty: as long as
 * others, see the stamp of struct orca_question). Errors of orca_ask; an ORCA that does not have
 * this API has no former names, and is asked again after a while (ORCA_ABSENCE_LIST). */
enum error orca_former_name_list(struct orca_session *session, struct view patient_id,
                                 struct view present,
                                 struct orca_former_name_list *ret_list) MUST_USE;

#endif
