/* Candidates as JSON, the same over HTTP and on the command line. */
#ifndef TERMINOLOGY_CANDIDATE_WRITE_H
#define TERMINOLOGY_CANDIDATE_WRITE_H

#include "server/base/json_writer.h"
#include "server/base/message.h"
#include "terminology/candidate.h"

struct candidate_answer {
  const struct candidate_query *query;
  const struct candidate *candidates;
  uint32_t count;
  enum language language; /* of the explanations */
};

/* One object: the question, and an array `candidates` of system, code, display, kana, score,
 * explanation, marks and dates. */
void candidate_write(struct json_writer *writer, const struct candidate_answer *answer);

#endif
