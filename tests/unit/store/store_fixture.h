/* A store in a folder of its own, new for each test, with a clock that a test moves. */
#ifndef TESTS_UNIT_STORE_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_STORE_FIXTURE_H

#include "server/store/store_sqlite.h"
#include "tests/unit/unit_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char directory[64];
static struct arena *arena;
static struct store *store; /* NULL once a test has closed it for good */
static int64_t now = 1800000000000;
static int64_t jumped; /* by how much the wall clock was put forward, in milliseconds */

static inline int64_t fake_now(void *context) {
  (void)context;
  return now + jumped;
}

static inline int64_t fake_monotonic(void *context) {
  (void)context;
  return now * 1000;
}

static const struct clock fake_clock = {fake_now, fake_monotonic, NULL};

static inline void open_store(void) {
  ck_assert_int_eq(store_sqlite_open(directory, false, &fake_clock, &store), ERROR_OK);
}

static inline void set_up(void) {
  snprintf(directory, sizeof(directory), "/tmp/store-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(directory));
  arena = arena_new(100000000);
  jumped = 0;
  open_store();
}

static inline void tear_down(void) {
  if (store != NULL) {
    store->close(store);
  }
  store = NULL;
  arena_free(arena);
  static const char *const names[] = {"facade.db", "facade.db-wal", "facade.db-shm", "lock"};
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
    unlink(path);
  }
  rmdir(directory);
}

#endif
