#include "handlers/subscription_criteria.h"

#include "handlers/patient_query.h"
#include "handlers/search_day.h"
#include "handlers/search_inner.h"
#include "handlers/searchset.h"
#include "handlers/subscription_message.h"
#include "server/base/buffer.h"
#include "server/http/percent.h"
#include "server/http/query.h"
#include "server/orca/orca_text.h"

#define TARGET_BYTES 65536u
#define PATIENT_NAMES 2u

/* What events of ORCA are about. The desk makes the next appointment while the patient is there. */
static const struct criteria_type {
  const char *name;
  const char
      *patients[PATIENT_NAMES]; /* parameters that name the patient; the first is asked with */
  const char *unsupported;      /* searched for otherwise, but not of one patient */
  const char
      *days; /* prefix of `date`: which days an event is about, seen from its own; NULL = all */
} types[] = {
    {"Patient", {"_id", NULL}, "_lastUpdated", NULL},
    {"Encounter", {"patient", "subject"}, NULL, ""},
    {"Appointment", {"patient", NULL}, NULL, "ge"},
};
#define TYPE_NAMES "Patient, Encounter, Appointment"

static const struct criteria_type *type_of(struct view criteria) {
  struct view name = view_part(criteria, 0, view_find_byte(criteria, '?', 0));
  for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
    if (view_is(name, types[i].name)) {
      return &types[i];
    }
  }
  return NULL;
}

bool subscription_criteria_by_day(const char *type) {
  const struct criteria_type *row = type_of(view_of(type));
  return row != NULL && row->days != NULL;
}

static struct view query_of(struct view criteria) {
  size_t at = view_find_byte(criteria, '?', 0);
  return at == SIZE_MAX ? (struct view){NULL, 0} : view_part(criteria, at + 1, criteria.length);
}

/* ---- checking ----------------------------------------------------------------------------------
 */
static bool is_supported(const struct criteria_type *type, struct view name) {
  return type->unsupported == NULL || !view_is(name, type->unsupported);
}

static struct view supported(struct arena *arena, const struct criteria_type *type,
                             const struct search_parameter_row *row) {
  struct view text = view_of("");
  for (; row->name != NULL; row++) {
    if (is_supported(type, view_of(row->name))) {
      text = arena_format(arena, "%.*s%s%s", VIEW_ARGUMENTS(text), text.length > 0 ? ", " : "",
                          row->name);
    }
  }
  return text;
}

static enum error check_names(struct request *request, const struct criteria_type *type,
                              const struct request *search) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < search->query_count; i++) {
    const struct name_value *item = &search->query[i];
    if (!search_inner_knows(search->route, item->name) || !is_supported(type, item->name)) {
      error = request_fail(request, ERROR_NOT_PROCESSABLE,
                           subscription_message_get(SUBSCRIPTION_MESSAGE_CRITERIA_PARAMETER),
                           item->name, supported(request->arena, type, search->route->search));
    } else if (item->value.length == 0) {
      error = request_fail(request, ERROR_NOT_PROCESSABLE,
                           subscription_message_get(SUBSCRIPTION_MESSAGE_CRITERIA_VALUE),
                           item->name, (struct view){NULL, 0});
    }
  }
  return error;
}

static enum error check_value(struct request *search, const struct search_parameter_row *row) {
  struct day_range days = {.from = {NULL, 0}};
  struct view value;
  return strcmp(row->type, "date") == 0 ? search_day_range(search, row->name, &days)
                                        : searchset_single(search, row->name, &value);
}

/* As the search itself would: a value that it refuses is refused now. */
static enum error check_values(struct request *search, const struct criteria_type *type) {
  struct patient_query query;
  enum error error = ERROR_OK;
  for (const struct search_parameter_row *row = search->route->search;
       row->name != NULL && error == ERROR_OK; row++) {
    error = check_value(search, row);
  }
  if (error == ERROR_OK && strcmp(type->name, "Patient") == 0) {
    error = patient_query_read(search, &query);
  }
  return error == ERROR_BAD_REQUEST ? ERROR_NOT_PROCESSABLE : error;
}

