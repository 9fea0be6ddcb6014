/* How a message gets to the service and its answer back, behind one struct of functions: the Web
 * API and the shared folder of a qualification terminal. Called by several workers at once. */
#ifndef SERVER_NATIONAL_TRANSPORT_H
#define SERVER_NATIONAL_TRANSPORT_H

#include "server/national/adapter.h"

/* Answers are a few KB; a page of an unexpected neighbour may be more. */
#define TRANSPORT_ANSWER_BYTES 1000000u
/* An answer that carries a document (10 MB, in Base64) or a master. */
#define TRANSPORT_CONTENT_BYTES 67108864u

enum transport_outcome {
  TRANSPORT_ANSWERED, /* *ret_answer is filled */
  TRANSPORT_NOT_SENT, /* nothing reached anyone: safe to send again */
  TRANSPORT_LOST,     /* something may have been sent; no answer came */
};

/* Says whether bytes are the complete answer for the message: how the folder tells a finished
 * result from one that is half written or somebody else's. */
typedef bool transport_check(void *context, struct view content);

struct transport_message {
  const struct adapter_address *address;
  struct view media_type;
  struct view file_name;        /* without prefix and extension: time and message id */
  struct view beside;           /* goes into a file of its own before the message; empty = none */
  struct view beside_extension; /* of that file, instead of the message's */
  size_t answer_maximum;        /* bytes: a longer one is no answer */
  bool is_question;             /* changes nothing at the service: may be withdrawn */
  struct view content;          /* encoded */
  transport_check *check;
  void *context;
};

struct transport_answer {
  long status; /* of HTTP; 200 for files */
  struct view content;
};

struct transport {
  void *implementation;
  /* The answer when it lies there already, without sending anything; TRANSPORT_NOT_SENT when not.
   */
  enum transport_outcome (*collect)(struct transport *transport,
                                    const struct transport_message *message, struct arena *arena,
                                    struct transport_answer *ret_answer);
  /* Sends and waits for the answer, at most the adapter's answer_ms or until interrupted. */
  enum transport_outcome (*exchange)(struct transport *transport,
                                     const struct transport_message *message, struct arena *arena,
                                     struct transport_answer *ret_answer);
  /* The answer's content is committed: what lies around of it can go. */
  void (*settle)(struct transport *transport, const struct transport_message *message);
  /* Makes running and later exchanges end within a quarter of a second. */
  void (*interrupt)(struct transport *transport);
  void (*close)(struct transport *transport);
};

#endif
