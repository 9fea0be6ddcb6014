#include "handlers/procedure.h"

#include "handlers/searchset.h"
#include "handlers/procedure_from_orca.h"

static const struct search_parameter_row parameters[] = {
    PROCEDURE_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error collect(struct request *request, const struct patient_acts *acts,
                          struct act_entries *ret_entries) {
  return act_answer_lines(request, acts, procedure_from_orca_is_procedure, ret_entries);
}

static void write(const struct from_orca *from, const struct act_entry *entry) {
  procedure_from_orca_write(from, entry->item);
}

static const struct act_type type = {.name = "Procedure",
                                     .date_parameter = "date",
                                     .parameters = parameters,
                                     .has_prescriptions = false,
                                     .collect = collect,
                                     .write = write};

enum error handle_procedure_read(struct request *request, struct response *response) {
  return act_answer_read(request, response, &type);
}

enum error handle_procedure_search(struct request *request, struct response *response) {
  return act_answer_search(request, response, &type);
}
