/* One file that is to be imported, decoded and recognised by its content: which master it is, where
 * its columns are, whether it is a full file or an update, and that every row has the form that the
 * layout asks for. What is wrong becomes an issue with line and column. */
#ifndef TERMINOLOGY_MASTER_FILE_H
#define TERMINOLOGY_MASTER_FILE_H

#include "server/base/document.h"
#include "server/base/hash.h"
#include "server/base/issue.h"
#include "terminology/csv_reader.h"
#include "terminology/master_layout.h"
#include "terminology/master_message.h"
#include "terminology/masters.h"

struct master_file {
  struct view name;
  struct view text; /* UTF-8 */
  char sha256[SHA256_HEX_BYTES];
  const struct master_layout *layout;
  struct document document;            /* of a FHIR resource; count 0 = rows */
  struct masters_resource resource;    /* of a FHIR resource */
  int columns[MASTER_HEADERS_MAXIMUM]; /* of the layout's headers; unused without headers */
  uint32_t column_count;
  uint32_t header_line;     /* 0 = none */
  bool ragged;              /* rows of a sheet end with their last cell */
  bool update;              /* only what has changed */
  uint32_t release;         /* yyyymmdd that orders files of one master; 0 = not known */
  struct master_file *more; /* another sheet of the same master; NULL = none */
  uint32_t order;           /* in which it was given */
  uint32_t rows;
};

/* Recognises file->text (name, text, ragged are set) and checks its rows. ERROR_NOT_PROCESSABLE:
 * refused, an issue says why. *ret_known is false when it is no master at all. */
enum error master_file_recognise(struct master_file *file, struct arena *arena,
                                 struct issue_list *issues, bool *ret_known) MUST_USE;
/* A reader behind the header line. */
enum error master_file_reader(const struct master_file *file, struct arena *arena,
                              struct csv_reader *ret_reader) MUST_USE;
/* A field by the layout's column (header number or position), trimmed; empty when absent. */
struct view master_file_field(const struct master_file *file, const struct csv_record *record,
                              int column);
/* yyyymmdd; 0 for empty, 00000000 and 99999999. False when it is no date. */
bool master_file_date(struct view text, uint32_t *ret_date);
/* An issue {0} = file, {1} = "line:column" (column 0 = the line alone), {2} and {3} as given. */
struct issue *master_file_issue(const struct master_file *file, struct issue_list *issues,
                                enum master_message message, const uint32_t place[2]);
/* Column number from 1 that a layout's column has in the file. */
uint32_t master_file_place(const struct master_file *file, int column);

#endif
