/* Everything that changes what the simulated national service remembers is an event: a message that
 * was processed, a document fetched, a consent given. Events are what the journal holds, a line
 * each. */
#ifndef TESTS_LAB_NATIONAL_EVENT_H
#define TESTS_LAB_NATIONAL_EVENT_H

#include "server/base/buffer.h"
#include "tests/lab/national_message.h"

enum national_event_type {
  NATIONAL_EVENT_MESSAGE, /* of an operation that writes; kept as its receipt */
  NATIONAL_EVENT_FETCH,   /* the institution has fetched the document system|value of owner */
  NATIONAL_EVENT_CONSENT, /* the patient consents to the destination's reading of a document */
  NATIONAL_EVENT_VIEWING, /* the patient consents to viewing, at the institution's card reader */
  NATIONAL_EVENT_TYPE_COUNT
};

struct national_event {
  enum national_event_type type;
  enum national_operation operation; /* of a message */
  enum national_kind kind;
  enum national_code code; /* the final verdict */
  bool removes_derived;    /* cancel: what was extracted goes, too */
  int64_t at_ms;           /* Unix time */
  int64_t ready_ms;        /* from which the verdict is told; 0 = at once */
  struct view institution; /* who acts; FETCH, CONSENT: who registered */
  struct view message_id;
  struct view system; /* of the Bundle's identifier */
  struct view value;
  struct view insured;
  struct view consent; /* 1, 2, 3 or empty; CONSENT: "portal" or "reader" */
  struct view signature;
  struct view sha256; /* of the content, hexadecimal */
  struct view reception;
  struct view detail;
  struct view findings;
  struct view content; /* the Bundle's bytes */
};

/* A line with its end. */
void national_event_write(const struct national_event *event, struct buffer *buffer);
/* False: the line is no event (torn, when a lab was killed). Texts live in the arena. */
bool national_event_read(struct view line, struct arena *arena, struct national_event *ret_event);
/* A copy whose texts live in the arena; without the content. False: memory is short. */
bool national_event_keep(const struct national_event *event, struct arena *arena,
                         struct national_event *ret_kept);
/* "register" ...; "fetch", "consent", "viewing". */
const char *national_event_name(const struct national_event *event);

#endif
