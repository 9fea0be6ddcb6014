#include "terminology/mapping_csv.h"

#include "server/base/utf8.h"
#include "terminology/csv_reader.h"
#include "terminology/mapping_check.h"
#include "terminology/mapping_domain.h"
#include "terminology/master_text.h"
#include "terminology/terminology_message.h"

#include <iconv.h>
#include <stdlib.h>

#define DRUG_CODE_SYSTEM "http://jpfhir.jp/fhir/eCS/CodeSystem/DrugCode/"

/* Names that other tables give the columns. */
static const struct {
  const char *name;
  enum mapping_row_text text;
} column_names[] = {
    {"local_system", MAPPING_ROW_source_system}, {"local_code", MAPPING_ROW_source_code},
    {"local_specimen", MAPPING_ROW_specimen},    {"local_name", MAPPING_ROW_source_display},
    {"local_kana", MAPPING_ROW_source_kana},
};

/* Columns without which a file is another one. A missing source_system is filled in by domain. */
static const enum mapping_row_text needed[] = {MAPPING_ROW_domain, MAPPING_ROW_source_code,
                                               MAPPING_ROW_target_system, MAPPING_ROW_target_code};

struct loader {
  struct arena *arena;
  struct issue_list *issues;
  const struct mapping_csv_settings *settings;
  enum mapping_row_text texts[CSV_READER_FIELDS]; /* of each field of a record */
  size_t width;                                   /* fields of the header line */
  struct mapping_csv_rows rows;
  size_t capacity;
  bool failed;
};

static void loader_issue(struct loader *loader, enum terminology_message message, struct view a,
                         struct view b, struct view c) {
  struct issue *issue = issue_add_with(loader->issues, terminology_message(message), a, b);
  issue->arguments[2] = c;
  loader->failed = true;
}

static struct view number_view(struct loader *loader, size_t number) {
  return arena_format(loader->arena, "%zu", number);
}

static enum mapping_row_text find_column(struct view name) {
  for (size_t i = 0; i < sizeof column_names / sizeof *column_names; i++) {
    if (view_is(name, column_names[i].name)) {
      return column_names[i].text;
    }
  }
  return mapping_row_find(name);
}

static void read_header(struct loader *loader, const struct csv_record *record) {
  struct view none = {0};
  bool seen[MAPPING_ROW_TEXT_COUNT] = {false};
  for (size_t i = 0; i < record->count; i++) {
    enum mapping_row_text text = find_column(view_trim(record->fields[i]));
    if (text == MAPPING_ROW_TEXT_COUNT || seen[text]) {
      loader_issue(loader, TERMINOLOGY_MESSAGE_COLUMN_UNKNOWN, record->fields[i], none, none);
      continue;
    }
    loader->texts[i] = text;
    loader->rows.columns |= 1u << text;
    seen[text] = true;
  }
  for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
    if (!seen[needed[i]]) {
      loader_issue(loader, TERMINOLOGY_MESSAGE_COLUMN_MISSING, view_of(mapping_row_name(needed[i])),
                   none, none);
    }
  }
  loader->width = record->count;
}

static enum error room_for_row(struct loader *loader) {
  struct mapping_csv_rows *rows = &loader->rows;
  if (rows->count < loader->capacity) {
    return ERROR_OK;
  }
  size_t old = loader->capacity;
  size_t capacity = old == 0 ? 64 : old * 2;
  rows->lines = arena_grow(loader->arena, rows->lines, old * sizeof *rows->lines,
                           capacity * sizeof *rows->lines);
  rows->rows = arena_grow(loader->arena, rows->rows, old * sizeof *rows->rows,
                          capacity * sizeof *rows->rows);
  if (rows->lines == NULL || rows->rows == NULL) {
    return ERROR_MEMORY;
  }
  loader->capacity = capacity;
  return ERROR_OK;
}

