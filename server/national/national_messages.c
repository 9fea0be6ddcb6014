#include "server/national/national_messages.h"

#include <assert.h>

static const struct message messages[NATIONAL_MESSAGE_COUNT] = {
#define MESSAGE_ROW(name, id, severity, type, english, japanese)                                   \
  {id, SEVERITY_##severity, type, english, japanese},
    NATIONAL_MESSAGES(MESSAGE_ROW)
#undef MESSAGE_ROW
};

const struct message *national_messages_get(enum national_message message) {
  assert(message < NATIONAL_MESSAGE_COUNT);
  return &messages[message];
}

const struct message *national_messages_find(struct view id) {
  for (size_t i = 0; i < NATIONAL_MESSAGE_COUNT; i++) {
    if (view_is(id, messages[i].id)) {
      return &messages[i];
    }
  }
  return NULL;
}
