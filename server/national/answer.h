/* Reads the service's answer (XML) by the adapter's element paths and says what it means. */
#ifndef SERVER_NATIONAL_ANSWER_H
#define SERVER_NATIONAL_ANSWER_H

#include "server/national/adapter.h"

struct answer {
  struct view fields[ADAPTER_FIELD_COUNT]; /* text of the elements, trimmed; empty when absent */
};

struct answer_row {
  struct view columns[ADAPTER_COLUMN_COUNT]; /* those of its list; likewise */
};

struct answer_rows {
  struct answer_row *rows;
  size_t count;
};

struct answer_verdict {
  enum state_event event;
  struct view code; /* the service's own */
  struct view text;
  struct view receipt;
};

/* Must be called once before several threads read: libxml2's own set-up is not safe between
 * threads. */
void answer_initialize(void);

/* ERROR_NATIONAL_ANSWER: not well formed (so perhaps not yet complete), or with a document type,
 * which no honest answer has. No network, no entities are followed. */
enum error answer_read(const struct adapter *adapter, struct view xml, struct arena *arena,
                       struct answer *ret_answer) MUST_USE;

/* The rows of one list, in order; ERROR_NATIONAL_ANSWER as above, or when the adapter does not say
 * where the list is. */
enum error answer_read_rows(const struct adapter *adapter, struct view xml, enum adapter_list list,
                            struct arena *arena, struct answer_rows *ret_rows) MUST_USE;

/* True when the answer is for this message of this institution. */
bool answer_belongs(const struct answer *answer, struct view institution, struct view message_id);

/* Two levels: the envelope must have been taken and the business result must say so. A code that
 * the adapter does not list, or one that contradicts the levels, is STATE_EVENT_UNREADABLE. An
 * envelope refused on a question for a result says nothing about the message asked for: unreadable,
 * too. */
struct answer_verdict answer_judge(const struct adapter *adapter, const struct answer *answer,
                                   enum adapter_operation operation);

#endif
