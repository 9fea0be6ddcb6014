#include "handlers/patient_search.h"

#include "handlers/birthdate_range.h"
#include "handlers/orca_failure.h"
#include "handlers/orca_message.h"
#include "handlers/patient_from_orca.h"
#include "handlers/searchset.h"
#include "server/orca/orca_text.h"

/* ORCA wants both ends of a range: the first birth date that it knows (Meiji era), and one far
 * ahead. */
#define EARLIEST "1868-01-01"
#define LATEST "2100-12-31"

static const struct search_parameter_row parameters[] = {
    PATIENT_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

struct patient_query {
  struct view id;
  struct view identifier;
  struct view name; /* as ORCA wants it: parts joined by U+3000, no wildcards */
  struct birthdate_range birthdate;
  struct view sex; /* "1", "2", or "-" for what no patient of ORCA has */
};

static enum error value_error(struct request *request, const char *name, const char *english,
                              const char *japanese) {
  enum error error =
      request_fail(request, ERROR_BAD_REQUEST, orca_message_get(ORCA_MESSAGE_PARAMETER_VALUE),
                   view_of(name), view_of(english));
  request->issues.issues[request->issues.count - 1].arguments[2] = view_of(japanese);
  return error;
}

static enum error read_birthdate(struct request *request, struct birthdate_range *range) {
  for (size_t i = 0; i < request->query_count; i++) {
    if (!view_is(request->query[i].name, "birthdate")) {
      continue;
    }
    enum error error = birthdate_range_add(range, request->arena, request->query[i].value);
    if (error == ERROR_BAD_REQUEST) {
      return value_error(request, "birthdate", "[eq|ge|le|gt|lt]YYYY[-MM[-DD]]",
                         "[eq|ge|le|gt|lt]YYYY[-MM[-DD]] の形式");
    }
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

static enum error read_gender(struct request *request, struct view *ret_sex) {
  struct view gender;
  enum error error = searchset_single(request, "gender", &gender);
  if (error != ERROR_OK || gender.length == 0) {
    return error;
  }
  size_t at = view_find_byte(gender, '|', 0);
  gender = at == SIZE_MAX ? gender : view_part(gender, at + 1, gender.length);
  if (view_is(gender, "male")) {
    *ret_sex = view_of("1");
  } else if (view_is(gender, "female")) {
    *ret_sex = view_of("2");
  } else if (view_is(gender, "other") || view_is(gender, "unknown")) {
    *ret_sex = view_of("-");
  } else {
    return value_error(request, "gender", "male, female, other or unknown",
                       "male・female・other・unknown のいずれか");
  }
  return ERROR_OK;
}

/* Blanks become U+3000, which stands between the parts of names in ORCA; '*' would be its wildcard.
 */
static enum error read_name(struct request *request, struct view *ret_name) {
  struct view name;
  enum error error = searchset_single(request, "name", &name);
  if (error != ERROR_OK || name.length == 0) {
    return error;
  }
  struct buffer buffer = buffer_make(request->arena, name.length * 3 + 1);
  struct view rest = view_trim(name);
  for (size_t i = 0; i < rest.length; i++) {
    if (rest.data[i] == ' ') {
      buffer_append_string(&buffer, ORCA_WIDE_SPACE);
    } else if (rest.data[i] != '*') {
      buffer_append_byte(&buffer, rest.data[i]);
    }
  }
  *ret_name = orca_text_clean(buffer_view(&buffer));
  if (ret_name->length == 0) {
    return value_error(request, "name", "the beginning of a name", "氏名の先頭部分");
  }
  return ERROR_OK;
}

static enum error read_query(struct request *request, struct patient_query *query) {
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_single(request, "_id", &query->id);
  }
  if (error == ERROR_OK) {
    error = searchset_single(request, "identifier", &query->identifier);
  }
  if (error == ERROR_OK) {
    error = read_name(request, &query->name);
  }
  if (error == ERROR_OK) {
    error = read_birthdate(request, &query->birthdate);
  }
  return error == ERROR_OK ? read_gender(request, &query->sex) : error;
}

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

static bool name_matches(const struct orca_patient *patient, struct view name) {
  return name.length == 0 || view_starts_with(patient->name, name) ||
         view_starts_with(patient->kana, name);
}

static bool matches(const struct orca_patient *patient, const struct patient_query *query) {
  return orca_text_is_patient_id(patient->id) &&
         birthdate_range_holds(&query->birthdate, patient->birth_date) &&
         (query->sex.length == 0 || view_equal(query->sex, patient->sex));
}

static enum error write_list(struct request *request, struct response *response,
                             const struct orca_patient_list *list,
                             const struct patient_query *query) {
  bool is_row = query->id.length + query->identifier.length == 0;
  size_t total = 0;
  for (size_t i = 0; i < list->count; i++) {
    total += matches(&list->patients[i], query);
  }
  struct searchset set;
  enum error error = searchset_begin(&set, request, "Patient", total);
  if (error != ERROR_OK) {
    return error;
  }
  for (size_t i = 0; i < list->count; i++) {
    const struct orca_patient *patient = &list->patients[i];
    if (!matches(patient, query)) {
      continue;
    }
    struct from_orca from =
        from_orca_make(request, &set.writer, patient->id, list->info.fetched_ms);
    const struct patient_from_orca input = {.patient = patient,
                                            .id = patient->id,
                                            .is_row = is_row,
                                            .source = is_row ? "patientlst3v2" : "patientgetv2"};
    searchset_entry_begin(&set, patient->id);
    patient_from_orca_write(&from, &input);
    searchset_entry_end(&set);
  }
  return searchset_end(&set, response);
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
  if (error == ERROR_NOT_FOUND || (error == ERROR_OK && !name_matches(&patient, query->name))) {
    return searchset_empty(request, response, "Patient");
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &session.trouble);
  }
  const struct orca_patient_list list = {&patient, 1, patient.info};
  return write_list(request, response, &list, query);
}

static enum error search_name(struct request *request, struct response *response,
                              const struct patient_query *query) {
  struct orca_session session = orca_failure_session(request);
  const struct birthdate_range *range = &query->birthdate;
  bool has_range = range->from.length + range->to.length != 0;
  struct orca_patient_search search = {.name = query->name, .sex = query->sex};
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
  return write_list(request, response, &list, query);
}

enum error handle_patient_search(struct request *request, struct response *response) {
  struct patient_query query = {.id = {NULL, 0}};
  enum error error = read_query(request, &query);
  if (error != ERROR_OK) {
    return error;
  }
  if (query.id.length + query.identifier.length != 0) {
    return search_one(request, response, &query);
  }
  if (query.name.length != 0) {
    return search_name(request, response, &query);
  }
  bool other =
      request_query(request, "birthdate").length + request_query(request, "gender").length != 0;
  return request_fail(request, ERROR_BAD_REQUEST,
                      orca_message_get(other ? ORCA_MESSAGE_PARAMETER_COMBINATION
                                             : ORCA_MESSAGE_PARAMETER_REQUIRED),
                      view_of(other ? "birthdate, gender" : "_id, identifier, name"),
                      (struct view){NULL, 0});
}
