#include "handlers/mapping_import.h"

#include "handlers/mapping_change.h"
#include "handlers/mapping_json.h"
#include "handlers/mapping_message.h"
#include "handlers/mapping_request.h"
#include "handlers/services.h"
#include "server/http/header_list.h"
#include "server/limits.h"
#include "terminology/mapping_csv.h"
#include "terminology/mapping_import.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define MEDIA_TYPE_CSV "text/csv; charset=utf-8"
#define MEDIA_TYPE_CSV_CP932 "text/csv; charset=Shift_JIS"

static const struct view none = {NULL, 0};

static enum error refuse_value(struct request *request, const char *name) {
  return request_fail(request, ERROR_BAD_REQUEST, mapping_message_get(MAPPING_MESSAGE_QUERY_VALUE),
                      view_of(name), request_query(request, name));
}

/* ---- import -------------------------------------------------------------------------------------
 */
static enum error read_rows(struct request *request, struct mapping_csv_rows *rows) {
  struct view status = request_query(request, "status");
  struct mapping_csv_settings settings = {.institution_number =
                                              request->services->institution_number,
                                          .status = MAPPING_STATUS_PROPOSED};
  if (view_is(status, MAPPING_STATUS_APPROVED)) {
    settings.status = MAPPING_STATUS_APPROVED;
  } else if (status.length > 0 && !view_is(status, MAPPING_STATUS_PROPOSED)) {
    return refuse_value(request, "status");
  }
  enum error error = mapping_request_masters(request, &settings.masters);
  if (error == ERROR_OK) {
    error = mapping_csv_read(request->arena, request->body, &settings, &request->issues, rows);
  }
  return error == ERROR_SYNTAX ? ERROR_NOT_PROCESSABLE : error;
}

static enum error make_plan(struct request *request, struct view who,
                            struct mapping_import_plan *plan) {
  struct store *store = request->services->store;
  struct store_mapping_filter all = {.limit = 0};
  struct store_mapping_page page;
  struct mapping_csv_rows rows;
  enum error error = read_rows(request, &rows);
  if (error == ERROR_OK) {
    error = store->mapping_list(store, &all, request->arena, &page);
  }
  if (error != ERROR_OK) {
    return error;
  }
  struct mapping_import import = {
      .stored = page.rows,
      .stored_count = page.count,
      .rows = rows.rows,
      .count = rows.count,
      .columns = mapping_change_own_names(request, rows.rows, rows.count, rows.columns),
      .who = who,
      .second_person = request->services->mapping_second_person};
  return mapping_import_plan(request->arena, &import, plan);
}

static enum error write_plan(struct request *request, const struct mapping_import_plan *plan,
                             struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_ANSWER_BYTES);
  struct json_writer writer = json_writer_make(&buffer, request->pretty);
  writer_object_begin(&writer);
  writer_member_integer(&writer, "inserted", (int64_t)plan->inserted);
  writer_member_integer(&writer, "updated", (int64_t)plan->updated);
  writer_member_integer(&writer, "unchanged", (int64_t)plan->unchanged);
  writer_member_integer(&writer, "awaitingApproval", (int64_t)plan->held);
  mapping_json_warnings(&writer, request);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  response->media_type = MEDIA_TYPE_JSON;
  response->body = buffer_view(&buffer);
  return error;
}

enum error handle_mapping_import(struct request *request, struct response *response) {
  struct mapping_import_plan plan;
  struct view who;
  enum error error = mapping_change_who(request, &who);
  if (error == ERROR_OK) {
    error = make_plan(request, who, &plan);
  }
  if (error == ERROR_OK && !view_is(request_query(request, "dry-run"), "true")) {
    error = mapping_change_run(request, plan.changes, plan.change_count, who);
  }
  return error == ERROR_OK ? write_plan(request, &plan, response) : error;
}

/* ---- export -------------------------------------------------------------------------------------
 */
enum encoding { ENCODING_UTF8, ENCODING_UTF8_MARK, ENCODING_CP932 };

