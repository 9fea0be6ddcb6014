#include "terminology/master_sheet.h"

#include "server/limits.h"
#include "terminology/csv_reader.h"

#include <libxml/xmlreader.h>
#include <stdlib.h>

#define SHEET_FOLDER "xl/worksheets/sheet"
#define SHEET_ENDING ".xml"
#define SHARED_STRINGS "xl/sharedStrings.xml"
#define ROWS_MAXIMUM 1048576u
#define COLUMNS_MAXIMUM CSV_READER_FIELDS
#define STRINGS_MAXIMUM 4000000u

struct sheet {
  struct arena *arena;
  struct view *strings; /* shared ones */
  uint32_t string_count;
  uint32_t string_capacity;
  struct buffer text; /* of the string or cell that is being read */
  struct buffer csv;
  uint32_t row;    /* lines written + 1 */
  uint32_t column; /* fields written in this row */
  enum error error;
};

bool master_sheet_is(const struct archive *archive) {
  return master_archive_find(archive, "xl/workbook.xml") != NULL;
}

/* "xl/worksheets/sheet12.xml" -> 12; 0 for other members. */
static uint32_t sheet_number(const struct archive_member *member) {
  struct view name = member->name;
  uint64_t number = 0;
  size_t affixes = sizeof SHEET_FOLDER - 1 + sizeof SHEET_ENDING - 1;
  bool is_sheet = name.length > affixes && view_starts_with(name, view_of(SHEET_FOLDER)) &&
                  view_ends_with(name, view_of(SHEET_ENDING)) &&
                  view_to_unsigned(view_part(name, sizeof SHEET_FOLDER - 1, name.length - affixes),
                                   LIMIT_MASTER_MEMBERS, &number);
  return is_sheet ? (uint32_t)number : 0;
}

uint32_t master_sheet_count(const struct archive *archive) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < archive->count; i++) {
    count += sheet_number(&archive->members[i]) != 0;
  }
  return count;
}

/* The sheet with the index-th smallest number; NULL when there are not so many. */
static const struct archive_member *find_sheet(const struct archive *archive, uint32_t index) {
  for (uint32_t number = 1; number <= LIMIT_MASTER_MEMBERS; number++) {
    for (uint32_t i = 0; i < archive->count; i++) {
      if (sheet_number(&archive->members[i]) == number && index-- == 0) {
        return &archive->members[i];
      }
    }
  }
  return NULL;
}

static const char *local_name(xmlTextReaderPtr reader) {
  return (const char *)xmlTextReaderConstLocalName(reader);
}

static bool is_element(xmlTextReaderPtr reader, const char *name) {
  return xmlTextReaderNodeType(reader) == XML_READER_TYPE_ELEMENT &&
         strcmp(local_name(reader), name) == 0;
}

static bool is_end(xmlTextReaderPtr reader, const char *name) {
  return xmlTextReaderNodeType(reader) == XML_READER_TYPE_END_ELEMENT &&
         strcmp(local_name(reader), name) == 0;
}

static void append_text(struct sheet *sheet, xmlTextReaderPtr reader) {
  int type = xmlTextReaderNodeType(reader);
  if (type != XML_READER_TYPE_TEXT && type != XML_READER_TYPE_SIGNIFICANT_WHITESPACE &&
      type != XML_READER_TYPE_CDATA && type != XML_READER_TYPE_WHITESPACE) {
    return;
  }
  const char *value = (const char *)xmlTextReaderConstValue(reader);
  for (; value != NULL && *value != '\0'; value++) {
    buffer_append_byte(&sheet->text, *value == '\n' || *value == '\r' ? ' ' : *value);
  }
}

/* The text inside an element, phonetic guides (rPh) left out; the reader ends on its end. */
static void read_text(struct sheet *sheet, xmlTextReaderPtr reader, const char *element) {
  buffer_reset(&sheet->text);
  if (xmlTextReaderIsEmptyElement(reader) == 1) {
    return;
  }
  bool is_phonetic = false;
  bool inside = false; /* of t or v */
  while (xmlTextReaderRead(reader) == 1 && !is_end(reader, element)) {
    if (is_element(reader, "rPh") || is_end(reader, "rPh")) {
      is_phonetic = is_element(reader, "rPh") && xmlTextReaderIsEmptyElement(reader) != 1;
    } else if (is_element(reader, "t") || is_element(reader, "v")) {
      inside = xmlTextReaderIsEmptyElement(reader) != 1;
    } else if (is_end(reader, "t") || is_end(reader, "v")) {
      inside = false;
    } else if (inside && !is_phonetic) {
      append_text(sheet, reader);
    }
  }
}

static void add_string(struct sheet *sheet) {
  if (sheet->string_count == sheet->string_capacity) {
    uint32_t wanted = sheet->string_capacity == 0 ? 4096 : sheet->string_capacity * 2;
    struct view *grown =
        wanted > STRINGS_MAXIMUM
            ? NULL
            : arena_grow(sheet->arena, sheet->strings, sheet->string_capacity * sizeof *grown,
                         wanted * sizeof *grown);
    if (grown == NULL) {
      sheet->error = ERROR_MEMORY;
      return;
    }
    sheet->strings = grown;
    sheet->string_capacity = wanted;
  }
  sheet->strings[sheet->string_count++] = arena_copy(sheet->arena, buffer_view(&sheet->text));
}

