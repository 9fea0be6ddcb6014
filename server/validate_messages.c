#include "server/validate_messages.h"

static const struct message messages[VALIDATE_MESSAGE_COUNT] = {
#define VALIDATE_MESSAGE_ROW(name, id, severity, type, english, japanese)                          \
  {id, SEVERITY_##severity, type, english, japanese},
    VALIDATE_MESSAGES(VALIDATE_MESSAGE_ROW)
#undef VALIDATE_MESSAGE_ROW
};

const struct message *validate_message_get(enum validate_message message) {
  return &messages[message];
}
