#include "handlers/coverage_search.h"

#include "handlers/coverage_from_orca.h"
#include "handlers/orca_failure.h"
#include "handlers/searchset.h"

static const struct search_parameter_row parameters[] = {
    COVERAGE_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error write_list(struct request *request, struct response *response,
                             const struct orca_insurance_list *list) {
  struct coverage *coverages = NULL;
  size_t count = 0;
  struct searchset set;
  enum error error = coverage_from_orca_collect(request->arena, list, &coverages, &count);
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "Coverage", count);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct from_orca from =
      from_orca_make(request, &set.writer, list->patient_id, list->info.fetched_ms);
  for (size_t i = 0; i < count; i++) {
    searchset_entry_begin(&set, coverages[i].id);
    coverage_from_orca_write(&from, &coverages[i]);
    searchset_entry_end(&set);
  }
  return searchset_end(&set, response);
}

enum error handle_coverage_search(struct request *request, struct response *response) {
  struct view patient_id;
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_patient(request, "beneficiary", &patient_id);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_session session = orca_failure_session(request);
  struct orca_insurance_list list;
  error = orca_insurance_list(&session, patient_id, &list);
  if (error == ERROR_NOT_FOUND) {
    return searchset_unknown_patient(request, response, "Coverage");
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  orca_failure_notice(request, "patientlst6v2", &list.info);
  return write_list(request, response, &list);
}
