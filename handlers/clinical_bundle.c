#include "handlers/clinical_bundle.h"

#include "handlers/clinical_bundle_write.h"
#include "handlers/coverage_from_orca.h"
#include "handlers/orca_failure.h"
#include "handlers/orca_message.h"
#include "handlers/searchset.h"
#include "server/limits.h"

#define INSTITUTION_BYTES 10u
#define DATE_BYTES 10u
/* What ended longer ago is not registered (technical guide: five years). */
#define YEARS_KEPT 5u
/* 生活保護: the public insurance that stands for the insured person's id (JP-CLINS 1.11). */
#define PUBLIC_ASSISTANCE_CLASS "012"

static const struct search_parameter_row parameters[] = {{"kind", "token"}, {NULL, NULL}};

/* One request being worked on. */
struct clinical_work {
  struct request *request;
  struct response *response;
  struct orca_session session;
  struct orca_patient patient;
  struct orca_disease_list diseases;
  struct orca_department_list departments;
  struct clinical_content content;
};

static enum error refuse(struct clinical_work *work, enum orca_message message, const char *what) {
  return request_fail(work->request, ERROR_NOT_PROCESSABLE, orca_message_get(message),
                      view_of(what), (struct view){NULL, 0});
}

static enum error read_kind(struct request *request, enum clinical_kind *ret_kind) {
  struct view kind;
  enum error error = searchset_check(request, parameters);
  if (error == ERROR_OK) {
    error = searchset_single(request, "kind", &kind);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (!view_is(kind, "condition") && !view_is(kind, "allergy")) {
    return request_fail(request, ERROR_BAD_REQUEST, orca_message_get(ORCA_MESSAGE_CLINICAL_KIND),
                        (struct view){NULL, 0}, (struct view){NULL, 0});
  }
  *ret_kind = view_is(kind, "condition") ? CLINICAL_CONDITION : CLINICAL_ALLERGY;
  return ERROR_OK;
}

/* R9012: [0-4][0-9][1-3][0-9]{7}. */
static bool is_institution(struct view number) {
  uint64_t value;
  return number.length == INSTITUTION_BYTES && view_to_unsigned(number, UINT64_MAX, &value) &&
         number.data[0] <= '4' && number.data[2] >= '1' && number.data[2] <= '3';
}

/* Date of the answers, YYYY-MM-DD, in the caller's bytes. */
static struct view today(const struct clinical_work *work, char instant[CLOCK_INSTANT_BYTES]) {
  clock_instant(work->content.fetched_ms, instant);
  return view_make(instant, DATE_BYTES);
}

static struct view public_member_id(struct clinical_work *work) {
  const struct orca_patient *patient = &work->patient;
  struct view found = {NULL, 0};
  for (size_t i = 0; i < patient->insurance_count && found.length == 0; i++) {
    for (size_t j = 0; j < patient->insurances[i].public_count && found.length == 0; j++) {
      const struct orca_public_insurance *public = &patient->insurances[i].publics[j];
      if (view_is(public->class, PUBLIC_ASSISTANCE_CLASS)) {
        found = coverage_from_orca_public_member_id(work->request->arena, public);
        work->content.member_rows =
            (struct patient_member_rows){patient->insurances[i].row, public->row};
      }
    }
  }
  return found;
}

static enum error find_member_id(struct clinical_work *work) {
  char instant[CLOCK_INSTANT_BYTES];
  const struct orca_insurance *current = coverage_from_orca_current(
      work->patient.insurances, work->patient.insurance_count, today(work, instant));
  struct clinical_content *content = &work->content;
  if (current != NULL) {
    content->member_id = coverage_from_orca_member_id(work->request->arena, current);
    content->member_rows.combination = current->row;
  } else if (clinical_bundle_write_version(content->version).has_public_member_id) {
    content->public_member_id = public_member_id(work);
  }
  if (current != NULL && content->member_id.data == NULL) {
    return ERROR_MEMORY;
  }
  if (content->member_id.length + content->public_member_id.length == 0) {
    return refuse(work, ORCA_MESSAGE_CLINICAL_MEMBER, "patientgetv2 › HealthInsurance_Information");
  }
  return ERROR_OK;
}

static enum error check_patient(struct clinical_work *work) {
  enum error error = find_member_id(work);
  if (work->patient.birth_date.length == 0) {
    error = refuse(work, ORCA_MESSAGE_CLINICAL_FIELD, "patientgetv2 › BirthDate");
  }
  if (work->patient.name.length == 0) {
    error = refuse(work, ORCA_MESSAGE_CLINICAL_FIELD, "patientgetv2 › WholeName");
  }
  return error;
}

/* The date five years before, in place; 29 February stays as it is, for comparing only. */
static struct view oldest_end(const struct clinical_work *work, char instant[CLOCK_INSTANT_BYTES]) {
  struct view date = today(work, instant);
  uint64_t year = 0;
  (void)view_to_unsigned(view_part(date, 0, 4), 9999, &year);
  year -= YEARS_KEPT;
  for (size_t i = 4; i > 0; i--) {
    instant[i - 1] = (char)('0' + year % 10);
    year /= 10;
  }
  return date;
}

/* What the national profile demands of a disease and ORCA does not hold; NULL when nothing is
 * missing. */
static const char *missing_field(const struct orca_disease *disease) {
  if (disease->start_date.length == 0) {
    return "Disease_StartDate";
  }
  return condition_from_orca_has_name(disease) ? NULL : "Disease_Name";
}

static enum error add_disease(struct clinical_work *work, struct clinical_item *items, size_t place,
                              struct view id) {
  const struct orca_disease *disease = &work->diseases.diseases[place];
  const char *missing = missing_field(disease);
  if (missing != NULL) {
    struct view field =
        arena_format(work->request->arena, "diseasegetv2 › Disease_Information[%u] › %s",
                     (unsigned)disease->row, missing);
    return refuse(work, ORCA_MESSAGE_CLINICAL_FIELD, field.data != NULL ? field.data : missing);
  }
  items[work->content.count++] = (struct clinical_item){disease, NULL, id};
  return ERROR_OK;
}

static enum error choose_diseases(struct clinical_work *work) {
  const struct orca_disease_list *list = &work->diseases;
  struct view *ids = condition_from_orca_ids(work->request->arena, list);
  struct clinical_item *items = arena_array(work->request->arena, list->count + 1, sizeof(*items));
  if (ids == NULL || items == NULL) {
    return ERROR_MEMORY;
  }
  char instant[CLOCK_INSTANT_BYTES];
  struct view oldest = oldest_end(work, instant);
  enum error error = ERROR_OK;
  for (size_t i = 0; i < list->count; i++) {
    struct view end = list->diseases[i].end_date;
    if (end.length == 0 || view_compare(end, oldest) >= 0) {
      enum error added = add_disease(work, items, i, ids[i]);
      error = error == ERROR_OK ? added : error;
    }
  }
  work->content.items = items;
  return error;
}

/* An ORCA that never gives its list of departments lets them be named by their code: not worth
 * failing. What a repeat may change is: the service would keep the poorer Bundle. */
static bool is_passing(enum error error) {
  return error == ERROR_MEMORY || error == ERROR_ORCA_UNREACHABLE || error == ERROR_ORCA_TIMEOUT ||
         error == ERROR_ORCA_BUSY;
}

static enum error collect_conditions(struct clinical_work *work, struct view patient_id) {
  enum error error = orca_disease_list(&work->session, patient_id, &work->diseases);
  if (error != ERROR_OK) {
    return orca_failure_report(work->request, work->response, error, &work->session.trouble);
  }
  if (work->diseases.info.truncated) {
    return refuse(work, ORCA_MESSAGE_CLINICAL_TRUNCATED, "diseasegetv2");
  }
  if (work->diseases.info.fetched_ms > work->content.fetched_ms) {
    work->content.fetched_ms = work->diseases.info.fetched_ms;
  }
  error = orca_department_list(&work->session, &work->departments);
  if (is_passing(error)) {
    return orca_failure_report(work->request, work->response, error, &work->session.trouble);
  }
  return choose_diseases(work);
}

static enum error collect_allergies(struct clinical_work *work) {
  struct allergy *allergies = NULL;
  size_t count = 0;
  enum error error =
      allergy_from_orca_collect(work->request->arena, &work->patient, &allergies, &count);
  struct clinical_item *items = arena_array(work->request->arena, count + 1, sizeof(*items));
  if (error != ERROR_OK || items == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < count; i++) {
    items[i] = (struct clinical_item){NULL, &allergies[i], allergies[i].id};
  }
  work->content.items = items;
  work->content.count = count;
  return ERROR_OK;
}

static enum error collect(struct clinical_work *work) {
  struct view id = work->request->path_parameters[0];
  enum error error = orca_patient_get(&work->session, id, &work->patient);
  if (error != ERROR_OK) {
    return orca_failure_report(work->request, work->response, error, &work->session.trouble);
  }
  work->content.fetched_ms = work->patient.info.fetched_ms;
  error = work->content.kind == CLINICAL_CONDITION ? collect_conditions(work, id)
                                                   : collect_allergies(work);
  if (error != ERROR_OK) {
    return error;
  }
  error = check_patient(work);
  if (error == ERROR_OK && work->content.count == 0) {
    bool condition = work->content.kind == CLINICAL_CONDITION;
    error = refuse(work, ORCA_MESSAGE_CLINICAL_NOTHING,
                   condition ? "diseasegetv2" : "patientgetv2 › Patient_Contra_Info, Allergy1/2");
  }
  return error;
}

static enum error write_bundle(struct clinical_work *work) {
  struct request *request = work->request;
  struct buffer buffer = buffer_make(request->arena, LIMIT_REQUEST_ARENA_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  struct from_orca from =
      from_orca_make(request, &writer, work->patient.id, work->content.fetched_ms);
  enum error error = clinical_bundle_write(&from, &work->content);
  if (error == ERROR_OK) {
    error = json_writer_end(&writer);
  }
  if (error == ERROR_OK) {
    response_fhir(work->response, buffer_view(&buffer));
  }
  return error;
}

enum error handle_clinical_bundle(struct request *request, struct response *response) {
  struct clinical_work work = {.request = request, .response = response};
  enum error error = read_kind(request, &work.content.kind);
  if (error != ERROR_OK) {
    return error;
  }
  if (!is_institution(request->services->institution_number)) {
    return request_fail(request, ERROR_CONFIGURATION,
                        orca_message_get(ORCA_MESSAGE_CLINICAL_INSTITUTION), (struct view){NULL, 0},
                        (struct view){NULL, 0});
  }
  work.session = orca_failure_session(request);
  work.content.version = request->services->clins_version;
  work.content.patient = &work.patient;
  work.content.departments = &work.departments;
  error = collect(&work);
  return error == ERROR_OK ? write_bundle(&work) : error;
}
