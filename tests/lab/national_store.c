#include "tests/lab/national_store.h"

#include "server/base/hash_map.h"

#include <fcntl.h>
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MEMORY_MAXIMUM 4294967296u
#define LINE_MAXIMUM 65536u

struct registration {
  struct view value;
  struct view sha256;
  struct view message_id;
  int64_t count;
};

struct national_store {
  pthread_mutex_t mutex;
  const char *journal_path;
  FILE *journal;
  struct arena *arena;
  struct hash_map receipts;      /* institution|message id -> struct national_receipt */
  struct hash_map receptions;    /* institution|reception number -> struct national_receipt */
  struct hash_map registrations; /* institution|system|value -> struct registration */
  int64_t received;
};

static struct view key_of(struct arena *arena, struct view institution, struct view a,
                          struct view b) {
  return arena_format(arena, "%.*s|%.*s|%.*s", VIEW_ARGUMENTS(institution), VIEW_ARGUMENTS(a),
                      VIEW_ARGUMENTS(b));
}

static const struct view nothing = VIEW_LITERAL("");

static bool registers(enum national_code code) {
  return code == NATIONAL_CODE_REGISTERED || code == NATIONAL_CODE_SAME;
}

static struct registration *find_registration(const struct national_store *store,
                                              const struct national_receipt *receipt,
                                              struct view *ret_key, struct arena *arena) {
  *ret_key = key_of(arena, receipt->institution, receipt->system, receipt->value);
  return hash_map_get(&store->registrations, *ret_key);
}

static enum error note_registration(struct national_store *store,
                                    const struct national_receipt *receipt) {
  struct view key;
  struct registration *registration = find_registration(store, receipt, &key, store->arena);
  if (registration == NULL) {
    registration = arena_alloc(store->arena, sizeof *registration);
    if (registration == NULL || key.data == NULL ||
        hash_map_put(&store->registrations, key, registration) != ERROR_OK) {
      return ERROR_MEMORY;
    }
    registration->value = receipt->value;
  }
  registration->sha256 = receipt->sha256;
  registration->message_id = receipt->message_id;
  registration->count++;
  return ERROR_OK;
}

static struct national_receipt *keep(struct national_store *store,
                                     const struct national_receipt *receipt) {
  struct arena *arena = store->arena;
  struct national_receipt *kept = arena_alloc(arena, sizeof *kept);
  if (kept == NULL) {
    return NULL;
  }
  *kept = *receipt;
  kept->institution = arena_copy(arena, receipt->institution);
  kept->message_id = arena_copy(arena, receipt->message_id);
  kept->system = arena_copy(arena, receipt->system);
  kept->value = arena_copy(arena, receipt->value);
  kept->sha256 = arena_copy(arena, receipt->sha256);
  kept->reception = arena_copy(arena, receipt->reception);
  kept->detail = arena_copy(arena, receipt->detail);
  return kept;
}

/* Takes a message whose verdict is final into memory; also how the journal is replayed. */
static enum error apply(struct national_store *store, const struct national_receipt *receipt) {
  struct national_receipt *kept = keep(store, receipt);
  if (kept == NULL) {
    return ERROR_MEMORY;
  }
  struct view by_id = key_of(store->arena, kept->institution, kept->message_id, nothing);
  struct view by_reception = key_of(store->arena, kept->institution, kept->reception, nothing);
  if (hash_map_put(&store->receipts, by_id, kept) != ERROR_OK ||
      hash_map_put(&store->receptions, by_reception, kept) != ERROR_OK) {
    return ERROR_MEMORY;
  }
  store->received++;
  return registers(kept->code) ? note_registration(store, kept) : ERROR_OK;
}

static enum error write_journal(struct national_store *store,
                                const struct national_receipt *receipt, struct arena *arena) {
  struct buffer buffer = buffer_make(arena, LINE_MAXIMUM);
  struct json_writer writer = json_writer_make(&buffer, false);
  if (store->journal == NULL) {
    return ERROR_OK;
  }
  writer_object_begin(&writer);
  writer_member_string(&writer, "institution", receipt->institution);
  writer_member_string(&writer, "message_id", receipt->message_id);
  writer_member_string(&writer, "system", receipt->system);
  writer_member_string(&writer, "value", receipt->value);
  writer_member_string(&writer, "sha256", receipt->sha256);
  writer_member_string(&writer, "reception", receipt->reception);
  writer_member_string(&writer, "detail", receipt->detail);
  writer_member_text(&writer, "code", national_message_code(receipt->code));
  writer_member_integer(&writer, "ready_ms", receipt->ready_ms);
  writer_object_end(&writer);
  enum error error = json_writer_end(&writer);
  if (error != ERROR_OK) {
    return error;
  }
  buffer_append_byte(&buffer, '\n');
  bool written = fwrite(buffer.data, 1, buffer.length, store->journal) == buffer.length &&
                 fflush(store->journal) == 0 && fdatasync(fileno(store->journal)) == 0;
  return written ? ERROR_OK : ERROR_FILE;
}

