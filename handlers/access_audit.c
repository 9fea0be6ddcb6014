#include "handlers/access_audit.h"

#include "handlers/services.h"
#include "server/base/buffer.h"
#include "server/base/log.h"
#include "server/limits.h"
#include "server/store/audit_chain.h"
#include "server/store/audit_recorder.h"

#define ACTION "access"
#define STATUS_REFUSED 400
#define PATIENT_ID_BYTES 64u

static const struct view none = {NULL, 0};

static const struct access_rule rules[] = {
#define ACCESS_RULE_ROW(label, way, keeps_id, searches) {label, ACCESS_##way, keeps_id, searches},
    ACCESS_RULES(ACCESS_RULE_ROW)
#undef ACCESS_RULE_ROW
};

/* Searches by these name the patient. */
static const char *const patient_names[] = {"patient", "subject", "beneficiary"};
/* Those of Patient itself. */
static const char *const own_names[] = {"_id", "identifier"};

const struct access_rule *access_rule_find(const char *label) {
  for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
    if (strcmp(rules[i].label, label) == 0) {
      return &rules[i];
    }
  }
  return NULL;
}

/* What matches no route is recorded, in batches; an interaction without a rule for sure. */
static struct access_rule rule_of(const struct request *request) {
  static const struct access_rule unmatched = {"unmatched", ACCESS_BATCHED, false, false};
  static const struct access_rule unknown = {"unknown", ACCESS_DURABLE, false, true};
  if (request->route == NULL) {
    return unmatched;
  }
  const struct access_rule *rule = access_rule_find(request->route->label);
  return rule != NULL ? *rule : unknown;
}

/* ---- patients -----------------------------------------------------------------------------------
 */
struct patients {
  const struct request *request;
  struct view ids[LIMIT_AUDIT_PATIENTS]; /* without leading zeros */
  size_t count;
  size_t left_out;
};

static void add_patient(struct patients *patients, struct view id) {
  while (id.length > 1 && id.data[0] == '0') {
    id = view_part(id, 1, SIZE_MAX);
  }
  if (id.length == 0 || id.length > PATIENT_ID_BYTES) {
    return;
  }
  for (size_t i = 0; i < patients->count; i++) {
    if (view_equal(patients->ids[i], id)) {
      return;
    }
  }
  if (patients->count < LIMIT_AUDIT_PATIENTS) {
    patients->ids[patients->count++] = id;
  } else {
    patients->left_out++;
  }
}

/* "id", "Patient/id", "<base>/Patient/id", "system|id" */
static struct view last_part(struct view value) {
  size_t at = value.length;
  while (at > 0 && value.data[at - 1] != '/' && value.data[at - 1] != '|') {
    at--;
  }
  return view_part(value, at, SIZE_MAX);
}

static void add_by_name(struct patients *patients, const char *const *names, size_t count) {
  const struct request *request = patients->request;
  for (size_t i = 0; i < request->query_count; i++) {
    for (size_t k = 0; k < count; k++) {
      if (view_is(request->query[i].name, names[k])) {
        add_patient(patients, last_part(request->query[i].value));
      }
    }
  }
}

static void add_asked(struct patients *patients) {
  const struct request *request = patients->request;
  const struct route *route = request->route;
  struct view noted = request->patients;
  while (noted.length > 0) {
    add_patient(patients, view_split(&noted, ' '));
  }
  add_by_name(patients, patient_names, sizeof patient_names / sizeof patient_names[0]);
  if (route != NULL && route->resource != NULL && strcmp(route->resource, "Patient") == 0) {
    add_patient(patients, request->path_parameters[0]);
    add_by_name(patients, own_names, sizeof own_names / sizeof own_names[0]);
  }
}

static bool is_id_byte(char byte) {
  return byte_is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         byte == '-' || byte == '.';
}

/* References and fullUrls: "Patient/<id>" as a whole JSON string or at its end. */
static void add_answered(struct patients *patients, struct view body) {
  struct view word = view_of("Patient/");
  size_t at = view_find(body, word, 0);
  while (at != SIZE_MAX) {
    size_t begin = at + word.length;
    size_t end = begin;
    while (end < body.length && is_id_byte(body.data[end])) {
      end++;
    }
    bool starts = at > 0 && (body.data[at - 1] == '"' || body.data[at - 1] == '/');
    if (starts && end < body.length && body.data[end] == '"') {
      add_patient(patients, view_part(body, begin, end - begin));
    }
    at = view_find(body, word, end);
  }
}

static struct view hashes_of(const struct patients *patients) {
  const struct request *request = patients->request;
  struct buffer buffer =
      buffer_make(request->arena, LIMIT_AUDIT_PATIENTS * (size_t)SHA256_HEX_BYTES);
  for (size_t i = 0; i < patients->count; i++) {
    if (i > 0) {
      buffer_append_byte(&buffer, ' ');
    }
    buffer_append(&buffer,
                  audit_chain_patient(request->arena, request->services->institution_number,
                                      patients->ids[i]));
  }
  return buffer_view(&buffer);
}

