/* The visits of a patient with what was done at them and what was prescribed, asked of ORCA with
 * few calls: the list of visits, then the acts of each visit that is wanted, then the prescription
 * of those that have drugs for an outside pharmacy. Visits whose last change ORCA tells cost
 * nothing the second time.
 *
 * Ids: "<patient>.<visit>.<place>". The visit is the invoice number (伝票番号, with "i" before it
 * for in-patients) or, where ORCA gives none, date-department-sequence-combination. An id can be
 * read back, and holds until the visit is entered anew in ORCA. */
#ifndef HANDLERS_PATIENT_ACTS_H
#define HANDLERS_PATIENT_ACTS_H

#include "handlers/day_range.h"
#include "handlers/services.h"
#include "server/http/request.h"
#include "server/orca/orca_act.h"
#include "server/orca/orca_prescription.h"

struct patient_visit {
  struct orca_account account;
  struct view key; /* in ids */
  struct orca_act_list acts;
  struct orca_prescription_list prescription; /* count 0: none, not asked for, or not to be had */
};

struct patient_acts {
  struct view patient_id;
  struct patient_visit *visits; /* newest first */
  size_t count;
  int64_t fetched_ms; /* of the oldest answer */
};

struct patient_acts_wanted {
  struct view patient_id;
  struct view visit;     /* key; empty = every visit */
  struct day_range days; /* of visits */
  bool prescriptions;    /* ask for them as well */
};

/* Errors of orca_ask. What is left out (more visits than LIMIT_ACT_VISITS, data that ORCA
 * withholds, a prescription that it refuses) becomes an issue of the request. */
enum error patient_acts_collect(struct request *request, struct orca_session *session,
                                const struct patient_acts_wanted *wanted,
                                struct patient_acts *ret_acts) MUST_USE;

/* Splits an id; false when it is none of ours. */
bool patient_acts_split_id(struct view id, struct view *ret_patient, struct view *ret_visit);

/* Drugs (2xx) that an outside pharmacy dispenses: the last digit of the class is 2. */
bool patient_acts_is_drug(const struct orca_act *act);
bool patient_acts_is_outside(const struct orca_act *act);

#endif
