#include "handlers/resource_set.h"

#include "handlers/orca_failure.h"
#include "handlers/orca_message.h"
#include "handlers/searchset.h"
#include "server/limits.h"

#define FIRST_CAPACITY 32u
#define DATE_BYTES 10u

enum error resource_set_add(struct resource_set *set, struct view id, const void *record) {
  if (id.data == NULL) {
    return ERROR_MEMORY;
  }
  if (set->count == set->capacity) {
    size_t size = sizeof(*set->items);
    size_t capacity = set->capacity == 0 ? FIRST_CAPACITY : set->capacity * 2;
    struct resource_item *items =
        arena_grow(set->request->arena, set->items, set->capacity * size, capacity * size);
    if (items == NULL) {
      return ERROR_MEMORY;
    }
    set->items = items;
    set->capacity = capacity;
  }
  set->items[set->count++] = (struct resource_item){id, record};
  return ERROR_OK;
}

void resource_set_note(struct resource_set *set, const char *api, const struct orca_info *info) {
  if (set->fetched_ms == 0 || info->fetched_ms < set->fetched_ms) {
    set->fetched_ms = info->fetched_ms;
  }
  orca_failure_notice(set->request, api, info);
}

struct view resource_set_today(const struct resource_set *set) {
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(orca_now_ms(&set->session), now);
  return arena_copy(set->request->arena, view_make(now, DATE_BYTES));
}

static struct resource_set make(struct request *request) {
  return (struct resource_set){.request = request, .session = orca_failure_session(request)};
}

/* Keeps the items of that id (empty: all) that the search wants. */
static void filter(struct resource_set *set, const struct resource_type *type, struct view id) {
  size_t kept = 0;
  for (size_t i = 0; i < set->count; i++) {
    const struct resource_item item = set->items[i];
    if (id.length != 0 && !view_equal(item.id, id)) {
      continue;
    }
    if (set->query == NULL || type->matches == NULL || type->matches(set, &item)) {
      set->items[kept++] = item;
    }
  }
  set->count = kept;
}

enum error resource_set_read(struct request *request, struct response *response,
                             const struct resource_type *type) {
  struct resource_set set = make(request);
  struct view id = request->path_parameters[0];
  enum error error = type->collect(&set, id);
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &set.session.trouble);
  }
  filter(&set, type, id);
  if (set.count == 0) {
    return request_fail(request, ERROR_NOT_FOUND, orca_message_get(ORCA_MESSAGE_RESOURCE_UNKNOWN),
                        view_of(type->name), (struct view){NULL, 0});
  }
  struct buffer buffer = buffer_make(request->arena, LIMIT_REQUEST_ARENA_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  struct from_orca from = from_orca_make(request, &writer, (struct view){"", 0}, set.fetched_ms);
  type->write(&from, &set, &set.items[0]);
  error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(&buffer));
  }
  return error;
}

static enum error write_bundle(struct resource_set *set, struct response *response,
                               const struct resource_type *type) {
  struct searchset bundle;
  enum error error = searchset_begin(&bundle, set->request, type->name, set->count);
  if (error != ERROR_OK) {
    return error;
  }
  struct from_orca from =
      from_orca_make(set->request, &bundle.writer, (struct view){"", 0}, set->fetched_ms);
  for (size_t i = 0; i < set->count; i++) {
    searchset_entry_begin(&bundle, set->items[i].id);
    type->write(&from, set, &set->items[i]);
    searchset_entry_end(&bundle);
  }
  return searchset_end(&bundle, response);
}

enum error resource_set_search(struct request *request, struct response *response,
                               const struct resource_type *type) {
  struct resource_set set = make(request);
  struct view id;
  enum error error = searchset_check(request, type->parameters);
  if (error == ERROR_OK) {
    error = searchset_single(request, "_id", &id);
  }
  if (error == ERROR_OK && type->prepare != NULL) {
    error = type->prepare(&set);
  }
  if (error != ERROR_OK) {
    return error;
  }
  error = type->collect(&set, id);
  if (error == ERROR_NOT_FOUND) {
    return searchset_unknown_patient(request, response, type->name);
  }
  if (error != ERROR_OK) {
    return orca_failure_report(request, response, error, &set.session.trouble);
  }
  filter(&set, type, id);
  return write_bundle(&set, response, type);
}
