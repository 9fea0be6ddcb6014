/* The simulated national service's answers. */
#ifndef TESTS_LAB_NATIONAL_ANSWER_H
#define TESTS_LAB_NATIONAL_ANSWER_H

#include "server/base/buffer.h"
#include "tests/lab/national_message.h"

struct national_answer {
  enum national_operation operation; /* whose text tells success */
  enum national_code code;
  struct view detail; /* behind the code's text, may be empty */
  struct view institution;
  struct view id;
  struct view reception;
  struct view phase; /* ProcessingState: received, accepted, validating, done; empty: left out */
  struct view extra; /* more elements of the body, as XML */
};

/* SIM-E-900 is an envelope error: SegmentOfResult 9, ErrorCode in the header, no body. now_ms is
 * told as ProcessExecutionTime. */
void national_answer_write(const struct national_answer *answer, int64_t now_ms,
                           struct buffer *buffer);
/* <name>text</name>, escaped. */
void national_answer_element(struct buffer *buffer, const char *name, struct view text);
/* The same with the bytes as Base64 (RFC 4648). */
void national_answer_base64(struct buffer *buffer, const char *name, struct view bytes);

#endif
