#include "handlers/searchset.h"

#include "handlers/orca_message.h"
#include "server/http/operation_outcome.h"
#include "server/limits.h"

static const char *const result_parameters[] = {"_format", "_pretty"};

static bool is_result_parameter(struct view name) {
  for (size_t i = 0; i < sizeof(result_parameters) / sizeof(result_parameters[0]); i++) {
    if (view_is(name, result_parameters[i])) {
      return true;
    }
  }
  return false;
}

static bool is_known(const struct search_parameter_row *known, struct view name) {
  while (known->name != NULL && !view_is(name, known->name)) {
    known++;
  }
  return known->name != NULL;
}

enum error searchset_check(struct request *request, const struct search_parameter_row *known) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < request->query_count; i++) {
    struct view name = request->query[i].name;
    if (is_known(known, name) || is_result_parameter(name)) {
      continue;
    }
    if (request->lenient) {
      issue_add_with(&request->issues, orca_message_get(ORCA_MESSAGE_PARAMETER_IGNORED), name,
                     (struct view){NULL, 0});
    } else {
      error = request_fail(request, ERROR_UNKNOWN_PARAMETER,
                           orca_message_get(ORCA_MESSAGE_PARAMETER_UNKNOWN), name,
                           (struct view){NULL, 0});
    }
  }
  return error;
}

/* An escaped comma is part of the value, another one separates alternatives (FHIR R4
 * search.html#escaping). */
static bool has_list(struct view value) {
  for (size_t i = 0; i < value.length; i++) {
    if (value.data[i] == '\\') {
      i++;
    } else if (value.data[i] == ',') {
      return true;
    }
  }
  return false;
}

static struct view unescape(struct arena *arena, struct view value) {
  if (view_find_byte(value, '\\', 0) == SIZE_MAX) {
    return value;
  }
  struct buffer buffer = buffer_make(arena, value.length + 1);
  for (size_t i = 0; i < value.length; i++) {
    if (value.data[i] == '\\' && i + 1 < value.length) {
      i++;
    }
    buffer_append_byte(&buffer, value.data[i]);
  }
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

enum error searchset_single(struct request *request, const char *name, struct view *ret_value) {
  struct view value = {NULL, 0};
  size_t count = 0;
  for (size_t i = 0; i < request->query_count; i++) {
    if (view_is(request->query[i].name, name)) {
      value = request->query[i].value;
      count++;
    }
  }
  if (count > 1 || has_list(value)) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        orca_message_get(ORCA_MESSAGE_PARAMETER_REPEATED), view_of(name),
                        (struct view){NULL, 0});
  }
  struct view plain = unescape(request->arena, value);
  if (plain.data == NULL && value.length != 0) {
    return ERROR_MEMORY;
  }
  *ret_value = plain;
  return ERROR_OK;
}

static struct view reference_id(const struct request *request, struct view value) {
  static const struct view type = VIEW_LITERAL("Patient/");
  if (request->base_url.length != 0 && view_starts_with(value, request->base_url)) {
    value = view_part(value, request->base_url.length + 1, value.length);
  }
  return view_starts_with(value, type) ? view_part(value, type.length, value.length) : value;
}

enum error searchset_patient(struct request *request, const char *other_name,
                             struct view *ret_patient_id) {
  struct view patient;
  struct view other = {NULL, 0};
  enum error error = searchset_single(request, "patient", &patient);
  if (error == ERROR_OK && other_name != NULL) {
    error = searchset_single(request, other_name, &other);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct view id = reference_id(request, patient.length != 0 ? patient : other);
  if (id.length == 0) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        orca_message_get(ORCA_MESSAGE_PARAMETER_REQUIRED), view_of("patient"),
                        (struct view){NULL, 0});
  }
  *ret_patient_id = id;
  return ERROR_OK;
}

/* ---- the Bundle
 * ---------------------------------------------------------------------------------- */

static void append_encoded(struct buffer *buffer, struct view text) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    if (memchr(plain, byte, sizeof(plain) - 1) != NULL) {
      buffer_append_byte(buffer, byte);
    } else {
      buffer_append_format(buffer, "%%%02X", (unsigned)(unsigned char)byte);
    }
  }
}

static bool was_ignored(const struct request *request, struct view name) {
  for (uint32_t i = 0; i < request->issues.count; i++) {
    const struct issue *issue = &request->issues.issues[i];
    if (issue->message == orca_message_get(ORCA_MESSAGE_PARAMETER_IGNORED) &&
        view_equal(issue->arguments[0], name)) {
      return true;
    }
  }
  return false;
}

/* What was searched for, without what was ignored (FHIR R4 search.html#conformance); offset
 * SIZE_MAX: as asked, else the page that begins there. */
static struct view link_to(const struct request *request, const char *type, size_t offset) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_HEADER_BYTES * 4);
  buffer_append(&buffer, request->base_url);
  buffer_append_byte(&buffer, '/');
  buffer_append_string(&buffer, type);
  char separator = '?';
  for (size_t i = 0; i < request->query_count; i++) {
    const struct name_value *parameter = &request->query[i];
    bool is_replaced = offset != SIZE_MAX && view_is(parameter->name, "_offset");
    if (was_ignored(request, parameter->name) || is_replaced) {
      continue;
    }
    buffer_append_byte(&buffer, separator);
    append_encoded(&buffer, parameter->name);
    buffer_append_byte(&buffer, '=');
    append_encoded(&buffer, parameter->value);
    separator = '&';
  }
  if (offset != SIZE_MAX) {
    buffer_append_format(&buffer, "%c_offset=%zu", separator, offset);
  }
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

