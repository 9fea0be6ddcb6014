#include "terminology/master_file.h"

#include "server/base/utf8.h"

#define HEADER_LINES 10u /* titles may stand above the header of a sheet */
#define PROBE_ROWS 20u   /* among which the first row with a code must stand */
#define DATE_DIGITS 8u
#define NO_DATE_LOW 0u
#define NO_DATE_HIGH 99999999u
#define WIDE_BLANK "\xE3\x80\x80"
/* Check digits that are wrong row by row would hide everything else. */
#define CHECK_DIGIT_WARNINGS 20u
/* Full HOT files have rows of two decades, updates those of the last issue or two. */
#define UPDATE_MONTHS 2u

static struct view trim(struct view text) {
  text = view_trim(text);
  while (view_starts_with(text, view_of(WIDE_BLANK))) {
    text = view_trim(view_part(text, 3, SIZE_MAX));
  }
  while (view_ends_with(text, view_of(WIDE_BLANK))) {
    text = view_trim(view_part(text, 0, text.length - 3));
  }
  return text;
}

static int position_of(const struct master_file *file, int column) {
  return file->layout->headers == NULL || column < 0 ? column : file->columns[column];
}

struct view master_file_field(const struct master_file *file, const struct csv_record *record,
                              int column) {
  int position = position_of(file, column);
  return position < 0 || (size_t)position >= record->count ? (struct view){NULL, 0}
                                                           : trim(record->fields[position]);
}

uint32_t master_file_place(const struct master_file *file, int column) {
  return (uint32_t)(position_of(file, column) + 1);
}

bool master_file_date(struct view text, uint32_t *ret_date) {
  uint64_t number = 0;
  if (text.length == 0 || view_is(text, "0")) {
    *ret_date = 0;
    return true;
  }
  if (text.length != DATE_DIGITS || !view_to_unsigned(text, NO_DATE_HIGH, &number)) {
    return false;
  }
  uint64_t month = number / 100 % 100;
  uint64_t day = number % 100;
  bool open = number == NO_DATE_LOW || number == NO_DATE_HIGH;
  if (!open && (number < 18000000 || month < 1 || month > 12 || day < 1 || day > 31)) {
    return false;
  }
  *ret_date = open ? 0 : (uint32_t)number;
  return true;
}

struct issue *master_file_issue(const struct master_file *file, struct issue_list *issues,
                                enum master_message message, const uint32_t place[2]) {
  struct view where = {NULL, 0};
  if (place != NULL) {
    where = place[1] > 0 ? arena_format(issues->arena, "%u:%u", place[0], place[1])
                         : arena_format(issues->arena, "%u", place[0]);
  }
  return issue_add_with(issues, master_message(message), file->name, where);
}

static enum error refuse(struct issue *issue, struct view a, struct view b) {
  issue->arguments[2] = a;
  issue->arguments[3] = b;
  return ERROR_NOT_PROCESSABLE;
}

static enum error refuse_syntax(const struct master_file *file, const struct csv_reader *reader,
                                struct issue_list *issues) {
  struct issue *issue = master_file_issue(file, issues, MASTER_MESSAGE_CSV_SYNTAX,
                                          (const uint32_t[2]){reader->fault_line, 0});
  return refuse(issue, view_of(csv_fault_english(reader->fault)),
                view_of(csv_fault_japanese(reader->fault)));
}

static struct view number_text(struct arena *arena, uint64_t number) {
  return arena_format(arena, "%llu", (unsigned long long)number);
}

/* ---- recognition ------------------------------------------------------------------------------
 */
/* The first records of a file, fields kept. */
struct probe {
  struct csv_record records[PROBE_ROWS];
  size_t count;
};

static enum error probe_read(const struct master_file *file, struct arena *arena,
                             struct probe *probe, struct csv_reader *reader) {
  enum error error = csv_reader_init(reader, arena, file->text);
  while (error == ERROR_OK && probe->count < PROBE_ROWS) {
    struct csv_record record;
    error = csv_reader_next(reader, &record);
    if (error != ERROR_OK || record.count == 0) {
      break;
    }
    struct view *fields = arena_array(arena, record.count, sizeof *fields);
    if (fields == NULL) {
      return ERROR_MEMORY;
    }
    memcpy(fields, record.fields, record.count * sizeof *fields);
    record.fields = fields;
    probe->records[probe->count++] = record;
  }
  return error;
}

