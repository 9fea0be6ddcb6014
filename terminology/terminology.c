#include "terminology/terminology.h"

#include "terminology/terminology_held.h"

#include "server/base/buffer.h"
#include "server/base/hash_map.h"
#include "server/limits.h"
#include "terminology/candidate_index.h"

#include <stdlib.h>

/* Sources of masters that are FHIR resources. */
#define FHIR_SOURCE "fhir-"

/* The masters' file lives as long as any snapshot that was made over it. */
struct shared_masters {
  struct masters *masters;
  struct candidate_indexes *candidates;
  atomic_uint references;
};

struct terminology {
  atomic_uint references;
  struct arena *arena;
  struct shared_masters *shared; /* NULL without masters */
  struct held_resource **entries;
  uint32_t count;
  struct hash_map runs[TERMINOLOGY_KIND_COUNT]; /* url -> struct terminology_run */
  struct hash_map ids[TERMINOLOGY_KIND_COUNT];  /* id -> struct held_resource */
  struct hash_map names;                        /* unique id -> NamingSystem (held) */
  char id[SHA256_HEX_BYTES];
};

static int compare_entries(const void *left, const void *right) {
  const struct terminology_resource *a = &(*(struct held_resource *const *)left)->resource;
  const struct terminology_resource *b = &(*(struct held_resource *const *)right)->resource;
  if (a->kind != b->kind) {
    return a->kind < b->kind ? -1 : 1;
  }
  int order = view_compare(a->url, b->url);
  order = order != 0 ? order : terminology_version_compare(b->version, a->version);
  order = order != 0 ? order : (int)b->origin - (int)a->origin;
  return order != 0 ? order : view_compare(a->id, b->id);
}

/* ---- building ----------------------------------------------------------------------------------
 */
static void release_masters(struct shared_masters *shared) {
  if (shared != NULL && atomic_fetch_sub(&shared->references, 1) == 1) {
    candidate_indexes_free(shared->candidates);
    masters_close(shared->masters);
    free(shared);
  }
}

/* An empty snapshot with room for capacity entries. */
static struct terminology *new_snapshot(struct shared_masters *shared, uint32_t capacity) {
  struct arena *arena = arena_new(LIMIT_TERMINOLOGY_BYTES);
  struct terminology *terminology = arena == NULL ? NULL : arena_alloc(arena, sizeof *terminology);
  if (terminology != NULL) {
    terminology->arena = arena;
    terminology->entries = arena_array(arena, capacity + 1, sizeof(struct held_resource *));
  }
  if (terminology == NULL || terminology->entries == NULL) {
    arena_free(arena);
    return NULL;
  }
  atomic_init(&terminology->references, 1);
  terminology->shared = shared;
  if (shared != NULL) {
    atomic_fetch_add(&shared->references, 1);
  }
  return terminology;
}

static bool is_same_run(const struct terminology_resource *a,
                        const struct terminology_resource *b) {
  return a->kind == b->kind && view_equal(a->url, b->url);
}

static enum error index_run(struct terminology *terminology, uint32_t first, uint32_t count) {
  const struct terminology_resource *resource = &terminology->entries[first]->resource;
  struct terminology_run *run = arena_alloc(terminology->arena, sizeof *run);
  if (run == NULL) {
    return ERROR_MEMORY;
  }
  *run = (struct terminology_run){first, count};
  return resource->url.length == 0
             ? ERROR_OK
             : hash_map_put(&terminology->runs[resource->kind], resource->url, run);
}

static enum error index_names(struct terminology *terminology, struct held_resource *held) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < held->name_count && error == ERROR_OK; i++) {
    error = hash_map_put(&terminology->names, held->names[i], held);
  }
  return error;
}

/* A stored resource keeps its id; an imported one may be shadowed by it. */
static enum error index_id(struct terminology *terminology, struct held_resource *held) {
  struct hash_map *ids = &terminology->ids[held->resource.kind];
  const struct held_resource *known = hash_map_get(ids, held->resource.id);
  if (held->resource.id.length == 0 ||
      (known != NULL && known->resource.origin >= held->resource.origin)) {
    return ERROR_OK;
  }
  return hash_map_put(ids, held->resource.id, held);
}

