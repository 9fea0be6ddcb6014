#include "tests/lab/national_event.h"

#include "server/base/json_writer.h"
#include "tests/lab/lab_base64.h"

#include <jansson.h>

static const char *const names[NATIONAL_EVENT_TYPE_COUNT] = {"", "fetch", "consent", "viewing"};

struct text_row {
  const char *name;
  size_t offset;
};

#define TEXT(member)                                                                               \
  { #member, offsetof(struct national_event, member) }

static const struct text_row texts[] = {
    TEXT(institution), TEXT(message_id), TEXT(system),    TEXT(value),
    TEXT(insured),     TEXT(consent),    TEXT(signature), TEXT(sha256),
    TEXT(detail),      TEXT(reception),  TEXT(findings),
};

#define TEXT_COUNT (sizeof texts / sizeof *texts)

static struct view get_text(const struct national_event *event, size_t row) {
  struct view text;
  memcpy(&text, (const char *)event + texts[row].offset, sizeof text);
  return text;
}

static void set_text(struct national_event *event, size_t row, struct view text) {
  memcpy((char *)event + texts[row].offset, &text, sizeof text);
}

const char *national_event_name(const struct national_event *event) {
  return event->type == NATIONAL_EVENT_MESSAGE ? national_message_operation_name(event->operation)
                                               : names[event->type];
}

void national_event_write(const struct national_event *event, struct buffer *buffer) {
  struct json_writer writer = json_writer_make(buffer, false);
  writer_object_begin(&writer);
  writer_member_integer(&writer, "type", event->type);
  writer_member_integer(&writer, "operation", event->operation);
  writer_member_integer(&writer, "kind", event->kind);
  writer_member_text(&writer, "code", national_message_code(event->code));
  writer_member_boolean(&writer, "removes_derived", event->removes_derived);
  writer_member_integer(&writer, "at_ms", event->at_ms);
  writer_member_integer(&writer, "ready_ms", event->ready_ms);
  for (size_t i = 0; i < TEXT_COUNT; i++) {
    writer_member_optional(&writer, texts[i].name, get_text(event, i));
  }
  writer_member_optional(&writer, "content", lab_base64_encode(event->content, buffer->arena));
  writer_object_end(&writer);
  if (json_writer_end(&writer) == ERROR_OK) {
    buffer_append_byte(buffer, '\n');
  }
}

static struct view member(const json_t *row, const char *name) {
  const json_t *value = json_object_get(row, name);
  return view_make(json_string_value(value), json_string_length(value));
}

static bool in_range(const json_t *row, const char *name, json_int_t limit) {
  json_int_t number = json_integer_value(json_object_get(row, name));
  return number >= 0 && number < limit;
}

static int number_of(const json_t *row, const char *name) {
  return (int)json_integer_value(json_object_get(row, name));
}

bool national_event_read(struct view line, struct arena *arena, struct national_event *ret_event) {
  json_t *row = json_loadb(line.data, line.length, 0, NULL);
  bool whole = json_is_object(row) && in_range(row, "type", NATIONAL_EVENT_TYPE_COUNT) &&
               in_range(row, "operation", NATIONAL_OPERATION_NONE + 1) &&
               in_range(row, "kind", NATIONAL_KIND_COUNT + 1) &&
               national_message_code_of(member(row, "code")) < NATIONAL_CODE_COUNT;
  if (whole) {
    struct national_event event = {
        .type = (enum national_event_type)number_of(row, "type"),
        .operation = (enum national_operation)number_of(row, "operation"),
        .kind = (enum national_kind)number_of(row, "kind"),
        .code = national_message_code_of(member(row, "code")),
        .removes_derived = json_is_true(json_object_get(row, "removes_derived")),
        .at_ms = json_integer_value(json_object_get(row, "at_ms")),
        .ready_ms = json_integer_value(json_object_get(row, "ready_ms"))};
    for (size_t i = 0; i < TEXT_COUNT; i++) {
      set_text(&event, i, arena_copy(arena, member(row, texts[i].name)));
    }
    event.content = lab_base64_decode(member(row, "content"), arena);
    *ret_event = event;
  }
  json_decref(row);
  return whole;
}

bool national_event_keep(const struct national_event *event, struct arena *arena,
                         struct national_event *ret_kept) {
  struct national_event kept = *event;
  kept.content = (struct view){NULL, 0};
  for (size_t i = 0; i < TEXT_COUNT; i++) {
    struct view copy = arena_copy(arena, get_text(event, i));
    if (copy.data == NULL) {
      return false;
    }
    set_text(&kept, i, copy);
  }
  *ret_kept = kept;
  return true;
}