static bool count_fits(const struct master_layout *layout, size_t count) {
  bool any = true;
  for (size_t i = 0; i < MASTER_COUNTS; i++) {
    if (layout->counts[i] != 0) {
      any = false;
      if (layout->counts[i] == count) {
        return true;
      }
    }
  }
  return any;
}

/* Where the header's names are in a record; returns how many of the required ones are there. */
static size_t find_headers(const struct master_layout *layout, const struct csv_record *record,
                           int *columns) {
  size_t found = 0;
  for (size_t i = 0; i < layout->header_count; i++) {
    columns[i] = MASTER_NO_COLUMN;
    for (size_t j = 0; j < record->count && columns[i] < 0; j++) {
      if (master_layout_is_one_of(layout->headers[i], trim(record->fields[j]))) {
        columns[i] = (int)j;
        found += i < layout->required;
      }
    }
  }
  return found;
}

/* The first row with a code has one that the layout asks for; whether all have is checked later,
 * and said with line and column. */
static bool first_row_fits(const struct master_file *file, const struct probe *probe,
                           size_t first) {
  for (size_t i = first; i < probe->count; i++) {
    struct view code = master_file_field(file, &probe->records[i], file->layout->key);
    if (code.length > 0) {
      return master_layout_fits(file->layout->shape, code);
    }
  }
  return false;
}

static bool is_excluded(const struct master_layout *layout, const struct csv_record *record) {
  for (size_t i = 0; i < record->count && layout->excluded != NULL; i++) {
    if (master_layout_is_one_of(layout->excluded, trim(record->fields[i]))) {
      return true;
    }
  }
  return false;
}

static bool try_headers(struct master_file *file, const struct probe *probe) {
  const struct master_layout *layout = file->layout;
  for (size_t i = 0; i < probe->count && i < HEADER_LINES; i++) {
    const struct csv_record *record = &probe->records[i];
    if (count_fits(layout, record->count) && !is_excluded(layout, record) &&
        find_headers(layout, record, file->columns) == layout->required) {
      file->header_line = record->line;
      file->column_count = (uint32_t)record->count;
      return first_row_fits(file, probe, i + 1);
    }
  }
  return false;
}

static bool try_positions(struct master_file *file, const struct probe *probe) {
  const struct master_layout *layout = file->layout;
  const struct csv_record *record = &probe->records[0];
  file->column_count = (uint32_t)record->count;
  return count_fits(layout, record->count) &&
         (layout->class_column < 0 ||
          view_is(master_file_field(file, record, layout->class_column), layout->class_value)) &&
         master_layout_fits(layout->shape, master_file_field(file, record, layout->key));
}

static bool try_layouts(struct master_file *file, const struct probe *probe) {
  for (size_t i = 0; i < master_layout_count(); i++) {
    file->layout = master_layout_at(i);
    file->header_line = 0;
    if (file->layout->headers != NULL ? try_headers(file, probe) : try_positions(file, probe)) {
      return true;
    }
  }
  file->layout = NULL;
  return false;
}

/* Says what comes closest: a receipt master with another number of columns, a header that lacks one
 * name. */
