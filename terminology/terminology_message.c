#include "terminology/terminology_message.h"

static const struct message terminology_messages[] = {
#define TERMINOLOGY_MESSAGE_ROW(name, id, severity, type, english, japanese)                       \
  [TERMINOLOGY_MESSAGE_##name] = {id, SEVERITY_##severity, type, english, japanese},
    TERMINOLOGY_MESSAGE_LIST(TERMINOLOGY_MESSAGE_ROW)
#undef TERMINOLOGY_MESSAGE_ROW
};

const struct message *terminology_message(enum terminology_message message) {
  return &terminology_messages[message];
}
