/* The verdict over a run: what clients were told, what the server keeps and what the service has
 * must agree. */
#ifndef TESTS_TORTURE_CHECKER_H
#define TESTS_TORTURE_CHECKER_H

#include "tests/torture/stream.h"

struct verdict {
  unsigned accepted;   /* Bundles answered 202 */
  unsigned unanswered; /* Bundles that exist although their client never got an answer */
  unsigned registered; /* at the service */
  unsigned lost;       /* accepted, but not at its end as it should be */
  unsigned doubled;    /* sent more than once to a service that had it */
  unsigned altered;    /* other bytes than those posted */
  unsigned unwanted;   /* registered although it was refused, or never posted */
  unsigned other;      /* anything else: answers, audit rows, integrity */
  char first[300];     /* the first complaint */
};

/* True when every job has come to an end: waits for it, at most that many seconds. The server must
 * be up. */
bool checker_settled(const struct stream *stream, double seconds);
/* While server and lab run: letters, Tasks and registrations. */
void checker_compare(const struct stream *stream, struct verdict *verdict);
/* After the server has ended: the database itself. */
void checker_read_store(const struct world *world, struct verdict *verdict);
bool checker_passed(const struct verdict *verdict);

#endif
