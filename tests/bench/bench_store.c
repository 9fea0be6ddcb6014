/* How many Bundles a second the store takes, durably: 1, 4 and 16 callers at a time, SQLite beside
 * a PostgreSQL on the same disk; then how fast workers claim and end the jobs. */
#include "server/limits.h"
#include "server/store/store_postgres.h"
#include "server/store/store_sqlite.h"
#include "tests/bench/bench.h"
#include "tests/unit/postgres_server.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define BUNDLE_BYTES 48000u
#define CALLERS_MAXIMUM 16u
#define SECONDS 3.0
#define ARENA_BYTES 4000000u
#define CACHE_BYTES 16777216u /* store.cache_bytes */
#define DIRECTORY "/tmp/facade-bench-XXXXXX"

static void give_up(const char *what) {
  fprintf(stderr, "bench: %s\n", what);
  exit(1);
}

struct caller {
  pthread_t thread;
  struct store *store;
  struct view content;
  double end_us;
  unsigned done;
};

static void accept_one(struct caller *caller, struct arena *arena) {
  char id[UUID_BYTES];
  uuid_random(id);
  struct store_bundle bundle = {.id = view_of(id),
                                .kind = view_of("clinical"),
                                .content = caller->content,
                                .digest = hash_sha256(caller->content),
                                .identifier_system = view_of("urn:system"),
                                .identifier_value = view_of(id),
                                .patient = view_of("00012"),
                                .received_digest = hash_sha256(view_of(id))};
  struct store_accepted accepted;
  if (caller->store->accept(caller->store, &bundle, arena, &accepted) != ERROR_OK) {
    give_up("a Bundle was not accepted");
  }
}

static void *accept_until_end(void *argument) {
  struct caller *caller = argument;
  struct arena *arena = arena_new(ARENA_BYTES);
  if (arena == NULL) {
    give_up("no memory");
  }
  for (; bench_now_us() < caller->end_us; caller->done++) {
    struct arena_mark mark = arena_mark(arena);
    accept_one(caller, arena);
    arena_back(arena, mark);
  }
  arena_free(arena);
  return NULL;
}

static void *deliver_until_end(void *argument) {
  struct caller *caller = argument;
  struct arena *arena = arena_new(ARENA_BYTES);
  const struct clock *clock = clock_system();
  if (arena == NULL) {
    give_up("no memory");
  }
  for (; bench_now_us() < caller->end_us; caller->done++) {
    struct arena_mark mark = arena_mark(arena);
    const struct store_claim claim = {.now_ms = clock_now_ms(clock), .lease_ms = 60000};
    struct store_job job;
    struct view lease;
    enum error error = caller->store->job_claim(caller->store, &claim, arena, &job, &lease);
    if (error == ERROR_NOT_FOUND) {
      break;
    }
    const struct store_transition end = {
        .job_id = job.id, .lease = lease, .state = JOB_ACCEPTED, .attempts = job.attempts};
    if (error != ERROR_OK || caller->store->job_transition(caller->store, &end) != ERROR_OK) {
      give_up("a job was not delivered");
    }
    arena_back(arena, mark);
  }
  arena_free(arena);
  return NULL;
}

static double rate_of(struct store *store, struct view content, unsigned callers,
                      void *(*work)(void *)) {
  struct caller all[CALLERS_MAXIMUM];
  double begin = bench_now_us();
  unsigned done = 0;
  for (unsigned i = 0; i < callers; i++) {
    all[i] =
        (struct caller){.store = store, .content = content, .end_us = begin + SECONDS * 1000000};
    if (pthread_create(&all[i].thread, NULL, work, &all[i]) != 0) {
      give_up("no thread");
    }
  }
  for (unsigned i = 0; i < callers; i++) {
    pthread_join(all[i].thread, NULL);
    done += all[i].done;
  }
  return done / ((bench_now_us() - begin) / 1000000);
}

static void measure(const char *name, struct store *store, struct view content) {
  static const unsigned callers[] = {1, 4, CALLERS_MAXIMUM};
  char row[100];
  for (size_t i = 0; i < sizeof callers / sizeof callers[0]; i++) {
    snprintf(row, sizeof row, "%s: 48 KB Bundles accepted, %u callers", name, callers[i]);
    bench_row(row, rate_of(store, content, callers[i], accept_until_end), "/s", "");
  }
  snprintf(row, sizeof row, "%s: jobs claimed and ended, 4 workers", name);
  bench_row(row, rate_of(store, content, 4, deliver_until_end), "/s", "");
}

static void measure_sqlite(struct view content) {
  static const char *const names[] = {"facade.db", "facade.db-wal", "facade.db-shm", "lock"};
  char directory[] = DIRECTORY;
  char path[sizeof directory + 32];
  struct store *store = NULL;
  const struct store_sqlite_settings sqlite = {directory, false, CACHE_BYTES};
  if (mkdtemp(directory) == NULL ||
      store_sqlite_open(&sqlite, clock_system(), &store) != ERROR_OK) {
    give_up("SQLite does not open");
  }
  measure("SQLite", store, content);
  store->close(store);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    snprintf(path, sizeof path, "%s/%s", directory, names[i]);
    unlink(path);
  }
  rmdir(directory);
}

static void measure_postgres(struct view content) {
  char url[256];
  struct store *store = NULL;
  if (!postgres_server_start(true)) {
    return; /* it said why */
  }
  if (!postgres_server_schema(url, sizeof url)) {
    give_up("PostgreSQL makes no schema");
  }
  const struct store_postgres_settings settings = {url, CALLERS_MAXIMUM, false, ""};
  if (store_postgres_open(&settings, clock_system(), &store) != ERROR_OK) {
    give_up("PostgreSQL does not open");
  }
  measure("PostgreSQL", store, content);
  store->close(store);
}

int main(void) {
  static char bytes[BUNDLE_BYTES];
  unsigned seed = 1;
  for (size_t i = 0; i < sizeof bytes; i++) {
    bytes[i] = "{}[]\":, abcdefghijklmnopqrstuvwxyz0123456789"[rand_r(&seed) % 44];
  }
  struct view content = view_make(bytes, sizeof bytes);
  measure_sqlite(content);
  measure_postgres(content);
  return 0;
}
