#include "server/orca/orca_cache.h"

#include "server/base/hash.h"
#include "server/base/steady_wait.h"
#include "server/orca/orca_gate.h"

#include <stdlib.h>

#define BUCKETS 256u

enum flight_state { FLYING, LANDED };

/* One heap block each for the struct and the body; in the table while flying or kept. Whoever uses
 * one outside the lock counts in users. */
struct orca_flight {
  struct orca_flight *bucket_next;
  struct orca_flight *newer;
  struct orca_flight *older;
  uint64_t hash;
  enum flight_state state;
  bool in_table;
  uint32_t users;
  int64_t expires_us;
  struct orca_outcome outcome;
  char *body;
  size_t key_length;
  char key[];
};

struct orca_cache {
  pthread_mutex_t mutex;
  pthread_cond_t landed;
  const struct clock *clock;
  size_t maximum_bytes;
  struct orca_flight *buckets[BUCKETS];
  struct orca_flight *newest;
  struct orca_flight *oldest;
  struct orca_cache_counts counts;
};

struct orca_cache *orca_cache_new(size_t maximum_bytes, const struct clock *clock) {
  struct orca_cache *cache = calloc(1, sizeof(*cache));
  if (cache != NULL) {
    pthread_mutex_init(&cache->mutex, NULL);
    steady_condition_init(&cache->landed);
    cache->maximum_bytes = maximum_bytes;
    cache->clock = clock;
  }
  return cache;
}

static size_t flight_bytes(const struct orca_flight *flight) {
  return sizeof(*flight) + flight->key_length + flight->outcome.body.length;
}

static void flight_free_unused(struct orca_flight *flight) {
  if (flight->users == 0 && !flight->in_table) {
    free(flight->body);
    free(flight);
  }
}

static void flight_release(struct orca_flight *flight) {
  flight->users--;
  flight_free_unused(flight);
}

static void list_remove(struct orca_cache *cache, struct orca_flight *flight) {
  *(flight->newer != NULL ? &flight->newer->older : &cache->newest) = flight->older;
  *(flight->older != NULL ? &flight->older->newer : &cache->oldest) = flight->newer;
}

static void list_add(struct orca_cache *cache, struct orca_flight *flight) {
  flight->newer = NULL;
  flight->older = cache->newest;
  *(cache->newest != NULL ? &cache->newest->newer : &cache->oldest) = flight;
  cache->newest = flight;
}

static void table_unlink(struct orca_cache *cache, struct orca_flight *flight) {
  struct orca_flight **link = &cache->buckets[flight->hash % BUCKETS];
  while (*link != flight) {
    link = &(*link)->bucket_next;
  }
  *link = flight->bucket_next;
  list_remove(cache, flight);
  flight->in_table = false;
  cache->counts.bytes -= flight_bytes(flight);
}

static void table_remove(struct orca_cache *cache, struct orca_flight *flight) {
  table_unlink(cache, flight);
  flight_free_unused(flight);
}

static struct orca_flight *table_find(const struct orca_cache *cache, struct view key,
                                      uint64_t hash) {
  struct orca_flight *flight = cache->buckets[hash % BUCKETS];
  while (flight != NULL &&
         !(flight->hash == hash && view_equal(view_make(flight->key, flight->key_length), key))) {
    flight = flight->bucket_next;
  }
  return flight;
}

static struct orca_flight *flight_start(struct orca_cache *cache, struct view key, uint64_t hash) {
  struct orca_flight *flight = calloc(1, sizeof(*flight) + key.length);
  if (flight == NULL) {
    return NULL;
  }
  flight->hash = hash;
  flight->users = 1;
  flight->in_table = true;
  flight->key_length = key.length;
  memcpy(flight->key, key.data, key.length);
  flight->bucket_next = cache->buckets[hash % BUCKETS];
  cache->buckets[hash % BUCKETS] = flight;
  list_add(cache, flight);
  cache->counts.bytes += flight_bytes(flight);
  return flight;
}

