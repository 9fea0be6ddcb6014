/* Standard codes that a local name may mean, ranked and explained: by name, kana in any writing,
 * synonym and beginning of a code. It proposes; a person or an exact rule decides. */
#ifndef TERMINOLOGY_CANDIDATE_H
#define TERMINOLOGY_CANDIDATE_H

#include "terminology/candidate_domain.h"
#include "terminology/candidate_index.h"
#include "terminology/candidate_list.h"

#define CANDIDATE_COUNT_MAXIMUM 100u
#define CANDIDATE_REASONS 8u

enum candidate_reason_kind {
#define CANDIDATE_REASON_ENUM(name, id, weight, english, japanese) CANDIDATE_REASON_##name,
  CANDIDATE_REASON_LIST(CANDIDATE_REASON_ENUM)
#undef CANDIDATE_REASON_ENUM
      CANDIDATE_REASON_COUNT
};

struct candidate_reason_text {
  const char *id;
  int weight;
  const char *english;
  const char *japanese;
};

struct candidate_reason {
  enum candidate_reason_kind kind;
  int weight; /* what it added to the score */
};

struct candidate {
  struct masters_concept concept; /* views into the masters */
  struct view name;               /* its display or, without one, another name */
  uint32_t score;                 /* 0 .. 1000: the sum of the weights, held within these */
  struct candidate_reason reasons[CANDIDATE_REASONS];
  uint32_t reason_count;
  bool marked; /* one of the reasons is a mark */
  bool holds;  /* valid on the day; those that are not stand last */
};

struct candidate_query {
  struct view text;
  struct view domain;   /* a candidate_domain; may be empty when there is a system */
  struct view system;   /* empty: the systems of the domain */
  struct view specimen; /* name or 3-digit code of the material; laboratory only; may be empty */
  uint32_t date;        /* yyyymmdd */
  uint32_t count;       /* at most CANDIDATE_COUNT_MAXIMUM */
};

/* The candidates, best first; array and scratch lie in the arena. None when a system of the query
 * is not in the masters. ERROR_NOT_FOUND: there is no such domain. ERROR_MEMORY. */
enum error candidate_search(struct candidate_indexes *indexes, struct arena *arena,
                            const struct candidate_query *query,
                            const struct candidate **ret_candidates, uint32_t *ret_count) MUST_USE;

/* Static. */
const struct candidate_reason_text *candidate_reason_text(enum candidate_reason_kind kind);

#endif
