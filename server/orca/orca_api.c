#include "server/orca/orca_api.h"

#include "server/base/json_writer.h"

#define REQUEST_BYTES 65536u

struct result_row {
  enum orca_api_id api;
  const char *code;
  enum orca_meaning meaning;
};

static const struct orca_api api_rows[] = {
#define ORCA_API_ROW(id, name, target, method, root, seconds)                                      \
  {ORCA_API_##id, name, target, method, root, seconds},
    ORCA_API_LIST(ORCA_API_ROW)
#undef ORCA_API_ROW
};

static const struct result_row result_rows[] = {
#define ORCA_RESULT_ROW(api, code, meaning) {ORCA_API_##api, code, ORCA_MEANING_##meaning},
    ORCA_RESULT_LIST(ORCA_RESULT_ROW)
#undef ORCA_RESULT_ROW
};

const struct orca_api *orca_api_get(enum orca_api_id id) {
  return &api_rows[id];
}

uint32_t orca_api_absence_seconds(enum orca_api_id id) {
  static const uint32_t seconds[ORCA_API_ALL] = {
#define ORCA_ABSENCE_ROW(api, value) [ORCA_API_##api] = (value),
      ORCA_ABSENCE_LIST(ORCA_ABSENCE_ROW)
#undef ORCA_ABSENCE_ROW
  };
  return seconds[id];
}

static struct view without_zeros(struct view code) {
  size_t zeros = 0;
  while (zeros < code.length && code.data[zeros] == '0') {
    zeros++;
  }
  return view_part(code, zeros, code.length);
}

enum orca_meaning orca_api_meaning(enum orca_api_id id, struct view code) {
  if (code.length == 0) {
    return ORCA_MEANING_UNKNOWN;
  }
  if (code.data[0] == 'K' || code.data[0] == 'W') {
    return ORCA_MEANING_HINT;
  }
  if (code.data[0] == 'E') {
    code = view_part(code, 1, code.length);
    /* "E00" is "finished, with messages" and not plain success. */
    if (without_zeros(code).length == 0) {
      return ORCA_MEANING_HINT;
    }
  }
  code = without_zeros(code);
  if (code.length == 0) {
    return ORCA_MEANING_OK;
  }
  for (size_t i = 0; i < sizeof(result_rows) / sizeof(result_rows[0]); i++) {
    const struct result_row *row = &result_rows[i];
    if ((row->api == id || row->api == ORCA_API_ALL) && view_is(code, row->code)) {
      return row->meaning;
    }
  }
  return ORCA_MEANING_UNKNOWN;
}

static void append_escaped(struct buffer *buffer, struct view text) {
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    if (byte == '&') {
      buffer_append_string(buffer, "&amp;");
    } else if (byte == '<') {
      buffer_append_string(buffer, "&lt;");
    } else if (byte == '>') {
      buffer_append_string(buffer, "&gt;");
    } else if ((unsigned char)byte >= 0x20) {
      buffer_append_byte(buffer, byte);
    }
  }
}

/* The group of "Group/Member"; empty without one. */
static struct view group_of(const char *name) {
  size_t slash = view_find_byte(view_of(name), '/', 0);
  return view_part(view_of(name), 0, slash == SIZE_MAX ? 0 : slash);
}

static void change_group(struct buffer *buffer, struct view *group, struct view next) {
  if (view_equal(*group, next)) {
    return;
  }
  if (group->length != 0) {
    buffer_append_format(buffer, "</%.*s>", VIEW_ARGUMENTS(*group));
  }
  if (next.length != 0) {
    buffer_append_format(buffer, "<%.*s type=\"record\">", VIEW_ARGUMENTS(next));
  }
  *group = next;
}

struct view orca_api_request(struct arena *arena, const char *root,
                             const struct orca_argument *arguments, size_t count) {
  struct buffer buffer = buffer_make(arena, REQUEST_BYTES);
  struct view group = {"", 0};
  buffer_append_format(&buffer, "<data><%s type=\"record\">", root);
  for (size_t i = 0; i < count; i++) {
    if (arguments[i].value.length == 0) {
      continue;
    }
    change_group(&buffer, &group, group_of(arguments[i].name));
    const char *name = arguments[i].name + group.length + (group.length != 0);
    buffer_append_format(&buffer, "<%s type=\"string\">", name);
    append_escaped(&buffer, arguments[i].value);
    buffer_append_format(&buffer, "</%s>", name);
  }
  change_group(&buffer, &group, (struct view){"", 0});
  buffer_append_format(&buffer, "</%s></data>", root);
  return buffer.error == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

struct view orca_api_request_json(struct arena *arena, const char *root,
                                  const struct orca_argument *arguments, size_t count) {
  struct buffer buffer = buffer_make(arena, REQUEST_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  writer_object_begin(&writer);
  writer_key(&writer, root);
  writer_object_begin(&writer);
  for (size_t i = 0; i < count; i++) {
    writer_member_optional(&writer, arguments[i].name, arguments[i].value);
  }
  writer_object_end(&writer);
  writer_object_end(&writer);
  return json_writer_end(&writer) == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}
