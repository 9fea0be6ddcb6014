/* Read and search of the resource types that are found in a few lists of ORCA: collect what may be
 * meant, keep what is meant, write it. What differs is one struct resource_type for each. */
#ifndef HANDLERS_RESOURCE_SET_H
#define HANDLERS_RESOURCE_SET_H

#include "handlers/from_orca.h"
#include "server/http/response.h"
#include "server/http/route.h"

struct resource_item {
  struct view id;
  const void *record; /* of the type's own */
};

struct resource_set {
  struct request *request;
  struct orca_session session;
  struct resource_item *items; /* in the order in which they are answered */
  size_t count;
  size_t capacity;
  int64_t fetched_ms; /* of the oldest answer of ORCA in it; 0 = none */
  const void *query;  /* the search's parameters, made by prepare; NULL in a read */
};

struct resource_type {
  const char *name;                                /* "Practitioner" */
  const struct search_parameter_row *parameters;   /* ends with name NULL; has _id */
  enum error (*prepare)(struct resource_set *set); /* reads the parameters; NULL = only _id */
  /* Asks ORCA and adds what is found. With an id, what is not that one may be left out, and an id
   * that cannot be one of this type adds nothing. Errors of orca_ask. */
  enum error (*collect)(struct resource_set *set, struct view id);
  bool (*matches)(const struct resource_set *set, const struct resource_item *item);
  void (*write)(const struct from_orca *from, const struct resource_set *set,
                const struct resource_item *item);
};

/* ERROR_MEMORY, also when the id is one that memory was too short for (data NULL). */
enum error resource_set_add(struct resource_set *set, struct view id, const void *record) MUST_USE;
/* What an answer says beside its rows: its age, and what the client must be told. */
void resource_set_note(struct resource_set *set, const char *api, const struct orca_info *info);

/* The day in Japan, YYYY-MM-DD; data NULL when memory is short. */
struct view resource_set_today(const struct resource_set *set);

/* The two interactions: what handlers are made of. */
enum error resource_set_read(struct request *request, struct response *response,
                             const struct resource_type *type) MUST_USE;
enum error resource_set_search(struct request *request, struct response *response,
                               const struct resource_type *type) MUST_USE;

#endif
