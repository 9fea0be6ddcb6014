#include "server/evidence_parts.h"
#include "server/http/http_messages.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"
#define LINE_END "\r\n"

/* One row of the table. */
struct csv_row {
  const struct evidence_file *record;
  const struct issue *issue;
  struct document_position position;
};

/* A spreadsheet takes text that begins like this for a formula; an apostrophe makes it text. */
static bool is_formula(struct view text) {
  return text.length > 0 && strchr("=+-@\t\r", text.data[0]) != NULL;
}

static void append_cell(struct buffer *csv, struct view text) {
  buffer_append_byte(csv, '"');
  if (is_formula(text)) {
    buffer_append_byte(csv, '\'');
  }
  size_t start = 0;
  for (size_t at = view_find_byte(text, '"', 0); at != SIZE_MAX;
       at = view_find_byte(text, '"', at + 1)) {
    buffer_append(csv, view_part(text, start, at + 1 - start));
    start = at; /* the quote once more */
  }
  buffer_append(csv, view_part(text, start, text.length - start));
  buffer_append_string(csv, "\",");
}

static void append_number(struct buffer *csv, uint32_t number) {
  if (number > 0) {
    buffer_append_format(csv, "%u", number);
  }
  buffer_append_byte(csv, ',');
}

static void append_row(struct evidence *evidence, const struct csv_row *row) {
  struct buffer *csv = &evidence->csv;
  const struct issue *issue = row->issue;
  struct arena *arena = row->record->file->issues.arena;
  append_cell(csv, row->record->file->kept_name);
  append_number(csv, row->position.line);
  append_number(csv, row->position.column);
  append_cell(csv, view_of(severity_name(issue->severity)));
  append_cell(csv, view_of(report_severity_japanese(issue->severity)));
  append_cell(csv, view_of(report_class_name(issue)));
  append_cell(csv, view_of(issue->message->id));
  append_cell(csv, issue->rule);
  append_cell(csv, issue->expression);
  append_cell(csv, issue->definition);
  append_cell(csv, issue_text(issue, LANGUAGE_JAPANESE, arena));
  append_cell(csv, issue_text(issue, LANGUAGE_ENGLISH, arena));
  csv->length -= csv->error == ERROR_OK ? 1 : 0; /* no comma behind the last one */
  buffer_append_string(csv, LINE_END);
}

void evidence_csv_begin(struct evidence *evidence) {
  buffer_append_string(&evidence->csv, BYTE_ORDER_MARK
                       "ファイル,行,列,severity,重大度,検査区分,メッセージID,R番号,パス,根拠,"
                       "内容,English" LINE_END);
}

void evidence_csv_add(struct evidence *evidence, const struct evidence_file *record) {
  const struct issue_list *issues = &record->file->issues;
  for (uint32_t i = 0; i < issues->count; i++) {
    append_row(evidence, &(struct csv_row){record, &issues->issues[i], record->file->positions[i]});
  }
  if (issues->left_out > 0) {
    struct issue left_out = {.message = http_message_get(HTTP_MESSAGE_LEFT_OUT),
                             .severity = SEVERITY_INFORMATION,
                             .arguments = {arena_format(issues->arena, "%u", issues->left_out)}};
    append_row(evidence, &(struct csv_row){record, &left_out, {0, 0}});
  }
}