/* Tables of vendors do not name the house's own code system. */
static void fill_in(struct loader *loader, struct mapping_row *row) {
  const struct mapping_csv_settings *settings = loader->settings;
  if (row->status.length == 0) {
    row->status = view_of(settings->status);
  }
  if (row->source_system.length > 0) {
    return;
  }
  if (view_is(row->domain, MAPPING_DOMAIN_LABORATORY)) {
    row->source_system = view_of(MAPPING_LOCAL_LABORATORY);
  } else if (view_is(row->domain, MAPPING_DOMAIN_DRUG) && settings->institution_number.length > 0) {
    row->source_system = arena_format(loader->arena, "%s%.*s", DRUG_CODE_SYSTEM,
                                      VIEW_ARGUMENTS(settings->institution_number));
  }
}

static enum error read_row(struct loader *loader, const struct csv_record *record) {
  if (record->count != loader->width) {
    loader_issue(loader, TERMINOLOGY_MESSAGE_FIELD_COUNT, number_view(loader, record->line),
                 number_view(loader, record->count), number_view(loader, loader->width));
    return ERROR_OK;
  }
  enum error error = room_for_row(loader);
  if (error != ERROR_OK) {
    return error;
  }
  struct mapping_row *row = &loader->rows.rows[loader->rows.count];
  loader->rows.lines[loader->rows.count++] = record->line;
  *row = (struct mapping_row){0};
  for (size_t i = 0; i < record->count; i++) {
    mapping_row_set(row, loader->texts[i], record->fields[i]);
  }
  fill_in(loader, row);
  if (!mapping_check_row(row, loader->settings->masters, record->line, loader->issues)) {
    loader->failed = true;
  }
  return ERROR_OK;
}

static enum error csv_failed(struct loader *loader, const struct csv_reader *reader,
                             enum error error) {
  if (error == ERROR_SYNTAX) {
    loader_issue(loader, TERMINOLOGY_MESSAGE_CSV_SYNTAX, number_view(loader, reader->fault_line),
                 view_of(csv_fault_english(reader->fault)),
                 view_of(csv_fault_japanese(reader->fault)));
  }
  return error;
}

static enum error read_records(struct loader *loader, struct view csv) {
  struct csv_reader reader;
  struct csv_record record = {0};
  enum error error = csv_reader_init(&reader, loader->arena, csv);
  if (error == ERROR_OK) {
    error = csv_reader_next(&reader, &record);
  }
  if (error != ERROR_OK) {
    return csv_failed(loader, &reader, error);
  }
  read_header(loader, &record);
  if (loader->failed) {
    return ERROR_SYNTAX;
  }
  for (;;) {
    error = csv_reader_next(&reader, &record);
    if (error != ERROR_OK) {
      return csv_failed(loader, &reader, error);
    }
    if (record.count == 0) {
      return ERROR_OK;
    }
    error = read_row(loader, &record);
    if (error != ERROR_OK) {
      return error;
    }
  }
}

/* Rows lie in one array in file order: their addresses keep that order where all else is equal. */
static int compare_rows(const void *a, const void *b) {
  const struct mapping_row *const *left = a;
  const struct mapping_row *const *right = b;
  int order = mapping_row_compare(*left, *right);
  return order != 0 ? order : (*left > *right) - (*left < *right);
}

static enum error check_duplicates(struct loader *loader) {
  const struct mapping_csv_rows *rows = &loader->rows;
  struct view none = {0};
  const struct mapping_row **sorted = arena_array(loader->arena, rows->count + 1, sizeof *sorted);
  if (sorted == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < rows->count; i++) {
    sorted[i] = &rows->rows[i];
  }
  qsort(sorted, rows->count, sizeof *sorted, compare_rows);
  for (size_t i = 1; i < rows->count; i++) {
    if (mapping_row_compare(sorted[i - 1], sorted[i]) == 0) {
      loader_issue(loader, TERMINOLOGY_MESSAGE_ROW_DUPLICATE,
                   number_view(loader, rows->lines[sorted[i] - rows->rows]),
                   number_view(loader, rows->lines[sorted[i - 1] - rows->rows]), none);
    }
  }
  return ERROR_OK;
}

