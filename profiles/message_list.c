#include "profiles/message_list.h"

static const struct message messages[MESSAGE_COUNT] = {
#define MESSAGE_ROW(name, id, severity, type, english, japanese)                                   \
  {id, SEVERITY_##severity, type, english, japanese},
    VALIDATION_MESSAGES(MESSAGE_ROW)
#undef MESSAGE_ROW
};

const struct message *message_row(enum message_id id) {
  return &messages[id];
}