static enum error index_entries(struct terminology *terminology) {
  enum error error = ERROR_OK;
  terminology->names = hash_map_make(terminology->arena);
  for (int kind = 0; kind < TERMINOLOGY_KIND_COUNT; kind++) {
    terminology->runs[kind] = hash_map_make(terminology->arena);
    terminology->ids[kind] = hash_map_make(terminology->arena);
  }
  for (uint32_t first = 0; first < terminology->count && error == ERROR_OK;) {
    uint32_t end = first + 1;
    while (end < terminology->count && is_same_run(&terminology->entries[first]->resource,
                                                   &terminology->entries[end]->resource)) {
      end++;
    }
    error = index_run(terminology, first, end - first);
    first = end;
  }
  for (uint32_t i = 0; i < terminology->count && error == ERROR_OK; i++) {
    error = index_id(terminology, terminology->entries[i]);
    error = error == ERROR_OK ? index_names(terminology, terminology->entries[i]) : error;
  }
  return error;
}

static void name_masters(const struct terminology *terminology, struct buffer *names) {
  const struct masters *masters = terminology_masters(terminology);
  uint32_t count = masters == NULL ? 0 : masters_origin_count(masters);
  for (uint32_t i = 0; i < count; i++) {
    struct masters_origin origin = masters_origin_at(masters, i);
    buffer_append_format(names, "%.*s %.*s\n", VIEW_ARGUMENTS(origin.master),
                         VIEW_ARGUMENTS(origin.sha256));
  }
}

static void name_stored(const struct terminology *terminology, struct buffer *names) {
  for (uint32_t i = 0; i < terminology->count; i++) {
    const struct held_resource *held = terminology->entries[i];
    char hex[SHA256_HEX_BYTES];
    if (held->resource.origin == TERMINOLOGY_FROM_STORE) {
      hash_sha256_hex(&held->digest, hex);
      buffer_append_format(names, "%s %.*s %s\n", terminology_kind_name(held->resource.kind),
                           VIEW_ARGUMENTS(held->resource.id), hex);
    }
  }
}

static enum error name_content(struct terminology *terminology) {
  struct arena_mark mark = arena_mark(terminology->arena);
  struct buffer names = buffer_make(terminology->arena, LIMIT_TERMINOLOGY_BYTES);
  name_masters(terminology, &names);
  name_stored(terminology, &names);
  if (names.error == ERROR_OK && names.length > 0) {
    struct sha256 digest = hash_sha256(buffer_view(&names));
    hash_sha256_hex(&digest, terminology->id);
  }
  arena_back(terminology->arena, mark);
  return names.error;
}

static enum error arrange(struct terminology *terminology) {
  qsort(terminology->entries, terminology->count, sizeof(struct held_resource *), compare_entries);
  enum error error = index_entries(terminology);
  return error == ERROR_OK ? name_content(terminology) : error;
}

/* Arranges the snapshot and gives it out, or releases it. */
static enum error finish(struct terminology *terminology, struct terminology **ret_terminology) {
  enum error error = arrange(terminology);
  if (error == ERROR_OK) {
    *ret_terminology = terminology;
  } else {
    terminology_release(terminology);
  }
  return error;
}

static void add(struct terminology *terminology, struct held_resource *held) {
  terminology->entries[terminology->count++] = held;
}

static void add_shared(struct terminology *terminology, struct held_resource *held) {
  held_resource_retain(held);
  add(terminology, held);
}

/* ---- what the masters give ---------------------------------------------------------------------
 */
/* A publisher's own file states some of its concepts: the rows are more than a FHIR package. */
static bool is_of_publisher(const struct masters *masters, const struct masters_system *system) {
  for (uint32_t i = 0; i < system->count; i++) {
    struct masters_concept concept = masters_concept_at(masters, system->first + i);
    if ((concept.flags & MASTERS_CONCEPT_NAMED) == 0 &&
        !view_starts_with(masters_source_at(masters, concept.source), view_of(FHIR_SOURCE))) {
      return true;
    }
  }
  return false;
}

/* The day of the newest statement stands for the version that these files do not have. */
static struct view release_of(struct terminology *terminology, const struct masters *masters,
                              const struct masters_system *system) {
  uint32_t released = 0;
  for (uint32_t i = 0; i < system->count; i++) {
    uint32_t row = masters_concept_at(masters, system->first + i).released;
    released = row > released ? row : released;
  }
  return released == 0 ? view_make(NULL, 0) : arena_format(terminology->arena, "%08u", released);
}

