#include "handlers/search_include.h"

#include "handlers/search_inner.h"
#include "handlers/search_message.h"
#include "handlers/services.h"

struct include_row {
  const char *source;
  const char *parameter;
  const char *target;
  const char *path; /* of the Reference in the source, arrays taken apart */
};

static const struct include_row include_rows[] = {
    {"Condition", "subject", "Patient", "subject"},
    {"Condition", "patient", "Patient", "subject"},
    {"Condition", "encounter", "Encounter", "encounter"},
    {"Coverage", "beneficiary", "Patient", "beneficiary"},
    {"Coverage", "patient", "Patient", "beneficiary"},
    {"Coverage", "payor", "Organization", "payor"},
    {"AllergyIntolerance", "patient", "Patient", "patient"},
    {"Encounter", "subject", "Patient", "subject"},
    {"Encounter", "patient", "Patient", "subject"},
    {"Encounter", "participant", "Practitioner", "participant.individual"},
    {"Encounter", "practitioner", "Practitioner", "participant.individual"},
    {"Encounter", "location", "Location", "location.location"},
    {"Encounter", "service-provider", "Organization", "serviceProvider"},
    {"Encounter", "appointment", "Appointment", "appointment"},
    {"Appointment", "patient", "Patient", "participant.actor"},
    {"Appointment", "practitioner", "Practitioner", "participant.actor"},
    {"Appointment", "location", "Location", "participant.actor"},
    {"MedicationRequest", "subject", "Patient", "subject"},
    {"MedicationRequest", "patient", "Patient", "subject"},
    {"MedicationRequest", "requester", "Practitioner", "requester"},
    {"MedicationRequest", "encounter", "Encounter", "encounter"},
    {"MedicationDispense", "subject", "Patient", "subject"},
    {"MedicationDispense", "patient", "Patient", "subject"},
    {"MedicationDispense", "prescription", "MedicationRequest", "authorizingPrescription"},
    {"Procedure", "subject", "Patient", "subject"},
    {"Procedure", "patient", "Patient", "subject"},
    {"Procedure", "performer", "Practitioner", "performer.actor"},
    {"Procedure", "encounter", "Encounter", "encounter"},
    {"ChargeItem", "subject", "Patient", "subject"},
    {"ChargeItem", "patient", "Patient", "subject"},
    {"ChargeItem", "context", "Encounter", "context"},
    {"PractitionerRole", "practitioner", "Practitioner", "practitioner"},
    {"PractitionerRole", "organization", "Organization", "organization"},
    {"PractitionerRole", "location", "Location", "location"},
    {"Location", "organization", "Organization", "managingOrganization"},
    {"Organization", "partof", "Organization", "partOf"},
};
#define INCLUDE_ROWS (sizeof include_rows / sizeof include_rows[0])

/* The two directions share their rules. */
struct direction {
  const char *parameter;
  bool is_reverse;
};
static const struct direction directions[] = {{"_include", false}, {"_revinclude", true}};

/* ---- which rows count --------------------------------------------------------------------------
 */
static bool is_offered(const struct request *request, const struct include_row *row,
                       const char *type, bool is_reverse) {
  if (strcmp(is_reverse ? row->target : row->source, type) != 0) {
    return false;
  }
  if (!is_reverse) {
    return search_inner_can_read(request, view_of(row->target));
  }
  const struct route *search = search_inner_search_route(request, row->source);
  return search != NULL && search_inner_knows(search, view_of(row->parameter));
}

/* "Coverage:payor" or "Coverage:payor:Organization". */
static bool is_named(const struct include_row *row, struct view value) {
  struct view source = view_split(&value, ':');
  struct view parameter = view_split(&value, ':');
  return view_is(source, row->source) && view_is(parameter, row->parameter) &&
         (value.length == 0 || view_is(value, row->target));
}

