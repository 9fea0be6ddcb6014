/* One message to the service and its answer: encoded by the adapter, carried by the transport,
 * judged. What a job's delivery and a question share. */
#ifndef SERVER_NATIONAL_DIALOGUE_H
#define SERVER_NATIONAL_DIALOGUE_H

#include "server/national/answer.h"
#include "server/national/envelope.h"
#include "server/national/transport.h"

struct dialogue {
  /* Given by the caller; arena, views and pointers must outlive the dialogue. */
  const struct adapter *adapter;
  struct transport *transport;
  struct arena *arena;
  struct view institution;
  enum adapter_operation operation;
  struct view kind; /* ours; may be empty */
  struct view message_id;
  int64_t time_ms;    /* in file name and envelope: the same after a restart finds the old answer */
  bool is_question;   /* changes nothing at the service */
  struct view beside; /* as of transport_message */
  struct view beside_extension;
  /* Made by dialogue_begin. */
  struct transport_message message;
};

struct dialogue_result {
  struct answer_verdict verdict;
  struct view answer; /* XML of the answer that was understood as ours; else empty */
  bool answered;      /* something came, understood or not */
};

/* ERROR_MEMORY. */
enum error dialogue_begin(struct dialogue *dialogue) MUST_USE;
/* Fills institution, message id, time and kind, encodes, sends, waits for the answer and judges it.
 * A message that is too large: STATE_EVENT_NOT_SENDABLE. */
struct dialogue_result dialogue_send(struct dialogue *dialogue, struct envelope_values *values);
/* The answer when it lies there already, without sending; STATE_EVENT_NOT_SENT when there is no
 * trace of an answer nor of the request. */
struct dialogue_result dialogue_collect(struct dialogue *dialogue);
/* What lies around of it can go. */
void dialogue_settle(struct dialogue *dialogue);

#endif
