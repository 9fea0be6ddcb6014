#include "handlers/relay_message.h"

#include <assert.h>

#define RELAY_MESSAGE_ROW(name, id, severity, type, english, japanese)                             \
  {id, severity, type, english, japanese},
static const struct message messages[] = {RELAY_MESSAGE_LIST(RELAY_MESSAGE_ROW)};

const struct message *relay_message_get(enum relay_message message) {
  assert(message < RELAY_MESSAGE_COUNT);
  return &messages[message];
}
