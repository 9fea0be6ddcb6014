#include "handlers/act_answer.h"

#include "handlers/orca_failure.h"
#include "handlers/orca_message.h"
#include "handlers/search_day.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"
#include "server/limits.h"

struct act_search {
  const struct act_type *type;
  struct patient_acts_wanted wanted;
  struct view id;
  struct view identifier_system;
  struct view identifier; /* of the resource, institution cut off; or an Rp number */
};

/* ---- what is asked for
 * -------------------------------------------------------------------------------- */

static struct view without_institution(const struct request *request, struct view value) {
  struct view institution = request->services->institution_number;
  bool has = institution.length != 0 && view_starts_with(value, institution) &&
             value.length > institution.length && value.data[institution.length] == '-';
  return has ? view_part(value, institution.length + 1, value.length) : value;
}

static enum error read_tokens(struct request *request, struct act_search *search) {
  struct view identifier;
  enum error error = searchset_single(request, "_id", &search->id);
  if (error == ERROR_OK) {
    error = searchset_single(request, "identifier", &identifier);
  }
  if (error == ERROR_OK) {
    search_value_token(identifier, &search->identifier_system, &identifier);
    search->identifier = without_institution(request, identifier);
  }
  return error;
}

/* An id names patient and visit; a patient given beside it must be the same. */
static enum error read_patient(struct request *request, struct act_search *search) {
  struct view patient;
  bool has_id = patient_acts_split_id(search->id, &patient, &search->wanted.visit) ||
                patient_acts_split_id(search->identifier, &patient, &search->wanted.visit);
  bool has_patient = request_query(request, "patient").length != 0 ||
                     request_query(request, "subject").length != 0;
  if (has_patient) {
    return searchset_patient(request, "subject", &search->wanted.patient_id);
  }
  if (!has_id) {
    return request_fail(request, ERROR_BAD_REQUEST, orca_message_get(ORCA_MESSAGE_ACT_PATIENT),
                        view_of(search->type->name), (struct view){NULL, 0});
  }
  search->wanted.patient_id = patient;
  return ERROR_OK;
}

static enum error read_search(struct request *request, struct act_search *search) {
  enum error error = searchset_check(request, search->type->parameters);
  if (error == ERROR_OK) {
    error = search_day_range(request, search->type->date_parameter, &search->wanted.days);
  }
  if (error == ERROR_OK) {
    error = read_tokens(request, search);
  }
  return error == ERROR_OK ? read_patient(request, search) : error;
}

static struct act_search search_of(const struct act_type *type) {
  return (struct act_search){.type = type, .wanted = {.prescriptions = type->has_prescriptions}};
}

static bool system_is(const struct act_search *search, const char *system) {
  return search->identifier_system.length == 0 || view_is(search->identifier_system, system);
}

static bool is_found(const struct act_search *search, const struct act_entry *entry) {
  if (search->id.length != 0 && !view_equal(search->id, entry->id)) {
    return false;
  }
  return search->identifier.length == 0 ||
         (system_is(search, SYSTEM_RESOURCE_INSTANCE) &&
          view_equal(search->identifier, entry->id)) ||
         (system_is(search, SYSTEM_RP_NUMBER) && view_equal(search->identifier, entry->rp));
}

/* ---- what is there
 * ----------------------------------------------------------------------------------- */

static enum error make_entries(struct request *request, size_t count,
                               struct act_entries *ret_entries) {
  struct act_entry *entries = arena_array(request->arena, count + 1, sizeof(*entries));
  *ret_entries = (struct act_entries){entries, count};
  return entries == NULL ? ERROR_MEMORY : ERROR_OK;
}

enum error act_answer_lines(struct request *request, const struct patient_acts *acts,
                            act_item_wanted *wanted, struct act_entries *ret_entries) {
  struct act_list list = {.count = 0};
  struct act_entries entries = {.count = 0};
  enum error error = act_list_make(request, acts, wanted, &list);
  if (error == ERROR_OK) {
    error = make_entries(request, list.count, &entries);
  }
  for (size_t i = 0; i < list.count && error == ERROR_OK; i++) {
    const struct act_item *item = &list.items[i];
    entries.entries[i] = (struct act_entry){.id = item->id, .visit = item->visit, .item = item};
  }
  if (error == ERROR_OK) {
    *ret_entries = entries;
  }
  return error;
}

