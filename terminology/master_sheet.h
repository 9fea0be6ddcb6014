/* A sheet of an Excel workbook (ECMA-376 SpreadsheetML, .xlsx) as comma separated values:
 * some masters are published in no other form. The XML is read by libxml2 without network or
 * entities. Row n of the sheet is line n of the text; a row ends with its last cell. */
#ifndef TERMINOLOGY_MASTER_SHEET_H
#define TERMINOLOGY_MASTER_SHEET_H

#include "terminology/master_archive.h"

/* True when the archive is a workbook. */
bool master_sheet_is(const struct archive *archive);
uint32_t master_sheet_count(const struct archive *archive);
/* A sheet by its number in the archive, from 1; index below the count. Texts of cells as shown in
 * the file (numbers unformatted), phonetic guides left out, line ends in cells as blanks.
 * ERROR_SYNTAX: damaged; *ret_fault when it is the archive's fault. */
enum error master_sheet_read(struct arena *arena, const struct archive *archive, uint32_t index,
                             struct view *ret_text, enum archive_fault *ret_fault) MUST_USE;

#endif
