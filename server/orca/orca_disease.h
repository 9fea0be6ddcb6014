/* Diseases: diseasegetv2 in All mode, paged back by whole months until nothing is left out. */
#ifndef SERVER_ORCA_ORCA_DISEASE_H
#define SERVER_ORCA_ORCA_DISEASE_H

#include "server/orca/orca.h"

/* One part of a disease's name, in the order of the name. */
struct orca_disease_part {
  uint32_t row; /* in ORCA's answer, from 1 */
  struct view
      code; /* 7 digits; ZZZ + 4 = modifier; ZZZ( and ZZZC = punctuation; 0000999 = uncoded */
  struct view name;
};

struct orca_disease {
  uint32_t row;       /* in the answer, from 1; of several pages in all of them */
  struct view month;  /* YYYY-MM that its page was asked for; empty on the first */
  struct view in_out; /* I, O or empty = both */
  struct view department;
  struct view name; /* whole, with modifiers */
  struct orca_disease_part *parts;
  size_t part_count;
  struct view category;  /* PD = main disease */
  struct view suspected; /* S, A (acute), SA */
  struct view start_date;
  struct view end_date;
  struct view outcome; /* F cured, D died, C discontinued, S moved on; empty = open */
  struct view supplement;
  struct view chart_name;
};

struct orca_disease_list {
  struct view patient_id; /* as ORCA writes it */
  struct orca_disease *diseases;
  size_t count;
  uint32_t pages;
  struct orca_info
      info; /* truncated: more than 200 start in one month, or more pages than allowed */
};

/* All diseases ever recorded, resolved ones included. A patient without any is an empty list.
 * Errors of orca_ask. */
enum error orca_disease_list(struct orca_session *session, struct view patient_id,
                             struct orca_disease_list *ret_list) MUST_USE;

#endif
