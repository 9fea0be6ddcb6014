/* The indexes over the systems of one masters file, made when they are first asked and kept: the
 * names of each concept in the loose form. Any number of threads may use them. */
#ifndef TERMINOLOGY_CANDIDATE_INDEX_H
#define TERMINOLOGY_CANDIDATE_INDEX_H

#include "terminology/masters.h"
#include "terminology/search_index.h"

struct candidate_indexes;

/* One system's rows, by their names. */
struct candidate_index {
  struct masters_system system;
  struct arena *arena;
  struct search_index *names; /* row 0 is concept row system.first */
};

/* The masters are borrowed and must outlive the indexes. NULL when memory is short. */
struct candidate_indexes *candidate_indexes_new(const struct masters *masters);
void candidate_indexes_free(struct candidate_indexes *indexes); /* NULL is allowed */
const struct masters *candidate_indexes_masters(const struct candidate_indexes *indexes);

/* Made when it is not there; as long as the indexes. ERROR_NOT_FOUND: no code of the system is
 * stated. ERROR_MEMORY. */
enum error candidate_index_get(struct candidate_indexes *indexes, struct view system,
                               const struct candidate_index **ret_index) MUST_USE;
/* The concept's display or, when its master gives none, another name of it or the display of a code
 * that means the same; empty when there is none. */
struct view candidate_index_name(const struct masters *masters,
                                 const struct masters_concept *concept);

#endif
