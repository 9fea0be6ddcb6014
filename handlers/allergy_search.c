#include "handlers/allergy_search.h"

#include "handlers/allergy_from_orca.h"
#include "handlers/orca_failure.h"
#include "handlers/searchset.h"

static const struct search_parameter_row parameters[] = {
    ALLERGY_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error write_list(struct request *request, struct response *response,
                             const struct orca_patient *patient) {
  struct allergy *allergies = NULL;
  size_t count = 0;
  struct searchset set;
  enum error error = allergy_from_orca_collect(request->arena, patient, &allergies, &count);
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "AllergyIntolerance", count);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct from_orca from =
      from_orca_make(request, &set.writer, patient->id, patient->info.fetched_ms);
  for (size_t i = 0; i < count; i++) {
    searchset_entry_begin(&set, allergies[i].id);
    allergy_from_orca_write(&from, &allergies[i]);
    searchset_entry_end(&set);
  }
  return searchset_end(&set, response);
}

enum error handle_allergy_search(struct request *request, struct response *response) {
  struct view patient_id;
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_patient(request, NULL, &patient_id);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_session session = orca_failure_session(request);
  struct orca_patient patient;
  error = orca_patient_get(&session, patient_id, &patient);
  if (error == ERROR_NOT_FOUND) {
    return searchset_unknown_patient(request, response, "AllergyIntolerance");
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  orca_failure_notice(request, "patientgetv2", &patient.info);
  return write_list(request, response, &patient);
}