/* Copies under the lock: bodies are small and kept ones may be thrown out at any time. */
static enum error take_outcome(const struct orca_flight *flight, struct arena *arena,
                               struct orca_outcome *ret_outcome) {
  struct orca_outcome outcome = flight->outcome;
  if (outcome.error == ERROR_OK) {
    outcome.body = arena_copy(arena, outcome.body);
    if (outcome.body.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  *ret_outcome = outcome;
  return ERROR_OK;
}

static enum error wait_landing(struct orca_cache *cache, struct orca_flight *flight,
                               int64_t wait_us) {
  struct timespec until = steady_until(wait_us);
  int wait_result = 0;
  while (flight->state == FLYING && wait_result == 0) {
    wait_result = pthread_cond_timedwait(&cache->landed, &cache->mutex, &until);
  }
  return flight->state == FLYING ? ERROR_ORCA_TIMEOUT : ERROR_OK;
}

/* The kept answer when it may be used; else what is too old is thrown out. */
static struct orca_flight *usable(struct orca_cache *cache, const struct orca_ticket *ticket,
                                  uint64_t hash) {
  struct orca_flight *flight = table_find(cache, ticket->key, hash);
  if (flight == NULL || flight->state == FLYING) {
    return flight;
  }
  if (!ticket->fresh && clock_monotonic_us(cache->clock) < flight->expires_us) {
    return flight;
  }
  table_remove(cache, flight);
  return NULL;
}

static enum error board_locked(struct orca_cache *cache, const struct orca_ticket *ticket,
                               struct arena *arena, struct orca_flight **ret_flight,
                               struct orca_outcome *ret_outcome) {
  uint64_t hash = hash_64(ticket->key);
  struct orca_flight *flight = usable(cache, ticket, hash);
  if (flight == NULL) {
    cache->counts.misses++;
    flight = flight_start(cache, ticket->key, hash);
    if (flight == NULL) {
      return ERROR_MEMORY;
    }
    *ret_flight = flight;
    return ERROR_OK;
  }
  flight->users++;
  enum error error = ERROR_OK;
  if (flight->state == FLYING) {
    cache->counts.joined++;
    error = wait_landing(cache, flight, ticket->wait_us);
  } else {
    cache->counts.hits++;
    list_remove(cache, flight);
    list_add(cache, flight);
  }
  if (error == ERROR_OK) {
    error = take_outcome(flight, arena, ret_outcome);
  }
  if (error == ERROR_OK) {
    *ret_flight = NULL;
  }
  flight_release(flight);
  return error;
}

enum error orca_cache_board(struct orca_cache *cache, const struct orca_ticket *ticket,
                            struct arena *arena, struct orca_flight **ret_flight,
                            struct orca_outcome *ret_outcome) {
  pthread_mutex_lock(&cache->mutex);
  enum error error = board_locked(cache, ticket, arena, ret_flight, ret_outcome);
  pthread_mutex_unlock(&cache->mutex);
  return error;
}

static void make_room(struct orca_cache *cache) {
  struct orca_flight *flight = cache->oldest;
  while (flight != NULL && cache->counts.bytes > cache->maximum_bytes) {
    struct orca_flight *newer = flight->newer;
    if (flight->state == LANDED) {
      table_remove(cache, flight);
    }
    flight = newer;
  }
}

/* The outcome with a body of its own. */
static struct orca_outcome outcome_own(const struct orca_outcome *outcome, char **ret_body) {
  struct orca_outcome own = *outcome;
  own.body = (struct view){NULL, 0};
  if (own.error == ERROR_OK) {
    *ret_body = malloc(outcome->body.length + 1);
    own.error = *ret_body != NULL ? ERROR_OK : ERROR_MEMORY;
  }
  if (own.error == ERROR_OK && outcome->body.length != 0) {
    memcpy(*ret_body, outcome->body.data, outcome->body.length);
    own.body = view_make(*ret_body, outcome->body.length);
  }
  return own;
}

void orca_cache_land(struct orca_cache *cache, struct orca_flight *flight,
                     const struct orca_outcome *outcome, uint32_t keep_seconds) {
  char *body = NULL;
  struct orca_outcome landed = outcome_own(outcome, &body);
  pthread_mutex_lock(&cache->mutex);
  flight->outcome = landed;
  flight->body = body;
  flight->state = LANDED;
  if (flight->in_table) {
    cache->counts.bytes += landed.body.length;
  }
  flight->expires_us = clock_monotonic_us(cache->clock) + (int64_t)keep_seconds * 1000000;
  if (flight->in_table && (keep_seconds == 0 || landed.error != ERROR_OK)) {
    table_unlink(cache, flight);
  }
  flight_release(flight);
  make_room(cache);
  pthread_cond_broadcast(&cache->landed);
  pthread_mutex_unlock(&cache->mutex);
}

/* Flights are taken out of the table too: an answer that was asked for before the event must not be
 * kept. Those who wait for it still get it. */
void orca_cache_forget(struct orca_cache *cache, struct view part) {
  pthread_mutex_lock(&cache->mutex);
  struct orca_flight *flight = cache->oldest;
  while (flight != NULL) {
    struct orca_flight *newer = flight->newer;
    if (view_find(view_make(flight->key, flight->key_length), part, 0) != SIZE_MAX) {
      table_remove(cache, flight);
    }
    flight = newer;
  }
  pthread_mutex_unlock(&cache->mutex);
}

void orca_cache_forget_if(struct orca_cache *cache, bool (*matches)(struct view key)) {
  pthread_mutex_lock(&cache->mutex);
  struct orca_flight *flight = cache->oldest;
  while (flight != NULL) {
    struct orca_flight *newer = flight->newer;
    if (matches(view_make(flight->key, flight->key_length))) {
      table_remove(cache, flight);
    }
    flight = newer;
  }
  pthread_mutex_unlock(&cache->mutex);
}

struct orca_cache_counts orca_cache_counts(struct orca_cache *cache) {
  pthread_mutex_lock(&cache->mutex);
  struct orca_cache_counts counts = cache->counts;
  pthread_mutex_unlock(&cache->mutex);
  return counts;
}

void orca_cache_free(struct orca_cache *cache) {
  if (cache == NULL) {
    return;
  }
  orca_cache_forget(cache, (struct view){"", 0});
  pthread_cond_destroy(&cache->landed);
  pthread_mutex_destroy(&cache->mutex);
  free(cache);
}
