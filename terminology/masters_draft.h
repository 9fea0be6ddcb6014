/* The masters while they are changed: what is already imported is loaded, files are applied, the
 * result is written as one new file. Everything lives in one arena. */
#ifndef TERMINOLOGY_MASTERS_DRAFT_H
#define TERMINOLOGY_MASTERS_DRAFT_H

#include "server/base/buffer.h"
#include "server/base/hash_map.h"
#include "terminology/masters.h"

struct draft_concept;

/* A property (name and value) or a link (target) of a concept, and which master says so. */
struct draft_item {
  struct draft_item *next;
  struct view name;
  struct view value;
  struct draft_concept *target;
  uint32_t source;
  enum masters_link kind;
  bool stale; /* of the row's former content; goes unless it is said again */
};

struct draft_concept {
  struct view code;
  struct view display;
  struct view kana;
  struct draft_item *items; /* in the order said */
  uint32_t system;
  uint32_t source; /* of display and validity */
  uint32_t valid_from;
  uint32_t valid_to;
  uint32_t flags;    /* MASTERS_CONCEPT_ */
  uint32_t seen;     /* serial number of the last file that states it */
  uint32_t line;     /* where */
  uint32_t released; /* yyyymmdd of that row: the newest of several rows counts */
  uint32_t row;      /* while writing */
  uint32_t rank;
};

struct draft_system {
  struct view url;
  struct view version;
  struct hash_map concepts; /* code -> struct draft_concept */
  bool fragment;
};

struct draft_origin {
  struct view name;
  struct view master;
  struct view at;
  struct view sha256;
  struct masters_origin_row row; /* release and counts */
};

struct masters_draft {
  struct arena *arena;
  struct hash_map system_numbers; /* url -> number + 1 as a pointer */
  struct hash_map source_numbers;
  struct hash_map resources; /* key -> struct masters_resource */
  struct draft_system *systems;
  uint32_t system_count;
  uint32_t system_capacity;
  struct view *sources;
  uint32_t source_count;
  uint32_t source_capacity;
  struct draft_origin *origins;
  uint32_t origin_count;
  uint32_t origin_capacity;
};

struct masters_draft masters_draft_make(struct arena *arena);
/* Copies what masters hold; texts stay in its mapping, which must outlive the draft. */
enum error masters_draft_load(struct masters_draft *draft, const struct masters *masters) MUST_USE;

/* Number of a system or of a source, added when new. Texts are borrowed. */
enum error masters_draft_system(struct masters_draft *draft, struct view url,
                                uint32_t *ret_system) MUST_USE;
enum error masters_draft_source(struct masters_draft *draft, struct view name,
                                uint32_t *ret_source) MUST_USE;
enum error masters_draft_origin(struct masters_draft *draft,
                                const struct draft_origin *origin) MUST_USE;
/* False when it is not there. */
bool masters_draft_system_find(const struct masters_draft *draft, struct view url,
                               uint32_t *ret_system);
/* NULL when absent. */
struct draft_concept *masters_draft_find(const struct masters_draft *draft, uint32_t system,
                                         struct view code);
/* The concept, added as MASTERS_CONCEPT_NAMED when new. */
enum error masters_draft_concept(struct masters_draft *draft, uint32_t system, struct view code,
                                 struct draft_concept **ret_concept) MUST_USE;
/* Says an item: an equal one of the same source that was stale is fresh again. *ret_new is true
 * when there was none. */
enum error masters_draft_say(struct masters_draft *draft, struct draft_concept *concept,
                             const struct draft_item *item, bool *ret_new) MUST_USE;

enum draft_resource_change { DRAFT_RESOURCE_SAME, DRAFT_RESOURCE_ADDED, DRAFT_RESOURCE_REPLACED };

/* Type, url and version (without a url: id) as one text. data is NULL when memory is exhausted. */
struct view masters_draft_resource_key(struct arena *arena,
                                       const struct masters_resource *resource);
/* Keeps a resource (texts are borrowed) in place of the one with the same key. */
enum error masters_draft_resource(struct masters_draft *draft,
                                  const struct masters_resource *resource,
                                  enum draft_resource_change *ret_change) MUST_USE;

/* The file's bytes in the draft's arena. */
enum error masters_draft_write(struct masters_draft *draft, struct view *ret_file) MUST_USE;

#endif
