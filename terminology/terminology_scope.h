/* What one request sees of the terminology: a snapshot and, before it, the resources that came with
 * the request. */
#ifndef TERMINOLOGY_TERMINOLOGY_SCOPE_H
#define TERMINOLOGY_TERMINOLOGY_SCOPE_H

#include "terminology/concept_map.h"
#include "terminology/terminology.h"
#include "terminology/value_set.h"

struct terminology_scope {
  const struct terminology *terminology; /* borrowed */
  struct arena *arena;
  struct terminology_resource **own; /* of the request, in order */
  size_t own_count;
  uint32_t date; /* yyyymmdd for validity */
};

/* date: yyyymmdd. */
struct terminology_scope terminology_scope_make(const struct terminology *terminology,
                                                struct arena *arena, uint32_t date);
/* Adds the resource at the node (a tx-resource); other types than the four are passed over. The
 * document must outlive the scope. ERROR_MEMORY. */
enum error terminology_scope_add(struct terminology_scope *scope, const struct document *document,
                                 uint32_t node) MUST_USE;

/* Every resource of that kind and url, the best first: of the request, then by version, newest
 * first. An OID name of a system finds its URL and the other way round when nothing has the name
 * itself. Writes at most capacity pointers, returns how many there are. */
size_t terminology_scope_find(const struct terminology_scope *scope, enum terminology_kind kind,
                              struct view url, const struct terminology_resource **ret_resources,
                              size_t capacity);
/* The first of the above whose version is the one wanted, or simply the first when version is
 * empty. NULL when absent. */
const struct terminology_resource *terminology_scope_get(const struct terminology_scope *scope,
                                                         enum terminology_kind kind,
                                                         struct view url, struct view version);
/* The supplements of a code system, in order. */
size_t terminology_scope_supplements(const struct terminology_scope *scope, struct view url,
                                     const struct terminology_resource **ret_resources,
                                     size_t capacity);

/* The model of a resource, made on first use; valid as long as its snapshot or scope. ERROR_SYNTAX
 * when the content is no such resource, ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error terminology_code_system(const struct terminology_scope *scope,
                                   const struct terminology_resource *resource,
                                   const struct code_system **ret_system) MUST_USE;
enum error terminology_value_set(const struct terminology_scope *scope,
                                 const struct terminology_resource *resource,
                                 const struct value_set **ret_value_set) MUST_USE;
enum error terminology_concept_map(const struct terminology_scope *scope,
                                   const struct terminology_resource *resource,
                                   const struct concept_map **ret_map) MUST_USE;

/* The index of a code system's displays, designations and codes, made on first use; rows are the
 * numbers of concepts. Valid as long as the model. Errors as above. */
struct search_index;
enum error terminology_search_index(const struct terminology_scope *scope,
                                    const struct terminology_resource *resource,
                                    const struct search_index **ret_index) MUST_USE;

#endif
