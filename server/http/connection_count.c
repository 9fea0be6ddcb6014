#include "server/http/connection_count.h"

#include <pthread.h>
#include <search.h>
#include <stdlib.h>

struct connection_count {
  unsigned maximum;
  struct trusted_proxies proxies;
  pthread_mutex_t mutex;
  void *tallies; /* tsearch tree of struct tally */
};

struct tally {
  struct ip_address address;
  unsigned connections; /* never 0 in the tree */
};

static int compare_tallies(const void *a, const void *b) {
  const struct tally *left = a;
  const struct tally *right = b;
  return memcmp(left->address.bytes, right->address.bytes, IP_ADDRESS_BYTES);
}

struct connection_count *connection_count_new(unsigned maximum,
                                              const struct trusted_proxies *proxies) {
  struct connection_count *count = calloc(1, sizeof *count);
  if (count != NULL) {
    count->maximum = maximum;
    count->proxies = *proxies;
    pthread_mutex_init(&count->mutex, NULL);
  }
  return count;
}

void connection_count_free(struct connection_count *count) {
  if (count != NULL) {
    tdestroy(count->tallies, free);
    pthread_mutex_destroy(&count->mutex);
    free(count);
  }
}

static bool is_limited(const struct connection_count *count, const struct ip_address *address) {
  return count->maximum > 0 && !trusted_proxies_has(&count->proxies, address);
}

static struct tally *find(struct connection_count *count, const struct ip_address *address) {
  const struct tally wanted = {.address = *address};
  struct tally *const *node = tfind(&wanted, &count->tallies, compare_tallies);
  return node == NULL ? NULL : *node;
}

bool connection_count_has_room(struct connection_count *count, const struct ip_address *address) {
  if (!is_limited(count, address)) {
    return true;
  }
  pthread_mutex_lock(&count->mutex);
  const struct tally *tally = find(count, address);
  bool has_room = tally == NULL || tally->connections < count->maximum;
  pthread_mutex_unlock(&count->mutex);
  return has_room;
}

static struct tally *add(struct connection_count *count, const struct ip_address *address) {
  struct tally *tally = calloc(1, sizeof *tally);
  if (tally != NULL) {
    tally->address = *address;
    if (tsearch(tally, &count->tallies, compare_tallies) == NULL) {
      free(tally);
      tally = NULL;
    }
  }
  return tally;
}

bool connection_count_begin(struct connection_count *count, const struct ip_address *address) {
  if (!is_limited(count, address)) {
    return false;
  }
  pthread_mutex_lock(&count->mutex);
  struct tally *tally = find(count, address);
  tally = tally == NULL ? add(count, address) : tally;
  if (tally != NULL) {
    tally->connections++;
  }
  pthread_mutex_unlock(&count->mutex);
  return tally != NULL;
}

void connection_count_end(struct connection_count *count, const struct ip_address *address) {
  pthread_mutex_lock(&count->mutex);
  struct tally *tally = find(count, address);
  if (tally != NULL && --tally->connections == 0) {
    (void)tdelete(tally, &count->tallies, compare_tallies);
    free(tally);
  }
  pthread_mutex_unlock(&count->mutex);
}
