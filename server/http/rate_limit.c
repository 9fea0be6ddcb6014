#include "server/http/rate_limit.h"

#include "server/base/hash.h"
#include "server/limits.h"

#include <pthread.h>
#include <stdlib.h>

#define WAYS 4u
#define SETS (LIMIT_RATE_BUCKETS / WAYS)
#define BURST 2u
#define MICRO INT64_C(1000000)

/* What is left is counted in millionths of a request, so that slow rates fill evenly. */
struct bucket {
  uint64_t name; /* hash; 0 = free */
  int64_t left;
  int64_t seen_us;
};

struct rate_limit {
  pthread_mutex_t mutex;
  struct bucket buckets[SETS * WAYS];
};

struct rate_limit *rate_limit_new(void) {
  struct rate_limit *limit = calloc(1, sizeof *limit);
  if (limit != NULL) {
    pthread_mutex_init(&limit->mutex, NULL);
  }
  return limit;
}

void rate_limit_free(struct rate_limit *limit) {
  if (limit != NULL) {
    pthread_mutex_destroy(&limit->mutex);
    free(limit);
  }
}

/* The name's bucket, a full one when it has none. */
static struct bucket *find(struct rate_limit *limit, uint64_t name, int64_t full, int64_t now_us) {
  struct bucket *set = &limit->buckets[name % SETS * WAYS];
  struct bucket *oldest = set;
  for (size_t i = 0; i < WAYS; i++) {
    if (set[i].name == name) {
      return &set[i];
    }
    if (set[i].name == 0 || set[i].seen_us < oldest->seen_us) {
      oldest = &set[i];
    }
  }
  *oldest = (struct bucket){name, full, now_us};
  return oldest;
}

static void fill(struct bucket *bucket, uint32_t per_second, int64_t full, int64_t now_us) {
  int64_t elapsed = now_us > bucket->seen_us ? now_us - bucket->seen_us : 0;
  int64_t to_full = (full - bucket->left) / per_second + 1; /* microseconds */
  bucket->left = elapsed >= to_full ? full : bucket->left + elapsed * per_second;
  bucket->left = bucket->left > full ? full : bucket->left;
  bucket->seen_us = now_us;
}

bool rate_limit_take(struct rate_limit *limit, struct view name, uint32_t per_second,
                     int64_t now_us, uint32_t *ret_wait_s) {
  int64_t full = (int64_t)per_second * BURST * MICRO;
  uint64_t hash = hash_64(name);
  if (per_second == 0) {
    return true;
  }
  pthread_mutex_lock(&limit->mutex);
  struct bucket *bucket = find(limit, hash == 0 ? 1 : hash, full, now_us);
  fill(bucket, per_second, full, now_us);
  bool taken = bucket->left >= MICRO;
  if (taken) {
    bucket->left -= MICRO;
  } else {
    int64_t wait_us = (MICRO - bucket->left + per_second - 1) / per_second;
    *ret_wait_s = (uint32_t)((wait_us + MICRO - 1) / MICRO);
  }
  pthread_mutex_unlock(&limit->mutex);
  return taken;
}
