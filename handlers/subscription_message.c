#include "handlers/subscription_message.h"

MESSAGE_TABLE(subscription_message, subscription_message_get, SUBSCRIPTION_MESSAGE_LIST);

const struct message *subscription_message_find(struct view id) {
  for (unsigned i = 0; i < SUBSCRIPTION_MESSAGE_COUNT; i++) {
    const struct message *message = subscription_message_get((enum subscription_message)i);
    if (view_is(id, message->id)) {
      return message;
    }
  }
  return NULL;
}
