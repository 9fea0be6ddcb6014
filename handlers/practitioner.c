#include "handlers/practitioner.h"

#include "handlers/organization_id.h"
#include "handlers/practitioner_from_orca.h"
#include "handlers/record_id.h"
#include "handlers/human_name.h"
#include "handlers/resource_set.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"

static const struct search_parameter_row practitioner_parameters[] = {
    PRACTITIONER_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};
static const struct search_parameter_row role_parameters[] = {
    PRACTITIONER_ROLE_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

static enum error ask(struct resource_set *set, struct orca_physician_list *list) {
  enum error error = orca_physician_list(&set->session, list);
  if (error == ERROR_OK) {
    resource_set_note(set, "system01lstv2", &list->info);
  }
  return error;
}

/* ---- Practitioner
 * -------------------------------------------------------------------------------------- */

struct practitioner_query {
  struct view identifier;
  struct view name;
  struct view system; /* of our identifiers */
};

static enum error prepare_practitioner(struct resource_set *set) {
  struct practitioner_query *query = arena_alloc(set->request->arena, sizeof(*query));
  if (query == NULL) {
    return ERROR_MEMORY;
  }
  query->system = practitioner_from_orca_system(set->request->arena,
                                                set->request->services->institution_number);
  set->query = query;
  enum error error = query->system.data != NULL ? ERROR_OK : ERROR_MEMORY;
  if (error == ERROR_OK) {
    error = searchset_single(set->request, "identifier", &query->identifier);
  }
  return error == ERROR_OK ? searchset_single(set->request, "name", &query->name) : error;
}

static enum error collect_practitioners(struct resource_set *set, struct view id) {
  (void)id; /* the list is one answer */
  struct orca_physician_list list;
  enum error error = ask(set, &list);
  for (size_t i = 0; error == ERROR_OK && i < list.count; i++) {
    struct view code = practitioner_from_orca_id(list.physicians[i].code);
    if (code.length != 0) {
      error = resource_set_add(set, code, &list.physicians[i]);
    }
  }
  return error;
}

static bool practitioner_matches(const struct resource_set *set, const struct resource_item *item) {
  const struct practitioner_query *query = set->query;
  const struct orca_physician *physician = item->record;
  return search_value_token_matches(query->identifier, query->system, physician->code) &&
         (query->name.length == 0 || human_name_matches(physician->name, query->name) ||
          human_name_matches(physician->kana, query->name));
}

static void write_practitioner(const struct from_orca *from, const struct resource_set *set,
                               const struct resource_item *item) {
  (void)set;
  practitioner_from_orca_write(from, item->record);
}

static const struct resource_type practitioner_type = {
    .name = "Practitioner",
    .parameters = practitioner_parameters,
    .prepare = prepare_practitioner,
    .collect = collect_practitioners,
    .matches = practitioner_matches,
    .write = write_practitioner,
};

enum error handle_practitioner_read(struct request *request, struct response *response) {
  return resource_set_read(request, response, &practitioner_type);
}

enum error handle_practitioner_search(struct request *request, struct response *response) {
  return resource_set_search(request, response, &practitioner_type);
}

/* ---- PractitionerRole
 * ---------------------------------------------------------------------------------- */

struct role_query {
  struct view practitioner; /* code */
  struct view organization; /* id */
};

/* A role and the department that it is in; NULL when ORCA's list has none of that code. */
struct role_item {
  struct practitioner_role role;
  const struct orca_department *department;
};

static enum error prepare_role(struct resource_set *set) {
  struct role_query *query = arena_alloc(set->request->arena, sizeof(*query));
  if (query == NULL) {
    return ERROR_MEMORY;
  }
  set->query = query;
  enum error error =
      searchset_reference(set->request, "practitioner", "Practitioner", &query->practitioner);
  return error == ERROR_OK ? searchset_reference(set->request, "organization", "Organization",
                                                 &query->organization)
                           : error;
}

static enum error add_role(struct resource_set *set, const struct role_item *item) {
  struct arena *arena = set->request->arena;
  const struct practitioner_role *role = &item->role;
  if (!record_id_is_part(role->physician->code, false)) {
    return ERROR_OK;
  }
  struct view id =
      record_id_make(arena, &(struct record_id){{role->physician->code, role->department}, 2});
  if (id.data != NULL && id.length == 0) {
    return ERROR_OK;
  }
  struct role_item *kept = arena_alloc(arena, sizeof(*kept));
  if (kept == NULL) {
    return ERROR_MEMORY;
  }
  *kept = *item;
  return resource_set_add(set, id, kept);
}

static bool stands_before(const struct orca_physician *physician, size_t place) {
  for (size_t i = 0; i < place; i++) {
    if (view_equal(physician->departments[i], physician->departments[place])) {
      return true;
    }
  }
  return false;
}

static enum error add_roles(struct resource_set *set, const struct orca_physician *physician,
                            const struct orca_department_list *departments) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < ORCA_PHYSICIAN_DEPARTMENTS && error == ERROR_OK; i++) {
    struct view code = physician->departments[i];
    if (code.length != 0 && !stands_before(physician, i)) {
      const struct role_item item = {{physician, code}, orca_department_find(departments, code)};
      error = add_role(set, &item);
    }
  }
  return error;
}

static enum error collect_roles(struct resource_set *set, struct view id) {
  (void)id;
  struct orca_physician_list physicians;
  struct orca_department_list departments;
  enum error error = ask(set, &physicians);
  if (error == ERROR_OK) {
    error = orca_department_list(&set->session, &departments);
  }
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "system01lstv2", &departments.info);
  for (size_t i = 0; error == ERROR_OK && i < physicians.count; i++) {
    error = add_roles(set, &physicians.physicians[i], &departments);
  }
  return error;
}

static bool role_matches(const struct resource_set *set, const struct resource_item *item) {
  const struct role_query *query = set->query;
  const struct practitioner_role *role = &((const struct role_item *)item->record)->role;
  struct record_id key;
  bool of_department = query->organization.length == 0 ||
                       (record_id_split(query->organization, ORGANIZATION_ID_DEPARTMENT, 2, &key) &&
                        view_equal(key.parts[1], role->department));
  return of_department && (query->practitioner.length == 0 ||
                           view_equal(query->practitioner, role->physician->code));
}

static void write_role(const struct from_orca *from, const struct resource_set *set,
                       const struct resource_item *item) {
  (void)set;
  const struct role_item *record = item->record;
  practitioner_from_orca_write_role(from, &record->role, item->id, record->department);
}

static const struct resource_type role_type = {
    .name = "PractitionerRole",
    .parameters = role_parameters,
    .prepare = prepare_role,
    .collect = collect_roles,
    .matches = role_matches,
    .write = write_role,
};

enum error handle_practitioner_role_read(struct request *request, struct response *response) {
  return resource_set_read(request, response, &role_type);
}

enum error handle_practitioner_role_search(struct request *request, struct response *response) {
  return resource_set_search(request, response, &role_type);
}