static bool is_cp932(struct view name) {
  static const char *const names[] = {"cp932", "shift_jis", "windows-31j", "sjis"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    if (view_equal_ignore_case(name, view_of(names[i]))) {
      return true;
    }
  }
  return false;
}

/* Accept: text/csv; charset=Shift_JIS (RFC 7111 registers the parameter). */
static bool accepts_cp932(const struct request *request) {
  struct view rest = request_header(request, "accept");
  struct header_item item;
  while (header_list_next(&rest, &item)) {
    struct view name;
    struct view value;
    while (header_list_parameter(&item.parameters, &name, &value)) {
      if (view_equal_ignore_case(name, view_of("charset"))) {
        return is_cp932(value);
      }
    }
  }
  return false;
}

static enum error choose_encoding(struct request *request, enum encoding *ret_encoding) {
  struct view name = request_query(request, "encoding");
  *ret_encoding = ENCODING_UTF8;
  if (is_cp932(name) || (name.length == 0 && accepts_cp932(request))) {
    *ret_encoding = ENCODING_CP932;
  } else if (view_equal_ignore_case(name, view_of("utf-8-bom"))) {
    *ret_encoding = ENCODING_UTF8_MARK;
  } else if (name.length > 0 && !view_equal_ignore_case(name, view_of("utf-8"))) {
    return refuse_value(request, "encoding");
  }
  return ERROR_OK;
}

/* Rows of the store have a version, rows of the file have none. */
static bool is_wanted(const struct request *request, const struct mapping_row *row) {
  struct view layer = request_query(request, "layer");
  struct view domain = request_query(request, "domain");
  struct view status = request_query(request, "status");
  bool file = row->version == 0;
  bool in_layer = view_is(layer, "all") || view_is(layer, "file") == file;
  return in_layer && (domain.length == 0 || view_equal(domain, row->domain)) &&
         (status.length == 0 || view_equal(status, row->status));
}

static enum error write_rows(struct request *request, struct buffer *buffer) {
  struct mapping_request mapping;
  enum error error = mapping_request_begin(request, &mapping);
  if (error != ERROR_OK) {
    return error;
  }
  mapping_csv_write_header(buffer);
  for (size_t i = 0; i < mapping.snapshot->count; i++) {
    if (is_wanted(request, mapping.snapshot->rows[i])) {
      mapping_csv_write_row(buffer, mapping.snapshot->rows[i]);
    }
  }
  return buffer->error;
}

static enum error encode(struct request *request, struct response *response) {
  struct view character = none;
  enum error error =
      mapping_csv_encode(request->arena, response->body, &response->body, &character);
  response->media_type = MEDIA_TYPE_CSV_CP932;
  return error == ERROR_NOT_PROCESSABLE
             ? request_fail(request, error, mapping_message_get(MAPPING_MESSAGE_CHARACTER),
                            character, none)
             : error;
}

enum error handle_mapping_export(struct request *request, struct response *response) {
  struct buffer buffer = buffer_make(request->arena, LIMIT_MAPPING_BYTES);
  enum encoding encoding;
  struct view layer = request_query(request, "layer");
  if (layer.length > 0 && !view_is(layer, "all") && !view_is(layer, "file") &&
      !view_is(layer, "store")) {
    return refuse_value(request, "layer");
  }
  enum error error = choose_encoding(request, &encoding);
  if (error != ERROR_OK) {
    return error;
  }
  if (encoding == ENCODING_UTF8_MARK) {
    buffer_append_string(&buffer, BYTE_ORDER_MARK);
  }
  error = write_rows(request, &buffer);
  if (error != ERROR_OK) {
    return error;
  }
  response->media_type = MEDIA_TYPE_CSV;
  response->body = buffer_view(&buffer);
  response_header(response, "Content-Disposition", view_of("attachment; filename=\"mapping.csv\""));
  return encoding == ENCODING_CP932 ? encode(request, response) : ERROR_OK;
}
