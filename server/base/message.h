/* A message: what can be said about data, once, with a stable id, in both languages. Rooms keep
 * their messages in one const table each (X-macro); texts hold {0}..{3} for an issue's arguments.
 */
#ifndef SERVER_BASE_MESSAGE_H
#define SERVER_BASE_MESSAGE_H

#include "server/base/view.h"

enum severity { SEVERITY_FATAL, SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_INFORMATION };

enum language { LANGUAGE_ENGLISH, LANGUAGE_JAPANESE };

struct message {
  const char *id;         /* stable, e.g. "cardinality-minimum" */
  enum severity severity; /* default */
  const char *type;       /* FHIR R4 issue.code, e.g. "required" */
  const char *english;
  const char *japanese;
};

/* "fatal" | "error" | "warning" | "information" */
const char *severity_name(enum severity severity);

#endif
