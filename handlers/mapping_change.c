#include "handlers/mapping_change.h"

#include "handlers/mapping_message.h"
#include "handlers/services.h"
#include "server/base/utf8.h"
#include "server/http/access_check.h"
#include "terminology/mapping_library.h"

#define WHO_BYTES 200u
#define NAME_COLUMNS ((1u << MAPPING_ROW_proposer) | (1u << MAPPING_ROW_reviewer))

static const struct view none = {NULL, 0};

/* False where everybody is believed: access.mode open. */
static bool is_bound_to_client(const struct request *request) {
  return request->rights != NULL && !request->rights->acts_for_users;
}

static enum error who_is_client(struct request *request, struct view named, struct view *ret_who) {
  if (named.length > 0 && !view_equal(named, request->client)) {
    return request_fail(request, ERROR_FORBIDDEN, mapping_message_get(MAPPING_MESSAGE_WHO_OTHER),
                        request->client, named);
  }
  *ret_who = request->client;
  return ERROR_OK;
}

static enum error who_comes_by_client(struct request *request, struct view person,
                                      struct view *ret_who) {
  struct view who = request->client;
  if (person.length > 0) {
    who = arena_format(request->arena, "%.*s/%.*s", VIEW_ARGUMENTS(request->client),
                       VIEW_ARGUMENTS(person));
  }
  if (who.data == NULL) {
    return ERROR_MEMORY;
  }
  *ret_who = who;
  return ERROR_OK;
}

enum error mapping_change_who(struct request *request, struct view *ret_who) {
  struct view who = request_header(request, MAPPING_WHO_HEADER);
  if (who.length > WHO_BYTES || utf8_check(who) != who.length) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        mapping_message_get(MAPPING_MESSAGE_WHO_INVALID),
                        arena_format(request->arena, "%u", WHO_BYTES), none);
  }
  if (is_bound_to_client(request)) {
    return who_is_client(request, who, ret_who);
  }
  if (who.length == 0 && request->services->mapping_second_person) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        mapping_message_get(MAPPING_MESSAGE_WHO_MISSING), none, none);
  }
  if (request->rights != NULL) {
    return who_comes_by_client(request, who, ret_who);
  }
  *ret_who = who;
  return ERROR_OK;
}

/* Ids of clients that act for users have no "/". */
static struct view person_of(struct view who) {
  size_t slash = view_find_byte(who, '/', 0);
  return slash == SIZE_MAX ? who : view_part(who, slash + 1, SIZE_MAX);
}

bool mapping_change_same_person(struct view who, struct view other) {
  return view_equal(person_of(who), person_of(other));
}

uint32_t mapping_change_own_names(const struct request *request, struct mapping_row *rows,
                                  size_t count, uint32_t columns) {
  if (!is_bound_to_client(request)) {
    return columns;
  }
  for (size_t i = 0; i < count; i++) {
    rows[i].proposer = none;
    rows[i].reviewer = none;
  }
  return columns & ~NAME_COLUMNS;
}

enum error mapping_change_find(struct request *request, struct mapping_row *ret_row) {
  struct store *store = request->services->store;
  struct view id = request->path_parameters[0];
  struct store_mapping_filter filter = {.id = id, .limit = 1};
  struct store_mapping_page page;
  enum error error = store->mapping_list(store, &filter, request->arena, &page);
  if (error == ERROR_OK && page.count == 0) {
    return request_fail(request, ERROR_NOT_FOUND, mapping_message_get(MAPPING_MESSAGE_ROW_UNKNOWN),
                        id, none);
  }
  if (error == ERROR_OK) {
    *ret_row = page.rows[0];
  }
  return error;
}

/* "3", W/"3" or 3. */
static struct view tag_value(struct view tag) {
  tag = view_trim(tag);
  if (view_starts_with(tag, view_of("W/"))) {
    tag = view_part(tag, 2, SIZE_MAX);
  }
  bool quoted = tag.length >= 2 && tag.data[0] == '"' && tag.data[tag.length - 1] == '"';
  return quoted ? view_part(tag, 1, tag.length - 2) : tag;
}

enum error mapping_change_match(struct request *request, const struct mapping_row *row) {
  struct view rest = request_header(request, "if-match");
  struct view version = arena_format(request->arena, "%llu", (unsigned long long)row->version);
  bool matches = rest.length == 0;
  while (rest.length > 0 && !matches) {
    struct view tag = tag_value(view_split(&rest, ','));
    matches = view_is(tag, "*") || view_equal(tag, version);
  }
  return matches ? ERROR_OK
                 : request_fail(request, ERROR_PRECONDITION,
                                mapping_message_get(MAPPING_MESSAGE_VERSION_OTHER), none, none);
}

static enum error explain(struct request *request, const struct store_mapping_batch *batch,
                          enum error error) {
  const struct mapping_row *row = &batch->changes[batch->failed].row;
  if (error == ERROR_NOT_FOUND) {
    return request_fail(request, error, mapping_message_get(MAPPING_MESSAGE_ROW_UNKNOWN), row->id,
                        none);
  }
  if (error == ERROR_CONFLICT && batch->duplicate) {
    return request_fail(request, error, mapping_message_get(MAPPING_MESSAGE_ROW_EXISTS),
                        row->source_code, row->target_code);
  }
  if (error == ERROR_CONFLICT) {
    return request_fail(request, ERROR_PRECONDITION,
                        mapping_message_get(MAPPING_MESSAGE_VERSION_OTHER), none, none);
  }
  return error;
}

enum error mapping_change_run(struct request *request, const struct store_mapping_change *changes,
                              size_t count, struct view who) {
  struct store *store = request->services->store;
  struct store_mapping_batch batch = {
      .changes = changes, .count = count, .who = who, .request_id = request->id};
  enum error error = store->mapping_change(store, &batch);
  if (error != ERROR_OK) {
    return explain(request, &batch, error);
  }
  return mapping_library_refresh(request->services->mapping);
}

void mapping_change_tag(struct request *request, struct response *response, uint64_t version) {
  struct view tag = arena_format(request->arena, "W/\"%llu\"", (unsigned long long)version);
  if (tag.data != NULL) {
    response_header(response, "ETag", tag);
  }
}
