#include "handlers/encounter.h"

#include "handlers/encounter_from_orca.h"
#include "handlers/orca_failure.h"
#include "handlers/orca_message.h"
#include "handlers/record_id.h"
#include "handlers/resource_set.h"
#include "handlers/search_day.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "server/orca/orca_patient.h"
#include "server/orca/orca_text.h"

#define STATUS_SYSTEM "http://hl7.org/fhir/encounter-status"

static const struct search_parameter_row parameters[] = {
    ENCOUNTER_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

struct encounter_query {
  struct view patient; /* number */
  struct day_range days;
  struct view status;
  struct view class;
  struct view today;
};

static enum error read_patient(struct resource_set *set, struct encounter_query *query) {
  bool has_patient = request_query(set->request, "patient").length +
                         request_query(set->request, "subject").length !=
                     0;
  return has_patient ? searchset_patient(set->request, "subject", &query->patient) : ERROR_OK;
}

static enum error prepare(struct resource_set *set) {
  struct encounter_query *query = arena_alloc(set->request->arena, sizeof(*query));
  if (query == NULL) {
    return ERROR_MEMORY;
  }
  set->query = query;
  query->today = resource_set_today(set);
  enum error error = query->today.data != NULL ? ERROR_OK : ERROR_MEMORY;
  if (error == ERROR_OK) {
    error = read_patient(set, query);
  }
  if (error == ERROR_OK) {
    error = search_day_range(set->request, "date", &query->days);
  }
  if (error == ERROR_OK) {
    error = searchset_single(set->request, "status", &query->status);
  }
  return error == ERROR_OK ? searchset_single(set->request, "class", &query->class) : error;
}

/* ---- collecting
 * ------------------------------------------------------------------------------------- */

static enum error add_gathered(struct resource_set *set, const struct encounter_sources *sources) {
  struct encounter_list list = {NULL, 0};
  enum error error = encounter_gather(set->request->arena, sources, &list);
  for (size_t i = 0; i < list.count && error == ERROR_OK; i++) {
    error = resource_set_add(set, list.encounters[i].id, &list.encounters[i]);
  }
  return error;
}

static enum error ask_receptions(struct resource_set *set, struct view date,
                                 struct orca_reception_list *list) {
  enum error error = orca_reception_list(&set->session, date, list);
  if (error == ERROR_OK) {
    resource_set_note(set, "acceptlstv2", &list->info);
  }
  return error;
}

/* The lists live as long as the request: the Encounters point into them. A day that is to come has
 * nobody yet. */
static enum error collect_day(struct resource_set *set, struct view date) {
  struct orca_visit_list visits = {.count = 0};
  struct orca_reception_list receptions = {.count = 0};
  struct view today = resource_set_today(set);
  if (today.data == NULL) {
    return ERROR_MEMORY;
  }
  if (date.length == 0 || view_compare(date, today) > 0) {
    return ERROR_OK;
  }
  enum error error = orca_visit_list_day(&set->session, date, &visits);
  if (error == ERROR_OK) {
    resource_set_note(set, "visitptlstv2", &visits.info);
    error = ask_receptions(set, date, &receptions);
  }
  const struct encounter_sources sources = {&visits, &receptions, date};
  return error == ERROR_OK ? add_gathered(set, &sources) : error;
}

/* Every visit of a patient, and today's receptions when today is asked for. */
static enum error collect_patient(struct resource_set *set, const struct encounter_query *query) {
  struct orca_visit_list visits = {.count = 0};
  struct orca_reception_list receptions = {.count = 0};
  enum error error = orca_visit_list_patient(&set->session, query->patient, &visits);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "medicalgetv2", &visits.info);
  if (visits.count != 0) {
    issue_add(&set->request->issues, orca_message_get(ORCA_MESSAGE_ENCOUNTER_PHYSICIAN));
  }
  if (day_range_holds(&query->days, query->today)) {
    error = ask_receptions(set, query->today, &receptions);
  }
  const struct encounter_sources sources = {&visits, &receptions, query->today};
  return error == ERROR_OK ? add_gathered(set, &sources) : error;
}

static enum error collect_stay(struct resource_set *set, struct view patient_id,
                               struct view admission) {
  struct arena *arena = set->request->arena;
  struct orca_stay_list *stay = arena_alloc(arena, sizeof(*stay));
  struct encounter *encounter = arena_alloc(arena, sizeof(*encounter));
  if (stay == NULL || encounter == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = orca_stay_get(&set->session, patient_id, admission, stay);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "hsptinfv2", &stay->info);
  if (stay->count == 0) {
    return ERROR_OK;
  }
  error = encounter_gather_stay(arena, stay, admission, encounter);
  bool is_known = encounter->id.length != 0;
  return error == ERROR_OK && is_known ? resource_set_add(set, encounter->id, encounter) : error;
}

