/* The messages of the terminology operations (tx_message_list.h), as rows that an issue points to.
 */
#ifndef TERMINOLOGY_TX_MESSAGE_H
#define TERMINOLOGY_TX_MESSAGE_H

#include "server/base/message.h"
#include "terminology/tx_message_list.h"

#define TX_MESSAGE_NAME(name, ...) TX_MESSAGE_##name,
enum tx_message { TX_MESSAGE_LIST(TX_MESSAGE_NAME) TX_MESSAGE_COUNT };

struct tx_message_row {
  struct message message; /* first: an issue's message leads back to its row */
  const char *tx_type;    /* code of tx-issue-type; empty: none */
  bool joins;             /* the text is part of the parameter `message` */
};

/* The message of a row. Static. */
const struct message *tx_message(enum tx_message message);
/* The row that a message of tx_message belongs to. */
const struct tx_message_row *tx_message_row(const struct message *message);

#endif