static enum error refuse_layout(struct master_file *file, const struct probe *probe,
                                struct issue_list *issues) {
  const struct csv_record *first = &probe->records[0];
  for (size_t i = 0; i < master_layout_count(); i++) {
    const struct master_layout *layout = master_layout_at(i);
    if (layout->class_column >= 0 && (size_t)layout->class_column < first->count &&
        view_is(first->fields[layout->class_column], layout->class_value)) {
      struct issue *issue =
          master_file_issue(file, issues, MASTER_MESSAGE_COLUMNS,
                            (const uint32_t[2]){first->line, (uint32_t)first->count});
      return refuse(issue, number_text(issues->arena, first->count),
                    number_text(issues->arena, layout->counts[0]));
    }
    int columns[MASTER_HEADERS_MAXIMUM];
    if (layout->headers != NULL && layout->required > 2 &&
        find_headers(layout, first, columns) + 1 == layout->required) {
      size_t missing = 0;
      while (columns[missing] >= 0) {
        missing++;
      }
      struct issue *issue =
          master_file_issue(file, issues, MASTER_MESSAGE_HEADER,
                            (const uint32_t[2]){first->line, (uint32_t)first->count});
      return refuse(issue, view_of(layout->headers[missing]), view_of(layout->japanese));
    }
  }
  struct issue *issue = master_file_issue(file, issues, MASTER_MESSAGE_LAYOUT_UNKNOWN,
                                          (const uint32_t[2]){first->line, 1});
  return refuse(issue, number_text(issues->arena, first->count), (struct view){NULL, 0});
}

/* ---- rows -------------------------------------------------------------------------------------
 */
static enum error refuse_at(const struct master_file *file, struct issue_list *issues,
                            const struct csv_record *record, int column) {
  struct view value = master_file_field(file, record, column);
  enum master_message message = column == file->layout->change_column ? MASTER_MESSAGE_CHANGE
                                : column == file->layout->key         ? MASTER_MESSAGE_CODE
                                                                      : MASTER_MESSAGE_DATE;
  const uint32_t place[2] = {record->line, master_file_place(file, column)};
  struct issue *issue = master_file_issue(file, issues, message, place);
  return refuse(issue, arena_copy(issues->arena, value), view_of(file->layout->shape));
}

static enum error check_dates(const struct master_file *file, const struct csv_record *record,
                              struct issue_list *issues) {
  const struct master_layout *layout = file->layout;
  for (size_t i = 0; i < layout->emission_count; i++) {
    const struct master_emission *emission = &layout->emissions[i];
    for (size_t j = 0; j < emission->field_count; j++) {
      const struct master_field *field = &emission->fields[j];
      bool is_date = field->kind == MASTER_FIELD_FROM || field->kind == MASTER_FIELD_TO;
      uint32_t date;
      if (is_date && !master_file_date(master_file_field(file, record, field->column), &date)) {
        return refuse_at(file, issues, record, field->column);
      }
    }
  }
  return ERROR_OK;
}

static void check_digit(const struct master_file *file, const struct csv_record *record,
                        struct issue_list *issues, uint32_t *warnings) {
  const struct master_check *check = &file->layout->check;
  struct view code = master_file_field(file, record, check->column);
  if (code.length > 0 && !check->holds(code) && (*warnings)++ < CHECK_DIGIT_WARNINGS) {
    const uint32_t place[2] = {record->line, master_file_place(file, check->column)};
    struct issue *issue = master_file_issue(file, issues, MASTER_MESSAGE_CHECK_DIGIT, place);
    issue->arguments[2] =
        arena_format(issues->arena, "%s %.*s", check->english, VIEW_ARGUMENTS(code));
    issue->arguments[3] =
        arena_format(issues->arena, "%s %.*s", check->japanese, VIEW_ARGUMENTS(code));
  }
}

struct scan {
  uint32_t newest;
  uint32_t oldest;    /* 0 = no row has a date */
  uint32_t full_rows; /* 変更区分 that update files do not have */
  uint32_t warnings;
};

