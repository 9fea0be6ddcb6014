#include "handlers/handler_messages.h"

#include <assert.h>

#define HANDLER_MESSAGE_ROW(name, id, severity, type, english, japanese)                           \
  {id, severity, type, english, japanese},
static const struct message messages[] = {HANDLER_MESSAGE_LIST(HANDLER_MESSAGE_ROW)};

const struct message *handler_message_get(enum handler_message message) {
  assert(message < HANDLER_MESSAGE_COUNT);
  return &messages[message];
}
