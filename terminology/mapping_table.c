#include "terminology/mapping_table.h"

#include "terminology/csv_reader.h"
#include "terminology/system_alias.h"
#include "terminology/terminology_message.h"

#include <stdlib.h>

struct mapping_table {
  const struct mapping_row **sorted; /* by source system, source code, target system, target code */
  size_t count;
};

enum column_flag {
  COLUMN_REQUIRED = 1u << 0,
  COLUMN_SYSTEM = 1u << 1, /* a system: no blanks, OID aliases resolved */
  COLUMN_CODE = 1u << 2,   /* FHIR R4 datatypes.html#code: no blanks at the ends */
};

struct column {
  const char *name;
  size_t offset; /* of the struct view in struct mapping_row */
  unsigned flags;
};

#define COLUMN(name, flags)                                                                        \
  { #name, offsetof(struct mapping_row, name), (flags) }
#define COLUMN_COUNT 7u

static const struct column columns[COLUMN_COUNT] = {
    COLUMN(domain, COLUMN_REQUIRED | COLUMN_CODE),
    COLUMN(source_system, COLUMN_REQUIRED | COLUMN_SYSTEM),
    COLUMN(source_code, COLUMN_REQUIRED | COLUMN_CODE),
    COLUMN(source_display, 0),
    COLUMN(target_system, COLUMN_REQUIRED | COLUMN_SYSTEM),
    COLUMN(target_code, COLUMN_REQUIRED | COLUMN_CODE),
    COLUMN(target_display, 0),
};

/* A row while it is read: where it stood is needed for messages only. */
struct loaded_row {
  struct mapping_row row;
  uint32_t line;
};

struct loader {
  struct arena *arena;
  struct issue_list *issues;
  size_t positions[COLUMN_COUNT]; /* of each column in a record */
  size_t width;                   /* fields of the header line */
  struct loaded_row *rows;
  size_t count;
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

static size_t column_find(struct view name) {
  for (size_t i = 0; i < COLUMN_COUNT; i++) {
    if (view_is(name, columns[i].name)) {
      return i;
    }
  }
  return SIZE_MAX;
}

static void read_header(struct loader *loader, const struct csv_record *record) {
  struct view none = {0};
  for (size_t i = 0; i < COLUMN_COUNT; i++) {
    loader->positions[i] = SIZE_MAX;
  }
  for (size_t i = 0; i < record->count; i++) {
    size_t column = column_find(view_trim(record->fields[i]));
    if (column == SIZE_MAX || loader->positions[column] != SIZE_MAX) {
      loader_issue(loader, TERMINOLOGY_MESSAGE_COLUMN_UNKNOWN, record->fields[i], none, none);
    } else {
      loader->positions[column] = i;
    }
  }
  for (size_t i = 0; i < COLUMN_COUNT; i++) {
    if (loader->positions[i] == SIZE_MAX) {
      loader_issue(loader, TERMINOLOGY_MESSAGE_COLUMN_MISSING, view_of(columns[i].name), none,
                   none);
    }
  }
  loader->width = record->count;
}

static bool is_blank(char byte) {
  return (unsigned char)byte <= ' ' || byte == 0x7F;
}

static bool is_well_formed(struct view value, unsigned flags) {
  if ((flags & (COLUMN_SYSTEM | COLUMN_CODE)) == 0) {
    return true;
  }
  bool after_blank = true;
  for (size_t i = 0; i < value.length; i++) {
    bool blank = is_blank(value.data[i]);
    bool allowed = (flags & COLUMN_CODE) != 0 && value.data[i] == ' ' && !after_blank;
    if (blank && !allowed) {
      return false;
    }
    after_blank = blank;
  }
  return value.length == 0 || !after_blank;
}

static void read_field(struct loader *loader, const struct csv_record *record, size_t index,
                       struct mapping_row *row) {
  const struct column *column = &columns[index];
  struct view value = record->fields[loader->positions[index]];
  struct view line = {0};
  if ((column->flags & COLUMN_REQUIRED) != 0 && value.length == 0) {
    line = number_view(loader, record->line);
    loader_issue(loader, TERMINOLOGY_MESSAGE_FIELD_EMPTY, line, view_of(column->name), line);
  } else if (!is_well_formed(value, column->flags)) {
    line = number_view(loader, record->line);
    loader_issue(loader, TERMINOLOGY_MESSAGE_FIELD_BLANK, line, view_of(column->name), line);
  }
  if ((column->flags & COLUMN_SYSTEM) != 0) {
    value = system_alias_resolve(value);
  }
  memcpy((char *)row + column->offset, &value, sizeof value);
}

static enum error room_for_row(struct loader *loader) {
  if (loader->count < loader->capacity) {
    return ERROR_OK;
  }
  size_t capacity = loader->capacity == 0 ? 64 : loader->capacity * 2;
  struct loaded_row *rows = arena_grow(loader->arena, loader->rows, loader->capacity * sizeof *rows,
                                       capacity * sizeof *rows);
  if (rows == NULL) {
    return ERROR_MEMORY;
  }
  loader->rows = rows;
  loader->capacity = capacity;
  return ERROR_OK;
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
  struct loaded_row *loaded = &loader->rows[loader->count++];
  *loaded = (struct loaded_row){.line = record->line};
  for (size_t i = 0; i < COLUMN_COUNT; i++) {
    read_field(loader, record, i, &loaded->row);
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

static int compare_source(const struct mapping_row *a, const struct mapping_row *b) {
  int order = view_compare(a->source_system, b->source_system);
  return order != 0 ? order : view_compare(a->source_code, b->source_code);
}

static int compare_content(const struct mapping_row *a, const struct mapping_row *b) {
  int order = compare_source(a, b);
  if (order == 0) {
    order = view_compare(a->target_system, b->target_system);
  }
  return order != 0 ? order : view_compare(a->target_code, b->target_code);
}

/* Rows lie in one array in file order: their addresses keep that order where all else is equal. */
static int compare_rows(const void *a, const void *b) {
  const struct mapping_row *const *left = a;
  const struct mapping_row *const *right = b;
  int order = compare_content(*left, *right);
  return order != 0 ? order : (*left > *right) - (*left < *right);
}

static uint32_t line_of(const struct mapping_row *row) {
  return ((const struct loaded_row *)(const void *)row)->line;
}
_Static_assert(offsetof(struct loaded_row, row) == 0, "line_of goes from the row to its record");

static void check_duplicates(struct loader *loader, const struct mapping_table *table) {
  struct view none = {0};
  for (size_t i = 1; i < table->count; i++) {
    const struct mapping_row *before = table->sorted[i - 1];
    const struct mapping_row *row = table->sorted[i];
    if (compare_content(before, row) == 0) {
      loader_issue(loader, TERMINOLOGY_MESSAGE_ROW_DUPLICATE, number_view(loader, line_of(row)),
                   number_view(loader, line_of(before)), none);
    }
  }
}

static enum error sort_rows(struct loader *loader, struct mapping_table *table) {
  table->count = loader->count;
  table->sorted = arena_array(loader->arena, loader->count + 1, sizeof *table->sorted);
  if (table->sorted == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < loader->count; i++) {
    table->sorted[i] = &loader->rows[i].row;
  }
  if (table->count > 1) {
    qsort(table->sorted, table->count, sizeof *table->sorted, compare_rows);
  }
  return ERROR_OK;
}

enum error mapping_table_read_csv(struct arena *arena, struct view csv, struct issue_list *issues,
                                  struct mapping_table **ret_table) {
  struct loader loader = {.arena = arena, .issues = issues};
  struct mapping_table *table = arena_alloc(arena, sizeof *table);
  if (table == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = read_records(&loader, csv);
  if (error == ERROR_OK) {
    error = sort_rows(&loader, table);
  }
  if (error == ERROR_OK) {
    check_duplicates(&loader, table);
    error = loader.failed ? ERROR_SYNTAX : ERROR_OK;
  }
  if (error == ERROR_OK) {
    *ret_table = table;
  }
  return error;
}

/* First row that is not below key. */
static size_t lower_bound(const struct mapping_table *table, const struct mapping_row *key) {
  size_t low = 0;
  size_t high = table->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_source(table->sorted[middle], key) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

const struct mapping_row *const *mapping_table_find(const struct mapping_table *table,
                                                    struct view source_system,
                                                    struct view source_code, size_t *ret_count) {
  struct mapping_row key = {.source_system = system_alias_resolve(source_system),
                            .source_code = source_code};
  size_t first = lower_bound(table, &key);
  size_t count = 0;
  while (first + count < table->count && compare_source(table->sorted[first + count], &key) == 0) {
    count++;
  }
  *ret_count = count;
  return &table->sorted[first];
}

const struct mapping_row *mapping_table_example(const struct mapping_table *table,
                                                struct view source_system) {
  struct mapping_row key = {.source_system = system_alias_resolve(source_system)};
  size_t first = lower_bound(table, &key);
  if (first == table->count ||
      !view_equal(table->sorted[first]->source_system, key.source_system)) {
    return NULL;
  }
  return table->sorted[first];
}

bool mapping_table_has_system(const struct mapping_table *table, struct view source_system) {
  return mapping_table_example(table, source_system) != NULL;
}

size_t mapping_table_count(const struct mapping_table *table) {
  return table->count;
}
