/* Inside bundle_mapping: one run over a document and one array of Codings in it. */
#ifndef TERMINOLOGY_MAPPING_RUN_H
#define TERMINOLOGY_MAPPING_RUN_H

#include "server/base/issue.h"
#include "server/base/patch.h"
#include "server/limits.h"
#include "terminology/bundle_mapping_types.h"
#include "terminology/crosswalk.h"

/* One Coding of the array at hand. */
struct mapping_coding {
  uint32_t node;
  struct view system; /* OID aliases resolved */
  struct view code;
  struct view display;
  struct view domain;                       /* of a local one */
  const struct mapping_system *system_rows; /* of the table; may be NULL */
  const struct crosswalk_route *route;      /* of the masters; may be NULL */
  bool local;                               /* of a system that is mapped */
  bool settled;                             /* it has a target, or it was said why not */
  struct view specimen;                     /* of the row that was found for it */
  bool is_suffixed;                         /* the code has the specimen behind its last "_" */
};

/* A Coding that could be added, and the one that asks for it. */
struct mapping_proposal {
  struct mapping_target target;
  struct mapping_coding *source;
  const char *reason;
};

struct mapping_run {
  const struct bundle_mapping *mapping;
  const struct document *document;
  struct arena *arena;
  struct patch *patch;
  struct issue_list *issues;
  struct bundle_mapping_result result;
  size_t change_capacity;
  struct view *candidates; /* of each row of result.unmapped; data NULL = not looked for */
  bool is_signed;
  uint32_t bundle_date; /* yyyymmdd, 0 = not yet looked up */
  /* systems without a master that were named already */
  struct view absent[LIMIT_MAPPING_ABSENT];
  size_t absent_count;
  /* of the resource at hand */
  uint32_t resource;
  uint32_t date; /* yyyymmdd, 0 = not yet looked up */
  /* of the array at hand */
  uint32_t array;
  struct mapping_coding codings[LIMIT_MAPPING_CODINGS];
  size_t coding_count;
  struct mapping_proposal *proposals;
  size_t proposal_count;
  size_t proposal_capacity;
  bool is_laboratory; /* Observation.code with a local laboratory code */
  bool undecided;     /* something was ambiguous, ended or without its master: no dummy code */
  bool unmatched;     /* a person has decided that there is no standard code */
  struct crosswalk_answer answer; /* scratch */
};

/* The day of the event that the resource at hand is about. */
uint32_t mapping_run_date(struct mapping_run *run);

#endif