static struct view member(const json_t *row, const char *name) {
  const json_t *value = json_object_get(row, name);
  return view_make(json_string_value(value), json_string_length(value));
}

/* A torn last line, from a lab that was killed, is no message. */
static enum error replay_line(struct national_store *store, struct view line) {
  json_t *row = json_loadb(line.data, line.length, 0, NULL);
  if (row == NULL) {
    return ERROR_OK;
  }
  const struct national_receipt receipt = {
      .institution = member(row, "institution"),
      .message_id = member(row, "message_id"),
      .system = member(row, "system"),
      .value = member(row, "value"),
      .sha256 = member(row, "sha256"),
      .reception = member(row, "reception"),
      .detail = member(row, "detail"),
      .code = national_message_code_of(member(row, "code")),
      .ready_ms = json_integer_value(json_object_get(row, "ready_ms"))};
  enum error error = receipt.code < NATIONAL_CODE_COUNT ? apply(store, &receipt) : ERROR_OK;
  json_decref(row);
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
  store->registrations = hash_map_make(store->arena);
  store->received = 0;
  return ERROR_OK;
}

struct national_store *national_store_open(const char *journal) {
  struct national_store *store = calloc(1, sizeof *store);
  if (store == NULL) {
    return NULL;
  }
  pthread_mutex_init(&store->mutex, NULL);
  store->journal_path = journal;
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
  arena_free(store->arena);
  pthread_mutex_destroy(&store->mutex);
  free(store);
}

static enum national_code decide(const struct national_store *store,
                                 const struct national_receipt *receipt, bool overwrite,
                                 struct arena *arena) {
  struct view key;
  if (receipt->code != NATIONAL_CODE_REGISTERED) {
    return receipt->code;
  }
  const struct registration *known = find_registration(store, receipt, &key, arena);
  if (known == NULL || key.data == NULL) {
    return NATIONAL_CODE_REGISTERED;
  }
  if (view_equal(known->sha256, receipt->sha256)) {
    return NATIONAL_CODE_SAME;
  }
  return overwrite ? NATIONAL_CODE_REGISTERED : NATIONAL_CODE_DUPLICATE;
}

enum error national_store_receive(struct national_store *store, struct national_receipt *receipt,
                                  bool overwrite, struct arena *arena) {
  pthread_mutex_lock(&store->mutex);
  receipt->code = decide(store, receipt, overwrite, arena);
  receipt->reception = arena_format(arena, "SIM%010lld", (long long)(store->received + 1));
  enum error error = receipt->reception.data != NULL ? ERROR_OK : ERROR_MEMORY;
  if (error == ERROR_OK) {
    error = write_journal(store, receipt, arena);
  }
  if (error == ERROR_OK) {
    error = apply(store, receipt);
  }
  pthread_mutex_unlock(&store->mutex);
  return error;
}

bool national_store_find(struct national_store *store, const struct national_message *question,
                         struct arena *arena, struct national_receipt *ret_receipt) {
  pthread_mutex_lock(&store->mutex);
  bool by_id = question->original_id.length > 0;
  struct view key = key_of(arena, question->institution,
                           by_id ? question->original_id : question->reception, nothing);
  const struct national_receipt *found =
      hash_map_get(by_id ? &store->receipts : &store->receptions, key);
  if (found != NULL) {
    *ret_receipt = *found;
    ret_receipt->reception = arena_copy(arena, found->reception);
    ret_receipt->detail = arena_copy(arena, found->detail);
  }
  pthread_mutex_unlock(&store->mutex);
  return found != NULL;
}

static void write_registration(const struct registration *registration,
                               struct json_writer *writer) {
  writer_object_begin(writer);
  writer_member_string(writer, "bundle_identifier", registration->value);
  writer_member_string(writer, "sha256", registration->sha256);
  writer_member_integer(writer, "count", registration->count);
  writer_member_string(writer, "message_id", registration->message_id);
  writer_object_end(writer);
}

void national_store_write(struct national_store *store, struct json_writer *writer) {
  pthread_mutex_lock(&store->mutex);
  writer_member_integer(writer, "received", store->received);
  writer_member_integer(writer, "registered", store->registrations.count);
  writer_key(writer, "registrations");
  writer_array_begin(writer);
  for (uint32_t i = 0; i < store->registrations.count; i++) {
    write_registration(store->registrations.entries[i].value, writer);
  }
  writer_array_end(writer);
  pthread_mutex_unlock(&store->mutex);
}

enum error national_store_reset(struct national_store *store) {
  pthread_mutex_lock(&store->mutex);
  arena_free(store->arena);
  enum error error = start_memory(store);
  if (store->journal != NULL && ftruncate(fileno(store->journal), 0) != 0) {
    error = ERROR_FILE;
  }
  pthread_mutex_unlock(&store->mutex);
  return error;
}
