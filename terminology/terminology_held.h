/* A resource with its lifetime and its lazily made model: shared by the snapshots (terminology.c)
 * and the scopes (terminology_scope.c). */
#ifndef TERMINOLOGY_TERMINOLOGY_HELD_H
#define TERMINOLOGY_TERMINOLOGY_HELD_H

#include "terminology/terminology.h"

#include <stdatomic.h>

struct held_resource {
  struct terminology_resource resource; /* first: a pointer to it is a pointer to this */
  const struct masters *masters;        /* of FROM_MASTER */
  const struct document *document;      /* of FROM_REQUEST: the content is this node of it */
  uint32_t node;
  struct arena *arena; /* of the copies; NULL of FROM_REQUEST */
  struct view *names;  /* NamingSystem: its unique ids as URIs, the preferred URI first */
  uint32_t name_count;
  atomic_uint references;
  _Atomic(struct terminology_model *) model;
};

/* A counted copy (count 1) with everything that it needs in its own arena; content is copied unless
 * it is the masters'. ERROR_MEMORY. */
enum error held_resource_new(const struct terminology_resource *from, const struct masters *masters,
                             struct held_resource **ret_held) MUST_USE;
/* In the scope's arena, for one request. */
enum error held_resource_of_request(struct arena *arena, const struct document *document,
                                    uint32_t node, struct held_resource **ret_held) MUST_USE;
void held_resource_retain(struct held_resource *held);
void held_resource_release(struct held_resource *held);

static inline struct held_resource *held_resource_of(const struct terminology_resource *resource) {
  union {
    const struct terminology_resource *in;
    struct held_resource *out;
  } pointer = {.in = resource};
  return pointer.out;
}

/* The snapshot's index, for scopes: entries of one kind and url stand together. */
struct terminology_run {
  uint32_t first;
  uint32_t count;
};
/* False when nothing has that kind and url. */
bool terminology_run_find(const struct terminology *terminology, enum terminology_kind kind,
                          struct view url, struct terminology_run *ret_run);
/* The other name of a code system by the NamingSystems at hand; empty when there is none. */
struct view terminology_other_name(const struct terminology *terminology, struct view url);

#endif
