/* A question to the service that changes nothing there and whose answer a person or a client waits
 * for: facility lookup, lists, fetches, views, states, masters. */
#ifndef SERVER_NATIONAL_QUESTION_H
#define SERVER_NATIONAL_QUESTION_H

#include "server/base/clock.h"
#include "server/national/dialogue.h"

struct question {
  enum adapter_operation operation;
  struct view kind; /* ours; may be empty */
  const struct envelope_values *values;
  struct arena *arena; /* of the answer */
  int64_t deadline_us; /* clock_monotonic_us; between two questions for a result it is kept to */
};

struct question_answer {
  struct answer answer;
  struct view xml; /* for answer_read_rows */
  struct view code;
  struct view text;
};

struct question_way {
  const struct adapter *adapter;
  struct transport *transport;
  const struct clock *clock;
  struct view institution;
};

/* Sends it and, where the service gives a receipt first, asks for the result. ERROR_NOT_OFFERED:
 * the adapter has no such operation; ERROR_NATIONAL_UNREACHABLE, _TIMEOUT, _ANSWER as they say;
 * ERROR_NATIONAL_REFUSED: the service's code and text are an issue (*ret_answer has them, too);
 * ERROR_TOO_LARGE. */
enum error question_run(const struct question_way *way, const struct question *question,
                        struct issue_list *issues, struct question_answer *ret_answer) MUST_USE;

#endif
