#include "handlers/search_result.h"

#include "handlers/search_message.h"

static const struct view none = {NULL, 0};

static enum error read_number(struct request *request, const char *name, uint64_t *number) {
  struct view text = request_query(request, name);
  if (text.length == 0 || view_to_unsigned(text, UINT32_MAX, number)) {
    return ERROR_OK;
  }
  return request_fail(request, ERROR_BAD_REQUEST, search_message_get(SEARCH_MESSAGE_NUMBER),
                      view_of(name), text);
}

static enum error read_total(struct request *request, bool *without_total) {
  struct view total = request_query(request, "_total");
  *without_total = view_is(total, "none");
  if (total.length == 0 || *without_total || view_is(total, "accurate") ||
      view_is(total, "estimate")) {
    return ERROR_OK;
  }
  return request_fail(request, ERROR_BAD_REQUEST, search_message_get(SEARCH_MESSAGE_TOTAL), total,
                      none);
}

static enum error read_flag(struct request *request, const char *name, bool *flag) {
  struct view text = request_query(request, name);
  *flag = view_is(text, "true");
  if (text.length == 0 || *flag || view_is(text, "false")) {
    return ERROR_OK;
  }
  return request_fail(request, ERROR_BAD_REQUEST, search_message_get(SEARCH_MESSAGE_FLAG),
                      view_of(name), text);
}

enum error search_result_read(struct request *request, struct search_result *ret_result) {
  struct search_result result = {.count = SEARCH_RESULT_PAGE,
                                 .after = request_query(request, "_after")};
  enum error error = read_number(request, "_count", &result.count);
  if (error == ERROR_OK) {
    error = read_number(request, "_offset", &result.offset);
  }
  if (error == ERROR_OK) {
    error = read_total(request, &result.without_total);
  }
  if (error == ERROR_OK) {
    error = read_flag(request, "_provenance", &result.with_provenance);
  }
  if (error != ERROR_OK) {
    return error;
  }
  result.count = result.count > SEARCH_RESULT_PAGE ? SEARCH_RESULT_PAGE : result.count;
  if (view_is(request_query(request, "_summary"), "count")) {
    result.count = 0;
  }
  *ret_result = result;
  return ERROR_OK;
}

struct view search_result_id(struct view full_url) {
  size_t at = full_url.length;
  while (at > 0 && full_url.data[at - 1] != '/') {
    at--;
  }
  return view_part(full_url, at, full_url.length);
}

size_t search_result_start(struct request *request, const struct search_result *result,
                           const struct search_entries *matches) {
  if (result->after.length == 0) {
    return (size_t)result->offset;
  }
  for (size_t i = 0; i < matches->count; i++) {
    if (view_equal(search_result_id(matches->items[i].full_url), result->after)) {
      return i + 1;
    }
  }
  issue_add(&request->issues, search_message_get(SEARCH_MESSAGE_PAGE_MOVED));
  return (size_t)result->offset;
}