/* Who asked for more than stays gets what is known, and is told what is missing and why. */
static enum error go_without_stay(struct resource_set *set, enum error error,
                                  struct view admission) {
  struct request *request = set->request;
  if (error == ERROR_OK || error == ERROR_MEMORY) {
    return error;
  }
  issue_add_with(&request->issues, orca_message_get(ORCA_MESSAGE_ENCOUNTER_STAY_MISSING), admission,
                 view_of("hsptinfv2"));
  orca_failure_warn(request, error, &set->session.trouble);
  return ERROR_OK;
}

static enum error collect_latest_stay(struct resource_set *set, const struct encounter_query *query,
                                      bool only_stays) {
  struct orca_patient patient;
  enum error error = orca_patient_get(&set->session, query->patient, &patient);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "patientgetv2", &patient.info);
  if (patient.admission_date.length == 0) {
    return ERROR_OK;
  }
  issue_add(&set->request->issues, orca_message_get(ORCA_MESSAGE_ENCOUNTER_LATEST_STAY));
  error = collect_stay(set, patient.id, patient.admission_date);
  return only_stays ? error : go_without_stay(set, error, patient.admission_date);
}

static bool wants_class(const struct encounter_query *query, const char *class) {
  return search_value_token_matches(query->class, view_of(ENCOUNTER_CLASS_SYSTEM), view_of(class));
}

static struct view only_day(const struct encounter_query *query) {
  bool is_one = view_equal(query->days.from, query->days.to);
  return is_one ? query->days.from : view_of("");
}

static enum error collect_search(struct resource_set *set, const struct encounter_query *query) {
  struct view day = only_day(query);
  bool wants_stays = wants_class(query, "IMP");
  bool wants_visits = wants_class(query, "AMB");
  enum error error = ERROR_OK;
  if (query->patient.length == 0 && day.length == 0) {
    return request_fail(set->request, ERROR_BAD_REQUEST,
                        orca_message_get(ORCA_MESSAGE_PATIENT_OR_DAY), view_of("Encounter"),
                        (struct view){NULL, 0});
  }
  if (wants_stays && query->patient.length == 0) {
    issue_add(&set->request->issues, orca_message_get(ORCA_MESSAGE_ENCOUNTER_STAYS));
  } else if (wants_stays) {
    error = collect_latest_stay(set, query, !wants_visits);
  }
  if (error == ERROR_OK && wants_visits) {
    error = day.length != 0 ? collect_day(set, day) : collect_patient(set, query);
  }
  return error;
}

static enum error collect(struct resource_set *set, struct view id) {
  struct record_id key;
  struct arena *arena = set->request->arena;
  if (id.length == 0) {
    return collect_search(set, set->query);
  }
  if (record_id_split(id, ENCOUNTER_VISIT, ENCOUNTER_VISIT_PARTS, &key)) {
    return collect_day(set, orca_text_date(record_id_to_date(arena, key.parts[1])));
  }
  if (record_id_split(id, ENCOUNTER_STAY, ENCOUNTER_STAY_PARTS, &key)) {
    struct view admission = orca_text_date(record_id_to_date(arena, key.parts[1]));
    return admission.length != 0 ? collect_stay(set, key.parts[2], admission) : ERROR_OK;
  }
  return ERROR_OK;
}

/* ---- what is wanted
 * ---------------------------------------------------------------------------------------- */

/* A stay is found by each of its days (FHIR R4 search.html#date: periods overlap). */
static bool overlaps(const struct day_range *days, const struct encounter *encounter) {
  struct view end = encounter_from_orca_end(encounter);
  bool begins_in_time = days->to.length == 0 || view_compare(encounter->date, days->to) <= 0;
  bool ends_in_time = end.length == 0 || view_compare(end, days->from) >= 0;
  return begins_in_time && ends_in_time;
}

static bool matches(const struct resource_set *set, const struct resource_item *item) {
  const struct encounter_query *query = set->query;
  const struct encounter *encounter = item->record;
  const char *status = encounter_from_orca_status(encounter, query->today);
  return (query->patient.length == 0 || view_equal(orca_text_patient_key(query->patient),
                                                   orca_text_patient_key(encounter->patient_id))) &&
         overlaps(&query->days, encounter) &&
         search_value_token_matches(query->status, view_of(STATUS_SYSTEM), view_of(status)) &&
         wants_class(query, encounter_from_orca_class(encounter));
}

static void write_encounter(const struct from_orca *from, const struct resource_set *set,
                            const struct resource_item *item) {
  encounter_from_orca_write(from, item->record, from_orca_keep(from, resource_set_today(set)));
}

static const struct resource_type type = {
    .name = "Encounter",
    .parameters = parameters,
    .prepare = prepare,
    .collect = collect,
    .matches = matches,
    .write = write_encounter,
};

enum error handle_encounter_read(struct request *request, struct response *response) {
  return resource_set_read(request, response, &type);
}

enum error handle_encounter_search(struct request *request, struct response *response) {
  return resource_set_search(request, response, &type);
}
