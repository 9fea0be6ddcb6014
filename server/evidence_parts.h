/* The three files of a record, for server/evidence.c. */
#ifndef SERVER_EVIDENCE_PARTS_H
#define SERVER_EVIDENCE_PARTS_H

#include "server/evidence_settings.h"
#include "server/report.h"

/* Counts of all files together. */
struct evidence_counts {
  struct national_class_counts classes[NATIONAL_CLASS_COUNT];
  uint32_t gaps;
  uint32_t verdicts[NATIONAL_VERDICT_COUNT];
  uint32_t left_out;
};

struct evidence {
  struct arena *arena;
  const struct evidence_settings *settings;
  struct evidence_counts counts;
  uint32_t file_count;
  char advisor_sha256[SHA256_HEX_BYTES]; /* empty: none */
  struct buffer summary;
  struct json_writer writer; /* into summary */
  struct buffer csv;
  struct buffer html_files;    /* rows of the table of files */
  struct buffer html_findings; /* a section a file */
};

/* What all three say about one file. */
struct evidence_file {
  const struct report_file *file;
  char sha256[SHA256_HEX_BYTES]; /* empty: it could not be read */
  uint32_t number;               /* from 1 */
};

void evidence_summary_begin(struct evidence *evidence);
void evidence_summary_add(struct evidence *evidence, const struct evidence_file *file);
enum error evidence_summary_end(struct evidence *evidence,
                                const struct report_totals *totals) MUST_USE;

/* RFC 4180 with a byte order mark, which spreadsheets need to see UTF-8. */
void evidence_csv_begin(struct evidence *evidence);
void evidence_csv_add(struct evidence *evidence, const struct evidence_file *file);

void evidence_html_add(struct evidence *evidence, const struct evidence_file *file);
/* The whole page. */
enum error evidence_html_write(struct evidence *evidence, const struct report_totals *totals,
                               struct view *ret_page) MUST_USE;

#endif
