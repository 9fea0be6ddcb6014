#include "server/config_messages.h"

#include <assert.h>

#define CONFIG_MESSAGE_ROW(name, id, english, japanese)                                            \
  {id, SEVERITY_ERROR, "invalid", english, japanese},
static const struct message messages[] = {CONFIG_MESSAGE_LIST(CONFIG_MESSAGE_ROW)};

const struct message *config_message_get(enum config_message message) {
  assert(message < CONFIG_MESSAGE_COUNT);
  return &messages[message];
}
