#include "handlers/orca_message.h"

static const struct message messages[] = {
#define ORCA_MESSAGE_ROW(name, id, severity, type, english, japanese)                              \
  [ORCA_MESSAGE_##name] = {id, severity, type, english, japanese},
    ORCA_MESSAGE_LIST(ORCA_MESSAGE_ROW)
#undef ORCA_MESSAGE_ROW
};

const struct message *orca_message_get(enum orca_message message) {
  return &messages[message];
}
