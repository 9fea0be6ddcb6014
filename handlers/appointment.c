#include "handlers/appointment.h"

#include "handlers/appointment_from_orca.h"
#include "handlers/orca_message.h"
#include "handlers/record_id.h"
#include "handlers/resource_set.h"
#include "handlers/search_day.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "server/orca/orca_text.h"

#define STATUS_SYSTEM "http://hl7.org/fhir/appointmentstatus"

static const struct search_parameter_row parameters[] = {
    APPOINTMENT_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

struct appointment_query {
  struct view patient; /* number */
  struct day_range days;
  struct view practitioner; /* code */
  struct view status;
};

/* An appointment and the departments that its code is one of. */
struct appointment_item {
  const struct orca_appointment *appointment;
  const struct orca_department_list *departments;
};

static enum error prepare(struct resource_set *set) {
  struct appointment_query *query = arena_alloc(set->request->arena, sizeof(*query));
  if (query == NULL) {
    return ERROR_MEMORY;
  }
  set->query = query;
  enum error error = searchset_reference(set->request, "patient", "Patient", &query->patient);
  if (error == ERROR_OK) {
    error = search_day_range(set->request, "date", &query->days);
  }
  if (error == ERROR_OK) {
    error = searchset_reference(set->request, "practitioner", "Practitioner", &query->practitioner);
  }
  return error == ERROR_OK ? searchset_single(set->request, "status", &query->status) : error;
}

/* ---- collecting
 * ------------------------------------------------------------------------------------- */

static enum error add(struct resource_set *set, const struct appointment_item *item) {
  struct arena *arena = set->request->arena;
  struct view id = appointment_from_orca_id(arena, item->appointment);
  if (id.data != NULL && id.length == 0) {
    return ERROR_OK;
  }
  struct appointment_item *kept = arena_alloc(arena, sizeof(*kept));
  if (kept == NULL) {
    return ERROR_MEMORY;
  }
  *kept = *item;
  return resource_set_add(set, id, kept);
}

static enum error add_list(struct resource_set *set, const struct orca_appointment_list *list) {
  struct orca_department_list *departments = arena_alloc(set->request->arena, sizeof(*departments));
  if (departments == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = list->count == 0 ? ERROR_OK : orca_department_list(&set->session, departments);
  for (size_t i = 0; i < list->count && error == ERROR_OK; i++) {
    const struct appointment_item item = {&list->appointments[i], departments};
    error = add(set, &item);
  }
  return error;
}

static enum error collect_day(struct resource_set *set, struct view date) {
  struct orca_appointment_list list;
  enum error error = orca_appointment_list_day(&set->session, date, &list);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "appointlstv2", &list.info);
  return add_list(set, &list);
}

static enum error collect_patient(struct resource_set *set, struct view patient_id,
                                  struct view date) {
  struct orca_appointment_list list;
  enum error error = orca_appointment_list_patient(&set->session, patient_id, date, &list);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "appointlst2v2", &list.info);
  return add_list(set, &list);
}

static enum error collect_search(struct resource_set *set, const struct appointment_query *query) {
  const struct day_range *days = &query->days;
  if (query->patient.length != 0) {
    struct view today = resource_set_today(set);
    bool has_start = days->from.length != 0;
    if (today.data == NULL) {
      return ERROR_MEMORY;
    }
    if (!has_start) {
      issue_add(&set->request->issues, orca_message_get(ORCA_MESSAGE_APPOINTMENT_START));
    }
    return collect_patient(set, query->patient, has_start ? days->from : today);
  }
  if (days->from.length != 0 && view_equal(days->from, days->to)) {
    return collect_day(set, days->from);
  }
  return request_fail(set->request, ERROR_BAD_REQUEST,
                      orca_message_get(ORCA_MESSAGE_PATIENT_OR_DAY), view_of("Appointment"),
                      (struct view){NULL, 0});
}

static enum error collect(struct resource_set *set, struct view id) {
  struct record_id key;
  if (id.length == 0) {
    return collect_search(set, set->query);
  }
  if (!record_id_split(id, APPOINTMENT_KIND, APPOINTMENT_PARTS, &key)) {
    return ERROR_OK;
  }
  struct view date = orca_text_date(record_id_to_date(set->request->arena, key.parts[1]));
  return date.length != 0 ? collect_patient(set, key.parts[4], date) : ERROR_OK;
}

/* ---- what is wanted
 * ---------------------------------------------------------------------------------------- */

static bool matches(const struct resource_set *set, const struct resource_item *item) {
  const struct appointment_query *query = set->query;
  const struct orca_appointment *appointment =
      ((const struct appointment_item *)item->record)->appointment;
  return (query->patient.length == 0 ||
          view_equal(orca_text_patient_key(query->patient),
                     orca_text_patient_key(appointment->patient_id))) &&
         day_range_holds(&query->days, appointment->date) &&
         (query->practitioner.length == 0 ||
          view_equal(query->practitioner, appointment->physician)) &&
         search_value_token_matches(query->status, view_of(STATUS_SYSTEM),
                                    view_of(appointment_from_orca_status(appointment)));
}

static void write_appointment(const struct from_orca *from, const struct resource_set *set,
                              const struct resource_item *item) {
  (void)set;
  const struct appointment_item *record = item->record;
  appointment_from_orca_write(from, record->appointment, item->id, record->departments);
}

static const struct resource_type type = {
    .name = "Appointment",
    .parameters = parameters,
    .prepare = prepare,
    .collect = collect,
    .matches = matches,
    .write = write_appointment,
};

enum error handle_appointment_read(struct request *request, struct response *response) {
  return resource_set_read(request, response, &type);
}

enum error handle_appointment_search(struct request *request, struct response *response) {
  return resource_set_search(request, response, &type);
}
