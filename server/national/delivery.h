/* One attempt for one claimed job: send it or ask for its result, judge the answer, write the
 * transition. */
#ifndef SERVER_NATIONAL_DELIVERY_H
#define SERVER_NATIONAL_DELIVERY_H

#include "server/national/dialogue.h"
#include "server/store/store.h"

/* The Bundle, its encoded message and an answer. */
#define DELIVERY_ARENA_BYTES 268435456u

struct delivery {
  struct store *store;
  const struct clock *clock;
  const struct adapter *adapter;
  struct transport *transport;
  struct view institution;
  struct view signature_extension; /* of a signature's own file; empty: it goes in the message */
  struct arena *arena;
  struct store_job job; /* as claimed */
  struct view lease;
};

/* Never fails: what cannot be written stays leased and is reconciled when the lease ends. Returns
 * what the attempt brought. */
enum state_event delivery_run(struct delivery *delivery);

#endif
