#include "handlers/patient_everything.h"

#include "handlers/search_inner.h"
#include "handlers/search_message.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"

/* In the order of the answer; a type counts when the server searches it by patient. */
static const char *const compartment[] = {
    "Coverage",          "Condition",          "AllergyIntolerance", "Encounter",  "Appointment",
    "MedicationRequest", "MedicationDispense", "Procedure",          "ChargeItem",
};
#define COMPARTMENT_TYPES (sizeof compartment / sizeof compartment[0])

static const struct view none = {NULL, 0};

static bool is_held(const struct request *request, const char *type) {
  const struct route *search = search_inner_search_route(request, type);
  return search != NULL && search_inner_knows(search, view_of("patient"));
}

/* ---- parameters --------------------------------------------------------------------------------
 */
static bool is_known_type(const struct request *request, struct view type) {
  for (size_t i = 0; i < COMPARTMENT_TYPES; i++) {
    if (view_is(type, compartment[i])) {
      return is_held(request, compartment[i]);
    }
  }
  return view_is(type, "Patient");
}

static struct view known_types(const struct request *request) {
  struct view text = view_of("Patient");
  for (size_t i = 0; i < COMPARTMENT_TYPES; i++) {
    if (is_held(request, compartment[i])) {
      text = arena_format(request->arena, "%.*s, %s", VIEW_ARGUMENTS(text), compartment[i]);
    }
  }
  return text;
}

static enum error check_types(struct request *request) {
  struct view list = request_query(request, "_type");
  enum error error = ERROR_OK;
  while (list.length > 0) {
    struct view type = view_trim(view_split(&list, ','));
    if (!is_known_type(request, type)) {
      error = request_fail(request, ERROR_BAD_REQUEST, search_message_get(SEARCH_MESSAGE_TYPE),
                           type, known_types(request));
    }
  }
  return error;
}

static enum error check_since(struct request *request) {
  struct view since = request_query(request, "_since");
  int64_t from = INT64_MIN;
  int64_t to = INT64_MAX;
  if (since.length == 0) {
    return ERROR_OK;
  }
  if (!byte_is_digit(since.data[0]) || !search_value_date(since, &from, &to)) {
    return request_fail(request, ERROR_BAD_REQUEST, search_message_get(SEARCH_MESSAGE_SINCE_VALUE),
                        since, none);
  }
  issue_add(&request->issues, search_message_get(SEARCH_MESSAGE_SINCE));
  return ERROR_OK;
}

static bool is_wanted(const struct request *request, const char *type) {
  struct view list = request_query(request, "_type");
  if (list.length == 0) {
    return true;
  }
  while (list.length > 0) {
    if (view_is(view_trim(view_split(&list, ',')), type)) {
      return true;
    }
  }
  return false;
}

/* ---- collecting --------------------------------------------------------------------------------
 */
/* The number as ORCA writes it: the id of what was read. */
static struct view read_id(struct arena *arena, struct view resource) {
  struct document document;
  struct document_failure failure;
  if (document_read(arena, resource, NULL, &document, &failure) != ERROR_OK) {
    return view_of("");
  }
  struct view id = document_member_string(&document, 0, "id", arena);
  return id.length != 0 ? id : view_of("");
}

/* The patient is read in any case: whether there is one decides between 404 and an answer. */
static enum error add_patient(struct searchset *set, struct view asked, struct view *ret_id) {
  struct request *request = set->request;
  struct view reference = arena_format(request->arena, "Patient/%.*s", VIEW_ARGUMENTS(asked));
  struct search_entries patient = {.arena = request->arena};
  enum error error = search_inner_read(request, reference, SEARCH_MODE_MATCH, &patient);
  if (error != ERROR_OK) {
    return error;
  }
  struct view id = read_id(request->arena, patient.items[0].resource);
  if (id.length == 0) {
    return ERROR_INTERNAL;
  }
  patient.items[0].full_url = arena_format(request->arena, "%.*s/Patient/%.*s",
                                           VIEW_ARGUMENTS(request->base_url), VIEW_ARGUMENTS(id));
  if (patient.items[0].full_url.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_id = id;
  return is_wanted(request, "Patient") ? search_entries_add(&set->entries, &patient.items[0])
                                       : ERROR_OK;
}

static enum error add_type(struct searchset *set, const char *type, struct view id) {
  struct request *request = set->request;
  struct view target = arena_format(request->arena, "%s?patient=%.*s", type, VIEW_ARGUMENTS(id));
  return target.data == NULL
             ? ERROR_MEMORY
             : search_inner_search(request, target, SEARCH_MODE_MATCH, &set->entries);
}

static enum error collect(struct searchset *set) {
  struct request *request = set->request;
  struct view id = none;
  enum error error = add_patient(set, request->path_parameters[0], &id);
  for (size_t i = 0; i < COMPARTMENT_TYPES && error == ERROR_OK; i++) {
    if (is_held(request, compartment[i]) && is_wanted(request, compartment[i])) {
      error = add_type(set, compartment[i], id);
    }
  }
  return error;
}

enum error handle_patient_everything(struct request *request, struct response *response) {
  struct searchset set;
  enum error error = check_types(request);
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, "Patient", 0);
  }
  if (error != ERROR_OK) {
    return error;
  }
  set.path = arena_format(request->arena, "Patient/%.*s/$everything",
                          VIEW_ARGUMENTS(request->path_parameters[0]));
  set.include_all = request_query(request, "_type").length == 0;
  error = collect(&set);
  if (error == ERROR_OK) {
    error = check_since(request);
  }
  return error == ERROR_OK ? searchset_end(&set, response) : error;
}