/* The last part of the URL, as ids allow it (FHIR R4 datatypes.html#id). */
static struct view id_of(struct terminology *terminology, struct view url) {
  struct view part = url;
  for (size_t i = 0; i < url.length; i++) {
    if (url.data[i] == '/' || url.data[i] == ':') {
      part = view_part(url, i + 1, SIZE_MAX);
    }
  }
  struct view id = arena_copy(terminology->arena, view_part(part, 0, 64));
  char *bytes = id.data == NULL ? NULL : arena_bytes(terminology->arena, id.length);
  for (size_t i = 0; bytes != NULL && i < id.length; i++) {
    char byte = id.data[i];
    bool allowed = byte_is_digit(byte) || (byte >= 'a' && byte <= 'z') ||
                   (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '.';
    bytes[i] = allowed ? byte : '-';
  }
  return view_make(bytes, bytes == NULL ? 0 : id.length);
}

static enum error add_new(struct terminology *terminology, const struct terminology_resource *from,
                          const struct masters *masters) {
  struct held_resource *held = NULL;
  enum error error = held_resource_new(from, masters, &held);
  if (error == ERROR_OK) {
    add(terminology, held);
  }
  return error == ERROR_SYNTAX ? ERROR_OK : error; /* a broken NamingSystem names nothing */
}

static enum error add_systems(struct terminology *terminology, const struct masters *masters) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < masters_system_count(masters) && error == ERROR_OK; i++) {
    struct masters_system system = masters_system_at(masters, i);
    if (system.stated == 0 || !is_of_publisher(masters, &system)) {
      continue;
    }
    struct terminology_resource resource = {
        .kind = TERMINOLOGY_CODE_SYSTEM,
        .origin = TERMINOLOGY_FROM_MASTER,
        .id = id_of(terminology, system.url),
        .url = system.url,
        .version = release_of(terminology, masters, &system),
        .masters_system = i,
    };
    resource.version = resource.version.length == 0 ? system.version : resource.version;
    error = add_new(terminology, &resource, masters);
  }
  return error;
}

static enum error add_resources(struct terminology *terminology, const struct masters *masters) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < masters_resource_count(masters) && error == ERROR_OK; i++) {
    struct masters_resource from = masters_resource_at(masters, i);
    struct terminology_resource resource = {
        .kind = terminology_kind_of(from.type),
        .origin = TERMINOLOGY_FROM_PACKAGE,
        .id = from.id,
        .url = from.url,
        .version = from.version,
        .content = from.content,
    };
    error = add_new(terminology, &resource, masters);
  }
  return error;
}

static enum error add_masters(struct terminology *terminology, const struct masters *masters) {
  enum error error = masters == NULL ? ERROR_OK : add_systems(terminology, masters);
  return masters == NULL || error != ERROR_OK ? error : add_resources(terminology, masters);
}

static uint32_t masters_capacity(const struct masters *masters) {
  return masters == NULL ? 0 : masters_system_count(masters) + masters_resource_count(masters);
}

static enum error share(struct masters *masters, struct shared_masters **ret_shared) {
  struct shared_masters *shared = masters == NULL ? NULL : malloc(sizeof *shared);
  if (masters != NULL && shared == NULL) {
    return ERROR_MEMORY;
  }
  if (shared != NULL) {
    shared->masters = masters;
    shared->candidates = candidate_indexes_new(masters);
    atomic_init(&shared->references, 0);
  }
  if (shared != NULL && shared->candidates == NULL) {
    free(shared);
    return ERROR_MEMORY;
  }
  *ret_shared = shared;
  return ERROR_OK;
}

/* What was shared with no snapshot yet; the masters stay the caller's. */
static void unshare(struct shared_masters *shared) {
  if (shared != NULL) {
    candidate_indexes_free(shared->candidates);
    free(shared);
  }
}

/* ---- snapshots ---------------------------------------------------------------------------------
 */
enum error terminology_with_masters(const struct terminology *terminology, struct masters *masters,
                                    struct terminology **ret_terminology) {
  uint32_t stored = terminology == NULL ? 0 : terminology->count;
  struct shared_masters *shared = NULL;
  enum error error = share(masters, &shared);
  if (error != ERROR_OK) {
    return error;
  }
  struct terminology *made = new_snapshot(shared, stored + masters_capacity(masters));
  if (made == NULL) {
    unshare(shared);
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < stored; i++) {
    if (terminology->entries[i]->resource.origin == TERMINOLOGY_FROM_STORE) {
      add_shared(made, terminology->entries[i]);
    }
  }
  error = add_masters(made, masters);
  error = error == ERROR_OK ? arrange(made) : error;
  if (error != ERROR_OK) {
    if (shared != NULL) {
      shared->masters = NULL; /* stays the caller's */
    }
    terminology_release(made);
    return error;
  }
  if (masters != NULL) {
    masters_settle(masters);
  }
  *ret_terminology = made;
  return ERROR_OK;
}

