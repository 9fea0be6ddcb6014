/* The entries of a searchset while it is made: what was found, and what comes with it (FHIR R4
 * bundle.html#searchset). */
#ifndef HANDLERS_SEARCH_ENTRY_H
#define HANDLERS_SEARCH_ENTRY_H

#include "server/base/document.h"

enum search_mode { SEARCH_MODE_MATCH, SEARCH_MODE_INCLUDE };

struct search_entry {
  struct view full_url;
  struct view resource; /* JSON, one value */
  enum search_mode mode;
};

struct search_entries {
  struct arena *arena;
  struct search_entry *items;
  size_t count;
  size_t capacity;
};

/* ERROR_MEMORY. */
enum error search_entries_add(struct search_entries *entries,
                              const struct search_entry *entry) MUST_USE;
bool search_entries_has(const struct search_entries *entries, struct view full_url);

/* An element's values by a path without indexes ("participant.actor"): calls visit for each one,
 * arrays taken apart. Stops at the first failure. */
typedef enum error search_entry_visitor(void *context, const struct document *document,
                                        uint32_t node);
enum error search_entry_walk(const struct document *document, const char *path,
                             search_entry_visitor *visit, void *context) MUST_USE;

#endif