/* A URL that could not be made must not be answered as an empty one. */
static void write_url(struct searchset *set, const char *key, struct view url) {
  if (url.data == NULL && set->buffer->error == ERROR_OK) {
    set->buffer->error = ERROR_MEMORY;
  }
  writer_member_string(&set->writer, key, url);
}

static void write_link(struct searchset *set, const char *relation, struct view url) {
  writer_object_begin(&set->writer);
  writer_member_text(&set->writer, "relation", relation);
  write_url(set, "url", url);
  writer_object_end(&set->writer);
}

static void write_links(struct searchset *set, const struct searchset_page *page) {
  size_t next = page->offset + page->count;
  writer_key(&set->writer, "link");
  writer_array_begin(&set->writer);
  write_link(set, "self", link_to(set->request, set->type, SIZE_MAX));
  if (page->count > 0 && next < page->total) {
    write_link(set, "next", link_to(set->request, set->type, next));
  }
  writer_array_end(&set->writer);
}

enum error searchset_begin_page(struct searchset *set, struct request *request, const char *type,
                                const struct searchset_page *page) {
  struct buffer *buffer = arena_alloc(request->arena, sizeof(*buffer));
  if (buffer == NULL) {
    return ERROR_MEMORY;
  }
  *buffer = buffer_make(request->arena, LIMIT_REQUEST_ARENA_BYTES);
  *set = (struct searchset){request, buffer, json_writer_make(buffer, request->pretty), type};
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(request->services->clock), now);
  char id[UUID_BYTES];
  uuid_random(id);
  struct json_writer *writer = &set->writer;
  writer_object_begin(writer);
  writer_member_text(writer, "resourceType", "Bundle");
  writer_member_text(writer, "id", id);
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_member_text(writer, "lastUpdated", now);
  writer_object_end(writer);
  writer_member_text(writer, "type", "searchset");
  writer_member_integer(writer, "total", (int64_t)page->total);
  write_links(set, page);
  bool has_entries = page->count > 0 && page->offset < page->total;
  if (has_entries || request->issues.count != 0) {
    writer_key(writer, "entry");
    writer_array_begin(writer);
  }
  return ERROR_OK;
}

enum error searchset_begin(struct searchset *set, struct request *request, const char *type,
                           size_t total) {
  struct searchset_page page = {.total = total, .offset = 0, .count = total};
  return searchset_begin_page(set, request, type, &page);
}

void searchset_entry_begin(struct searchset *set, struct view id) {
  writer_object_begin(&set->writer);
  write_url(set, "fullUrl",
            arena_format(set->request->arena, "%.*s/%s/%.*s",
                         VIEW_ARGUMENTS(set->request->base_url), set->type, VIEW_ARGUMENTS(id)));
  writer_key(&set->writer, "resource");
}

static void write_mode(struct json_writer *writer, const char *mode) {
  writer_key(writer, "search");
  writer_object_begin(writer);
  writer_member_text(writer, "mode", mode);
  writer_object_end(writer);
  writer_object_end(writer);
}

void searchset_entry_end(struct searchset *set) {
  write_mode(&set->writer, "match");
}

static enum error write_outcome(struct searchset *set) {
  const struct operation_outcome outcome = {
      {NULL, 0}, &set->request->issues, set->request->language};
  char id[UUID_BYTES];
  uuid_random(id);
  writer_object_begin(&set->writer);
  write_url(set, "fullUrl", arena_format(set->request->arena, "urn:uuid:%s", id));
  writer_key(&set->writer, "resource");
  enum error error = operation_outcome_write(&set->writer, &outcome);
  write_mode(&set->writer, "outcome");
  return error;
}

enum error searchset_end(struct searchset *set, struct response *response) {
  enum error error = ERROR_OK;
  bool has_entries = set->writer.depth > 1;
  if (!has_entries && set->request->issues.count != 0) {
    /* Nothing was to be said when the Bundle began, but is now. */
    writer_key(&set->writer, "entry");
    writer_array_begin(&set->writer);
    has_entries = true;
  }
  if (set->request->issues.count != 0) {
    error = write_outcome(set);
  }
  if (has_entries) {
    writer_array_end(&set->writer);
  }
  writer_object_end(&set->writer);
  enum error end = json_writer_end(&set->writer);
  if (error == ERROR_OK && end == ERROR_OK) {
    response_fhir(response, buffer_view(set->buffer));
  }
  return error != ERROR_OK ? error : end;
}

enum error searchset_empty(struct request *request, struct response *response, const char *type) {
  struct searchset set;
  enum error error = searchset_begin(&set, request, type, 0);
  return error != ERROR_OK ? error : searchset_end(&set, response);
}

enum error searchset_unknown_patient(struct request *request, struct response *response,
                                     const char *type) {
  issue_add(&request->issues, orca_message_get(ORCA_MESSAGE_SEARCH_PATIENT_UNKNOWN));
  return searchset_empty(request, response, type);
}