static enum error read_query(struct request *request, struct view criteria,
                             struct request *search) {
  struct name_value *items = NULL;
  enum error error = query_append(request->arena, query_of(criteria), &items, &search->query_count);
  search->query = items;
  return error == ERROR_BAD_REQUEST || error == ERROR_TOO_LARGE
             ? request_fail(request, ERROR_NOT_PROCESSABLE,
                            subscription_message_get(SUBSCRIPTION_MESSAGE_CRITERIA_QUERY), criteria,
                            (struct view){NULL, 0})
             : error;
}

enum error subscription_criteria_check(struct request *request, struct view criteria,
                                       const char **ret_type) {
  const struct criteria_type *type = type_of(criteria);
  const struct route *route = type == NULL ? NULL : search_inner_search_route(request, type->name);
  if (route == NULL) {
    return request_fail(request, ERROR_NOT_PROCESSABLE,
                        subscription_message_get(SUBSCRIPTION_MESSAGE_CRITERIA_TYPE), criteria,
                        view_of(TYPE_NAMES));
  }
  struct request search = {.arena = request->arena,
                           .services = request->services,
                           .route = route,
                           .base_url = request->base_url,
                           .language = request->language};
  enum error error = read_query(request, criteria, &search);
  if (error == ERROR_OK) {
    error = check_names(request, type, &search);
  }
  if (error == ERROR_OK) {
    search.issues = request->issues;
    error = check_values(&search, type);
    request->issues = search.issues;
  }
  if (error == ERROR_OK) {
    *ret_type = type->name;
  }
  return error;
}

/* ---- searching ---------------------------------------------------------------------------------
 */
static bool names_patient(const struct criteria_type *type, struct view name) {
  for (size_t i = 0; i < PATIENT_NAMES && type->patients[i] != NULL; i++) {
    if (view_is(name, type->patients[i])) {
      return true;
    }
  }
  return false;
}

/* The number in "1", "Patient/1" or a URL that ends with it. */
static struct view number_in(struct view reference) {
  struct view number = reference;
  while (reference.length > 0) {
    number = view_split(&reference, '/');
  }
  return orca_text_patient_key(number);
}

static void append_encoded(struct buffer *buffer, struct view text) {
  struct view encoded = percent_encode(buffer->arena, text);
  if (encoded.data == NULL) {
    buffer->error = ERROR_MEMORY;
  }
  buffer_append(buffer, encoded);
}

static void append_parameter(struct buffer *buffer, struct view name, struct view value) {
  buffer_append_byte(buffer, '&');
  append_encoded(buffer, name);
  buffer_append_byte(buffer, '=');
  append_encoded(buffer, value);
}

enum error subscription_criteria_target(struct arena *arena, struct view criteria,
                                        const struct subscription_criteria_event *event,
                                        struct view *ret_target) {
  const struct criteria_type *type = type_of(criteria);
  struct name_value *items = NULL;
  size_t count = 0;
  struct buffer buffer = buffer_make(arena, TARGET_BYTES);
  enum error error =
      type == NULL ? ERROR_BAD_REQUEST : query_append(arena, query_of(criteria), &items, &count);
  if (error != ERROR_OK) {
    return error;
  }
  buffer_append_format(&buffer, "%s?%s=", type->name, type->patients[0]);
  append_encoded(&buffer, event->patient);
  for (size_t i = 0; i < count; i++) {
    bool is_patient = names_patient(type, items[i].name);
    if (is_patient &&
        !view_equal(number_in(items[i].value), orca_text_patient_key(event->patient))) {
      *ret_target = view_of("");
      return ERROR_OK;
    }
    if (!is_patient) {
      append_parameter(&buffer, items[i].name, items[i].value);
    }
  }
  if (type->days != NULL) {
    buffer_append_format(&buffer, "&date=%s%.*s", type->days, VIEW_ARGUMENTS(event->day));
  }
  if (buffer.error == ERROR_OK) {
    *ret_target = buffer_view(&buffer);
  }
  return buffer.error;
}
