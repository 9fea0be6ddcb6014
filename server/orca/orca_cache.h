/* Answers kept for a short while, bounded in bytes and in seconds, and single flight: of equal
 * questions that come at the same time one is sent, the others wait for its answer. Thread-safe. */
#ifndef SERVER_ORCA_ORCA_CACHE_H
#define SERVER_ORCA_ORCA_CACHE_H

#include "server/base/arena.h"
#include "server/base/clock.h"
#include "server/orca/orca_trouble.h"

struct orca_cache;
struct orca_flight; /* a question being asked */

/* What asking brought: ERROR_OK with the body, or the failure with its trouble. */
struct orca_outcome {
  enum error error;
  struct view body;
  int64_t fetched_ms;
  struct orca_trouble trouble;
};

struct orca_ticket {
  struct view key;
  int64_t wait_us; /* longest wait for an equal question's answer */
  bool fresh;      /* kept answers are passed over; flights are not */
};

/* NULL when memory is short. */
struct orca_cache *orca_cache_new(size_t maximum_bytes, const struct clock *clock);
/* No flight may be under way. */
void orca_cache_free(struct orca_cache *cache);

/* A kept answer, or that of an equal question under way under the ticket: ERROR_OK, *ret_flight
 * NULL, *ret_outcome filled, its body copied into the arena. Otherwise ERROR_OK with *ret_flight
 * set: the caller must ask and call orca_cache_land. ERROR_ORCA_TIMEOUT: the other's answer did not
 * come in time. ERROR_MEMORY. */
enum error orca_cache_board(struct orca_cache *cache, const struct orca_ticket *ticket,
                            struct arena *arena, struct orca_flight **ret_flight,
                            struct orca_outcome *ret_outcome) MUST_USE;
/* Hands the outcome to those who wait and keeps it for keep_seconds (0 = not). Takes the flight. */
void orca_cache_land(struct orca_cache *cache, struct orca_flight *flight,
                     const struct orca_outcome *outcome, uint32_t keep_seconds);
/* Forgets every answer whose key contains the text (PUSH events); empty = all. */
void orca_cache_forget(struct orca_cache *cache, struct view part);

/* Forgets every answer whose key matches. */
void orca_cache_forget_if(struct orca_cache *cache, bool (*matches)(struct view key));

struct orca_cache_counts {
  uint64_t hits;
  uint64_t joined; /* waited for an equal question */
  uint64_t misses;
  size_t bytes;
};
struct orca_cache_counts orca_cache_counts(struct orca_cache *cache);

#endif
