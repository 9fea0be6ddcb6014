#include "server/http/access_check.h"

#include "server/http/access_scope.h"
#include "server/http/http_messages.h"

#define CHALLENGE_HEADER "WWW-Authenticate"

static const struct view none = {NULL, 0};

struct interaction_row {
  const char *interaction;
  char letter;
};
/* SMART App Launch 2.0, "Scopes for requesting FHIR resources". */
static const struct interaction_row interactions[] = {
    {"create", 'c'}, {"read", 'r'}, {"update", 'u'}, {"delete", 'd'}, {"search-type", 's'}};

char access_letter(const struct route *route) {
  if (route->interaction == NULL || route->scope != NULL) {
    return '\0';
  }
  for (size_t i = 0; i < sizeof interactions / sizeof interactions[0]; i++) {
    if (strcmp(route->interaction, interactions[i].interaction) == 0) {
      return interactions[i].letter;
    }
  }
  return '\0';
}

/* What is missing of the list ("Patient.r Condition.s"); empty = nothing. */
static struct view missing_of(const struct access_rights *rights, struct view needed) {
  while (needed.length > 0) {
    struct view one = view_split(&needed, ' ');
    if (!access_scope_grants(rights->scopes, one)) {
      return one;
    }
  }
  return none;
}

/* The list that a row needs, in the arena; empty: the row says nothing, so nobody may. */
static struct view needed_by(const struct route *route, struct arena *arena) {
  char letter = access_letter(route);
  if (route->scope != NULL) {
    return view_of(route->scope);
  }
  return route->resource == NULL || letter == '\0'
             ? none
             : arena_format(arena, "%s.%c", route->resource, letter);
}

static bool is_for_every_client(const struct route *route) {
  return (route->flags & (ROUTE_OPEN | ROUTE_ANY_CLIENT)) != 0;
}

static bool is_patient_parameter(const struct route *route, struct view name) {
  bool of_patient = route->resource != NULL && strcmp(route->resource, "Patient") == 0;
  return of_patient
             ? view_is(name, "_id")
             : view_is(name, "patient") || view_is(name, "subject") || view_is(name, "beneficiary");
}

/* Path or query can say whose the answer is. */
static bool names_patient(const struct route *route) {
  for (const struct search_parameter_row *row = route->search; row != NULL && row->name != NULL;
       row++) {
    if (is_patient_parameter(route, view_of(row->name))) {
      return true;
    }
  }
  return route->patient_of != NULL || is_for_every_client(route);
}

bool access_permits(const struct request *request, const struct route *route) {
  const struct access_rights *rights = request->rights;
  if (rights == NULL || is_for_every_client(route)) {
    return true;
  }
  struct view needed = needed_by(route, request->arena);
  return needed.length > 0 && missing_of(rights, needed).length == 0 &&
         (!rights->limited || names_patient(route));
}

/* "admin/..." as it is, types with the level before them. */
static struct view scope_text(struct request *request, struct view needed) {
  bool is_administration = view_find_byte(needed, '/', 0) != SIZE_MAX;
  return needed.length == 0 || is_administration
             ? needed
             : arena_format(request->arena, "system/%.*s", VIEW_ARGUMENTS(needed));
}

static enum error forbid(struct request *request, struct response *response, struct view missing) {
  struct view scope = scope_text(request, missing);
  response_header(response, CHALLENGE_HEADER,
                  arena_format(request->arena,
                               "Bearer error=\"insufficient_scope\", scope=\"%.*s\"",
                               VIEW_ARGUMENTS(scope)));
  return request_fail(request, ERROR_FORBIDDEN, http_message_get(HTTP_MESSAGE_ACCESS_SCOPE), scope,
                      none);
}

static enum error check(struct request *request, struct response *response, struct view needed) {
  struct view missing = missing_of(request->rights, needed);
  return needed.length > 0 && missing.length == 0 ? ERROR_OK : forbid(request, response, missing);
}

enum error access_check_scope(struct request *request, struct response *response) {
  const struct route *route = request->route;
  if (request->rights == NULL || is_for_every_client(route)) {
    return ERROR_OK;
  }
  return check(request, response, needed_by(route, request->arena));
}

static enum error refuse_patient(struct request *request) {
  return request_fail(request, ERROR_FORBIDDEN, http_message_get(HTTP_MESSAGE_ACCESS_PATIENT), none,
                      none);
}

enum error access_check_needed(struct request *request, struct response *response,
                               const char *needed) {
  if (request->rights == NULL) {
    return ERROR_OK;
  }
  enum error error = check(request, response, view_of(needed));
  return error == ERROR_OK && request->rights->limited ? refuse_patient(request) : error;
}

/* ---- patients ----------------------------------------------------------------------------------
 */
static bool is_own(const struct access_rights *rights, struct view id) {
  struct view rest = rights->patients;
  while (rest.length > 0 && id.length > 0) {
    if (view_equal(view_split(&rest, ','), id)) {
      return true;
    }
  }
  return false;
}

/* "00001", "Patient/00001" or the same behind our base. */
static struct view patient_of_reference(const struct request *request, struct view reference) {
  size_t base = request->base_url.length;
  if (base > 0 && view_starts_with(reference, request->base_url) && reference.length > base &&
      reference.data[base] == '/') {
    reference = view_part(reference, base + 1, SIZE_MAX);
  }
  struct view type = view_of("Patient/");
  return view_starts_with(reference, type) ? view_part(reference, type.length, SIZE_MAX)
                                           : reference;
}

static bool are_own(const struct request *request, struct view list) {
  bool all = list.length > 0;
  while (list.data != NULL && list.length > 0 && all) {
    struct view reference = view_trim(view_split(&list, ','));
    all = is_own(request->rights, patient_of_reference(request, reference));
  }
  return all;
}

/* Every one that is given must be the client's: it does not matter which of them is used. Patients
 * themselves are found by their id alone: a name could find others. */
static bool query_is_own(const struct request *request) {
  const struct route *route = request->route;
  bool of_patient = route->resource != NULL && strcmp(route->resource, "Patient") == 0;
  bool named = false;
  bool own = true;
  for (size_t i = 0; i < request->query_count && own; i++) {
    const struct name_value *item = &request->query[i];
    if (is_patient_parameter(route, item->name)) {
      named = true;
      own = are_own(request, item->value);
    } else if (of_patient) {
      own = item->name.length > 0 && item->name.data[0] == '_';
    }
  }
  return named && own;
}

enum error access_check_patients(struct request *request) {
  const struct access_rights *rights = request->rights;
  const struct route *route = request->route;
  if (rights == NULL || !rights->limited || is_for_every_client(route)) {
    return ERROR_OK;
  }
  bool own = route->patient_of != NULL
                 ? is_own(rights, route->patient_of(request->path_parameters[0]))
                 : names_patient(route) && query_is_own(request);
  return own ? ERROR_OK : refuse_patient(request);
}
