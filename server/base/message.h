/* A message: what can be said about data, once, with a stable id, in both languages. Rooms keep
 * their messages in one const table each (X-macro); texts hold {0}..{4} for an issue's arguments.
 */
#ifndef SERVER_BASE_MESSAGE_H
#define SERVER_BASE_MESSAGE_H

#include "server/base/view.h"

#include <assert.h>

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

/* A room's list is an X-macro with rows X(NAME, "id", SEVERITY, "FHIR issue type", "English",
 * "Japanese"), SEVERITY without its prefix. In the room's header
 *   #define ORCA_MESSAGE_NAME(name, ...) ORCA_MESSAGE_##name,
 *   MESSAGE_LIST(orca_message, orca_message_get, ORCA_MESSAGE_LIST, ORCA_MESSAGE_NAME);
 * declares enum orca_message { ORCA_MESSAGE_…, ORCA_MESSAGE_COUNT } and the function that gives a
 * row (static storage, never NULL). In the .c file MESSAGE_TABLE makes table and function. */
#define MESSAGE_LIST(tag, function, list, name)                                                    \
  enum tag { list(name) name(COUNT, ) };                                                           \
  const struct message *function(enum tag message)

#define MESSAGE_ROW(name, id, severity, type, english, japanese)                                   \
  {id, SEVERITY_##severity, type, english, japanese},

#define MESSAGE_TABLE(tag, function, list)                                                         \
  static const struct message tag##_rows[] = {list(MESSAGE_ROW)};                                  \
  const struct message *function(enum tag message) {                                               \
    assert((size_t)message < sizeof tag##_rows / sizeof tag##_rows[0]);                            \
    return &tag##_rows[message];                                                                   \
  }                                                                                                \
  _Static_assert(sizeof tag##_rows > 0, "a list has rows")

#endif
