#include "terminology/tx_message.h"

#include <assert.h>

static const struct tx_message_row rows[TX_MESSAGE_COUNT] = {
#define TX_MESSAGE_ROW(name, id, severity, type, tx_type, joins, english, japanese)                \
  {{(id), SEVERITY_##severity, (type), (english), (japanese)}, (tx_type), (joins)},
    TX_MESSAGE_LIST(TX_MESSAGE_ROW)
#undef TX_MESSAGE_ROW
};

const struct message *tx_message(enum tx_message message) {
  return &rows[message].message;
}

const struct tx_message_row *tx_message_row(const struct message *message) {
  for (size_t i = 0; i < TX_MESSAGE_COUNT; i++) {
    if (&rows[i].message == message) {
      return &rows[i];
    }
  }
  assert(false);
  return &rows[0];
}
