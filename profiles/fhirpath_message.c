#include "profiles/fhirpath_message.h"

#include "server/base/issue.h"

MESSAGE_TABLE(fhirpath_message, fhirpath_message, FHIRPATH_MESSAGES);

struct view fhirpath_failure_text(const struct fhirpath_failure *failure, enum language language,
                                  struct arena *arena) {
  struct issue issue = {.message = failure->message, .severity = SEVERITY_ERROR};
  issue.arguments[0] = failure->detail;
  return issue_text(&issue, language, arena);
}
