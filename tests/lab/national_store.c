#include "tests/lab/national_store.h"

#include "server/base/hash_map.h"
#include "tests/lab/bundle_parts.h"
#include "tests/lab/national_seed.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MEMORY_MAXIMUM 4294967296u
#define LINE_MAXIMUM 134217728u
#define REPLAY_MAXIMUM 536870912u
#define TYPE_TAG "http://jpfhir.jp/fhir/clins/CodeSystem/BundleResourceType_CS"
#define KEY_MAXIMUM 2048u

struct national_store {
  pthread_mutex_t mutex;
  FILE *journal; /* or NULL */
  struct arena *arena;
  struct hash_map receipts;   /* institution|message id -> struct national_receipt */
  struct hash_map receptions; /* institution|reception number -> struct national_receipt */
  struct hash_map items;      /* institution|system|value -> struct national_item */
  struct national_event **events;
  size_t event_count;
  size_t event_capacity;
  int64_t message_count;
  int64_t received;
};

/* A key on the stack; empty when it is too long to be one. */
struct key {
  char text[KEY_MAXIMUM];
};

static struct view key_of(struct key *key, struct view institution, struct view a, struct view b) {
  int length = snprintf(key->text, sizeof key->text, "%.*s|%.*s|%.*s", VIEW_ARGUMENTS(institution),
                        VIEW_ARGUMENTS(a), VIEW_ARGUMENTS(b));
  return view_make(key->text, length > 0 && (size_t)length < sizeof key->text ? (size_t)length : 0);
}

static const struct view nothing = VIEW_LITERAL("");

static struct national_item *find_item(const struct national_store *store, struct view institution,
                                       struct view system, struct view value) {
  struct key key;
  return hash_map_get(&store->items, key_of(&key, institution, system, value));
}

static struct national_item *add_item(struct national_store *store,
                                      const struct national_event *event) {
  struct key key;
  struct view kept_key =
      arena_copy(store->arena, key_of(&key, event->institution, event->system, event->value));
  struct national_item *item = arena_alloc(store->arena, sizeof *item);
  if (item == NULL || kept_key.length == 0 ||
      hash_map_put(&store->items, kept_key, item) != ERROR_OK) {
    return NULL;
  }
  item->institution = event->institution;
  item->system = event->system;
  item->value = event->value;
  item->document_key = arena_format(store->arena, "SIMDOC%06u", store->items.count);
  return item;
}

static bool is_document(const struct national_item *item) {
  return item->kind != NATIONAL_KIND_CLINICAL;
}

/* What the lists and views need of the content. */
static void read_content(struct national_store *store, struct national_item *item) {
  json_t *bundle = json_loadb(item->content, item->length, 0, NULL);
  const json_t *patient = parts_first(bundle, "Patient");
  const json_t *sender = parts_section_organization(bundle, "920");
  struct view type = parts_tag(bundle, TYPE_TAG);
  item->resource_type = arena_copy(store->arena, type);
  item->insured = arena_copy(store->arena, parts_insured(patient));
  item->title = arena_copy(store->arena, parts_text(parts_resource(bundle, 0), "title"));
  item->sender_name = arena_copy(store->arena, parts_text(sender, "name"));
  item->destination =
      arena_copy(store->arena, parts_identifier(parts_section_organization(bundle, "910"),
                                                PARTS_INSTITUTION_SYSTEM));
  json_decref(bundle);
}

