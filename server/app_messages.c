#include "server/app_messages.h"

#include <assert.h>
#include <errno.h>

#define APP_MESSAGE_ROW(name, id, english, japanese)                                               \
  {id, SEVERITY_ERROR, "exception", english, japanese},
static const struct message messages[] = {APP_MESSAGE_LIST(APP_MESSAGE_ROW)};

enum error app_message_fail(struct issue_list *issues, enum app_message message,
                            struct view subject, enum error error) {
  assert(message < APP_MESSAGE_COUNT);
  bool about_files =
      error == ERROR_FILE || error == ERROR_STORAGE || message == APP_MESSAGE_ADDRESS;
  const char *system = about_files && errno != 0 ? strerror(errno) : NULL;
  struct issue *issue = issue_add_with(issues, &messages[message], subject,
                                       view_of(system != NULL ? system : error_english(error)));
  issue->arguments[2] = system != NULL ? issue->arguments[1] : view_of(error_japanese(error));
  return error;
}
