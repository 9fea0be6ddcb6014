/* A resource with its lifetime and its lazily made model: shared by the snapshots (terminology.c)
 * and the scopes (terminology_scope.c). */
#ifndef TERMINOLOGY_TERMINOLOGY_HELD_H
#define TERMINOLOGY_TERMINOLOGY_HELD_H

#include "server/base/hash.h"
#include "terminology/concept_map.h"
#include "terminology/terminology_resource.h"
#include "terminology/value_set.h"

#include <stdatomic.h>

/* Opaque: made lazily from the content. */
struct terminology_model;

struct held_resource {
  struct terminology_resource resource; /* first: a pointer to it is a pointer to this */
  const struct masters *masters;        /* of FROM_MASTER */
  const struct document *document;      /* of FROM_REQUEST: the content is this node of it */
  uint32_t node;
  struct arena *arena; /* of the copies; NULL when nothing is copied */
  struct view *names;  /* NamingSystem: its unique ids as URIs, the preferred URI first */
  uint32_t name_count;
  struct sha256 digest; /* of the content, of FROM_STORE */
  atomic_uint references;
  _Atomic(struct terminology_model *) model;
};

/* A counted copy (count 1). What comes from a client is copied; a resource of a package borrows all
 * texts from the masters' file. ERROR_MEMORY; ERROR_SYNTAX: a NamingSystem or supplement that is no
 * JSON. */
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

/* The model, made on first use; `arena` frees it when the resource came with a request. Errors as
 * of terminology_code_system. */
enum error held_resource_code_system(struct held_resource *held, struct arena *arena,
                                     const struct code_system **ret_system) MUST_USE;
enum error held_resource_value_set(struct held_resource *held, struct arena *arena,
                                   const struct value_set **ret_value_set) MUST_USE;
enum error held_resource_concept_map(struct held_resource *held, struct arena *arena,
                                     const struct concept_map **ret_map) MUST_USE;
/* Of a code system: made on first use, too. */
struct search_index;
enum error held_resource_search_index(struct held_resource *held, struct arena *arena,
                                      const struct search_index **ret_index) MUST_USE;

#endif
