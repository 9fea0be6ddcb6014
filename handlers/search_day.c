#include "handlers/search_day.h"

#include "handlers/orca_message.h"
#include "server/http/response.h"

static enum error value_error(struct request *request, const char *name) {
  enum error error =
      request_fail(request, ERROR_BAD_REQUEST, orca_message_get(ORCA_MESSAGE_PARAMETER_VALUE),
                   view_of(name), view_of("[eq|ge|le|gt|lt]YYYY[-MM[-DD]]"));
  request->issues.issues[request->issues.count - 1].arguments[2] =
      view_of("[eq|ge|le|gt|lt]YYYY[-MM[-DD]] の形式");
  return error;
}

enum error search_day_range(struct request *request, const char *name, struct day_range *range) {
  for (size_t i = 0; i < request->query_count; i++) {
    if (!view_is(request->query[i].name, name)) {
      continue;
    }
    enum error error = day_range_add(range, request->arena, request->query[i].value);
    if (error != ERROR_OK) {
      return error == ERROR_BAD_REQUEST ? value_error(request, name) : error;
    }
  }
  return ERROR_OK;
}
