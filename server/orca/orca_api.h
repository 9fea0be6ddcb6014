/* One row for each ORCA API: where it is, what its answer is called, what its result codes mean. */
#ifndef SERVER_ORCA_ORCA_API_H
#define SERVER_ORCA_ORCA_API_H

#include "server/base/buffer.h"
#include "server/orca/orca_api_list.h"

enum orca_method { ORCA_GET, ORCA_POST };

enum orca_api_id {
#define ORCA_API_ENUM(id, name, target, method, root, seconds) ORCA_API_##id,
  ORCA_API_LIST(ORCA_API_ENUM)
#undef ORCA_API_ENUM
      ORCA_API_ALL
};

struct orca_api {
  enum orca_api_id id;
  const char *name;
  const char *target; /* path and fixed query below orca.base_url */
  enum orca_method method;
  const char *root; /* of the answer: not always that of the specification pages; "" = the answer
                       has none (a bare JSON array, or {"error":{"code","message"}}) */
  uint32_t cache_seconds;
};

enum orca_meaning {
  ORCA_MEANING_OK,
  ORCA_MEANING_HINT, /* done, with something to say (K1, W..) */
  ORCA_MEANING_EMPTY,
  ORCA_MEANING_TRUNCATED, /* data are there, but not all */
  ORCA_MEANING_NO_PATIENT,
  ORCA_MEANING_BAD_INPUT,
  ORCA_MEANING_BUSY,
  ORCA_MEANING_SYSTEM,
  ORCA_MEANING_UNAUTHORIZED,
  ORCA_MEANING_UNKNOWN, /* a code that no table has */
};

/* The row of an API; static. */
const struct orca_api *orca_api_get(enum orca_api_id id);
/* How long an ORCA without it is not asked for it again; 0 = it is asked each time. */
uint32_t orca_api_absence_seconds(enum orca_api_id id);
/* What an Api_Result means for that API. Success is "only zeros", of any width. */
enum orca_meaning orca_api_meaning(enum orca_api_id id, struct view code);

/* A member of a request record; empty values are left out. */
struct orca_argument {
  const char *name; /* "Group/Member" stands in an inner record; those of a group stand together */
  struct view value;
};
/* The xml2 request <data><root type="record">...: escaped, control characters left out. Data NULL
 * when memory is exhausted. */
struct view orca_api_request(struct arena *arena, const char *root,
                             const struct orca_argument *arguments, size_t count);
/* The same as JSON, for the APIs that take nothing else: {"root": {...}}; no groups. */
struct view orca_api_request_json(struct arena *arena, const char *root,
                                  const struct orca_argument *arguments, size_t count);

#endif
