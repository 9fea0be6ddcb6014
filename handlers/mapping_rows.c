#include "handlers/mapping_rows.h"

#include "handlers/mapping_change.h"
#include "handlers/mapping_json.h"
#include "handlers/mapping_message.h"
#include "handlers/mapping_request.h"
#include "handlers/services.h"
#include "server/base/clock.h"
#include "server/limits.h"
#include "terminology/mapping_check.h"

#define ONLY_ROW 1u /* the "line" of a row that is sent alone */

static const struct view none = {NULL, 0};

/* ---- reading ------------------------------------------------------------------------------------
 */
static enum error write_page(struct request *request, const struct store_mapping_page *page,
                             uint32_t offset, struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  writer_object_begin(&writer);
  writer_member_integer(&writer, "total", (int64_t)page->total);
  writer_member_integer(&writer, "offset", offset);
  writer_key(&writer, "rows");
  writer_array_begin(&writer);
  for (size_t i = 0; i < page->count; i++) {
    writer_object_begin(&writer);
    mapping_json_members(&writer, &page->rows[i]);
    writer_object_end(&writer);
  }
  writer_array_end(&writer);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  response->media_type = MEDIA_TYPE_JSON;
  response->body = buffer_view(&buffer);
  return error;
}

enum error handle_mapping_list(struct request *request, struct response *response) {
  struct store *store = request->services->store;
  struct mapping_page wanted;
  struct store_mapping_page page;
  enum error error = mapping_json_page(request, &wanted);
  if (error != ERROR_OK) {
    return error;
  }
  struct store_mapping_filter filter = {.domain = request_query(request, "domain"),
                                        .source_system = request_query(request, "system"),
                                        .source_code = request_query(request, "code"),
                                        .status = request_query(request, "status"),
                                        .text = request_query(request, "text"),
                                        .limit = wanted.count == 0 ? 1 : wanted.count,
                                        .offset = wanted.offset};
  error = store->mapping_list(store, &filter, request->arena, &page);
  if (error != ERROR_OK) {
    return error;
  }
  page.count = wanted.count == 0 ? 0 : page.count;
  return write_page(request, &page, wanted.offset, response);
}

enum error handle_mapping_read(struct request *request, struct response *response) {
  struct mapping_row row;
  enum error error = mapping_change_find(request, &row);
  return error == ERROR_OK ? mapping_json_answer(request, &row, response) : error;
}

/* ---- changing -----------------------------------------------------------------------------------
 */
static enum error check(struct request *request, struct mapping_row *row) {
  const struct masters *masters = NULL;
  enum error error = mapping_request_masters(request, &masters);
  if (error != ERROR_OK) {
    return error;
  }
  return mapping_check_row(row, masters, ONLY_ROW, &request->issues) ? ERROR_OK
                                                                     : ERROR_NOT_PROCESSABLE;
}

/* Where two persons are needed, nobody writes "approved" by himself. */
static enum error check_status(struct request *request, const struct mapping_row *row) {
  bool approved = view_is(row->status, MAPPING_STATUS_APPROVED);
  return approved && request->services->mapping_second_person
             ? request_fail(request, ERROR_NOT_PROCESSABLE,
                            mapping_message_get(MAPPING_MESSAGE_SECOND_PERSON), none, none)
             : ERROR_OK;
}

static const char *audit_of(const struct mapping_row *row, const char *otherwise) {
  return view_is(row->status, MAPPING_STATUS_APPROVED) ? "mapping-approved" : otherwise;
}

/* One change of one row, then the row as it is kept. */
static enum error change_row(struct request *request, const struct store_mapping_change *change,
                             struct view who, struct response *response) {
  struct store *store = request->services->store;
  struct store_mapping_filter filter = {.id = change->row.id, .limit = 1};
  struct store_mapping_page page;
  enum error error = mapping_change_run(request, change, 1, who);
  if (error == ERROR_OK) {
    error = store->mapping_list(store, &filter, request->arena, &page);
  }
  if (error != ERROR_OK) {
    return error;
  }
  /* Somebody else may have deleted it already. */
  return mapping_json_answer(request, page.count > 0 ? &page.rows[0] : &change->row, response);
}

