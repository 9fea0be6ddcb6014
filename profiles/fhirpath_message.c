#include "profiles/fhirpath_message.h"

#include "server/base/issue.h"

#include <assert.h>

static const struct message messages[] = {
#define FHIRPATH_MESSAGE_ROW(name, id, english, japanese)                                          \
  {id, SEVERITY_ERROR, "invalid", english, japanese},
    FHIRPATH_MESSAGES(FHIRPATH_MESSAGE_ROW)
#undef FHIRPATH_MESSAGE_ROW
};

const struct message *fhirpath_message(enum fhirpath_message message) {
  assert(message < FHIRPATH_MESSAGE_COUNT);
  return &messages[message];
}

struct view fhirpath_failure_text(const struct fhirpath_failure *failure, enum language language,
                                  struct arena *arena) {
  struct issue issue = {.message = failure->message, .severity = SEVERITY_ERROR};
  issue.arguments[0] = failure->detail;
  return issue_text(&issue, language, arena);
}
