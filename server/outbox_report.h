/* Relay jobs for people at a terminal: as a table or as JSON lines. */
#ifndef SERVER_OUTBOX_REPORT_H
#define SERVER_OUTBOX_REPORT_H

#include "server/base/message.h"
#include "server/store/store.h"

#include <stdio.h>

struct outbox_report {
  FILE *file;
  enum language language;
  bool json; /* each job as one line with the FHIR Task */
  struct arena *arena;
};

/* One line a job, under a heading. */
enum error outbox_report_list(const struct outbox_report *report, const struct store_job *jobs,
                              size_t count) MUST_USE;
/* How many jobs stand where, and how old the oldest is that is not at an end. */
void outbox_report_summary(const struct outbox_report *report,
                           const struct store_outbox_summary *summary, int64_t now_ms);
/* Everything about one job. */
enum error outbox_report_job(const struct outbox_report *report,
                             const struct store_job *job) MUST_USE;

#endif
