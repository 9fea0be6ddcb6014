#include "handlers/condition_search.h"

#include "handlers/condition_from_orca.h"
#include "handlers/orca_failure.h"
#include "handlers/searchset.h"

static const struct search_parameter_row parameters[] = {
    CONDITION_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

/* The code of a token "code" or "system|code"; a token of another system finds nothing. */
static struct view status_code(struct view token) {
  size_t at = view_find_byte(token, '|', 0);
  if (at == SIZE_MAX) {
    return token;
  }
  bool known =
      view_is(view_part(token, 0, at), "http://terminology.hl7.org/CodeSystem/condition-clinical");
  return known ? view_part(token, at + 1, token.length) : view_of("|");
}

static bool is_wanted(const struct orca_disease *disease, struct view status) {
  return status.length == 0 || view_is(status, condition_from_orca_clinical_status(disease));
}

static size_t count_wanted(const struct orca_disease_list *list, struct view status) {
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++) {
    count += is_wanted(&list->diseases[i], status);
  }
  return count;
}

static enum error write_list(struct request *request, struct response *response,
                             const struct orca_disease_list *list, struct view status) {
  struct view *ids = condition_from_orca_ids(request->arena, list);
  if (ids == NULL) {
    return ERROR_MEMORY;
  }
  struct searchset set;
  enum error error = searchset_begin(&set, request, "Condition", count_wanted(list, status));
  if (error != ERROR_OK) {
    return error;
  }
  struct from_orca from =
      from_orca_make(request, &set.writer, list->patient_id, list->info.fetched_ms);
  for (size_t i = 0; i < list->count; i++) {
    if (is_wanted(&list->diseases[i], status)) {
      searchset_entry_begin(&set, ids[i]);
      condition_from_orca_write(&from, &list->diseases[i], ids[i]);
      searchset_entry_end(&set);
    }
  }
  return searchset_end(&set, response);
}

enum error handle_condition_search(struct request *request, struct response *response) {
  struct view patient_id;
  struct view status;
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_patient(request, "subject", &patient_id);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "clinical-status", &status);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_session session = orca_failure_session(request);
  struct orca_disease_list list;
  error = orca_disease_list(&session, patient_id, &list);
  if (error == ERROR_NOT_FOUND) {
    return searchset_unknown_patient(request, response, "Condition");
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  orca_failure_notice(request, "diseasegetv2", &list.info);
  return write_list(request, response, &list, status_code(status));
}
