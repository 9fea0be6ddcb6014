#include "handlers/searchset.h"

#include "handlers/orca_message.h"
#include "handlers/search_include.h"
#include "handlers/search_provenance.h"
#include "handlers/search_sort.h"
#include "server/http/operation_outcome.h"
#include "server/http/result_parameter.h"
#include "server/limits.h"

static bool is_known(const struct search_parameter_row *known, struct view name) {
  while (known->name != NULL && !view_is(name, known->name)) {
    known++;
  }
  return known->name != NULL;
}

/* How the answer is wanted, judged before ORCA is asked. */
static enum error check_result(struct request *request) {
  struct search_result result;
  enum error error = search_result_read(request, &result);
  if (error != ERROR_OK || request->route == NULL || request->route->resource == NULL) {
    return error;
  }
  error = search_sort_check(request, request->route->resource);
  return error == ERROR_OK ? search_include_check(request, request->route->resource) : error;
}

enum error searchset_check(struct request *request, const struct search_parameter_row *known) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < request->query_count; i++) {
    struct view name = request->query[i].name;
    if (is_known(known, name) || result_parameter_is(request->route, name)) {
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
  return error == ERROR_OK ? check_result(request) : error;
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

static struct view reference_id(const struct request *request, struct view value,
                                const char *type) {
  if (request->base_url.length != 0 && view_starts_with(value, request->base_url)) {
    value = view_part(value, request->base_url.length + 1, value.length);
  }
  struct view name = view_of(type);
  bool has_type =
      view_starts_with(value, name) && value.length > name.length && value.data[name.length] == '/';
  return has_type ? view_part(value, name.length + 1, value.length) : value;
}

enum error searchset_reference(struct request *request, const char *name, const char *type,
                               struct view *ret_id) {
  struct view value;
  enum error error = searchset_single(request, name, &value);
  if (error == ERROR_OK) {
    *ret_id = reference_id(request, value, type);
  }
  return error;
}

enum error searchset_patient(struct request *request, const char *other_name,
                             struct view *ret_patient_id) {
  struct view patient = {NULL, 0};
  struct view other = {NULL, 0};
  enum error error = searchset_single(request, "patient", &patient);
  if (error == ERROR_OK && other_name != NULL) {
    error = searchset_single(request, other_name, &other);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct view id = reference_id(request, patient.length != 0 ? patient : other, "Patient");
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

struct page_link {
  size_t offset;     /* SIZE_MAX: as asked */
  struct view after; /* id of the resource before the page; empty = told by the offset alone */
};

/* What was searched for, without what was ignored (FHIR R4 search.html#conformance). */
static struct view link_to(const struct searchset *set, const struct page_link *page) {
  const struct request *request = set->request;
  struct buffer buffer = buffer_make(request->arena, LIMIT_LINK_BYTES);
  buffer_append(&buffer, request->base_url);
  buffer_append_byte(&buffer, '/');
  buffer_append(&buffer, set->path);
  char separator = '?';
  for (size_t i = 0; i < request->query_count; i++) {
    const struct name_value *parameter = &request->query[i];
    bool is_replaced = page->offset != SIZE_MAX &&
                       (view_is(parameter->name, "_offset") || view_is(parameter->name, "_after"));
    if (was_ignored(request, parameter->name) || is_replaced) {
      continue;
    }
    buffer_append_byte(&buffer, separator);
    append_encoded(&buffer, parameter->name);
    buffer_append_byte(&buffer, '=');
    append_encoded(&buffer, parameter->value);
    separator = '&';
  }
  if (page->offset != SIZE_MAX) {
    buffer_append_format(&buffer, "%c_offset=%zu", separator, page->offset);
  }
  if (page->offset != SIZE_MAX && page->after.length != 0) {
    buffer_append_string(&buffer, "&_after=");
    append_encoded(&buffer, page->after);
  }
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

/* ---- collecting --------------------------------------------------------------------------------
 */
enum error searchset_begin_page(struct searchset *set, struct request *request, const char *type,
                                const struct searchset_page *page) {
  enum error error = searchset_begin(set, request, type, page->total);
  if (error == ERROR_OK) {
    set->is_cut = true;
    set->page = *page;
  }
  return error;
}

enum error searchset_begin(struct searchset *set, struct request *request, const char *type,
                           size_t total) {
  struct buffer *buffer = arena_alloc(request->arena, sizeof(*buffer));
  if (buffer == NULL) {
    return ERROR_MEMORY;
  }
  *buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  *set = (struct searchset){.request = request,
                            .buffer = buffer,
                            .writer = json_writer_make(buffer, false),
                            .type = type,
                            .path = view_of(type),
                            .page = {.total = total},
                            .entries = {.arena = request->arena}};
  return search_result_read(request, &set->result);
}

/* A failure of what was written before stays. */
static void new_buffer(struct searchset *set) {
  enum error error = set->buffer->error;
  *set->buffer = buffer_make(set->request->arena, LIMIT_ANSWER_BYTES);
  set->buffer->error = error;
  set->writer = json_writer_make(set->buffer, false);
}

void searchset_entry_begin(struct searchset *set, struct view id) {
  new_buffer(set);
  set->full_url =
      arena_format(set->request->arena, "%.*s/%s/%.*s", VIEW_ARGUMENTS(set->request->base_url),
                   set->type, VIEW_ARGUMENTS(id));
}

void searchset_entry_end(struct searchset *set) {
  enum error error = json_writer_end(&set->writer);
  const struct search_entry entry = {set->full_url, buffer_view(set->buffer), SEARCH_MODE_MATCH};
  if (error == ERROR_OK) {
    error = entry.full_url.data == NULL ? ERROR_MEMORY : search_entries_add(&set->entries, &entry);
  }
  if (set->buffer->error == ERROR_OK) {
    set->buffer->error = error;
  }
}

/* ---- writing the Bundle ------------------------------------------------------------------------
 */
/* A URL that could not be made must not be answered as an empty one. */
static void write_url(struct json_writer *writer, const char *key, struct view url) {
  if (url.data == NULL && writer->buffer->error == ERROR_OK) {
    writer->buffer->error = ERROR_MEMORY;
  }
  writer_member_string(writer, key, url);
}

static void write_link(struct searchset *set, const char *relation, const struct page_link *page) {
  writer_object_begin(&set->writer);
  writer_member_text(&set->writer, "relation", relation);
  write_url(&set->writer, "url", link_to(set, page));
  writer_object_end(&set->writer);
}

static void write_links(struct searchset *set) {
  static const struct view none = {NULL, 0};
  const struct searchset_page *page = &set->page;
  const size_t size = set->is_cut ? page->count : (size_t)set->result.count;
  const size_t next = page->offset + page->count;
  writer_key(&set->writer, "link");
  writer_array_begin(&set->writer);
  write_link(set, "self", &(struct page_link){SIZE_MAX, none});
  if (size > 0 && page->offset > 0) {
    size_t previous = page->offset > size ? page->offset - size : 0;
    write_link(set, "first", &(struct page_link){0, none});
    write_link(set, "previous", &(struct page_link){previous, none});
  }
  if (size > 0 && page->count > 0 && next < page->total) {
    write_link(set, "next", &(struct page_link){next, set->last_id});
    write_link(set, "last", &(struct page_link){(page->total - 1) / size * size, none});
  }
  writer_array_end(&set->writer);
}

static bool is_incomplete(const struct request *request) {
  const struct message *const truncated = orca_message_get(ORCA_MESSAGE_TRUNCATED);
  const struct message *const missing = orca_message_get(ORCA_MESSAGE_ENCOUNTER_STAY_MISSING);
  for (uint32_t i = 0; i < request->issues.count; i++) {
    const struct message *message = request->issues.issues[i].message;
    if (message == truncated || message == missing) {
      return true;
    }
  }
  return false;
}

/* Who wants the exact number is told none when ORCA did not give all. */
static bool has_total(const struct searchset *set) {
  bool is_exact = view_is(request_query(set->request, "_total"), "accurate");
  return !set->result.without_total && !(is_exact && is_incomplete(set->request));
}

static void write_head(struct searchset *set) {
  struct json_writer *writer = &set->writer;
  char now[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(set->request->services->clock), now);
  writer_member_text(writer, "resourceType", "Bundle");
  writer_key(writer, "meta");
  writer_object_begin(writer);
  writer_member_text(writer, "lastUpdated", now);
  writer_object_end(writer);
  writer_member_text(writer, "type", "searchset");
  if (has_total(set)) {
    writer_member_integer(writer, "total", (int64_t)set->page.total);
  }
  write_links(set);
}

static void write_mode(struct json_writer *writer, const char *mode) {
  writer_key(writer, "search");
  writer_object_begin(writer);
  writer_member_text(writer, "mode", mode);
  writer_object_end(writer);
}

static void write_entry(struct json_writer *writer, const struct search_entry *entry) {
  writer_object_begin(writer);
  write_url(writer, "fullUrl", entry->full_url);
  writer_member_raw(writer, "resource", entry->resource);
  write_mode(writer, entry->mode == SEARCH_MODE_MATCH ? "match" : "include");
  writer_object_end(writer);
}

static enum error write_outcome(struct searchset *set) {
  const struct operation_outcome outcome = {
      {NULL, 0}, &set->request->issues, set->request->language};
  char id[UUID_BYTES];
  uuid_from_name(link_to(set, &(struct page_link){SIZE_MAX, {NULL, 0}}), id);
  writer_object_begin(&set->writer);
  write_url(&set->writer, "fullUrl", arena_format(set->request->arena, "urn:uuid:%s", id));
  writer_key(&set->writer, "resource");
  enum error error = operation_outcome_write(&set->writer, &outcome);
  if (error == ERROR_OK) {
    write_mode(&set->writer, "outcome");
    writer_object_end(&set->writer);
  }
  return error;
}

static enum error write_bundle(struct searchset *set) {
  bool has_outcome = set->request->issues.count != 0;
  enum error error = ERROR_OK;
  new_buffer(set);
  writer_object_begin(&set->writer);
  write_head(set);
  if (set->entries.count != 0 || has_outcome) {
    writer_key(&set->writer, "entry");
    writer_array_begin(&set->writer);
    for (size_t i = 0; i < set->entries.count; i++) {
      write_entry(&set->writer, &set->entries.items[i]);
    }
    if (has_outcome) {
      error = write_outcome(set);
    }
    if (error != ERROR_OK) {
      return error;
    }
    writer_array_end(&set->writer);
  }
  writer_object_end(&set->writer);
  enum error end = json_writer_end(&set->writer);
  return error != ERROR_OK ? error : end;
}

/* ---- from what was found to what is answered ---------------------------------------------------
 */
static void cut_page(struct searchset *set) {
  struct search_entries *entries = &set->entries;
  size_t start = search_result_start(set->request, &set->result, entries);
  size_t left = start < entries->count ? entries->count - start : 0;
  size_t count = set->result.count < left ? (size_t)set->result.count : left;
  set->page = (struct searchset_page){entries->count, start, count};
  if (count > 0) {
    set->last_id = search_result_id(entries->items[start + count - 1].full_url);
    memmove(entries->items, entries->items + start, count * sizeof *entries->items);
  }
  entries->count = count;
}

static enum error shape(struct searchset *set) {
  enum error error = set->buffer->error;
  if (error == ERROR_OK && !set->is_cut) {
    error = search_sort_apply(set->request, set->type, &set->entries);
    cut_page(set);
  }
  if (error == ERROR_OK && set->entries.count != 0) {
    error = search_include_add(set->request, set->type, &set->entries);
  }
  if (error == ERROR_OK && set->include_all) {
    error = search_include_all(set->request, &set->entries);
  }
  if (error == ERROR_OK && set->result.with_provenance) {
    error = search_provenance_add(set->request, &set->entries);
  }
  return error;
}

enum error searchset_end(struct searchset *set, struct response *response) {
  enum error error = shape(set);
  if (error == ERROR_OK) {
    error = write_bundle(set);
  }
  if (error == ERROR_OK) {
    response_fhir(response, buffer_view(set->buffer));
  }
  return error;
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
