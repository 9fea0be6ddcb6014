/* Accounts: medicalgetv2 class 01, out-patient and in-patient. One row is one account (伝票) of a
 * day, a department and an insurance combination. ORCA gives at most 150 rows a question and no way
 * to page that is documented: what is beyond is said, not hidden. */
#ifndef SERVER_ORCA_ORCA_ACCOUNT_H
#define SERVER_ORCA_ORCA_ACCOUNT_H

#include "server/orca/orca.h"

struct orca_account {
  uint32_t row;     /* in ORCA's answer, from 1 */
  struct view date; /* YYYY-MM-DD */
  struct view department;
  struct view department_name;
  struct view sequence; /* of the same day in a department */
  struct view combination;
  struct view insurance_class;
  struct view insurance_name;
  struct view invoice; /* 伝票番号; may be empty */
  struct view created; /* date; the stamps came in 2024-09 and may be empty */
  struct view updated;
  struct view updated_time;
  bool inpatient;
};

struct orca_account_list {
  struct view patient_id;        /* as ORCA writes it */
  struct orca_account *accounts; /* in ORCA's order, out-patient first */
  size_t count;
  struct orca_info info; /* truncated: more than 150 */
};

/* A patient without any is an empty list. Errors of orca_ask. */
enum error orca_account_list(struct orca_session *session, struct view patient_id,
                             struct orca_account_list *ret_list) MUST_USE;
/* The out-patient ones alone: one question instead of two. */
enum error orca_account_list_outpatient(struct orca_session *session, struct view patient_id,
                                        struct orca_account_list *ret_list) MUST_USE;
/* Date and time of the last change, for orca_question.stamp; empty when ORCA does not tell.
 * ERROR_MEMORY. */
enum error orca_account_stamp(struct arena *arena, const struct orca_account *account,
                              struct view *ret_stamp) MUST_USE;

#endif
