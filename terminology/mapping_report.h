/* Issues of a mapping run, and the worklist of codes that a person must look at. */
#ifndef TERMINOLOGY_MAPPING_REPORT_H
#define TERMINOLOGY_MAPPING_REPORT_H

#include "terminology/mapping_run.h"
#include "terminology/terminology_message.h"

/* names: the codes that the proposal's target system would get. */
void mapping_report_ambiguous(struct mapping_run *run, const struct mapping_proposal *proposal,
                              struct view names);
void mapping_report_ended(struct mapping_run *run, const struct mapping_coding *coding,
                          const struct masters_concept *ended);
void mapping_report_unmapped(struct mapping_run *run, const struct mapping_coding *coding);
/* Once for each system. */
void mapping_report_absent(struct mapping_run *run, struct view system, uint32_t node);
/* A message about the coding's code and another one. */
void mapping_report_about(struct mapping_run *run, enum terminology_message message,
                          const struct mapping_coding *coding, struct view other);

#endif