enum error terminology_new(struct masters *masters, struct terminology **ret_terminology) {
  return terminology_with_masters(NULL, masters, ret_terminology);
}

/* One of the resources takes the place of a stored one, or is to go. */
static bool is_replaced(const struct held_resource *held,
                        const struct terminology_resource *resources, size_t count) {
  if (held->resource.origin != TERMINOLOGY_FROM_STORE) {
    return false;
  }
  for (size_t i = 0; i < count; i++) {
    if (held->resource.kind == resources[i].kind &&
        view_equal(held->resource.id, resources[i].id)) {
      return true;
    }
  }
  return false;
}

static void copy_but(const struct terminology *from, const struct terminology_resource *resources,
                     size_t count, struct terminology *to) {
  for (uint32_t i = 0; i < from->count; i++) {
    if (!is_replaced(from->entries[i], resources, count)) {
      add_shared(to, from->entries[i]);
    }
  }
}

enum error terminology_with(const struct terminology *terminology,
                            const struct terminology_resource *resources, size_t count,
                            struct terminology **ret_terminology) {
  struct terminology *made =
      new_snapshot(terminology->shared, terminology->count + (uint32_t)count);
  enum error error = made == NULL ? ERROR_MEMORY : ERROR_OK;
  if (error == ERROR_OK) {
    copy_but(terminology, resources, count, made);
  }
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    struct held_resource *held = NULL;
    error = held_resource_new(&resources[i], NULL, &held);
    if (error == ERROR_OK) {
      add(made, held);
    }
  }
  if (error != ERROR_OK) {
    terminology_release(made);
    return error;
  }
  return finish(made, ret_terminology);
}

enum error terminology_without(const struct terminology *terminology, enum terminology_kind kind,
                               struct view id, struct terminology **ret_terminology) {
  struct terminology_resource gone = {.kind = kind, .id = id};
  struct terminology *made = new_snapshot(terminology->shared, terminology->count);
  if (made == NULL) {
    return ERROR_MEMORY;
  }
  copy_but(terminology, &gone, 1, made);
  if (made->count == terminology->count) {
    terminology_release(made);
    return ERROR_NOT_FOUND;
  }
  return finish(made, ret_terminology);
}

void terminology_retain(struct terminology *terminology) {
  atomic_fetch_add(&terminology->references, 1);
}

void terminology_release(struct terminology *terminology) {
  if (terminology == NULL || atomic_fetch_sub(&terminology->references, 1) != 1) {
    return;
  }
  for (uint32_t i = 0; i < terminology->count; i++) {
    held_resource_release(terminology->entries[i]);
  }
  release_masters(terminology->shared);
  arena_free(terminology->arena);
}

/* ---- questions ---------------------------------------------------------------------------------
 */
const char *terminology_id(const struct terminology *terminology) {
  return terminology->id;
}

const struct masters *terminology_masters(const struct terminology *terminology) {
  return terminology->shared == NULL ? NULL : terminology->shared->masters;
}

struct candidate_indexes *terminology_candidates(const struct terminology *terminology) {
  return terminology->shared == NULL ? NULL : terminology->shared->candidates;
}

size_t terminology_count(const struct terminology *terminology) {
  return terminology->count;
}

const struct terminology_resource *terminology_at(const struct terminology *terminology,
                                                  size_t index) {
  return &terminology->entries[index]->resource;
}

const struct terminology_resource *terminology_by_id(const struct terminology *terminology,
                                                     enum terminology_kind kind, struct view id) {
  const struct held_resource *held = hash_map_get(&terminology->ids[kind], id);
  return held == NULL ? NULL : &held->resource;
}

bool terminology_run_find(const struct terminology *terminology, enum terminology_kind kind,
                          struct view url, struct terminology_run *ret_run) {
  const struct terminology_run *run = hash_map_get(&terminology->runs[kind], url);
  if (run != NULL) {
    *ret_run = *run;
  }
  return run != NULL;
}

struct view terminology_other_name(const struct terminology *terminology, struct view url) {
  const struct held_resource *held = hash_map_get(&terminology->names, url);
  for (uint32_t i = 0; held != NULL && i < held->name_count; i++) {
    if (!view_equal(held->names[i], url)) {
      return held->names[i];
    }
  }
  return view_make(NULL, 0);
}