static enum error check_row(struct master_file *file, const struct csv_record *record,
                            struct issue_list *issues, struct scan *scan) {
  const struct master_layout *layout = file->layout;
  bool count_wrong =
      file->ragged ? record->count > CSV_READER_FIELDS : record->count != file->column_count;
  if (count_wrong) {
    const uint32_t place[2] = {record->line, (uint32_t)record->count};
    struct issue *issue = master_file_issue(file, issues, MASTER_MESSAGE_COLUMNS, place);
    return refuse(issue, number_text(issues->arena, record->count),
                  number_text(issues->arena, file->column_count));
  }
  struct view code = master_file_field(file, record, layout->key);
  if (code.length == 0 && file->ragged) {
    return ERROR_OK; /* notes below a sheet's table */
  }
  if (!master_layout_fits(layout->shape, code)) {
    return refuse_at(file, issues, record, layout->key);
  }
  if (layout->change_column >= 0) {
    struct view change = master_file_field(file, record, layout->change_column);
    if (!master_layout_is_one_of("0|1|2|3|5|9", change)) {
      return refuse_at(file, issues, record, layout->change_column);
    }
    scan->full_rows += !master_layout_is_one_of("3|5|9", change);
  }
  uint32_t date;
  struct view released = master_file_field(file, record, layout->released);
  if (master_file_date(released, &date) && date != 0) {
    scan->newest = date > scan->newest ? date : scan->newest;
    scan->oldest = scan->oldest == 0 || date < scan->oldest ? date : scan->oldest;
  }
  if (layout->check.holds != NULL) {
    check_digit(file, record, issues, &scan->warnings);
  }
  file->rows++;
  return check_dates(file, record, issues);
}

static uint32_t months_of(uint32_t date) {
  return date / 10000 * 12 + date / 100 % 100;
}

/* "y_20240906.csv": the last run of eight digits that is a date. */
static uint32_t release_in_name(struct view name) {
  uint32_t release = 0;
  for (size_t i = 0; i + DATE_DIGITS <= name.length; i++) {
    bool alone = i == 0 || name.data[i - 1] < '0' || name.data[i - 1] > '9';
    uint32_t date;
    if (alone && master_file_date(view_part(name, i, DATE_DIGITS), &date) && date > 19000000) {
      release = date;
    }
  }
  return release;
}

enum error master_file_reader(const struct master_file *file, struct arena *arena,
                              struct csv_reader *ret_reader) {
  enum error error = csv_reader_init(ret_reader, arena, file->text);
  struct csv_record record = {.line = 0};
  while (error == ERROR_OK && record.line < file->header_line) {
    error = csv_reader_next(ret_reader, &record);
  }
  return error;
}

static enum error check_rows(struct master_file *file, struct arena *arena,
                             struct issue_list *issues) {
  struct csv_reader reader;
  struct scan scan = {0};
  enum error error = master_file_reader(file, arena, &reader);
  struct csv_record record = {.count = 1};
  while (error == ERROR_OK) {
    error = csv_reader_next(&reader, &record);
    if (error == ERROR_SYNTAX) {
      return refuse_syntax(file, &reader, issues);
    }
    if (error != ERROR_OK || record.count == 0) {
      break;
    }
    error = check_row(file, &record, issues, &scan);
  }
  if (error == ERROR_OK && file->rows == 0) {
    master_file_issue(file, issues, MASTER_MESSAGE_EMPTY, NULL);
    return ERROR_NOT_PROCESSABLE;
  }
  bool lately =
      scan.oldest != 0 && months_of(scan.newest) - months_of(scan.oldest) <= UPDATE_MONTHS;
  file->update = file->layout->change_column >= 0 ? scan.full_rows == 0
                                                  : file->layout->dated_updates && lately;
  uint32_t named = release_in_name(file->name);
  file->release = named != 0 ? named : scan.newest;
  return error;
}

enum error master_file_recognise(struct master_file *file, struct arena *arena,
                                 struct issue_list *issues, bool *ret_known) {
  struct probe probe = {.count = 0};
  struct csv_reader reader;
  *ret_known = true;
  enum error error = probe_read(file, arena, &probe, &reader);
  if (error == ERROR_SYNTAX && (probe.count == 0 || !try_layouts(file, &probe))) {
    *ret_known = false;
    return refuse_syntax(file, &reader, issues);
  }
  if (error != ERROR_OK && error != ERROR_SYNTAX) {
    return error;
  }
  if (probe.count == 0) {
    *ret_known = false;
    master_file_issue(file, issues, MASTER_MESSAGE_EMPTY, NULL);
    return ERROR_NOT_PROCESSABLE;
  }
  if (!try_layouts(file, &probe)) {
    *ret_known = false;
    return refuse_layout(file, &probe, issues);
  }
  return check_rows(file, arena, issues);
}
