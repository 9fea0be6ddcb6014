/* Crosswalks that need no person: what the imported masters themselves join (receipt disease ->
 * MEDIS numbers and ICD-10, receipt drug -> price code, YJ, HOT9, JLAC11 -> JLAC10 ...). Everything
 * that is joined is given back, nothing is chosen. */
#ifndef TERMINOLOGY_CROSSWALK_H
#define TERMINOLOGY_CROSSWALK_H

#include "terminology/masters.h"

/* As many brands share one receipt code at most, with room. */
#define CROSSWALK_TARGETS 64u

struct crosswalk_route {
  const char *source_system;
  const char *target_system;
  const char *domain;
  bool in_bundle; /* the target is put beside the source in Bundles */
};

struct crosswalk_answer {
  bool known;         /* the master states the source code */
  struct view absent; /* the system that nothing is imported for, where that is why; else empty */
  size_t count;       /* targets that have not ended on the day */
  size_t ended;       /* how many more had ended */
  struct masters_concept last_ended; /* one of those */
  struct masters_concept targets[CROSSWALK_TARGETS];
};

size_t crosswalk_route_count(void);
const struct crosswalk_route *crosswalk_route_at(size_t index);
/* The route that fills Bundles from a system; NULL for a system without one. */
const struct crosswalk_route *crosswalk_of_bundle(struct view source_system);

/* The targets of a code on a day (yyyymmdd). The code of a disease that cannot be coded has the
 * dummy of eight nines, also without masters. masters may be NULL. */
void crosswalk_find(const struct masters *masters, const struct masters_query *query, uint32_t date,
                    struct crosswalk_answer *ret_answer);
/* Successors that an abolished code has in its master: proposals, at most capacity. */
size_t crosswalk_successors(const struct masters *masters, const struct masters_concept *concept,
                            struct masters_concept *ret_successors, size_t capacity);
/* True when the code's last day lies before the date. A code that is only gone from the newest
 * master is taken to have ended with the release that stated it last. That a code begins later is
 * no fault: an old disease is coded with today's master. */
bool crosswalk_has_ended(const struct masters_concept *concept, uint32_t date);

/* The codes that say "there is no code": eight nines of diseases, seventeen of laboratory items. */
#define CROSSWALK_NO_DISEASE "99999999"
#define CROSSWALK_NO_LABORATORY "99999999999999999"
#define CROSSWALK_NO_LABORATORY_SYSTEM                                                             \
  "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_Uncoded_CS"
#define CROSSWALK_NO_LABORATORY_DISPLAY "未標準化コード項目(JLAC)"
bool crosswalk_is_dummy(struct view system, struct view code);

#endif
