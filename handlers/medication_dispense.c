#include "handlers/medication_dispense.h"

#include "handlers/searchset.h"
#include "handlers/medication_dispense_from_orca.h"

static const struct search_parameter_row parameters[] = {
    MEDICATION_DISPENSE_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error collect(struct request *request, const struct patient_acts *acts,
                          struct act_entries *ret_entries) {
  struct medicine_list list = {.count = 0};
  enum error error = medicine_list_dispensed(request, acts, &list);
  return error != ERROR_OK ? error : act_answer_medicines(request, &list, ret_entries);
}

static void write(const struct from_orca *from, const struct act_entry *entry) {
  medication_dispense_from_orca_write(from, entry->item);
}

static const struct act_type type = {.name = "MedicationDispense",
                                     .date_parameter = "whenhandedover",
                                     .parameters = parameters,
                                     .has_prescriptions = false,
                                     .collect = collect,
                                     .write = write};

enum error handle_medication_dispense_read(struct request *request, struct response *response) {
  return act_answer_read(request, response, &type);
}

enum error handle_medication_dispense_search(struct request *request, struct response *response) {
  return act_answer_search(request, response, &type);
}
