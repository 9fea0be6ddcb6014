#include "server/base/json_writer.h"

#include "server/base/utf8.h"

#include <assert.h>
#include <inttypes.h>

struct json_writer json_writer_make(struct buffer *buffer, bool pretty) {
  return (struct json_writer){.buffer = buffer, .pretty = pretty};
}

static void new_line(struct json_writer *writer) {
  if (writer->pretty) {
    buffer_append_byte(writer->buffer, '\n');
    for (uint32_t i = 0; i < writer->depth; i++) {
      buffer_append_string(writer->buffer, "  ");
    }
  }
}

/* What stands between the previous item and this one. */
static void separate(struct json_writer *writer) {
  if (writer->after_key) {
    writer->after_key = false;
    return;
  }
  if (writer->has_item[writer->depth]) {
    buffer_append_byte(writer->buffer, ',');
  }
  writer->has_item[writer->depth] = true;
  if (writer->depth > 0) {
    new_line(writer);
  }
}

static void begin(struct json_writer *writer, char bracket) {
  separate(writer);
  buffer_append_byte(writer->buffer, bracket);
  assert(writer->depth + 1 < JSON_WRITER_DEPTH);
  writer->depth++;
  writer->has_item[writer->depth] = false;
}

static void end(struct json_writer *writer, char bracket) {
  assert(writer->depth > 0 && !writer->after_key);
  bool had_items = writer->has_item[writer->depth];
  writer->depth--;
  if (had_items) {
    new_line(writer);
  }
  buffer_append_byte(writer->buffer, bracket);
}

void writer_object_begin(struct json_writer *writer) {
  begin(writer, '{');
}

void writer_object_end(struct json_writer *writer) {
  end(writer, '}');
}

void writer_array_begin(struct json_writer *writer) {
  begin(writer, '[');
}

void writer_array_end(struct json_writer *writer) {
  end(writer, ']');
}

/* The escape letter of a byte that JSON writes in two characters, 0 for others. */
static char short_escape(unsigned char byte) {
  switch (byte) {
  case '"':
  case '\\':
    return (char)byte;
  case '\n':
    return 'n';
  case '\r':
    return 'r';
  case '\t':
    return 't';
  case '\b':
    return 'b';
  case '\f':
    return 'f';
  default:
    return 0;
  }
}

static void append_escaped(struct buffer *buffer, unsigned char byte) {
  char letter = short_escape(byte);
  if (letter != 0) {
    buffer_append(buffer, view_make((char[]){'\\', letter}, 2));
  } else if (byte >= 0x80) {
    buffer_append_string(buffer, "\xEF\xBF\xBD");
  } else {
    buffer_append_format(buffer, "\\u%04x", byte);
  }
}

static void append_quoted(struct buffer *buffer, struct view text) {
  buffer_append_byte(buffer, '"');
  size_t start = 0;
  for (size_t at = 0; at < text.length;) {
    unsigned char byte = (unsigned char)text.data[at];
    size_t next = at;
    bool plain = byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
    if (plain || (byte >= 0x80 && utf8_next(text, &next) != UTF8_INVALID)) {
      at = plain ? at + 1 : next;
      continue;
    }
    buffer_append(buffer, view_part(text, start, at - start));
    append_escaped(buffer, byte);
    start = ++at;
  }
  buffer_append(buffer, view_part(text, start, text.length - start));
  buffer_append_byte(buffer, '"');
}

void writer_key(struct json_writer *writer, const char *key) {
  writer_key_view(writer, view_of(key));
}

void writer_key_view(struct json_writer *writer, struct view key) {
  assert(writer->depth > 0 && !writer->after_key);
  separate(writer);
  append_quoted(writer->buffer, key);
  buffer_append_string(writer->buffer, writer->pretty ? ": " : ":");
  writer->after_key = true;
}

void writer_string(struct json_writer *writer, struct view text) {
  separate(writer);
  append_quoted(writer->buffer, text);
}

void writer_boolean(struct json_writer *writer, bool value) {
  writer_raw(writer, view_of(value ? "true" : "false"));
}

void writer_integer(struct json_writer *writer, int64_t value) {
  separate(writer);
  buffer_append_format(writer->buffer, "%" PRId64, value);
}

void writer_raw(struct json_writer *writer, struct view json) {
  separate(writer);
  buffer_append(writer->buffer, json);
}

void writer_member_string(struct json_writer *writer, const char *key, struct view text) {
  writer_key(writer, key);
  writer_string(writer, text);
}

void writer_member_text(struct json_writer *writer, const char *key, const char *text) {
  writer_member_string(writer, key, view_of(text));
}

void writer_member_optional(struct json_writer *writer, const char *key, struct view text) {
  if (text.length > 0) {
    writer_member_string(writer, key, text);
  }
}

void writer_member_boolean(struct json_writer *writer, const char *key, bool value) {
  writer_key(writer, key);
  writer_boolean(writer, value);
}

void writer_member_integer(struct json_writer *writer, const char *key, int64_t value) {
  writer_key(writer, key);
  writer_integer(writer, value);
}

void writer_member_raw(struct json_writer *writer, const char *key, struct view json) {
  writer_key(writer, key);
  writer_raw(writer, json);
}

enum error json_writer_end(struct json_writer *writer) {
  if (writer->buffer->error != ERROR_OK) {
    return writer->buffer->error;
  }
  return writer->depth == 0 && !writer->after_key ? ERROR_OK : ERROR_INTERNAL;
}
