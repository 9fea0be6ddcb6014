/* Single lines of the acts of a patient's visits, as Procedure and ChargeItem are made of them. */
#ifndef HANDLERS_ACT_LIST_H
#define HANDLERS_ACT_LIST_H

#include "handlers/from_orca.h"
#include "handlers/patient_acts.h"
#include "handlers/receipt_line.h"

struct act_item {
  struct view id; /* "<patient>.<visit>.a<act>.<line>" */
  const struct patient_visit *visit;
  const struct orca_act *act;
  const struct orca_act_line *line;
  enum receipt_line kind;
};

struct act_list {
  struct act_item *items;
  size_t count;
};

typedef bool act_item_wanted(const struct act_item *item);

/* The lines that are wanted, in order of visits, acts, lines. ERROR_MEMORY. */
enum error act_list_make(struct request *request, const struct patient_acts *acts,
                         act_item_wanted *wanted, struct act_list *ret_list) MUST_USE;

/* Where an act stands in ORCA's answer, and one of its lines. */
struct orca_pointer act_list_point(const struct from_orca *from, const struct patient_visit *visit,
                                   const struct orca_act *act);
struct orca_pointer act_list_point_line(const struct from_orca *from, const struct act_item *item);

#endif
