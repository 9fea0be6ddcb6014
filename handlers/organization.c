#include "handlers/organization.h"

#include "handlers/human_name.h"
#include "handlers/national_source.h"
#include "handlers/organization_from_orca.h"
#include "handlers/organization_id.h"
#include "handlers/organization_national.h"
#include "handlers/record_id.h"
#include "handlers/resource_set.h"
#include "handlers/search_value.h"
#include "handlers/searchset.h"

#define INSURER_BYTES 8u

static const struct search_parameter_row parameters[] = {
    ORGANIZATION_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){"_source", "uri"}, {NULL, NULL}};

struct organization_query {
  struct view identifier;
  struct view name;
  struct view part_of; /* id */
};

static enum error prepare(struct resource_set *set) {
  struct organization_query *query = arena_alloc(set->request->arena, sizeof(*query));
  if (query == NULL) {
    return ERROR_MEMORY;
  }
  set->query = query;
  enum error error = searchset_single(set->request, "identifier", &query->identifier);
  if (error == ERROR_OK) {
    error = searchset_single(set->request, "name", &query->name);
  }
  return error == ERROR_OK
             ? searchset_reference(set->request, "partof", "Organization", &query->part_of)
             : error;
}

static enum error add(struct resource_set *set, struct view id,
                      const struct organization *organization) {
  if (id.data != NULL && id.length == 0) {
    return ERROR_OK; /* a code that no id can be made of */
  }
  struct organization *kept = arena_alloc(set->request->arena, sizeof(*kept));
  if (kept == NULL) {
    return ERROR_MEMORY;
  }
  *kept = *organization;
  return resource_set_add(set, id, kept);
}

static enum error collect_facility(struct resource_set *set) {
  struct orca_facility *facility = arena_alloc(set->request->arena, sizeof(*facility));
  if (facility == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = orca_facility_get(&set->session, facility);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "system01lstv2", &facility->info);
  const struct organization organization = {.facility = facility};
  bool is_known = facility->name.length + facility->code.length != 0;
  return is_known ? add(set, view_of(ORGANIZATION_ID_FACILITY), &organization) : ERROR_OK;
}

static enum error collect_departments(struct resource_set *set) {
  struct orca_department_list list;
  enum error error = orca_department_list(&set->session, &list);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "system01lstv2", &list.info);
  for (size_t i = 0; error == ERROR_OK && i < list.count; i++) {
    const struct organization organization = {.department = &list.departments[i]};
    error = add(set, organization_id_department(set->request->arena, list.departments[i].code),
                &organization);
  }
  return error;
}

/* number: 8 digits. One number may stand for several kinds of insurance: the first row names it. */
static enum error collect_insurer(struct resource_set *set, struct view number) {
  uint64_t value;
  if (number.length != INSURER_BYTES || !view_to_unsigned(number, UINT64_MAX, &value)) {
    return ERROR_OK;
  }
  struct orca_insurer_list list;
  enum error error = orca_insurer_list(&set->session, organization_id_orca_number(number), &list);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "insprogetv2", &list.info);
  if (list.count == 0) {
    return ERROR_OK;
  }
  const struct organization organization = {.insurer = &list.insurers[0]};
  return add(set, organization_id_insurer(set->request->arena, list.insurers[0].number),
             &organization);
}

/* The insurer's number in "system|number" or "number"; empty when the search asks for none. */
static struct view wanted_number(const struct resource_set *set) {
  const struct organization_query *query = set->query;
  struct view system;
  struct view value;
  if (query == NULL || query->identifier.length == 0) {
    return view_of("");
  }
  search_value_token(query->identifier, &system, &value);
  bool ours = system.length == 0 || view_is(system, SYSTEM_INSURER);
  return ours ? value : view_of("");
}

static enum error collect(struct resource_set *set, struct view id) {
  struct record_id key;
  if (view_is(id, ORGANIZATION_ID_FACILITY)) {
    return collect_facility(set);
  }
  if (record_id_split(id, ORGANIZATION_ID_DEPARTMENT, 2, &key)) {
    return collect_departments(set);
  }
  if (record_id_split(id, ORGANIZATION_ID_INSURER, 2, &key)) {
    return collect_insurer(set, key.parts[1]);
  }
  if (id.length != 0) {
    return ERROR_OK;
  }
  enum error error = collect_facility(set);
  if (error == ERROR_OK) {
    error = collect_departments(set);
  }
  return error == ERROR_OK ? collect_insurer(set, wanted_number(set)) : error;
}

static struct view name_of(const struct organization *organization) {
  if (organization->facility != NULL) {
    return organization->facility->name;
  }
  return organization->department != NULL ? organization->department->name
                                          : organization->insurer->name;
}

static bool identifier_matches(const struct resource_set *set, const struct resource_item *item) {
  const struct organization_query *query = set->query;
  const struct organization *organization = item->record;
  struct arena *arena = set->request->arena;
  if (query->identifier.length == 0) {
    return true;
  }
  if (organization->facility != NULL) {
    return search_value_token_matches(query->identifier, view_of(SYSTEM_INSTITUTION),
                                      organization_from_orca_number(arena, organization->facility));
  }
  if (organization->insurer != NULL) {
    return search_value_token_matches(
        query->identifier, view_of(SYSTEM_INSURER),
        organization_id_insurer_number(arena, organization->insurer->number));
  }
  return search_value_token_matches(
      query->identifier, view_of(SYSTEM_RESOURCE_INSTANCE),
      from_orca_instance_text(arena, set->request->services->institution_number, item->id));
}

static bool matches(const struct resource_set *set, const struct resource_item *item) {
  const struct organization_query *query = set->query;
  const struct organization *organization = item->record;
  bool is_part = query->part_of.length == 0 || (organization->department != NULL &&
                                                view_is(query->part_of, ORGANIZATION_ID_FACILITY));
  return is_part && identifier_matches(set, item) &&
         (query->name.length == 0 || human_name_matches(name_of(organization), query->name));
}

static void write_organization(const struct from_orca *from, const struct resource_set *set,
                               const struct resource_item *item) {
  (void)set;
  organization_from_orca_write(from, item->record, item->id);
}

static const struct resource_type type = {
    .name = "Organization",
    .parameters = parameters,
    .prepare = prepare,
    .collect = collect,
    .matches = matches,
    .write = write_organization,
};

enum error handle_organization_read(struct request *request, struct response *response) {
  return resource_set_read(request, response, &type);
}

enum error handle_organization_search(struct request *request, struct response *response) {
  bool is_national = false;
  enum error error = national_source_read(request, &is_national);
  if (error != ERROR_OK) {
    return error;
  }
  return is_national ? handle_organization_national(request, response)
                     : resource_set_search(request, response, &type);
}
