#include "handlers/patient_acts.h"

#include "handlers/orca_failure.h"
#include "handlers/orca_message.h"
#include "server/limits.h"

#include <stdlib.h>

#define WITHHELD_CODE "24"
#define ACTS_API "medicalgetv2"

bool patient_acts_is_drug(const struct orca_act *act) {
  return act->class.length == 3 && act->class.data[0] == '2';
}

bool patient_acts_is_outside(const struct orca_act *act) {
  return patient_acts_is_drug(act) && act->class.data[2] == '2';
}

bool patient_acts_split_id(struct view id, struct view *ret_patient, struct view *ret_visit) {
  struct view rest = id;
  struct view patient = view_split(&rest, '.');
  struct view visit = view_split(&rest, '.');
  if (patient.length == 0 || visit.length == 0 || rest.length == 0) {
    return false;
  }
  *ret_patient = patient;
  *ret_visit = visit;
  return true;
}

static struct view visit_key(struct arena *arena, const struct orca_account *account) {
  const char *mark = account->inpatient ? "i" : "";
  if (account->invoice.length != 0) {
    return arena_format(arena, "%s%.*s", mark, VIEW_ARGUMENTS(account->invoice));
  }
  return arena_format(arena, "%s%.*s-%.*s-%.*s-%.*s", mark, VIEW_ARGUMENTS(account->date),
                      VIEW_ARGUMENTS(account->department), VIEW_ARGUMENTS(account->sequence),
                      VIEW_ARGUMENTS(account->combination));
}

static bool is_wanted(const struct patient_acts_wanted *wanted, const struct patient_visit *visit) {
  if (wanted->visit.length != 0) {
    return view_equal(wanted->visit, visit->key);
  }
  return day_range_holds(&wanted->days, visit->account.date);
}

/* By day, the newest first; of one day in ORCA's order, which the addresses keep. */
static int newest_first(const void *left, const void *right) {
  const struct orca_account *const *a = left;
  const struct orca_account *const *b = right;
  int order = view_compare((*b)->date, (*a)->date);
  return order != 0 ? order : (*a > *b) - (*a < *b);
}

static enum error sort_visits(struct arena *arena, struct orca_account_list *list) {
  const struct orca_account **order = arena_array(arena, list->count + 1, sizeof(*order));
  struct orca_account *sorted = arena_array(arena, list->count + 1, sizeof(*sorted));
  if (order == NULL || sorted == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < list->count; i++) {
    order[i] = &list->accounts[i];
  }
  if (list->count != 0) {
    qsort(order, list->count, sizeof(*order), newest_first);
  }
  for (size_t i = 0; i < list->count; i++) {
    sorted[i] = *order[i];
  }
  list->accounts = sorted;
  return ERROR_OK;
}

/* At most LIMIT_ACT_VISITS of the visits that are wanted. */
static enum error choose_visits(struct request *request, const struct patient_acts_wanted *wanted,
                                const struct orca_account_list *list, struct patient_acts *acts) {
  size_t total = 0;
  acts->visits = arena_array(request->arena, LIMIT_ACT_VISITS, sizeof(*acts->visits));
  if (acts->visits == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < list->count; i++) {
    struct patient_visit visit = {.account = list->accounts[i]};
    visit.key = visit_key(request->arena, &visit.account);
    if (visit.key.data == NULL) {
      return ERROR_MEMORY;
    }
    if (!is_wanted(wanted, &visit)) {
      continue;
    }
    total++;
    if (acts->count < LIMIT_ACT_VISITS) {
      acts->visits[acts->count++] = visit;
    }
  }
  if (total > acts->count) {
    issue_add_with(&request->issues, orca_message_get(ORCA_MESSAGE_VISITS_LEFT),
                   arena_format(request->arena, "%zu", acts->count),
                   arena_format(request->arena, "%zu", total));
  }
  return ERROR_OK;
}

static void note_answer(struct request *request, const char *api, const struct orca_info *info,
                        struct patient_acts *acts) {
  orca_failure_notice(request, api, info);
  if (info->fetched_ms < acts->fetched_ms) {
    acts->fetched_ms = info->fetched_ms;
  }
}

static enum error ask_acts(struct request *request, struct orca_session *session,
                           struct patient_visit *visit, struct patient_acts *acts) {
  enum error error = orca_act_list(session, acts->patient_id, &visit->account, &visit->acts);
  if (error != ERROR_OK) {
    return error;
  }
  note_answer(request, ACTS_API, &visit->acts.info, acts);
  if (visit->acts.info.empty && view_is(visit->acts.info.code, WITHHELD_CODE)) {
    issue_add_with(&request->issues, orca_message_get(ORCA_MESSAGE_VISIT_WITHHELD),
                   visit->account.date, visit->acts.info.text);
  }
  return ERROR_OK;
}

static bool has_outside_drugs(const struct patient_visit *visit) {
  for (size_t i = 0; i < visit->acts.count; i++) {
    if (patient_acts_is_outside(&visit->acts.acts[i])) {
      return true;
    }
  }
  return false;
}

/* ORCA without this API (404) or unwilling to answer it: the acts say most of the same. */
static bool may_go_without(enum error error, const struct orca_trouble *trouble) {
  return error != ERROR_MEMORY &&
         (trouble->fault == ORCA_FAULT_RESULT ||
          (trouble->fault == ORCA_FAULT_STATUS && trouble->http_status == 404));
}

static enum error ask_prescription(struct request *request, struct orca_session *session,
                                   struct patient_visit *visit, struct patient_acts *acts) {
  if (visit->account.invoice.length == 0 || !has_outside_drugs(visit)) {
    return ERROR_OK;
  }
  enum error error =
      orca_prescription_list(session, acts->patient_id, &visit->account, &visit->prescription);
  if (error == ERROR_OK) {
    note_answer(request, "prescriptionv2", &visit->prescription.info, acts);
    return ERROR_OK;
  }
  if (!may_go_without(error, &session->trouble)) {
    return error;
  }
  issue_add_with(&request->issues, orca_message_get(ORCA_MESSAGE_PRESCRIPTION_REFUSED),
                 visit->account.date, arena_copy(request->arena, view_of(session->trouble.text)));
  return ERROR_OK;
}

enum error patient_acts_collect(struct request *request, struct orca_session *session,
                                const struct patient_acts_wanted *wanted,
                                struct patient_acts *ret_acts) {
  struct orca_account_list list;
  enum error error = orca_account_list(session, wanted->patient_id, &list);
  if (error != ERROR_OK) {
    return error;
  }
  orca_failure_notice(request, ACTS_API, &list.info);
  struct patient_acts acts = {.patient_id = list.patient_id, .fetched_ms = list.info.fetched_ms};
  error = sort_visits(request->arena, &list);
  if (error == ERROR_OK) {
    error = choose_visits(request, wanted, &list, &acts);
  }
  for (size_t i = 0; i < acts.count && error == ERROR_OK; i++) {
    error = ask_acts(request, session, &acts.visits[i], &acts);
    if (error == ERROR_OK && wanted->prescriptions) {
      error = ask_prescription(request, session, &acts.visits[i], &acts);
    }
  }
  if (error == ERROR_OK) {
    *ret_acts = acts;
  }
  return error;
}
