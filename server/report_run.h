/* What `fhir-facade validate` prints: one file after the other, in one of several forms. A form is
 * a row of functions; what is written is handed to standard output after each file, so memory does
 * not grow with their number. */
#ifndef SERVER_REPORT_RUN_H
#define SERVER_REPORT_RUN_H

#include "server/report.h"

bool report_run_format(const char *name, enum report_format *ret_format);

/* arena, format, language and several are set by the caller. */
enum error report_run_begin(struct report *report) MUST_USE;
/* May add remarks (verdict) to the file's issues. ERROR_FILE: standard output does not take it. */
enum error report_run_add(struct report *report, struct report_file *file) MUST_USE;
enum error report_run_end(struct report *report) MUST_USE;

#endif