static enum error set_content(struct national_store *store, struct national_item *item,
                              struct view content) {
  char *copy = malloc(content.length + 1);
  if (copy == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(copy, content.data, content.length);
  free(item->content);
  item->content = copy;
  item->length = content.length;
  read_content(store, item);
  return ERROR_OK;
}

static bool patient_only(const struct national_item *item) {
  json_t *bundle = json_loadb(item->content, item->length, 0, NULL);
  bool only = item->kind == NATIONAL_KIND_CLINICAL && parts_first(bundle, "Condition") == NULL &&
              parts_first(bundle, "AllergyIntolerance") == NULL &&
              parts_first(bundle, "Observation") == NULL;
  json_decref(bundle);
  return only;
}

/* A unit of a Patient alone deletes what the institution sent of the patient and type before. */
static void delete_earlier(struct national_store *store, const struct national_item *item) {
  for (uint32_t i = 0; i < store->items.count; i++) {
    struct national_item *other = store->items.entries[i].value;
    if (other != item && other->kind == NATIONAL_KIND_CLINICAL &&
        other->state == NATIONAL_ITEM_REGISTERED &&
        view_equal(other->institution, item->institution) &&
        view_equal(other->resource_type, item->resource_type) &&
        national_seed_same_insured(other->insured, item->insured, store->arena)) {
      other->state = NATIONAL_ITEM_DELETED;
    }
  }
}

static enum error apply_content(struct national_store *store, const struct national_event *event) {
  struct national_item *item = find_item(store, event->institution, event->system, event->value);
  bool fresh = item == NULL || item->state != NATIONAL_ITEM_REGISTERED;
  item = item != NULL ? item : add_item(store, event);
  if (item == NULL) {
    return ERROR_MEMORY;
  }
  item->count++;
  item->message_id = event->message_id;
  if (event->code == NATIONAL_CODE_SAME) {
    return ERROR_OK;
  }
  item->kind = event->kind;
  item->state = NATIONAL_ITEM_REGISTERED;
  item->derived = is_document(item);
  item->with_cancel = false;
  item->sha256 = event->sha256;
  item->signature = event->signature;
  item->signed_ms = event->signature.length > 0 ? event->at_ms : 0;
  item->consent = event->consent;
  bool agreed = event->kind == NATIONAL_KIND_REFERRAL && view_is(event->consent, "1");
  item->consent_by = view_of(agreed ? "sender" : "");
  item->consented_ms = agreed ? event->at_ms : 0;
  item->acquired_ms = 0;
  item->changed_ms = event->at_ms;
  if (fresh) {
    item->registered_ms = event->ready_ms > event->at_ms ? event->ready_ms : event->at_ms;
  }
  enum error error = set_content(store, item, event->content);
  if (error == ERROR_OK && patient_only(item)) {
    delete_earlier(store, item);
  }
  return error;
}

static void apply_change(struct national_item *item, const struct national_event *event) {
  item->changed_ms = event->at_ms;
  if (event->operation == NATIONAL_OPERATION_CANCEL) {
    item->state = NATIONAL_ITEM_CANCELLED;
    item->with_cancel = event->removes_derived && item->derived;
    item->derived = item->derived && !event->removes_derived;
  } else if (event->operation == NATIONAL_OPERATION_CANCELUNDO) {
    item->state = NATIONAL_ITEM_REGISTERED;
    item->derived = item->derived || item->with_cancel;
    item->with_cancel = false;
  } else {
    item->derived = false;
  }
}

static enum error apply_message(struct national_store *store, const struct national_event *event,
                                struct view content) {
  bool content_message = event->operation == NATIONAL_OPERATION_REGISTER ||
                         event->operation == NATIONAL_OPERATION_REPLACE;
  store->message_count++;
  store->received += content_message ? 1 : 0;
  if (event->code != NATIONAL_CODE_DONE && event->code != NATIONAL_CODE_SAME) {
    return ERROR_OK;
  }
  if (content_message) {
    struct national_event with_content = *event;
    with_content.content = content;
    return apply_content(store, &with_content);
  }
  struct national_item *item = find_item(store, event->institution, event->system, event->value);
  if (item != NULL) {
    apply_change(item, event);
  }
  return ERROR_OK;
}

static void apply_reading(struct national_store *store, const struct national_event *event) {
  struct national_item *item = find_item(store, event->institution, event->system, event->value);
  if (item != NULL && event->type == NATIONAL_EVENT_FETCH) {
    item->acquired_ms = event->at_ms;
  } else if (item != NULL) {
    item->consent_by = event->consent;
    item->consented_ms = event->at_ms;
  }
}

static enum error keep_receipt(struct national_store *store, const struct national_event *event) {
  struct national_receipt *receipt = arena_alloc(store->arena, sizeof *receipt);
  struct key key;
  if (receipt == NULL) {
    return ERROR_MEMORY;
  }
  receipt->event = *event;
  struct view by_id =
      arena_copy(store->arena, key_of(&key, event->institution, event->message_id, nothing));
  struct view by_reception =
      arena_copy(store->arena, key_of(&key, event->institution, event->reception, nothing));
  enum error error = hash_map_put(&store->receipts, by_id, receipt);
  return error == ERROR_OK ? hash_map_put(&store->receptions, by_reception, receipt) : error;
}

static enum error keep_event(struct national_store *store, struct national_event *event) {
  if (store->event_count == store->event_capacity) {
    size_t capacity = store->event_capacity * 2 + 64;
    struct national_event **events = realloc(store->events, capacity * sizeof(*events));
    if (events == NULL) {
      return ERROR_MEMORY;
    }
    store->events = events;
    store->event_capacity = capacity;
  }
  store->events[store->event_count++] = event;
  return ERROR_OK;
}

/* Takes an event into memory; also how the journal is replayed. */
static enum error apply(struct national_store *store, const struct national_event *event) {
  struct national_event *kept = arena_alloc(store->arena, sizeof *kept);
  if (kept == NULL || !national_event_keep(event, store->arena, kept) ||
      keep_event(store, kept) != ERROR_OK) {
    return ERROR_MEMORY;
  }
  if (kept->type != NATIONAL_EVENT_MESSAGE) {
    apply_reading(store, kept);
    return ERROR_OK;
  }
  enum error error = keep_receipt(store, kept);
  return error == ERROR_OK ? apply_message(store, kept, event->content) : error;
}

static enum error write_journal(struct national_store *store, const struct national_event *event,
                                struct arena *arena) {
  if (store->journal == NULL) {
    return ERROR_OK;
  }
  struct buffer buffer = buffer_make(arena, LINE_MAXIMUM);
  national_event_write(event, &buffer);
  bool written = buffer.error == ERROR_OK &&
                 fwrite(buffer.data, 1, buffer.length, store->journal) == buffer.length &&
                 fflush(store->journal) == 0 && fdatasync(fileno(store->journal)) == 0;
  return written ? ERROR_OK : ERROR_FILE;
}

static enum error replay_line(struct national_store *store, struct view line) {
  struct national_event event;
  struct arena *arena = arena_new(REPLAY_MAXIMUM);
  if (arena == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = national_event_read(line, arena, &event) ? apply(store, &event) : ERROR_OK;
  arena_free(arena);
  return error;
}

static enum error replay(struct national_store *store) {
  char *line = NULL;
  size_t capacity = 0;
  ssize_t length;
  enum error error = ERROR_OK;
  rewind(store->journal);
  while (error == ERROR_OK && (length = getline(&line, &capacity, store->journal)) > 0) {
    error = replay_line(store, view_make(line, (size_t)length));
  }
  free(line);
  return error;
}

static enum error start_memory(struct national_store *store) {
  store->arena = arena_new(MEMORY_MAXIMUM);
  if (store->arena == NULL) {
    return ERROR_MEMORY;
  }
  store->receipts = hash_map_make(store->arena);
  store->receptions = hash_map_make(store->arena);
  store->items = hash_map_make(store->arena);
  store->event_count = 0;
  store->message_count = 0;
  store->received = 0;
  return ERROR_OK;
}

static void end_memory(struct national_store *store) {
  for (uint32_t i = 0; i < store->items.count; i++) {
    struct national_item *item = store->items.entries[i].value;
    free(item->content);
  }
  arena_free(store->arena);
  store->arena = NULL;
  store->items = (struct hash_map){.arena = NULL};
}

struct national_store *national_store_open(const char *journal) {
  struct national_store *store = calloc(1, sizeof *store);
  if (store == NULL) {
    return NULL;
  }
  pthread_mutex_init(&store->mutex, NULL);
  if (start_memory(store) != ERROR_OK) {
    national_store_close(store);
    return NULL;
  }
  if (journal != NULL) {
    store->journal = fopen(journal, "a+e");
    if (store->journal == NULL || replay(store) != ERROR_OK) {
      national_store_close(store);
      return NULL;
    }
  }
  return store;
}

void national_store_close(struct national_store *store) {
  if (store == NULL) {
    return;
  }
  if (store->journal != NULL) {
    (void)fclose(store->journal);
  }
  end_memory(store);
  pthread_mutex_destroy(&store->mutex);
  free(store->events);
  free(store);
}

void national_store_lock(struct national_store *store) {
  pthread_mutex_lock(&store->mutex);
}

void national_store_unlock(struct national_store *store) {
  pthread_mutex_unlock(&store->mutex);
}

enum error national_store_reset(struct national_store *store) {
  end_memory(store);
  enum error error = start_memory(store);
  if (store->journal != NULL && ftruncate(fileno(store->journal), 0) != 0) {
    error = ERROR_FILE;
  }
  return error;
}

enum error national_store_commit(struct national_store *store, struct national_event *event,
                                 struct arena *arena) {
  if (event->type == NATIONAL_EVENT_MESSAGE) {
    event->reception = arena_format(arena, "SIM%010lld", (long long)(store->message_count + 1));
    if (event->reception.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  enum error error = write_journal(store, event, arena);
  return error == ERROR_OK ? apply(store, event) : error;
}

const struct national_item *national_store_item(const struct national_store *store,
                                                struct view institution, struct view system,
                                                struct view value) {
  return find_item(store, institution, system, value);
}

size_t national_store_count(const struct national_store *store) {
  return store->items.count;
}

const struct national_item *national_store_at(const struct national_store *store, size_t position) {
  return store->items.entries[position].value;
}

struct national_receipt *national_store_receipt(const struct national_store *store,
                                                struct view institution, struct view id,
                                                struct view reception) {
  struct key key;
  bool by_id = id.length > 0;
  struct view wanted = key_of(&key, institution, by_id ? id : reception, nothing);
  return hash_map_get(by_id ? &store->receipts : &store->receptions, wanted);
}

int64_t national_store_viewing(const struct national_store *store, struct view institution,
                               struct view insured, struct arena *arena) {
  int64_t at_ms = 0;
  for (size_t i = 0; i < store->event_count; i++) {
    const struct national_event *event = store->events[i];
    if (event->type == NATIONAL_EVENT_VIEWING && view_equal(event->institution, institution) &&
        national_seed_same_insured(event->insured, insured, arena)) {
      at_ms = event->at_ms;
    }
  }
  return at_ms;
}

size_t national_store_event_count(const struct national_store *store) {
  return store->event_count;
}

const struct national_event *national_store_event_at(const struct national_store *store,
                                                     size_t position) {
  return store->events[position];
}

int64_t national_store_received(const struct national_store *store) {
  return store->received;
}
