/* What ORCA knows of an Encounter is in two lists: the desk's receptions and the billed visits. No
 * key joins them, so the n-th reception of a patient in a department on a day is taken to be the
 * visit with the number n there. An Encounter thus keeps its id from arrival to billing and after:
 * "visit-20261121-01-1-00012" (day, department, number, patient); of a stay in hospital
 * "stay-20261105-00012" (day of admission, patient). */
#ifndef HANDLERS_ENCOUNTER_GATHER_H
#define HANDLERS_ENCOUNTER_GATHER_H

#include "server/orca/orca_reception.h"
#include "server/orca/orca_stay.h"
#include "server/orca/orca_visit.h"

#define ENCOUNTER_VISIT "visit"
#define ENCOUNTER_VISIT_PARTS 5u
#define ENCOUNTER_STAY "stay"
#define ENCOUNTER_STAY_PARTS 3u

/* The number of an account (伝票): a visit that is billed to several insurances has several. */
struct encounter_invoice {
  uint32_t row; /* of the list that tells it */
  struct view number;
  struct encounter_invoice *next;
};

/* A visit, a reception, both, or a stay alone. */
struct encounter {
  struct view id;
  struct view patient_id;
  struct view date;               /* of the visit or the admission */
  const struct orca_visit *visit; /* the first row of it */
  struct encounter_invoice *invoices;
  const struct orca_reception *reception;
  const struct orca_stay_list *stay; /* at least one row */
};

struct encounter_sources {
  const struct orca_visit_list *visits;         /* of any days */
  const struct orca_reception_list *receptions; /* of the one day below */
  struct view date;
};

struct encounter_list {
  struct encounter *encounters;
  size_t count;
};

/* The id of a visit; empty when none can be made, data NULL only when memory is short. */
struct view encounter_gather_visit_id(struct arena *arena, const struct orca_visit *visit);
/* Joins the lists, in the order of the visits, then of the receptions that are no visit yet. Rows
 * without a usable key are left out. ERROR_MEMORY. */
enum error encounter_gather(struct arena *arena, const struct encounter_sources *sources,
                            struct encounter_list *ret_list) MUST_USE;
/* The Encounter of a stay that began on that day. ERROR_MEMORY. */
enum error encounter_gather_stay(struct arena *arena, const struct orca_stay_list *stay,
                                 struct view admission, struct encounter *ret_encounter) MUST_USE;

#endif
