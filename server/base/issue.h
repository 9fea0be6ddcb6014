/* Findings about data: the second error channel. A list belongs to a request, lives in its arena,
 * keeps at most its maximum and counts the rest. */
#ifndef SERVER_BASE_ISSUE_H
#define SERVER_BASE_ISSUE_H

#include "server/base/arena.h"
#include "server/base/message.h"

#define ISSUE_ARGUMENTS 5u
#define ISSUE_NO_OFFSET SIZE_MAX

struct issue {
  const struct message *message;
  enum severity severity;
  struct view arguments[ISSUE_ARGUMENTS]; /* replace {0}..{4}; in the list's arena or static */
  const struct message *hint;             /* what would be right; NULL when no fix is evident */
  struct view hint_value;                 /* {0} of the hint */
  struct view expression; /* FHIRPath location, e.g. "Bundle.entry[1].resource"; may be empty */
  struct view definition; /* what asked for it: "profile|version#element/key"; may be empty */
  struct view origin;     /* where the value came from, e.g. an ORCA field; may be empty */
  struct view rule;       /* R-number of the national check, e.g. "R0211"; may be empty */
  size_t offset;          /* byte offset in the document or ISSUE_NO_OFFSET */
};

struct issue_list {
  struct arena *arena;
  struct issue *issues;
  uint32_t count;
  uint32_t capacity;
  uint32_t maximum;
  uint32_t left_out;      /* how many did not fit */
  uint32_t severities[4]; /* counts by enum severity, left-out ones included */
  enum severity mildest;  /* of a full list: no kept finding is milder */
  struct issue scratch;   /* where a finding goes that is only counted */
};

struct issue_list issue_list_make(struct arena *arena, uint32_t maximum);
/* A new issue with the message's severity and no arguments; fill in the rest. In a full list it
 * takes the place of the latest of the mildest findings when they are milder, so that the worst are
 * kept. Else, or when memory is short, it is only counted and a scratch row is returned: never
 * NULL. The pointer is valid until the next add. */
struct issue *issue_add(struct issue_list *list, const struct message *message);
/* Same with up to four arguments given at once (copied into the arena). Unused ones are {NULL, 0}.
 */
struct issue *issue_add_with(struct issue_list *list, const struct message *message, struct view a,
                             struct view b);
/* Changes an issue's severity and keeps the counts right. */
void issue_set_severity(struct issue_list *list, struct issue *issue, enum severity severity);
/* True when the list holds a fatal or an error. */
bool issue_list_failed(const struct issue_list *list);
/* By severity, then offset, then message id, then expression: the same findings give the same
 * order. */
void issue_list_sort(struct issue_list *list);
/* The text with {0}..{4} replaced, the hint behind it. */
struct view issue_text(const struct issue *issue, enum language language, struct arena *arena);

#endif
