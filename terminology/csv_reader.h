/* Comma separated values (RFC 4180) in UTF-8, optional byte order mark, CRLF or LF. Strict: a quote
 * inside an unquoted field, text behind a closing quote, an open quote at the end and a lone CR are
 * faults with a line number, so that a damaged file is never half understood. Empty lines are
 * skipped. */
#ifndef TERMINOLOGY_CSV_READER_H
#define TERMINOLOGY_CSV_READER_H

#include "server/base/buffer.h"

/* Wider than any Japanese master (150 columns). */
#define CSV_READER_FIELDS 256u

enum csv_fault {
  CSV_FAULT_NONE,
  CSV_FAULT_UTF8,
  CSV_FAULT_STRAY_QUOTE,
  CSV_FAULT_TEXT_BEHIND_QUOTE,
  CSV_FAULT_OPEN_QUOTE,
  CSV_FAULT_CARRIAGE_RETURN,
  CSV_FAULT_FIELDS,
};

struct csv_reader {
  struct arena *arena;
  struct view text;
  size_t offset;
  uint32_t line;        /* of the byte at offset, from 1 */
  struct view *fields;  /* room for CSV_READER_FIELDS */
  enum csv_fault fault; /* after ERROR_SYNTAX: what, in which line */
  uint32_t fault_line;
};

struct csv_record {
  const struct view *fields; /* valid until the next record; what they point to lives on */
  size_t count;              /* 0 = end of the text */
  uint32_t line;             /* where the record begins */
};

/* Reader over text (borrowed). Fields without doubled quotes point into it, others into the arena.
 */
enum error csv_reader_init(struct csv_reader *reader, struct arena *arena,
                           struct view text) MUST_USE;
/* The next record; count 0 at the end. ERROR_SYNTAX: see fault; reading on is not possible. */
enum error csv_reader_next(struct csv_reader *reader, struct csv_record *ret_record) MUST_USE;
/* What a fault means. Static. */
const char *csv_fault_english(enum csv_fault fault);
const char *csv_fault_japanese(enum csv_fault fault);

/* Appends one field, quoted where RFC 4180 needs it. */
void csv_field_append(struct buffer *buffer, struct view field);

#endif
