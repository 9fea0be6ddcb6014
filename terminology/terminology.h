/* Everything that is known of codes at one moment: CodeSystems, ValueSets, ConceptMaps and
 * NamingSystems that were imported or stored, and the systems of the masters. A snapshot is
 * immutable and counted; models are made on first use and kept (terminology_scope.h). */
#ifndef TERMINOLOGY_TERMINOLOGY_H
#define TERMINOLOGY_TERMINOLOGY_H

#include "terminology/masters.h"
#include "terminology/terminology_resource.h"

struct terminology;
struct candidate_indexes; /* terminology/candidate_index.h */

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

/* Names what is known: the same imports and the same stored resources have the same id (SHA-256,
 * hexadecimal, NUL-terminated), others another one. "" when there is nothing. */
const char *terminology_id(const struct terminology *terminology);
/* NULL when nothing was imported. */
const struct masters *terminology_masters(const struct terminology *terminology);
/* Candidate search over those masters, shared by all snapshots of them; NULL when nothing was
 * imported. */
struct candidate_indexes *terminology_candidates(const struct terminology *terminology);
/* All resources, sorted by kind, url, then origin, newest version first. */
size_t terminology_count(const struct terminology *terminology);
const struct terminology_resource *terminology_at(const struct terminology *terminology,
                                                  size_t index);
/* By kind and id; NULL when absent. */
const struct terminology_resource *terminology_by_id(const struct terminology *terminology,
                                                     enum terminology_kind kind, struct view id);

/* Resources of one kind and url stand together, newest version first: terminology_at(first ..). */
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
