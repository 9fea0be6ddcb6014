#include "handlers/medication_request.h"

#include "handlers/searchset.h"
#include "handlers/medication_request_from_orca.h"

static const struct search_parameter_row parameters[] = {
    MEDICATION_REQUEST_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error collect(struct request *request, const struct patient_acts *acts,
                          struct act_entries *ret_entries) {
  struct medicine_list list = {.count = 0};
  enum error error = medicine_list_prescribed(request, acts, &list);
  return error != ERROR_OK ? error : act_answer_medicines(request, &list, ret_entries);
}

static void write(const struct from_orca *from, const struct act_entry *entry) {
  medication_request_from_orca_write(from, entry->item);
}

static const struct act_type type = {.name = "MedicationRequest",
                                     .date_parameter = "authoredon",
                                     .parameters = parameters,
                                     .has_prescriptions = true,
                                     .collect = collect,
                                     .write = write};

enum error handle_medication_request_read(struct request *request, struct response *response) {
  return act_answer_read(request, response, &type);
}

enum error handle_medication_request_search(struct request *request, struct response *response) {
  return act_answer_search(request, response, &type);
}
