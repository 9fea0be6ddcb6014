#include "server/http/http_messages.h"

#include <assert.h>

#define HTTP_MESSAGE_ROW(name, id, severity, type, english, japanese)                              \
  {id, severity, type, english, japanese},
static const struct message messages[] = {HTTP_MESSAGE_LIST(HTTP_MESSAGE_ROW)};

#define ERROR_MESSAGE_ROW(name, status, type, english, japanese)                                   \
  {"failure-" #name, SEVERITY_ERROR, type, english, japanese},
static const struct message error_messages[] = {ERROR_LIST(ERROR_MESSAGE_ROW)};

const struct message *http_message_get(enum http_message message) {
  assert(message < HTTP_MESSAGE_COUNT);
  return &messages[message];
}

const struct message *http_message_of_error(enum error error) {
  assert(error < ERROR_COUNT);
  return &error_messages[error];
}
