#include "handlers/national_source.h"

#include "handlers/inbox_message.h"
#include "handlers/searchset.h"

enum error national_source_read(struct request *request, bool *ret_is_national) {
  struct view source;
  enum error error = searchset_single(request, "_source", &source);
  if (error != ERROR_OK) {
    return error;
  }
  bool is_national = view_is(source, "national");
  if (source.length != 0 && !is_national && !view_is(source, "orca")) {
    return request_fail(request, ERROR_BAD_REQUEST, inbox_message_get(INBOX_MESSAGE_SOURCE), source,
                        view_make(NULL, 0));
  }
  *ret_is_national = is_national;
  return ERROR_OK;
}
