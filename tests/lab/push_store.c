#include "tests/lab/push_store.h"

#include "server/base/clock.h"
#include "server/base/json_writer.h"

#include <pthread.h>
#include <stdlib.h>

#define EVENTS_MAXIMUM 100000u
#define ARENA_BYTES 268435456u
#define DATA_BYTES 65536u
#define TIME_LENGTH 16u

struct push_event {
  struct view name;
  struct view data; /* {"id":…,"uuid":…,"event":…,"user":…,"time":…,"body":…} */
  struct view time; /* "2026-11-21 16:00" */
  struct view raw;
  bool lost;
};

struct push_store {
  pthread_mutex_t mutex;
  struct arena *arena;
  struct push_event *events;
  size_t count;
};

struct push_store *push_store_new(void) {
  struct push_store *store = calloc(1, sizeof *store);
  if (store == NULL) {
    return NULL;
  }
  pthread_mutex_init(&store->mutex, NULL);
  store->arena = arena_new(ARENA_BYTES);
  store->events = calloc(EVENTS_MAXIMUM, sizeof *store->events);
  if (store->arena == NULL || store->events == NULL) {
    push_store_free(store);
    return NULL;
  }
  return store;
}

void push_store_free(struct push_store *store) {
  if (store == NULL) {
    return;
  }
  free(store->events);
  arena_free(store->arena);
  pthread_mutex_destroy(&store->mutex);
  free(store);
}

/* Indexes stay: clients may be in the middle of them. */
void push_store_reset(struct push_store *store) {
  pthread_mutex_lock(&store->mutex);
  for (size_t i = 0; i < store->count; i++) {
    store->events[i] = (struct push_event){.lost = true};
  }
  pthread_mutex_unlock(&store->mutex);
}

/* 2026-11-21T16:00:00.123+09:00 -> 2026-11-21T16:00:00+0900, which is no FHIR instant. */
static struct view event_time(struct arena *arena, const char *instant) {
  return arena_format(arena, "%.19s+0900", instant);
}

static struct view event_data(struct push_store *store, const struct push_news *news,
                              const char *instant) {
  struct buffer buffer = buffer_make(store->arena, DATA_BYTES);
  struct json_writer writer = json_writer_make(&buffer, false);
  char uuid[UUID_BYTES];
  uuid_random(uuid);
  writer_object_begin(&writer);
  writer_member_integer(&writer, "id", (int64_t)(store->count % 65535 + 1));
  writer_member_string(&writer, "uuid", news->uuid.length != 0 ? news->uuid : view_of(uuid));
  writer_member_string(&writer, "event", news->event);
  writer_member_text(&writer, "user", "ormaster");
  writer_member_string(&writer, "time", event_time(store->arena, instant));
  writer_member_raw(&writer, "body", news->body.length != 0 ? news->body : view_of("{}"));
  writer_object_end(&writer);
  return json_writer_end(&writer) == ERROR_OK ? buffer_view(&buffer) : (struct view){NULL, 0};
}

bool push_store_add(struct push_store *store, const struct push_news *news) {
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock_system()), instant);
  pthread_mutex_lock(&store->mutex);
  struct push_event event = {.lost = news->lost};
  if (news->raw.length != 0) {
    event.raw = arena_copy(store->arena, news->raw);
  } else {
    event.data = event_data(store, news, instant);
    event.name = arena_copy(store->arena, news->event);
    event.time = arena_format(store->arena, "%.10s %.5s", instant, instant + 11);
  }
  bool added = store->count < EVENTS_MAXIMUM && event.data.length + event.raw.length != 0;
  if (added) {
    store->events[store->count++] = event;
  }
  pthread_mutex_unlock(&store->mutex);
  return added;
}

size_t push_store_count(struct push_store *store) {
  pthread_mutex_lock(&store->mutex);
  size_t count = store->count;
  pthread_mutex_unlock(&store->mutex);
  return count;
}

struct view push_store_frame(struct push_store *store, size_t index, const char *subscribed,
                             struct arena *arena) {
  pthread_mutex_lock(&store->mutex);
  struct push_event event = store->events[index];
  pthread_mutex_unlock(&store->mutex);
  if (event.lost || event.raw.length != 0) {
    return event.raw;
  }
  if (strcmp(subscribed, "*") != 0 && !view_is(event.name, subscribed)) {
    return (struct view){NULL, 0};
  }
  return arena_format(arena, "{\"command\":\"event\",\"sub.id\":\"1\",\"data\":%.*s}",
                      VIEW_ARGUMENTS(event.data));
}

/* A day is compared as far as it goes. */
static bool is_asked(const struct push_event *event, const struct push_query *query) {
  struct view start = view_part(event->time, 0, query->start.length);
  struct view end = view_part(event->time, 0, query->end.length);
  return event->data.length != 0 &&
         (query->event.length == 0 || view_equal(query->event, event->name)) &&
         view_compare(start, query->start) >= 0 && view_compare(end, query->end) <= 0;
}

static void write_found(const struct push_store *store, const struct push_query *query,
                        struct json_writer *writer) {
  for (size_t i = 0; i < store->count; i++) {
    if (is_asked(&store->events[i], query)) {
      writer_object_begin(writer);
      writer_member_raw(writer, "data", store->events[i].data);
      writer_object_end(writer);
    }
  }
}

static const char *complain(const struct push_query *query) {
  bool has_both = query->start.length != 0 && query->end.length != 0;
  if (query->start.length > TIME_LENGTH || query->end.length > TIME_LENGTH) {
    return "0003";
  }
  return has_both && view_compare(query->start, query->end) > 0 ? "0008" : NULL;
}

void push_store_write(struct push_store *store, const struct push_query *query,
                      struct buffer *buffer) {
  struct json_writer writer = json_writer_make(buffer, false);
  const char *code = complain(query);
  pthread_mutex_lock(&store->mutex);
  if (code == NULL) {
    writer_array_begin(&writer);
    write_found(store, query, &writer);
    writer_array_end(&writer);
  }
  pthread_mutex_unlock(&store->mutex);
  /* Nothing found is an error of its own. */
  if (code != NULL || buffer->length <= 2) {
    buffer_reset(buffer);
    buffer_append_format(
        buffer, "{\"error\":{\"code\":\"%s\",\"message\":\"%s\"}}", code != NULL ? code : "0007",
        code != NULL ? "日時の指定に誤りがあります" : "対象のイベントがありません");
  }
}
