#include "server/national/national_messages.h"

MESSAGE_TABLE(national_message, national_messages_get, NATIONAL_MESSAGES);

const struct message *national_messages_find(struct view id) {
  for (int i = 0; i < NATIONAL_MESSAGE_COUNT; i++) {
    const struct message *row = national_messages_get((enum national_message)i);
    if (view_is(id, row->id)) {
      return row;
    }
  }
  return NULL;
}
