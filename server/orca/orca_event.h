/* What ORCA tells by PUSH: frames of the WebSocket and rows of pusheventgetv2, and which kept
 * answers an event makes old. */
#ifndef SERVER_ORCA_ORCA_EVENT_H
#define SERVER_ORCA_ORCA_EVENT_H

#include "server/orca/orca.h"

enum orca_event_command {
  ORCA_EVENT_SUBSCRIBED,
  ORCA_EVENT_DATA, /* an event */
  ORCA_EVENT_ERROR,
  ORCA_EVENT_OTHER
};

struct orca_event {
  struct view uuid; /* ids wrap at 65535 and are shared by all kinds: only this tells repeats */
  struct view name;
  struct view patient; /* empty when the event is about none */
  struct view day;     /* of the reception, visit or admission, YYYY-MM-DD; empty when not told */
};

struct orca_event_frame {
  enum orca_event_command command;
  struct orca_event event; /* of DATA */
  struct view code;        /* of ERROR */
};

/* Reads a text frame. ERROR_ORCA_ANSWER: no JSON object. ERROR_MEMORY. */
enum error orca_event_read(struct arena *arena, struct view text,
                           struct orca_event_frame *ret_frame) MUST_USE;
/* The event in a record with id, uuid, event, user, time, body. */
struct orca_event orca_event_of(const struct orca_record *record, uint32_t node);
/* The frame that subscribes to one kind ("*" = all). Data NULL when memory is exhausted. */
struct view orca_event_subscribe(struct arena *arena, struct view name, unsigned number);
/* Forgets what the event made old. False when it concerns nothing that is kept. */
bool orca_event_apply(const struct orca_event *event, struct orca *orca);

/* Who is told of each new event, after it made answers old; tell NULL = nobody. */
struct orca_event_listener {
  void (*tell)(void *context, const struct orca_event *event);
  void *context;
};
void orca_event_tell(const struct orca_event_listener *listener, const struct orca_event *event);

/* Which events were seen lately: the same one comes by PUSH and by pusheventgetv2. */
#define ORCA_EVENT_MEMORY 4096u
struct orca_event_memory {
  uint64_t hashes[ORCA_EVENT_MEMORY];
  uint32_t next;
  uint32_t count;
};
/* True when it is new (or has no uuid); it is seen from then on. */
bool orca_event_is_new(struct orca_event_memory *memory, const struct orca_event *event);

#endif
