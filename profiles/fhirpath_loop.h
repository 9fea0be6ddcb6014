/* Loops of a run: functions with a lambda (FHIRPath N1 5.1.4, 5.2, 6.3, 7.1), and the focus of iif.
 */
#ifndef PROFILES_FHIRPATH_LOOP_H
#define PROFILES_FHIRPATH_LOOP_H

#include "profiles/fhirpath_run.h"

/* The operations FOCUS, UNFOCUS, LOOP and NEXT. *at is the next word to run. */
enum error fhirpath_loop_focus(struct fhirpath_run *run) MUST_USE;
enum error fhirpath_loop_unfocus(struct fhirpath_run *run) MUST_USE;
enum error fhirpath_loop_begin(struct fhirpath_run *run, const uint32_t *words,
                               uint32_t *at) MUST_USE;
enum error fhirpath_loop_next(struct fhirpath_run *run, uint32_t *at) MUST_USE;
/* $index and $total of the innermost loop that has them; empty outside. */
enum error fhirpath_loop_push_index(struct fhirpath_run *run) MUST_USE;
enum error fhirpath_loop_push_total(struct fhirpath_run *run) MUST_USE;
/* Sorts the values of a span by keys (one each, FHIRPATH_NOTHING last), stable. */
enum error fhirpath_loop_sort(struct fhirpath_run *run, struct fhirpath_span values,
                              struct fhirpath_span keys, bool down) MUST_USE;

#endif
