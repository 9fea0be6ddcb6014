#include "terminology/master_message.h"

static const struct message messages[] = {
#define MASTER_MESSAGE_ROW(name, id, severity, type, english, japanese)                            \
  [MASTER_MESSAGE_##name] = {id, SEVERITY_##severity, type, english, japanese},
    MASTER_MESSAGE_LIST(MASTER_MESSAGE_ROW)
#undef MASTER_MESSAGE_ROW
};

const struct message *master_message(enum master_message message) {
  return &messages[message];
}
