/* The mapping table as CSV: UTF-8 (with or without byte order mark) or CP932, a header line with
 * the columns of mapping_row.h in any order. Old and other usual names of columns are understood,
 * and columns that need not be there may be missing. */
#ifndef TERMINOLOGY_MAPPING_CSV_H
#define TERMINOLOGY_MAPPING_CSV_H

#include "server/base/buffer.h"
#include "server/base/issue.h"
#include "terminology/masters.h"
#include "server/store/mapping_row.h"

struct mapping_csv_settings {
  struct view institution_number; /* of a drug's house code system that is not named */
  const char *status;             /* of rows without one */
  const struct masters *masters;  /* to check targets; may be NULL */
};

struct mapping_csv_rows {
  struct mapping_row *rows;
  uint32_t *lines; /* where each stood */
  size_t count;
  uint32_t columns; /* bit 1 << enum mapping_row_text of each column that is there */
};

/* Reads all rows. Faults are issues with line numbers and ERROR_SYNTAX; nothing is half-loaded.
 * Texts live in the arena or in bytes. */
enum error mapping_csv_read(struct arena *arena, struct view bytes,
                            const struct mapping_csv_settings *settings, struct issue_list *issues,
                            struct mapping_csv_rows *ret_rows) MUST_USE;

/* Appends the header line and a row. Lines end with CRLF (RFC 4180). */
void mapping_csv_write_header(struct buffer *buffer);
void mapping_csv_write_row(struct buffer *buffer, const struct mapping_row *row);

/* UTF-8 -> CP932. Dashes and the like that CP932 knows under another code point are folded;
 * ERROR_NOT_PROCESSABLE: a character that it cannot write, *ret_character of text. */
enum error mapping_csv_encode(struct arena *arena, struct view text, struct view *ret_bytes,
                              struct view *ret_character) MUST_USE;

#endif
