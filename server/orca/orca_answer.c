#include "server/orca/orca_answer.h"

#include "server/orca/orca_builder.h"

static const struct view byte_order_mark = VIEW_LITERAL("\xef\xbb\xbf");

enum error orca_answer_read(struct arena *arena, struct view body, struct orca_record *ret_record) {
  if (view_starts_with(body, byte_order_mark)) {
    body = view_part(body, byte_order_mark.length, body.length);
  }
  body = view_trim(body);
  if (body.length == 0) {
    return ERROR_ORCA_ANSWER;
  }
  if (body.data[0] == '<') {
    return orca_record_read_xml(arena, body, ret_record);
  }
  return orca_record_read_json(arena, body, ret_record);
}
