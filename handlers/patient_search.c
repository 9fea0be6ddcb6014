#include "handlers/patient_search.h"

#include "handlers/orca_failure.h"
#include "handlers/orca_message.h"
#include "handlers/patient_from_orca.h"
#include "handlers/patient_query.h"
#include "handlers/search_message.h"
#include "handlers/searchset.h"
#include "server/orca/orca_text.h"

/* ORCA wants both ends of a range: the first birth date that it knows (Meiji era), and one far
 * ahead. */
#define EARLIEST "1868-01-01"
#define LATEST "2100-12-31"
/* ORCA exists since 2002: nothing was registered before. */
#define FIRST_UPDATE "2000-01-01"
#define DATE_BYTES 10u

static const struct search_parameter_row parameters[] = {
    PATIENT_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

/* The patient number in "value" or "<our system>|value"; empty for other systems and for "|value"
 * (an identifier without system: ours has one). */
static struct view identifier_value(const struct request *request, struct view token) {
  struct view number = request->services->institution_number;
  size_t at = view_find_byte(token, '|', 0);
  if (at == SIZE_MAX) {
    return token;
  }
  struct view system =
      arena_format(request->arena, SYSTEM_PATIENT_OID "%.*s", VIEW_ARGUMENTS(number));
  bool ours = view_equal(view_part(token, 0, at), system);
  return ours ? view_part(token, at + 1, token.length) : (struct view){NULL, 0};
}

/* What was asked and how it came. */
struct found {
  const struct orca_patient_list *list;
  const char *api;
  bool is_row; /* of a list: fewer fields */
};

/* Test patients are no patients, unless the clinic wants to see them. The rows of a search by name
 * do not tell. */
static bool is_hidden(const struct request *request, const struct orca_patient *patient) {
  return view_is(patient->test_flag, "1") && !request->services->orca_test_patients;
}

static bool is_meant(struct request *request, const struct patient_query *query,
                     const struct orca_patient *patient) {
  if (!patient_query_matches(query, patient)) {
    return false;
  }
  int64_t updated = patient_query_updated(request->arena, patient);
  return !query->has_updated ||
         (updated >= query->updated_from_ms && updated < query->updated_to_ms);
}

static void write_patient(struct searchset *set, const struct found *found,
                          const struct orca_patient *patient) {
  struct request *request = set->request;
  struct from_orca from =
      from_orca_make(request, &set->writer, patient->id, found->list->info.fetched_ms);
  int64_t updated = patient_query_updated(request->arena, patient);
  from.fetched_ms = updated != INT64_MIN ? updated : from.fetched_ms;
  const struct patient_from_orca input = {
      .patient = patient, .id = patient->id, .is_row = found->is_row, .api = found->api};
  searchset_entry_begin(set, patient->id);
  patient_from_orca_write(&from, &input);
  searchset_entry_end(set);
}

static enum error write_list(struct request *request, struct response *response,
                             const struct found *found, const struct patient_query *query) {
  struct searchset set;
  size_t hidden = 0;
  enum error error = searchset_begin(&set, request, "Patient", found->list->count);
  for (size_t i = 0; i < found->list->count && error == ERROR_OK; i++) {
    const struct orca_patient *patient = &found->list->patients[i];
    if (!is_meant(request, query, patient)) {
      continue;
    }
    if (is_hidden(request, patient)) {
      hidden++;
    } else {
      write_patient(&set, found, patient);
    }
  }
  if (hidden > 0) {
    issue_add_with(&request->issues, search_message_get(SEARCH_MESSAGE_TEST_PATIENTS),
                   arena_format(request->arena, "%zu", hidden), (struct view){NULL, 0});
  }
  return error == ERROR_OK ? searchset_end(&set, response) : error;
}

/* _id and identifier, one or both: then they must name the same patient. */
static struct view wanted_id(const struct request *request, const struct patient_query *query) {
  struct view by_identifier = identifier_value(request, query->identifier);
  if (query->id.length == 0) {
    return by_identifier;
  }
  bool agree = query->identifier.length == 0 ||
               view_equal(orca_text_patient_key(query->id), orca_text_patient_key(by_identifier));
  return agree ? query->id : (struct view){NULL, 0};
}

static enum error search_one(struct request *request, struct response *response,
                             const struct patient_query *query) {
  struct view id = wanted_id(request, query);
  if (id.length == 0) {
    return searchset_empty(request, response, "Patient");
  }
  struct orca_session session = orca_failure_session(request);
  struct orca_patient patient;
  enum error error = orca_patient_get(&session, id, &patient);
  if (error == ERROR_NOT_FOUND) {
    return searchset_empty(request, response, "Patient");
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  const struct orca_patient_list list = {&patient, 1, patient.info};
  const struct found found = {&list, "patientgetv2", false};
  return write_list(request, response, &found, query);
}

static enum error search_name(struct request *request, struct response *response,
                              const struct patient_query *query) {
  struct orca_session session = orca_failure_session(request);
  const struct day_range *range = &query->birthdate;
  bool has_range = range->from.length + range->to.length != 0;
  struct orca_patient_search search = {.name = patient_query_name(query), .sex = query->sex};
  if (has_range) {
    search.birth_from = range->from.length != 0 ? range->from : view_of(EARLIEST);
    search.birth_to = range->to.length != 0 ? range->to : view_of(LATEST);
  }
  if (view_is(query->sex, "-") ||
      (has_range && view_compare(search.birth_from, search.birth_to) > 0)) {
    return searchset_empty(request, response, "Patient");
  }
  struct orca_patient_list list;
  enum error error = orca_patient_search(&session, &search, &list);
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  orca_failure_notice(request, "patientlst3v2", &list.info);
  const struct found found = {&list, "patientlst3v2", true};
  struct patient_query rest = *query;
  rest.name = (struct view){NULL, 0}; /* ORCA has compared it, widths and all */
  return write_list(request, response, &found, &rest);
}

/* The day of an instant in Japan, for ORCA; *fallback when there is no bound. */
static struct view day_of(struct arena *arena, int64_t ms, const char *fallback) {
  char instant[CLOCK_INSTANT_BYTES];
  if (ms == INT64_MIN || ms == INT64_MAX) {
    return view_of(fallback);
  }
  clock_instant(ms, instant);
  return arena_copy(arena, view_part(view_of(instant), 0, DATE_BYTES));
}

static enum error search_updated(struct request *request, struct response *response,
                                 const struct patient_query *query) {
  struct orca_session session = orca_failure_session(request);
  struct orca_patient_list list;
  const struct orca_patient_updates updates = {
      .from = day_of(request->arena, query->updated_from_ms, FIRST_UPDATE),
      .to = day_of(request->arena, query->updated_to_ms, LATEST),
      .with_tests = true};
  if (query->updated_from_ms >= query->updated_to_ms) {
    return searchset_empty(request, response, "Patient");
  }
  enum error error = orca_patient_updated(&session, &updates, &list);
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  orca_failure_notice(request, "patientlst1v2", &list.info);
  const struct found found = {&list, "patientlst1v2", true};
  return write_list(request, response, &found, query);
}

/* ORCA finds nobody by these alone. */
static const char *const needs_name[] = {"given", "birthdate", "gender"};

static enum error refuse(struct request *request) {
  for (size_t i = 0; i < sizeof needs_name / sizeof needs_name[0]; i++) {
    if (request_query(request, needs_name[i]).length != 0) {
      return request_fail(request, ERROR_BAD_REQUEST,
                          orca_message_get(ORCA_MESSAGE_PARAMETER_COMBINATION),
                          view_of("given, birthdate, gender"), (struct view){NULL, 0});
    }
  }
  return request_fail(request, ERROR_BAD_REQUEST, orca_message_get(ORCA_MESSAGE_PARAMETER_REQUIRED),
                      view_of("_id, identifier, name, family, phonetic, _lastUpdated"),
                      (struct view){NULL, 0});
}

enum error handle_patient_search(struct request *request, struct response *response) {
  struct patient_query query;
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = patient_query_read(request, &query);
  }
  if (error != ERROR_OK) {
    return error;
  }
  bool is_one = query.id.length + query.identifier.length != 0;
  if (query.has_updated && is_one) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        search_message_get(SEARCH_MESSAGE_UPDATED_WITH_ID), (struct view){NULL, 0},
                        (struct view){NULL, 0});
  }
  if (is_one) {
    return search_one(request, response, &query);
  }
  if (query.has_updated) {
    return search_updated(request, response, &query);
  }
  return patient_query_name(&query).length != 0 ? search_name(request, response, &query)
                                                : refuse(request);
}
