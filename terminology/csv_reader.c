#include "terminology/csv_reader.h"

#include "server/base/utf8.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static const struct {
  const char *english;
  const char *japanese;
} csv_fault_texts[] = {
    [CSV_FAULT_NONE] = {"no fault", "誤りはありません"},
    [CSV_FAULT_UTF8] = {"a byte is not valid UTF-8", "UTF-8 として正しくないバイトがあります"},
    [CSV_FAULT_STRAY_QUOTE] = {"a quotation mark stands inside an unquoted field",
                               "引用符で囲まれていない項目の中に引用符があります"},
    [CSV_FAULT_TEXT_BEHIND_QUOTE] = {"text follows a closing quotation mark",
                                     "閉じ引用符の後に文字があります"},
    [CSV_FAULT_OPEN_QUOTE] = {"a quoted field is not closed", "引用符が閉じられていません"},
    [CSV_FAULT_CARRIAGE_RETURN] = {"a carriage return is not followed by a line feed",
                                   "改行コード CR の後に LF がありません"},
    [CSV_FAULT_FIELDS] = {"the line has too many fields", "1行の項目数が多すぎます"},
};

const char *csv_fault_english(enum csv_fault fault) {
  return csv_fault_texts[fault].english;
}

const char *csv_fault_japanese(enum csv_fault fault) {
  return csv_fault_texts[fault].japanese;
}

static enum error csv_reader_fail(struct csv_reader *reader, enum csv_fault fault, uint32_t line) {
  reader->fault = fault;
  reader->fault_line = line;
  return ERROR_SYNTAX;
}

static uint32_t line_feeds(struct view view) {
  uint32_t count = 0;
  for (size_t i = 0; i < view.length; i++) {
    count += view.data[i] == '\n';
  }
  return count;
}

enum error csv_reader_init(struct csv_reader *reader, struct arena *arena, struct view text) {
  *reader = (struct csv_reader){.arena = arena, .text = text, .line = 1};
  if (view_starts_with(text, view_of(BYTE_ORDER_MARK))) {
    reader->offset = sizeof BYTE_ORDER_MARK - 1;
  }
  size_t valid = utf8_check(text);
  if (valid < text.length) {
    return csv_reader_fail(reader, CSV_FAULT_UTF8, 1 + line_feeds(view_part(text, 0, valid)));
  }
  reader->fields = arena_array(arena, CSV_READER_FIELDS, sizeof *reader->fields);
  return reader->fields != NULL ? ERROR_OK : ERROR_MEMORY;
}

static int byte_at(const struct csv_reader *reader, size_t offset) {
  return offset < reader->text.length ? (unsigned char)reader->text.data[offset] : -1;
}

/* Length of the line end at offset: 0 = none, 1 = LF, 2 = CRLF. */
static size_t line_end_at(const struct csv_reader *reader, size_t offset) {
  if (byte_at(reader, offset) == '\n') {
    return 1;
  }
  return byte_at(reader, offset) == '\r' && byte_at(reader, offset + 1) == '\n' ? 2 : 0;
}

static void skip_empty_lines(struct csv_reader *reader) {
  for (size_t end; (end = line_end_at(reader, reader->offset)) != 0;) {
    reader->offset += end;
    reader->line++;
  }
}

static enum error unquoted_field(struct csv_reader *reader, struct view *ret_field) {
  size_t start = reader->offset;
  size_t end = start;
  for (int byte; (byte = byte_at(reader, end)) != -1 && byte != ',' && byte != '\n'; end++) {
    if (byte == '"') {
      return csv_reader_fail(reader, CSV_FAULT_STRAY_QUOTE, reader->line);
    }
    if (byte == '\r') {
      if (line_end_at(reader, end) == 0) {
        return csv_reader_fail(reader, CSV_FAULT_CARRIAGE_RETURN, reader->line);
      }
      break;
    }
  }
  *ret_field = view_part(reader->text, start, end - start);
  reader->offset = end;
  return ERROR_OK;
}

/* The content between the quotes with each doubled quote made one. */
static enum error undouble(struct arena *arena, struct view content, struct view *ret_field) {
  char *copy = arena_bytes(arena, content.length);
  if (copy == NULL) {
    return ERROR_MEMORY;
  }
  size_t length = 0;
  for (size_t i = 0; i < content.length; i++) {
    copy[length++] = content.data[i];
    i += content.data[i] == '"';
  }
  *ret_field = view_make(copy, length);
  return ERROR_OK;
}

static enum error quoted_field(struct csv_reader *reader, struct view *ret_field) {
  uint32_t first_line = reader->line;
  size_t start = reader->offset + 1;
  size_t end = view_find_byte(reader->text, '"', start);
  bool doubled = false;
  while (end != SIZE_MAX && byte_at(reader, end + 1) == '"') {
    doubled = true;
    end = view_find_byte(reader->text, '"', end + 2);
  }
  if (end == SIZE_MAX) {
    return csv_reader_fail(reader, CSV_FAULT_OPEN_QUOTE, first_line);
  }
  struct view content = view_part(reader->text, start, end - start);
  reader->line += line_feeds(content);
  reader->offset = end + 1;
  int byte = byte_at(reader, reader->offset);
  if (byte != -1 && byte != ',' && line_end_at(reader, reader->offset) == 0) {
    return csv_reader_fail(reader, CSV_FAULT_TEXT_BEHIND_QUOTE, reader->line);
  }
  if (doubled) {
    return undouble(reader->arena, content, ret_field);
  }
  *ret_field = content;
  return ERROR_OK;
}

static enum error next_field(struct csv_reader *reader, struct view *ret_field) {
  return byte_at(reader, reader->offset) == '"' ? quoted_field(reader, ret_field)
                                                : unquoted_field(reader, ret_field);
}

enum error csv_reader_next(struct csv_reader *reader, struct csv_record *ret_record) {
  skip_empty_lines(reader);
  struct csv_record record = {.fields = reader->fields, .line = reader->line};
  bool more = reader->offset < reader->text.length;
  while (more) {
    if (record.count == CSV_READER_FIELDS) {
      return csv_reader_fail(reader, CSV_FAULT_FIELDS, record.line);
    }
    enum error error = next_field(reader, &reader->fields[record.count]);
    if (error != ERROR_OK) {
      return error;
    }
    record.count++;
    more = byte_at(reader, reader->offset) == ',';
    reader->offset += more;
  }
  *ret_record = record;
  return ERROR_OK;
}

static bool needs_quotes(struct view field) {
  for (size_t i = 0; i < field.length; i++) {
    if (strchr(",\"\r\n", field.data[i]) != NULL) {
      return true;
    }
  }
  return false;
}

void csv_field_append(struct buffer *buffer, struct view field) {
  if (!needs_quotes(field)) {
    buffer_append(buffer, field);
    return;
  }
  buffer_append_byte(buffer, '"');
  for (size_t i = 0; i < field.length; i++) {
    if (field.data[i] == '"') {
      buffer_append_byte(buffer, '"');
    }
    buffer_append_byte(buffer, field.data[i]);
  }
  buffer_append_byte(buffer, '"');
}
