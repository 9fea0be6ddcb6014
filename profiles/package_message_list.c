#include "profiles/package_message_list.h"

static const struct message rows[PACKAGE_MESSAGE_COUNT] = {
#define PACKAGE_MESSAGE_ROW(name, id, severity, type, english, japanese)                           \
  [PACKAGE_MESSAGE_##name] = {id, SEVERITY_##severity, type, english, japanese},
    PACKAGE_MESSAGE_LIST(PACKAGE_MESSAGE_ROW)
#undef PACKAGE_MESSAGE_ROW
};

const struct message *package_message(enum package_message message) {
  return &rows[message];
}