enum error mapping_csv_read(struct arena *arena, struct view bytes,
                            const struct mapping_csv_settings *settings, struct issue_list *issues,
                            struct mapping_csv_rows *ret_rows) {
  struct loader *loader = arena_alloc(arena, sizeof *loader);
  struct master_text_failure failure;
  struct view csv;
  if (loader == NULL) {
    return ERROR_MEMORY;
  }
  *loader = (struct loader){.arena = arena, .issues = issues, .settings = settings};
  enum error error = master_text_decode(arena, bytes, &csv, &failure);
  if (error == ERROR_SYNTAX) {
    loader_issue(loader, TERMINOLOGY_MESSAGE_CSV_SYNTAX, number_view(loader, failure.line),
                 view_of(master_text_fault_english(failure.fault)),
                 view_of(master_text_fault_japanese(failure.fault)));
  }
  if (error == ERROR_OK) {
    error = read_records(loader, csv);
  }
  if (error == ERROR_OK) {
    error = check_duplicates(loader);
  }
  if (error == ERROR_OK && loader->failed) {
    error = ERROR_SYNTAX;
  }
  if (error == ERROR_OK) {
    *ret_rows = loader->rows;
  }
  return error;
}

/* ---- writing ------------------------------------------------------------------------------------
 */
static void end_line(struct buffer *buffer) {
  buffer_append_string(buffer, "\r\n");
}

void mapping_csv_write_header(struct buffer *buffer) {
  for (unsigned i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    buffer_append_string(buffer, i > 0 ? "," : "");
    buffer_append_string(buffer, mapping_row_name((enum mapping_row_text)i));
  }
  end_line(buffer);
}

void mapping_csv_write_row(struct buffer *buffer, const struct mapping_row *row) {
  for (unsigned i = 0; i < MAPPING_ROW_TEXT_COUNT; i++) {
    buffer_append_string(buffer, i > 0 ? "," : "");
    csv_field_append(buffer, mapping_row_get(row, (enum mapping_row_text)i));
  }
  end_line(buffer);
}

/* Characters that Unicode texts use where the CP932 of Windows has another one for the same sign.
 */
static const struct {
  uint32_t from;
  uint32_t to;
} folds[] = {{0x2212, 0xFF0D}, {0x301C, 0xFF5E}, {0x2016, 0x2225}, {0x2014, 0x2015},
             {0x00A2, 0xFFE0}, {0x00A3, 0xFFE1}, {0x00AC, 0xFFE2}, {0x00A5, 0xFFE5}};

static enum error fold_text(struct arena *arena, struct view text, struct view *ret_text) {
  struct buffer buffer = buffer_make(arena, SIZE_MAX);
  for (size_t offset = 0; offset < text.length;) {
    char bytes[UTF8_MAXIMUM_BYTES];
    uint32_t character = utf8_next(text, &offset);
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
      character = character == folds[i].from ? folds[i].to : character;
    }
    buffer_append(&buffer, view_make(bytes, utf8_write(character, bytes)));
  }
  *ret_text = buffer_view(&buffer);
  return buffer.error;
}

static struct view character_at(struct view text, size_t offset) {
  size_t end = offset;
  if (offset < text.length) {
    (void)utf8_next(text, &end);
  }
  return view_part(text, offset, end - offset);
}

enum error mapping_csv_encode(struct arena *arena, struct view text, struct view *ret_bytes,
                              struct view *ret_character) {
  struct view folded;
  enum error error = fold_text(arena, text, &folded);
  if (error != ERROR_OK) {
    return error;
  }
  /* One or two bytes for what are one to three in UTF-8. */
  char *bytes = arena_bytes(arena, folded.length + 1);
  iconv_t converter = iconv_open("CP932", "UTF-8");
  if (bytes == NULL || converter == (iconv_t)-1) {
    if (converter != (iconv_t)-1) {
      iconv_close(converter);
    }
    return ERROR_MEMORY;
  }
  char *input; /* iconv only reads through it */
  memcpy(&input, &folded.data, sizeof input);
  char *output = bytes;
  size_t left = folded.length;
  size_t room = folded.length;
  size_t status = iconv(converter, &input, &left, &output, &room);
  iconv_close(converter);
  if (status == (size_t)-1) {
    *ret_character = character_at(folded, folded.length - left);
    return ERROR_NOT_PROCESSABLE;
  }
  *ret_bytes = view_make(bytes, (size_t)(output - bytes));
  return ERROR_OK;
}
