/* What a run posts: Bundles of several patients, made from a seed, by several clients at once; some
 * insist until they are answered, some repeat themselves, some are wrong. What each was told is
 * kept for the checker. */
#ifndef TESTS_TORTURE_STREAM_H
#define TESTS_TORTURE_STREAM_H

#include "tests/torture/world.h"

#include <pthread.h>

#define STREAM_TEMPLATES 6
#define STREAM_LETTERS 24
#define STREAM_CLIENTS 4
#define STREAM_IDENTIFIER 60

/* Valid Bundles of some patients; identifiers are filled in. The last one's patient is refused by
 * the service. */
struct stream_templates {
  char *bodies[STREAM_TEMPLATES];
};

enum letter_kind {
  LETTER_PLAIN,
  LETTER_REPEATED,   /* posted again after it was accepted: the same Task */
  LETTER_KEY_REUSED, /* afterwards other bytes under its key: 409 */
  LETTER_ALTERED,    /* afterwards other bytes under its identifier: 409 */
  LETTER_BROKEN,     /* no JSON: 400 */
  LETTER_KINDS
};

struct letter {
  enum letter_kind kind;
  bool insists;       /* posts again until it is answered for good */
  bool wants_refusal; /* the service knows the patient's card as expired */
  unsigned pause_ms;  /* of its client before it */
  char identifier[STREAM_IDENTIFIER];
  char other[STREAM_IDENTIFIER]; /* of the Bundle under a reused key; else empty */
  char key[40];                  /* empty = none */
  char *body;
  char sha256[65];
  /* What happened. */
  long status;         /* of the last answer; 0 = none ever */
  bool accepted;       /* 202 at some time */
  bool unanswered;     /* at some time posted without an answer */
  char location[200];  /* of its Task */
  char complaint[200]; /* an answer that must not be; else empty */
};

struct stream {
  struct world *world;
  struct letter letters[STREAM_LETTERS];
  unsigned count;
  unsigned clients;
  _Atomic unsigned done; /* letters */
  _Atomic unsigned next;
  pthread_t threads[STREAM_CLIENTS];
};

/* Asks a server in a world of its own for the Bundles. */
void stream_templates_make(struct stream_templates *templates, const char *build);
/* count letters for a number of clients, all from the seed; a single one is a plain Bundle. */
void stream_make(struct stream *stream, const struct stream_templates *templates, unsigned *seed);
/* Starts the clients. */
void stream_start(struct stream *stream);
/* Waits for the clients; only after it letters may be read. */
void stream_join(struct stream *stream);
void stream_free(struct stream *stream);

#endif