static const struct include_row *find_row(const struct request *request, const char *type,
                                          bool is_reverse, struct view value) {
  for (size_t i = 0; i < INCLUDE_ROWS; i++) {
    if (is_named(&include_rows[i], value) &&
        is_offered(request, &include_rows[i], type, is_reverse)) {
      return &include_rows[i];
    }
  }
  return NULL;
}

static struct view possible(const struct request *request, const char *type, bool is_reverse) {
  struct view text = view_of("");
  for (size_t i = 0; i < INCLUDE_ROWS; i++) {
    const struct include_row *row = &include_rows[i];
    if (is_offered(request, row, type, is_reverse)) {
      text = arena_format(request->arena, "%.*s%s%s:%s", VIEW_ARGUMENTS(text),
                          text.length > 0 ? ", " : "", row->source, row->parameter);
    }
  }
  return text.length > 0 ? text : view_of("-");
}

static enum error check_value(struct request *request, const char *type,
                              const struct direction *direction, struct view value) {
  if (find_row(request, type, direction->is_reverse, value) != NULL) {
    return ERROR_OK;
  }
  struct view what =
      arena_format(request->arena, "%s=%.*s", direction->parameter, VIEW_ARGUMENTS(value));
  if (request->lenient) {
    issue_add_with(&request->issues, search_message_get(SEARCH_MESSAGE_INCLUDE_IGNORED), what,
                   view_of(type));
    return ERROR_OK;
  }
  enum error error = request_fail(request, ERROR_BAD_REQUEST,
                                  search_message_get(SEARCH_MESSAGE_INCLUDE), what, view_of(type));
  request->issues.issues[request->issues.count - 1].arguments[2] =
      possible(request, type, direction->is_reverse);
  return error;
}

enum error search_include_check(struct request *request, const char *type) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < request->query_count && error == ERROR_OK; i++) {
    for (size_t k = 0; k < 2 && error == ERROR_OK; k++) {
      if (view_is(request->query[i].name, directions[k].parameter)) {
        error = check_value(request, type, &directions[k], request->query[i].value);
      }
    }
  }
  return error;
}

/* ---- adding ------------------------------------------------------------------------------------
 */
struct inclusion {
  struct request *request;
  struct search_entries *entries;
  const struct include_row *row;
  size_t reads;
  bool is_cut;
};

/* True while another read may be made; says once that no more are. */
static bool may_read(struct inclusion *inclusion) {
  if (inclusion->reads < SEARCH_INCLUDE_READS) {
    inclusion->reads++;
    return true;
  }
  if (!inclusion->is_cut) {
    inclusion->is_cut = true;
    issue_add_with(&inclusion->request->issues, search_message_get(SEARCH_MESSAGE_INCLUDE_LIMIT),
                   arena_format(inclusion->request->arena, "%u", SEARCH_INCLUDE_READS),
                   (struct view){NULL, 0});
  }
  return false;
}

static enum error include_reference(void *context, const struct document *document, uint32_t node) {
  struct inclusion *inclusion = context;
  struct request *request = inclusion->request;
  struct view reference = document_member_string(document, node, "reference", request->arena);
  struct view prefix = arena_format(request->arena, "%s/", inclusion->row->target);
  if (view_starts_with(reference, request->base_url)) {
    reference = view_part(reference, request->base_url.length + 1, reference.length);
  }
  struct view full_url = arena_format(request->arena, "%.*s/%.*s",
                                      VIEW_ARGUMENTS(request->base_url), VIEW_ARGUMENTS(reference));
  if (prefix.data == NULL || full_url.data == NULL) {
    return ERROR_MEMORY;
  }
  if (!view_starts_with(reference, prefix) || search_entries_has(inclusion->entries, full_url) ||
      !may_read(inclusion)) {
    return ERROR_OK;
  }
  enum error error = search_inner_read(request, reference, SEARCH_MODE_INCLUDE, inclusion->entries);
  if (error == ERROR_NOT_FOUND) {
    issue_add_with(&request->issues, search_message_get(SEARCH_MESSAGE_INCLUDE_ABSENT), reference,
                   (struct view){NULL, 0});
    return ERROR_OK;
  }
  return error;
}

