#include "handlers/definition_message.h"

static const struct message messages[DEFINITION_MESSAGE_COUNT] = {
#define DEFINITION_MESSAGE_ROW(name, id, severity, type, english, japanese)                        \
  [DEFINITION_MESSAGE_##name] = {id, severity, type, english, japanese},
    DEFINITION_MESSAGE_LIST(DEFINITION_MESSAGE_ROW)
#undef DEFINITION_MESSAGE_ROW
};

const struct message *definition_message_get(enum definition_message message) {
  return &messages[message];
}
