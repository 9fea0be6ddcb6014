#include "server/app_messages.h"

#include <errno.h>

MESSAGE_TABLE(app_message, app_message_get, APP_MESSAGE_LIST);

enum error app_message_fail(struct issue_list *issues, enum app_message message,
                            struct view subject, enum error error) {
  bool about_files =
      error == ERROR_FILE || error == ERROR_STORAGE || message == APP_MESSAGE_ADDRESS;
  const char *system = about_files && errno != 0 ? strerror(errno) : NULL;
  struct issue *issue = issue_add_with(issues, app_message_get(message), subject,
                                       view_of(system != NULL ? system : error_english(error)));
  issue->arguments[2] = system != NULL ? issue->arguments[1] : view_of(error_japanese(error));
  return error;
}
