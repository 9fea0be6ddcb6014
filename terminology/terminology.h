/* Everything that is known of codes at one moment: CodeSystems, ValueSets, ConceptMaps and
 * NamingSystems that were imported or stored, and the systems of the masters. A snapshot is
 * immutable and counted; models are made on first use and kept. A scope is what one request sees:
 * the snapshot and, before it, the resources that came with the request. */
#ifndef TERMINOLOGY_TERMINOLOGY_H
#define TERMINOLOGY_TERMINOLOGY_H

#include "terminology/concept_map.h"
#include "terminology/value_set.h"

enum terminology_kind {
  TERMINOLOGY_CODE_SYSTEM,
  TERMINOLOGY_VALUE_SET,
  TERMINOLOGY_CONCEPT_MAP,
  TERMINOLOGY_NAMING_SYSTEM,
  TERMINOLOGY_KIND_COUNT
};

/* "CodeSystem" ... static */
const char *terminology_kind_name(enum terminology_kind kind);
/* TERMINOLOGY_KIND_COUNT for other types. */
enum terminology_kind terminology_kind_of(struct view resource_type);

/* Where a resource comes from: of two with one url and version the later origin is used. */
enum terminology_origin {
  TERMINOLOGY_FROM_PACKAGE, /* imported as a FHIR resource */
  TERMINOLOGY_FROM_MASTER,  /* a code system of a publisher's own file: no resource behind it */
  TERMINOLOGY_FROM_STORE,   /* PUT by a client */
  TERMINOLOGY_FROM_REQUEST, /* tx-resource */
};

/* Opaque: made lazily from the content. */
struct terminology_model;

/* One resource; owned by the snapshots that hold it (counted). */
struct terminology_resource {
  enum terminology_kind kind;
  enum terminology_origin origin;
  struct view id;
  struct view url; /* of a NamingSystem: empty */
  struct view version;
  struct view content;     /* the resource as received; empty for FROM_MASTER */
  uint32_t masters_system; /* index, of FROM_MASTER */
  int64_t updated_ms;      /* FROM_STORE; 0 else */
};

struct terminology;

/* ---- snapshots ---- */

/* A snapshot of the masters alone (NULL: of nothing), whose file it owns from now on and closes
 * with the last snapshot that uses it. Count 1. ERROR_MEMORY (the masters stay the caller's). */
enum error terminology_new(struct masters *masters, struct terminology **ret_terminology) MUST_USE;
/* A new snapshot with more stored resources (different kinds or ids), each added or replacing the
 * one of its kind and id. The views are copied. ERROR_SYNTAX: a NamingSystem that is no JSON.
 * ERROR_MEMORY. */
enum error terminology_with(const struct terminology *terminology,
                            const struct terminology_resource *resources, size_t count,
                            struct terminology **ret_terminology) MUST_USE;
/* Without the stored resource of that kind and id. ERROR_NOT_FOUND, ERROR_MEMORY. */
enum error terminology_without(const struct terminology *terminology, enum terminology_kind kind,
                               struct view id, struct terminology **ret_terminology) MUST_USE;
/* The same stored resources over newer masters; as terminology_new. */
enum error terminology_with_masters(const struct terminology *terminology, struct masters *masters,
                                    struct terminology **ret_terminology) MUST_USE;
void terminology_retain(struct terminology *terminology);
void terminology_release(struct terminology *terminology); /* NULL is allowed */

/* NULL when nothing was imported. */
const struct masters *terminology_masters(const struct terminology *terminology);
/* All resources, sorted by kind, url, then origin, newest version first. */
size_t terminology_count(const struct terminology *terminology);
const struct terminology_resource *terminology_at(const struct terminology *terminology,
                                                  size_t index);
/* By kind and id; NULL when absent. */
const struct terminology_resource *terminology_by_id(const struct terminology *terminology,
                                                     enum terminology_kind kind, struct view id);

/* ---- scopes ---- */

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

/* Order of versions: numbers in dotted parts compare as numbers, the rest as text; an empty version
 * is the oldest. <0, 0, >0. */
int terminology_version_compare(struct view a, struct view b);

#endif
