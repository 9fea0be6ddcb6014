/* What is asked while a write fails: one table. Texts hold '#' where the number of the trial
 * stands, so that each change is another one and can be told from the one before, and '@' where an
 * id stands that the server gave. */
#ifndef TESTS_WRITES_KIND_H
#define TESTS_WRITES_KIND_H

#include <stdbool.h>
#include <stddef.h>

#define KIND_FHIR "Content-Type: application/fhir+json\r\nCache-Control: no-cache\r\n"
#define KIND_JSON "Content-Type: application/json\r\nX-Facade-User: tanaka\r\n"

enum kind_body {
  KIND_BODY_NONE,
  KIND_BODY_BUNDLE,     /* a clinical Bundle with the number in its identifier */
  KIND_BODY_REGISTERED, /* another content for a Bundle that the service has */
  KIND_BODY_LARGE,      /* a Bundle of 1 MB */
  KIND_BODY_TEXT        /* kind.text */
};

struct kind {
  const char *name;
  const char *method;
  const char *target;
  const char *headers;
  enum kind_body body;
  const char *text;
  int status;         /* of the right answer */
  const char *member; /* that must stand in it */
  bool varies;        /* its length does: what it tells of grows */
  bool uses_orca;
  bool is_recorded;     /* 2xx only with its row of the audit trail on disk */
  bool uses_registered; /* the number is that of a Bundle which the service has */
  /* What shows the change; NULL = there is none. */
  const char *probe;
  const char *before; /* stands in the probe's answer before, with the number of the last change */
  const char *after;
  const char *removal; /* target of the DELETE that undoes it: '@' is the id of the probe's entry */
};

size_t kind_count(void);
const struct kind *kind_get(size_t index);
/* The text with its numbers and ids; to be freed. NULL stays NULL. */
char *kind_fill(const char *text, unsigned number, const char *id);

#endif
