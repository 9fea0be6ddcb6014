/* The events that the ORCA simulator has raised, for PUSH and for pusheventgetv2. Thread-safe. */
#ifndef TESTS_LAB_PUSH_STORE_H
#define TESTS_LAB_PUSH_STORE_H

#include "server/base/arena.h"
#include "server/base/buffer.h"

struct push_store;

struct push_store *push_store_new(void);
void push_store_free(struct push_store *store);
void push_store_reset(struct push_store *store);

/* An event as it is raised; views are copied. */
struct push_news {
  struct view event;
  struct view body; /* JSON */
  struct view uuid; /* empty = a new one */
  struct view raw;  /* when given: sent as it is instead of an event, and not kept */
  bool lost;        /* kept for pusheventgetv2, but not sent */
};
/* False when memory is short. */
bool push_store_add(struct push_store *store, const struct push_news *news);
size_t push_store_count(struct push_store *store);

/* The frame for the event at that index, for a client that subscribed to the event ("*" = all),
 * into the arena; empty when it is not for that client. */
struct view push_store_frame(struct push_store *store, size_t index, const char *subscribed,
                             struct arena *arena);
/* What pusheventgetv2 answers: event and times ("2026-11-21 16:00" or a day) may be empty. */
struct push_query {
  struct view event;
  struct view start;
  struct view end;
};
void push_store_write(struct push_store *store, const struct push_query *query,
                      struct buffer *buffer);

#endif
