/* The record of one run of `fhir-facade validate`, as a vendor keeps it for the offline test:
 * summary.json for machines, findings.csv for a spreadsheet, report.html for people and for paper.
 * No clock, no path of the machine: the same input, definitions and settings give the same bytes.
 */
#ifndef SERVER_EVIDENCE_H
#define SERVER_EVIDENCE_H

#include "server/evidence_settings.h"
#include "server/report.h"

struct evidence;

/* Makes the folder. ERROR_FILE (errno says why), ERROR_MEMORY. */
enum error evidence_open(struct arena *arena, const struct evidence_settings *settings,
                         struct evidence **ret_evidence) MUST_USE;
enum error evidence_add(struct evidence *evidence, const struct report_file *file) MUST_USE;
/* Writes the three files. ERROR_CONFLICT: the folder holds the record of another run, which is not
 * touched. ERROR_FILE, ERROR_MEMORY, ERROR_TOO_LARGE. */
enum error evidence_close(struct evidence *evidence, const struct report_totals *totals) MUST_USE;

#endif
