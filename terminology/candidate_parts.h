/* Shared by the files of candidate search: the domains and the index of one system. */
#ifndef TERMINOLOGY_CANDIDATE_PARTS_H
#define TERMINOLOGY_CANDIDATE_PARTS_H

#include "terminology/candidate.h"
#include "terminology/search_index.h"

#define CANDIDATE_SYSTEMS 5u
/* 材料 of JLAC10 */
#define CANDIDATE_SYSTEM_MATERIAL                                                                  \
  "http://jpfhir.jp/fhir/core/CodeSystem/JP_ObservationSampleMaterialCode_CS"

enum candidate_comparison {
  CANDIDATE_COMPARES_NOTHING,
  CANDIDATE_COMPARES_DRUGS,
  CANDIDATE_COMPARES_SPECIMENS,
};

struct candidate_domain_row {
  struct candidate_domain domain;
  enum candidate_comparison comparison;
  bool joined; /* all systems are searched; else the first one that the masters have */
  const char *systems[CANDIDATE_SYSTEMS];
};

/* NULL when there is none. */
const struct candidate_domain_row *candidate_domain_find(struct view name);
/* The domain that a system belongs to first; NULL when none has it. */
const struct candidate_domain_row *candidate_domain_of(struct view system);

/* One system's rows, by their names. */
struct candidate_index {
  struct masters_system system;
  struct arena *arena;
  struct search_index *names; /* row 0 is concept row system.first */
};

/* The concept's display or, when its master gives none, another name of it or the display of a code
 * that means the same; empty when there is none. */
struct view candidate_name(const struct masters *masters, const struct masters_concept *concept);

const struct masters *candidate_indexes_masters(const struct candidate_indexes *indexes);
/* Made when it is not there. ERROR_NOT_FOUND: no code of the system is stated. ERROR_MEMORY. */
enum error candidate_index_get(struct candidate_indexes *indexes, struct view system,
                               const struct candidate_index **ret_index) MUST_USE;

#endif
