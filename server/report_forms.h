/* The forms of a report, for server/report_run.c. */
#ifndef SERVER_REPORT_FORMS_H
#define SERVER_REPORT_FORMS_H

#include "server/report.h"

/* For people: a line a file, a line a finding. */
enum error report_text_file(struct report *report, struct report_file *file) MUST_USE;
enum error report_text_end(struct report *report) MUST_USE;
/* For tests: "severity id path", no texts. */
enum error report_list_file(struct report *report, struct report_file *file) MUST_USE;
/* One input: a FHIR OperationOutcome; several: a Bundle (collection) of them. */
enum error report_json_begin(struct report *report) MUST_USE;
enum error report_json_file(struct report *report, struct report_file *file) MUST_USE;
enum error report_json_end(struct report *report) MUST_USE;
/* SARIF 2.1.0 (OASIS), one run. */
enum error report_sarif_begin(struct report *report) MUST_USE;
enum error report_sarif_file(struct report *report, struct report_file *file) MUST_USE;
enum error report_sarif_end(struct report *report) MUST_USE;
/* JUnit XML: one test suite, one case a file. */
enum error report_junit_file(struct report *report, struct report_file *file) MUST_USE;
enum error report_junit_end(struct report *report) MUST_USE;

#endif
