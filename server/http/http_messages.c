#include "server/http/http_messages.h"

#include <assert.h>

MESSAGE_TABLE(http_message, http_message_get, HTTP_MESSAGE_LIST);

#define ERROR_MESSAGE_ROW(name, status, type, english, japanese)                                   \
  {"failure-" #name, SEVERITY_ERROR, type, english, japanese},
static const struct message error_messages[] = {ERROR_LIST(ERROR_MESSAGE_ROW)};

const struct message *http_message_of_error(enum error error) {
  assert(error < ERROR_COUNT);
  return &error_messages[error];
}