enum error act_answer_medicines(struct request *request, const struct medicine_list *list,
                                struct act_entries *ret_entries) {
  struct act_entries entries;
  enum error error = make_entries(request, list->count, &entries);
  if (error != ERROR_OK) {
    return error;
  }
  for (size_t i = 0; i < list->count; i++) {
    const struct medicine *medicine = &list->medicines[i];
    entries.entries[i] = (struct act_entry){medicine->id, medicine->rp, medicine->visit, medicine};
  }
  *ret_entries = entries;
  return ERROR_OK;
}

/* ---- answers
 * ----------------------------------------------------------------------------------------- */

static void write_entry(struct from_orca *from, const struct act_search *search,
                        const struct act_entry *entry) {
  from_orca_on_day(from, entry->visit->account.date);
  search->type->write(from, entry);
}

static enum error write_found(struct request *request, struct response *response,
                              const struct act_search *search, const struct patient_acts *acts) {
  struct act_entries entries = {.count = 0};
  enum error error = search->type->collect(request, acts, &entries);
  size_t count = 0;
  for (size_t i = 0; i < entries.count; i++) {
    count += is_found(search, &entries.entries[i]);
  }
  struct searchset set;
  if (error == ERROR_OK) {
    error = searchset_begin(&set, request, search->type->name, count);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct from_orca from = from_orca_make(request, &set.writer, acts->patient_id, acts->fetched_ms);
  for (size_t i = 0; i < entries.count; i++) {
    if (is_found(search, &entries.entries[i])) {
      searchset_entry_begin(&set, entries.entries[i].id);
      write_entry(&from, search, &entries.entries[i]);
      searchset_entry_end(&set);
    }
  }
  return searchset_end(&set, response);
}

enum error act_answer_search(struct request *request, struct response *response,
                             const struct act_type *type) {
  struct act_search search = search_of(type);
  enum error error = read_search(request, &search);
  if (error != ERROR_OK) {
    return error;
  }
  struct orca_session session = orca_failure_session(request);
  struct patient_acts acts;
  error = patient_acts_collect(request, &session, &search.wanted, &acts);
  if (error == ERROR_NOT_FOUND) {
    return searchset_unknown_patient(request, response, type->name);
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  return write_found(request, response, &search, &acts);
}

static enum error unknown_id(struct request *request, const struct act_type *type) {
  return request_fail(request, ERROR_NOT_FOUND, orca_message_get(ORCA_MESSAGE_ACT_UNKNOWN),
                      view_of(type->name), (struct view){NULL, 0});
}

static enum error write_one(struct request *request, struct response *response,
                            const struct act_search *search, const struct patient_acts *acts) {
  struct act_entries entries = {.count = 0};
  enum error error = search->type->collect(request, acts, &entries);
  if (error != ERROR_OK) {
    return error;
  }
  size_t at = 0;
  while (at < entries.count && !is_found(search, &entries.entries[at])) {
    at++;
  }
  if (at == entries.count) {
    return unknown_id(request, search->type);
  }
  struct buffer buffer = buffer_make(request->arena, LIMIT_REQUEST_ARENA_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  struct from_orca from = from_orca_make(request, &writer, acts->patient_id, acts->fetched_ms);
  write_entry(&from, search, &entries.entries[at]);
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}

enum error act_answer_read(struct request *request, struct response *response,
                           const struct act_type *type) {
  struct act_search search = search_of(type);
  search.id = request->path_parameters[0];
  if (!patient_acts_split_id(search.id, &search.wanted.patient_id, &search.wanted.visit)) {
    return unknown_id(request, type);
  }
  struct orca_session session = orca_failure_session(request);
  struct patient_acts acts;
  enum error error = patient_acts_collect(request, &session, &search.wanted, &acts);
  if (error == ERROR_NOT_FOUND) {
    return unknown_id(request, type);
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  return write_one(request, response, &search, &acts);
}
