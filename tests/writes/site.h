/* The server that is tried and its neighbours: Bundles to send, what each kind of request answers
 * when nothing fails, what is known of the state. Whatever must not be ends the process through
 * world_fail. */
#ifndef TESTS_WRITES_SITE_H
#define TESTS_WRITES_SITE_H

#include "tests/torture/world.h"
#include "tests/writes/kind.h"
#include "tests/writes/wire.h"

#define SITE_KINDS 32
#define SITE_IDS 100000u
#define SITE_ID 40

enum site_log { SITE_LOG_FILE, SITE_LOG_PIPE };

struct site {
  struct world world;
  SSL_CTX *tls; /* NULL = plain HTTP */
  char *bundle; /* with a number of its own to be put in */
  char *large;  /* 1 MB */
  char mapping_id[64];
  unsigned number;                  /* the last one given */
  unsigned last_change[SITE_KINDS]; /* number of the last change that is in the state */
  size_t right_length[SITE_KINDS];  /* of the right answer */
  unsigned registered;              /* Bundles that the service has and nobody changed, from here */
  unsigned registered_end;          /* to before this one */
  unsigned registered_for_one;      /* how many are registered at a time */
  char (*recorded)[SITE_ID];        /* X-Request-Id of answers whose audit row must be there */
  size_t recorded_count;
  unsigned descriptors; /* of the server when it has warmed up */
  size_t resident;      /* bytes */
  size_t growth;        /* most that it grew in one life of the server */
};

/* Opens the neighbourhood, starts the server and asks everything once. */
void site_open(struct site *site, const char *build, unsigned registered_for_one);
/* Stops the server, delivers what it holds, looks at the database, cleans up. */
void site_close(struct site *site);
/* Stops the server, after a look at what it holds open, and starts it with the settings of now; tls
 * is the client's, NULL = plain HTTP. */
void site_use(struct site *site, SSL_CTX *tls);
/* One more setting of the server from the next start on; false: there is no room.
 * site_unset takes the last one away. */
bool site_set(struct site *site, const char *name, const char *value);
void site_unset(struct site *site);
/* The descriptors are those of the start again, memory is about as it was. */
void site_check_resources(struct site *site);

/* The number for the next trial of a kind; may register Bundles first (a restart). */
unsigned site_number(struct site *site, const struct kind *kind);
/* To be freed with site_request_free. */
struct wire_request site_request(const struct site *site, const struct kind *kind, unsigned number);
void site_request_free(struct wire_request *request);
/* On a connection of its own. */
struct wire_answer site_ask(const struct site *site, const struct wire_request *request);
/* GET that must be answered whole with 200; the body, to be freed. */
char *site_get(const struct site *site, const char *target);
/* For site_close: the audit trail must hold a row of it. */
void site_remember(struct site *site, const struct wire_answer *answer);

#endif
