#include "handlers/location.h"

#include "handlers/human_name.h"
#include "handlers/location_from_orca.h"
#include "handlers/resource_set.h"
#include "handlers/searchset.h"

static const struct search_parameter_row parameters[] = {
    LOCATION_SEARCH_PARAMETERS(SEARCHSET_PARAMETER_ROW){NULL, NULL}};

struct location_query {
  struct view name;
  struct view part_of; /* id */
};

static enum error prepare(struct resource_set *set) {
  struct location_query *query = arena_alloc(set->request->arena, sizeof(*query));
  if (query == NULL) {
    return ERROR_MEMORY;
  }
  set->query = query;
  enum error error = searchset_single(set->request, "name", &query->name);
  return error == ERROR_OK
             ? searchset_reference(set->request, "partof", "Location", &query->part_of)
             : error;
}

static enum error add(struct resource_set *set, struct view id, const struct location *location) {
  if (id.data != NULL && id.length == 0) {
    return ERROR_OK; /* numbers that no id can be made of */
  }
  struct location *kept = arena_alloc(set->request->arena, sizeof(*kept));
  if (kept == NULL) {
    return ERROR_MEMORY;
  }
  *kept = *location;
  return resource_set_add(set, id, kept);
}

static enum error add_ward(struct resource_set *set, const struct orca_ward *ward) {
  struct arena *arena = set->request->arena;
  struct location location = {.ward = ward};
  enum error error = add(set, location_from_orca_ward_id(arena, ward->number), &location);
  for (size_t i = 0; i < ward->room_count && error == ERROR_OK; i++) {
    location.room = ward->rooms[i].number;
    location.room_row = ward->rooms[i].row;
    error = add(set, location_from_orca_room_id(arena, ward->number, location.room), &location);
  }
  return error;
}

static enum error collect(struct resource_set *set, struct view id) {
  bool is_ours = id.length == 0 || view_starts_with(id, view_of("ward-")) ||
                 view_starts_with(id, view_of("room-"));
  if (!is_ours) {
    return ERROR_OK;
  }
  struct orca_ward_list list;
  enum error error = orca_ward_list(&set->session, &list);
  if (error != ERROR_OK) {
    return error;
  }
  resource_set_note(set, "hsconfwardv2", &list.info);
  for (size_t i = 0; i < list.count && error == ERROR_OK; i++) {
    error = add_ward(set, &list.wards[i]);
  }
  return error;
}

static bool matches(const struct resource_set *set, const struct resource_item *item) {
  const struct location_query *query = set->query;
  const struct location *location = item->record;
  bool is_room = location->room.length != 0;
  struct view ward = location_from_orca_ward_id(set->request->arena, location->ward->number);
  return (query->part_of.length == 0 || (is_room && view_equal(query->part_of, ward))) &&
         (query->name.length == 0 ||
          human_name_matches(is_room ? location->room : location->ward->name, query->name));
}

static void write_location(const struct from_orca *from, const struct resource_set *set,
                           const struct resource_item *item) {
  (void)set;
  location_from_orca_write(from, item->record, item->id);
}

static const struct resource_type type = {
    .name = "Location",
    .parameters = parameters,
    .prepare = prepare,
    .collect = collect,
    .matches = matches,
    .write = write_location,
};

enum error handle_location_read(struct request *request, struct response *response) {
  return resource_set_read(request, response, &type);
}

enum error handle_location_search(struct request *request, struct response *response) {
  return resource_set_search(request, response, &type);
}