static void on_string(struct sheet *sheet, xmlTextReaderPtr reader) {
  if (is_element(reader, "si")) {
    read_text(sheet, reader, "si");
    add_string(sheet);
  }
}

/* ---- cells ------------------------------------------------------------------------------------
 */
/* "AB12" -> 27; COLUMNS_MAXIMUM when it is no cell name. */
static uint32_t column_of(const char *name) {
  uint32_t column = 0;
  for (; *name >= 'A' && *name <= 'Z'; name++) {
    column = column * 26 + (uint32_t)(*name - 'A') + 1;
    if (column > COLUMNS_MAXIMUM) {
      return COLUMNS_MAXIMUM;
    }
  }
  return column == 0 ? COLUMNS_MAXIMUM : column - 1;
}

static void begin_row(struct sheet *sheet, xmlTextReaderPtr reader) {
  xmlChar *number = xmlTextReaderGetAttribute(reader, (const xmlChar *)"r");
  uint64_t row = sheet->row + 1u;
  bool valid =
      number == NULL || view_to_unsigned(view_of((const char *)number), ROWS_MAXIMUM, &row);
  xmlFree(number);
  if (!valid || row < sheet->row) {
    sheet->error = ERROR_SYNTAX;
    return;
  }
  for (; sheet->row < row; sheet->row++) {
    buffer_append_byte(&sheet->csv, '\n');
  }
  sheet->column = 0;
}

static struct view cell_value(const struct sheet *sheet, const char *type) {
  struct view value = buffer_view(&sheet->text);
  uint64_t index;
  if (type == NULL || strcmp(type, "s") != 0) {
    return value;
  }
  return view_to_unsigned(value, UINT32_MAX, &index) && index < sheet->string_count
             ? sheet->strings[index]
             : (struct view){NULL, 0};
}

static void read_cell(struct sheet *sheet, xmlTextReaderPtr reader) {
  xmlChar *name = xmlTextReaderGetAttribute(reader, (const xmlChar *)"r");
  xmlChar *type = xmlTextReaderGetAttribute(reader, (const xmlChar *)"t");
  uint32_t column = name != NULL ? column_of((const char *)name) : sheet->column;
  read_text(sheet, reader, "c");
  struct view value = cell_value(sheet, (const char *)type);
  xmlFree(name);
  xmlFree(type);
  if (column >= COLUMNS_MAXIMUM || value.length == 0) {
    return;
  }
  if (column + 1 < sheet->column) {
    sheet->error = ERROR_SYNTAX;
    return;
  }
  for (; sheet->column < column; sheet->column++) {
    buffer_append_byte(&sheet->csv, ',');
  }
  csv_field_append(&sheet->csv, value);
}

static void on_cell(struct sheet *sheet, xmlTextReaderPtr reader) {
  if (is_element(reader, "row")) {
    begin_row(sheet, reader);
  } else if (is_element(reader, "c")) {
    read_cell(sheet, reader);
  }
}

static enum error walk(struct sheet *sheet, struct view xml,
                       void (*visit)(struct sheet *sheet, xmlTextReaderPtr reader)) {
  xmlTextReaderPtr reader =
      xmlReaderForMemory(xml.data, (int)xml.length, NULL, NULL,
                         XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
  if (reader == NULL) {
    return ERROR_MEMORY;
  }
  int status = 1;
  while (sheet->error == ERROR_OK && (status = xmlTextReaderRead(reader)) == 1) {
    if (xmlTextReaderNodeType(reader) == XML_READER_TYPE_DOCUMENT_TYPE) {
      sheet->error = ERROR_SYNTAX; /* workbooks have none; entities could grow without end */
    }
    visit(sheet, reader);
  }
  xmlFreeTextReader(reader);
  return sheet->error != ERROR_OK ? sheet->error : status == 0 ? ERROR_OK : ERROR_SYNTAX;
}

static enum error walk_member(struct sheet *sheet, const struct archive_member *member,
                              void (*visit)(struct sheet *sheet, xmlTextReaderPtr reader),
                              enum archive_fault *ret_fault) {
  struct view xml;
  enum error error = master_archive_read(sheet->arena, member, &xml, ret_fault);
  return error == ERROR_OK ? walk(sheet, xml, visit) : error;
}

enum error master_sheet_read(struct arena *arena, const struct archive *archive, uint32_t index,
                             struct view *ret_text, enum archive_fault *ret_fault) {
  struct sheet sheet = {.arena = arena,
                        .text = buffer_make(arena, LIMIT_MASTER_BYTES),
                        .csv = buffer_make(arena, LIMIT_MASTER_BYTES),
                        .row = 1};
  const struct archive_member *strings = master_archive_find(archive, SHARED_STRINGS);
  const struct archive_member *cells = find_sheet(archive, index);
  enum archive_fault fault = ARCHIVE_FAULT_NONE;
  enum error error = cells != NULL ? ERROR_OK : ERROR_SYNTAX;
  if (error == ERROR_OK && strings != NULL) {
    error = walk_member(&sheet, strings, on_string, &fault);
  }
  if (error == ERROR_OK) {
    error = walk_member(&sheet, cells, on_cell, &fault);
  }
  error = error == ERROR_OK ? sheet.csv.error : error;
  if (error == ERROR_OK) {
    *ret_text = buffer_view(&sheet.csv);
  } else {
    *ret_fault = fault;
  }
  return error;
}