enum error handle_mapping_create(struct request *request, struct response *response) {
  struct store_mapping_change change = {.action = STORE_MAPPING_INSERT};
  char id[UUID_BYTES];
  struct view who;
  uuid_random(id);
  enum error error = mapping_change_who(request, &who);
  if (error == ERROR_OK) {
    error = mapping_json_read(request, &change.row);
  }
  if (error == ERROR_OK) {
    error = check(request, &change.row);
  }
  if (error == ERROR_OK) {
    error = check_status(request, &change.row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  change.row.id = arena_copy(request->arena, view_of(id));
  change.row.proposer = who;
  change.row.reviewer = view_is(change.row.status, MAPPING_STATUS_PROPOSED) ? none : who;
  change.audit = view_of(audit_of(&change.row, "mapping-proposed"));
  error = change_row(request, &change, who, response);
  if (error == ERROR_OK) {
    response->outcome = RESPONSE_CREATED;
    response_header(
        response, "Location",
        arena_format(request->arena, "/mapping/rows/%.*s", VIEW_ARGUMENTS(change.row.id)));
  }
  return error;
}

/* A changed row is a new proposal where two persons are needed. */
static void sign_update(struct request *request, const struct mapping_row *before,
                        struct mapping_row *row, struct view who) {
  row->proposer = before->proposer;
  row->reviewer = before->reviewer;
  if (mapping_row_equal(before, row)) {
    return;
  }
  if (request->services->mapping_second_person) {
    row->status = view_is(row->status, MAPPING_STATUS_APPROVED) ? view_of(MAPPING_STATUS_PROPOSED)
                                                                : row->status;
    row->proposer = who;
    row->reviewer = none;
  } else if (!view_equal(before->status, row->status)) {
    row->reviewer = who;
  }
}

/* The body is the whole row; what it leaves out is empty. */
enum error handle_mapping_update(struct request *request, struct response *response) {
  struct store_mapping_change change = {.action = STORE_MAPPING_UPDATE};
  struct mapping_row before;
  struct view who;
  enum error error = mapping_change_who(request, &who);
  if (error == ERROR_OK) {
    error = mapping_change_find(request, &before);
  }
  if (error == ERROR_OK) {
    error = mapping_change_match(request, &before);
  }
  if (error == ERROR_OK) {
    change.row.status = before.status;
    error = mapping_json_read(request, &change.row);
  }
  if (error == ERROR_OK) {
    error = check(request, &change.row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  sign_update(request, &before, &change.row, who);
  change.row.id = before.id;
  change.row.version = before.version;
  change.audit = view_of("mapping-changed");
  return change_row(request, &change, who, response);
}

enum error handle_mapping_delete(struct request *request, struct response *response) {
  struct store_mapping_change change = {.action = STORE_MAPPING_DELETE,
                                        .audit = view_of("mapping-deleted")};
  struct view who;
  enum error error = mapping_change_who(request, &who);
  if (error == ERROR_OK) {
    error = mapping_change_find(request, &change.row);
  }
  if (error == ERROR_OK) {
    error = mapping_change_match(request, &change.row);
  }
  if (error == ERROR_OK) {
    error = mapping_change_run(request, &change, 1, who);
  }
  response->outcome = RESPONSE_NO_CONTENT;
  return error;
}

/* ---- review -------------------------------------------------------------------------------------
 */
static enum error check_reviewer(struct request *request, const struct mapping_row *row,
                                 struct view who) {
  return request->services->mapping_second_person && mapping_change_same_person(row->proposer, who)
             ? request_fail(request, ERROR_NOT_PROCESSABLE,
                            mapping_message_get(MAPPING_MESSAGE_SECOND_PERSON), none, none)
             : ERROR_OK;
}

static enum error review(struct request *request, const char *status, struct response *response) {
  struct store_mapping_change change = {.action = STORE_MAPPING_UPDATE};
  bool approves = strcmp(status, MAPPING_STATUS_APPROVED) == 0;
  struct view who;
  enum error error = mapping_change_who(request, &who);
  if (error == ERROR_OK) {
    error = mapping_change_find(request, &change.row);
  }
  if (error == ERROR_OK) {
    error = mapping_change_match(request, &change.row);
  }
  if (error == ERROR_OK && approves) {
    error = check_reviewer(request, &change.row, who);
  }
  if (error == ERROR_OK && approves) {
    error = check(request, &change.row);
  }
  if (error != ERROR_OK) {
    return error;
  }
  change.row.status = view_of(status);
  change.row.reviewer = who;
  change.audit = view_of(audit_of(&change.row, "mapping-rejected"));
  return change_row(request, &change, who, response);
}

enum error handle_mapping_approve(struct request *request, struct response *response) {
  return review(request, MAPPING_STATUS_APPROVED, response);
}

enum error handle_mapping_reject(struct request *request, struct response *response) {
  return review(request, MAPPING_STATUS_REJECTED, response);
}
