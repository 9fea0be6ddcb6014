#include "handlers/charge_item.h"

#include "handlers/searchset.h"
#include "handlers/charge_item_from_orca.h"

static const struct search_parameter_row parameters[] = {
    CHARGE_ITEM_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error collect(struct request *request, const struct patient_acts *acts,
                          struct act_entries *ret_entries) {
  return act_answer_lines(request, acts, charge_item_from_orca_is_charge, ret_entries);
}

static void write(const struct from_orca *from, const struct act_entry *entry) {
  charge_item_from_orca_write(from, entry->item);
}

static const struct act_type type = {.name = "ChargeItem",
                                     .date_parameter = "occurrence",
                                     .parameters = parameters,
                                     .has_prescriptions = false,
                                     .collect = collect,
                                     .write = write};

enum error handle_charge_item_read(struct request *request, struct response *response) {
  return act_answer_read(request, response, &type);
}

enum error handle_charge_item_search(struct request *request, struct response *response) {
  return act_answer_search(request, response, &type);
}
