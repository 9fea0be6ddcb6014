#include "profiles/advisor_messages.h"

static const struct message messages[ADVISOR_MESSAGE_COUNT] = {
#define ADVISOR_MESSAGE_ROW(name, id, severity, type, english, japanese)                           \
  {id, SEVERITY_##severity, type, english, japanese},
    ADVISOR_MESSAGES(ADVISOR_MESSAGE_ROW)
#undef ADVISOR_MESSAGE_ROW
};

const struct message *advisor_message_get(enum advisor_message message) {
  return &messages[message];
}