static enum error include_from(struct inclusion *inclusion, struct view resource) {
  struct document document;
  struct document_failure failure;
  enum error error = document_read(inclusion->request->arena, resource, NULL, &document, &failure);
  if (error != ERROR_OK) {
    return error == ERROR_SYNTAX ? ERROR_INTERNAL : error;
  }
  struct view type =
      document_member_string(&document, 0, "resourceType", inclusion->request->arena);
  return view_is(type, inclusion->row->source)
             ? search_entry_walk(&document, inclusion->row->path, include_reference, inclusion)
             : ERROR_OK;
}

static enum error include_to(struct inclusion *inclusion, struct view full_url) {
  struct view base = inclusion->request->base_url;
  struct view reference = view_part(full_url, base.length + 1, full_url.length);
  struct view target = arena_format(inclusion->request->arena, "%s?%s=%.*s", inclusion->row->source,
                                    inclusion->row->parameter, VIEW_ARGUMENTS(reference));
  if (target.data == NULL) {
    return ERROR_MEMORY;
  }
  return may_read(inclusion) ? search_inner_search(inclusion->request, target, SEARCH_MODE_INCLUDE,
                                                   inclusion->entries)
                             : ERROR_OK;
}

/* matches: how many of the entries were there before anything was included. */
static enum error include_row(struct inclusion *inclusion, bool is_reverse, size_t matches) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < matches && error == ERROR_OK; i++) {
    const struct search_entry entry = inclusion->entries->items[i];
    error = is_reverse ? include_to(inclusion, entry.full_url)
                       : include_from(inclusion, entry.resource);
  }
  return error;
}

enum error search_include_add(struct request *request, const char *type,
                              struct search_entries *entries) {
  struct inclusion inclusion = {.request = request, .entries = entries};
  size_t matches = entries->count;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < request->query_count * 2 && error == ERROR_OK; i++) {
    const struct name_value *item = &request->query[i / 2];
    const struct direction *direction = &directions[i % 2];
    if (!view_is(item->name, direction->parameter)) {
      continue;
    }
    inclusion.row = find_row(request, type, direction->is_reverse, item->value);
    if (inclusion.row != NULL) {
      error = include_row(&inclusion, direction->is_reverse, matches);
    }
  }
  return error;
}

enum error search_include_all(struct request *request, struct search_entries *entries) {
  struct inclusion inclusion = {.request = request, .entries = entries};
  size_t matches = entries->count;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < INCLUDE_ROWS && error == ERROR_OK; i++) {
    inclusion.row = &include_rows[i];
    bool is_patient = strcmp(inclusion.row->target, "Patient") == 0;
    if (!is_patient && search_inner_can_read(request, view_of(inclusion.row->target))) {
      error = include_row(&inclusion, false, matches);
    }
  }
  return error;
}

/* ---- CapabilityStatement -----------------------------------------------------------------------
 */
static void describe(struct json_writer *writer, const struct request *request, const char *type,
                     bool is_reverse) {
  bool begun = false;
  for (size_t i = 0; i < INCLUDE_ROWS; i++) {
    const struct include_row *row = &include_rows[i];
    if (!is_offered(request, row, type, is_reverse)) {
      continue;
    }
    if (!begun) {
      writer_key(writer, is_reverse ? "searchRevInclude" : "searchInclude");
      writer_array_begin(writer);
      begun = true;
    }
    writer_string(writer, arena_format(request->arena, "%s:%s", row->source, row->parameter));
  }
  if (begun) {
    writer_array_end(writer);
  }
}

void search_include_describe(struct json_writer *writer, const struct request *request,
                             const char *type) {
  if (search_inner_search_route(request, type) != NULL) {
    describe(writer, request, type, false);
    describe(writer, request, type, true);
  }
}