static struct view list_patients(const struct dispatch *dispatch, const struct access_rule *rule,
                                 struct view *ret_detail) {
  struct patients *patients = arena_alloc(dispatch->request.arena, sizeof *patients);
  if (patients == NULL) {
    *ret_detail = view_of("patients=unknown");
    return none;
  }
  patients->request = &dispatch->request;
  add_asked(patients);
  if (rule->searches_answer && dispatch->status < STATUS_REFUSED) {
    add_answered(patients, dispatch->whole);
  }
  if (patients->left_out > 0) {
    *ret_detail = arena_format(dispatch->request.arena, "more-patients=%zu", patients->left_out);
  }
  return hashes_of(patients);
}

/* ---- the row ------------------------------------------------------------------------------------
 */
/* IHE BALP: a search is an execution. */
static const char *verb_of(const struct request *request) {
  static const struct {
    const char *interaction;
    const char *verb;
  } verbs[] = {{"read", "R"},   {"search-type", "E"}, {"create", "C"},
               {"update", "U"}, {"delete", "D"},      {"batch", "E"}};
  const char *interaction = request->route == NULL ? NULL : request->route->interaction;
  for (size_t i = 0; interaction != NULL && i < sizeof verbs / sizeof verbs[0]; i++) {
    if (strcmp(verbs[i].interaction, interaction) == 0) {
      return verbs[i].verb;
    }
  }
  bool is_operation = request->route != NULL && request->route->operation != NULL;
  bool is_read = request->method == HTTP_METHOD_GET || request->method == HTTP_METHOD_HEAD;
  return is_read && !is_operation                ? "R"
         : request->method == HTTP_METHOD_PUT    ? "U"
         : request->method == HTTP_METHOD_DELETE ? "D"
                                                 : "E";
}

static struct view type_of(const struct request *request) {
  const char *type = request->route == NULL ? NULL : request->route->resource;
  return type == NULL || strcmp(type, "*") == 0 ? none : view_of(type);
}

static bool is_fhir_id(struct view id) {
  bool is_id = id.length > 0 && id.length <= PATIENT_ID_BYTES;
  for (size_t i = 0; i < id.length && is_id; i++) {
    is_id = is_id_byte(id.data[i]);
  }
  return is_id;
}

bool access_audit_row(const struct dispatch *dispatch, struct store_audit *ret_row,
                      bool *ret_durable) {
  const struct request *request = &dispatch->request;
  const struct access_rule rule = rule_of(request);
  *ret_durable = rule.way == ACCESS_DURABLE || rule.way == ACCESS_CHANGE;
  if (rule.way == ACCESS_COUNTED || rule.way == ACCESS_FREE) {
    return false;
  }
  struct view id = request->path_parameters[0];
  struct view detail = none;
  struct view patients = list_patients(dispatch, &rule, &detail);
  *ret_row = (struct store_audit){
      .action = view_of(ACTION),
      .request_id = request->id,
      .subject = rule.keeps_id && is_fhir_id(id) ? id : none,
      .detail = detail,
      .verb = view_of(verb_of(request)),
      .client = request->client,
      .address = request->address,
      .route = view_of(request->route == NULL ? rule.label : request->route->label),
      .type = type_of(request),
      .patients = patients,
      .status = dispatch->status,
  };
  return true;
}

/* ---- recording ----------------------------------------------------------------------------------
 */
static enum error refuse(const struct request *request, enum error error) {
  log_write(LOG_LEVEL_ERROR, "audit-failed",
            (struct log_field[]){LOG_TEXT("request", request->id),
                                 LOG_TEXT("error", view_of(error_name(error)))},
            2);
  audit_recorder_refused(request->services->recorder);
  return ERROR_UNRECORDED;
}

/* Reads may be recorded a moment later when the clinic wants it so. */
static bool may_be_batched(const struct request *request) {
  bool is_read = request->method == HTTP_METHOD_GET || request->method == HTTP_METHOD_HEAD ||
                 (request->route->flags & ROUTE_FORM) != 0;
  return is_read && request->services->audit_batched_reads;
}

/* At once, or with the next batch; what may be late goes there, too, when the disk refuses it. */
static enum error record(const struct services *services, const struct store_audit *row,
                         bool at_once, bool may_be_late) {
  enum error error = at_once ? services->store->audit(services->store, row)
                             : audit_recorder_add(services->recorder, row);
  return error != ERROR_OK && at_once && may_be_late ? audit_recorder_add(services->recorder, row)
                                                     : error;
}

enum error access_audit(const struct dispatch *dispatch, bool may_wait) {
  const struct request *request = &dispatch->request;
  const struct services *services = request->services;
  struct store_audit row;
  bool durable = false;
  if (services == NULL || services->recorder == NULL) {
    return ERROR_OK;
  }
  if (!access_audit_row(dispatch, &row, &durable)) {
    if (rule_of(request).way == ACCESS_COUNTED) {
      audit_recorder_count(services->recorder, false);
    }
    return ERROR_OK;
  }
  bool may_be_late =
      !durable || dispatch->status >= STATUS_REFUSED || rule_of(request).way == ACCESS_CHANGE;
  enum error error =
      record(services, &row, durable && may_wait && !may_be_batched(request), may_be_late);
  if (error != ERROR_OK && !may_be_late) {
    return refuse(request, error);
  }
  if (error != ERROR_OK) {
    audit_recorder_count(services->recorder, true);
  }
  return ERROR_OK;
}
