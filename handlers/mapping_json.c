#include "handlers/mapping_json.h"

#include "handlers/mapping_change.h"
#include "handlers/mapping_message.h"
#include "handlers/request_document.h"
#include "server/base/clock.h"
#include "server/limits.h"

#define OFFSET_MAXIMUM 10000000u

/* Members of what we answer that mean nothing when they come back. */
static const char *const ours[] = {"id", "version", "updated", "warnings"};

void mapping_json_members(struct json_writer *writer, const struct mapping_row *row) {
  writer_member_optional(writer, "id", row->id);
  if (row->version != 0) {
    char updated[CLOCK_INSTANT_BYTES];
    clock_instant(row->updated_ms, updated);
    writer_member_integer(writer, "version", (int64_t)row->version);
    writer_member_text(writer, "updated", updated);
  }
  for (unsigned i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    enum mapping_row_text text = (enum mapping_row_text)i;
    writer_member_optional(writer, mapping_row_name(text), mapping_row_get(row, text));
  }
}

static bool is_ours(struct view name) {
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
    if (view_is(name, ours[i])) {
      return true;
    }
  }
  return false;
}

enum error mapping_json_read(struct request *request, struct mapping_row *row) {
  struct document document;
  enum error error = request_document_read(request, &document);
  if (error != ERROR_OK) {
    return error;
  }
  for (uint32_t key = document_first(&document, 0); key != NODE_NONE;
       key = document_next(&document, 0, key)) {
    struct view name = document_string(&document, key, request->arena);
    enum mapping_row_text text = mapping_row_find(name);
    if (is_ours(name)) {
      continue;
    }
    if (text == MAPPING_ROW_TEXT_COUNT || document_type(&document, key + 1) != NODE_STRING) {
      error = request_fail(request, ERROR_BAD_REQUEST,
                           mapping_message_get(MAPPING_MESSAGE_MEMBER_UNKNOWN), name,
                           view_make(NULL, 0));
      continue;
    }
    mapping_row_set(row, text, document_string(&document, key + 1, request->arena));
  }
  return error;
}

void mapping_json_warnings(struct json_writer *writer, const struct request *request) {
  const struct issue_list *issues = &request->issues;
  if (issues->count == 0) {
    return;
  }
  writer_key(writer, "warnings");
  writer_array_begin(writer);
  for (uint32_t i = 0; i < issues->count; i++) {
    writer_object_begin(writer);
    writer_member_text(writer, "id", issues->issues[i].message->id);
    writer_member_string(writer, "text",
                         issue_text(&issues->issues[i], request->language, request->arena));
    writer_object_end(writer);
  }
  writer_array_end(writer);
}

enum error mapping_json_answer(struct request *request, const struct mapping_row *row,
                               struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  writer_object_begin(&writer);
  mapping_json_members(&writer, row);
  mapping_json_warnings(&writer, request);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  if (error == ERROR_OK) {
    response->media_type = MEDIA_TYPE_JSON;
    response->body = buffer_view(&buffer);
    mapping_change_tag(request, response, row->version);
  }
  return error;
}

enum error mapping_json_number(struct request *request, const char *name, uint32_t maximum,
                               uint32_t *number) {
  struct view text = request_query(request, name);
  uint64_t value = 0;
  if (text.length == 0) {
    return ERROR_OK;
  }
  if (!view_to_unsigned(text, maximum, &value)) {
    return request_fail(request, ERROR_BAD_REQUEST,
                        mapping_message_get(MAPPING_MESSAGE_QUERY_VALUE), view_of(name), text);
  }
  *number = (uint32_t)value;
  return ERROR_OK;
}

enum error mapping_json_page(struct request *request, struct mapping_page *ret_page) {
  struct mapping_page page = {.count = MAPPING_PAGE_ROWS};
  enum error error = mapping_json_number(request, "count", MAPPING_PAGE_MAXIMUM, &page.count);
  if (error == ERROR_OK) {
    error = mapping_json_number(request, "offset", OFFSET_MAXIMUM, &page.offset);
  }
  if (error == ERROR_OK) {
    *ret_page = page;
  }
  return error;
}
