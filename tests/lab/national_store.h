/* What the simulated national service remembers: the items that are registered, the receipts of the
 * messages that wrote, and how it came to that, so that a test can prove "exactly once". In memory,
 * and in a journal file when one is given. Everything but opening, closing and the counters is done
 * between national_store_lock and national_store_unlock. */
#ifndef TESTS_LAB_NATIONAL_STORE_H
#define TESTS_LAB_NATIONAL_STORE_H

#include "tests/lab/national_event.h"

struct national_store;

enum national_item_state {
  NATIONAL_ITEM_REGISTERED,
  NATIONAL_ITEM_CANCELLED,
  NATIONAL_ITEM_DELETED /* by a later unit that held only a Patient */
};

/* One registered Bundle of an institution. Texts live as long as the store. */
struct national_item {
  struct view institution;
  struct view system; /* of the Bundle's identifier */
  struct view value;
  struct view document_key;
  enum national_kind kind;
  enum national_item_state state;
  bool derived;     /* what was extracted from the document is there */
  bool with_cancel; /* ... and went when the document was cancelled */
  struct view message_id;
  struct view sha256;
  struct view signature;
  struct view insured;
  struct view resource_type; /* clinical: of the unit */
  struct view title;
  struct view sender_name;
  struct view destination;
  struct view consent;    /* pattern 1, 2, 3 or empty */
  struct view consent_by; /* "sender", "portal", "reader"; empty: not yet */
  int64_t registered_ms;  /* visible from then on */
  int64_t changed_ms;
  int64_t signed_ms; /* when the signature was checked; 0 = none */
  int64_t consented_ms;
  int64_t acquired_ms;
  int64_t count; /* register and replace messages that succeeded, repeats included */
  char *content;
  size_t length;
};

struct national_receipt {
  struct national_event event;
  bool told; /* by SIMresult */
};

/* journal may be NULL; it is read when it exists. NULL: it cannot be read or written, or memory is
 * short. */
struct national_store *national_store_open(const char *journal);
void national_store_close(struct national_store *store);
void national_store_lock(struct national_store *store);
void national_store_unlock(struct national_store *store);
/* Forgets everything, the journal's content too. */
enum error national_store_reset(struct national_store *store) MUST_USE;

/* Notes an event; a message gets its reception number (in the arena). */
enum error national_store_commit(struct national_store *store, struct national_event *event,
                                 struct arena *arena) MUST_USE;
/* Borrowed until national_store_unlock; NULL when there is none. */
const struct national_item *national_store_item(const struct national_store *store,
                                                struct view institution, struct view system,
                                                struct view value);
size_t national_store_count(const struct national_store *store);
const struct national_item *national_store_at(const struct national_store *store, size_t position);
/* The latest message with that id, or with that reception number when the id is empty. */
struct national_receipt *national_store_receipt(const struct national_store *store,
                                                struct view institution, struct view id,
                                                struct view reception);
/* When the patient last consented to viewing at that institution; 0 = never. */
int64_t national_store_viewing(const struct national_store *store, struct view institution,
                               struct view insured, struct arena *arena);
/* Events in their order. */
size_t national_store_event_count(const struct national_store *store);
const struct national_event *national_store_event_at(const struct national_store *store,
                                                     size_t position);
/* Register and replace messages that were processed, repeats included. */
int64_t national_store_received(const struct national_store *store);

#endif
