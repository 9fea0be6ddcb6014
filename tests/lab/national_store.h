/* What the simulated national service remembers: every register message with its verdict, and the
 * registrations with how often each was registered, so that a test can prove "exactly once". In
 * memory, and in a journal file when one is given. Thread-safe. */
#ifndef TESTS_LAB_NATIONAL_STORE_H
#define TESTS_LAB_NATIONAL_STORE_H

#include "server/base/json_writer.h"
#include "tests/lab/national_message.h"

struct national_store;

/* A register message and what became of it. */
struct national_receipt {
  struct view institution;
  struct view message_id;
  struct view system; /* of the Bundle's identifier */
  struct view value;
  struct view sha256; /* of the Bundle's bytes, hexadecimal */
  struct view reception;
  struct view detail;
  enum national_code code; /* the final verdict */
  int64_t ready_ms;        /* Unix time from which the verdict is told */
};

/* journal may be NULL; it is read when it exists. NULL: it cannot be read or written, or memory is
 * short. */
struct national_store *national_store_open(const char *journal);
void national_store_close(struct national_store *store);

/* Notes a message whose checks gave receipt->code. Without objection the stored Bundles decide: the
 * first of its identifier is registered, the same bytes again are NATIONAL_CODE_SAME, other bytes
 * replace (overwrite) or are a duplicate. Fills code and reception of *receipt; reception lives in
 * the arena. */
enum error national_store_receive(struct national_store *store, struct national_receipt *receipt,
                                  bool overwrite, struct arena *arena) MUST_USE;
/* The latest message with that id, or with that reception number when the id is empty; texts are
 * copied into the arena. */
bool national_store_find(struct national_store *store, const struct national_message *question,
                         struct arena *arena, struct national_receipt *ret_receipt);
/* The members of the "national" object: received, registered, registrations. */
void national_store_write(struct national_store *store, struct json_writer *writer);
/* Forgets everything, the journal's content too. */
enum error national_store_reset(struct national_store *store) MUST_USE;

#endif
