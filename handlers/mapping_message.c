#include "handlers/mapping_message.h"

static const struct message messages[] = {
#define MAPPING_MESSAGE_ROW(name, id, severity, type, english, japanese)                           \
  {id, severity, type, english, japanese},
    MAPPING_MESSAGE_LIST(MAPPING_MESSAGE_ROW)
#undef MAPPING_MESSAGE_ROW
};

const struct message *mapping_message_get(enum mapping_message message) {
  return &messages[message];
}
