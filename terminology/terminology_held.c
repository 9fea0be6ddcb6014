#include "terminology/terminology_held.h"

#include "server/limits.h"
#include "terminology/resource_reading.h"
#include "terminology/search_index.h"

#include <stdlib.h>

#define OID_PREFIX "urn:oid:"
#define SUPPLEMENTS_KEY "\"supplements\""

/* What is made of a resource on first use; it owns its arena. */
struct terminology_model {
  struct arena *arena;
  enum error error; /* why there is none */
  const struct code_system *code_system;
  const struct value_set *value_set;
  const struct concept_map *concept_map;
  _Atomic(struct terminology_index *) index; /* of a code system; made when it is searched */
};

struct terminology_index {
  struct arena *arena;
  struct search_index *index;
};

/* ---- NamingSystem ------------------------------------------------------------------------------
 */
static struct view unique_id(const struct resource_reading *from, uint32_t node) {
  struct view value = resource_text(from, node, "value");
  struct view prefix = view_of(OID_PREFIX);
  return view_is(resource_text(from, node, "type"), "oid") && !view_starts_with(value, prefix)
             ? arena_format(from->arena, OID_PREFIX "%.*s", VIEW_ARGUMENTS(value))
             : value;
}

/* The preferred one first; without a preference a URL goes before an OID. */
static bool goes_first(const struct resource_reading *from, uint32_t node, struct view name) {
  return resource_is(from, node, "preferred", NODE_TRUE) ||
         (document_member(from->document, node, view_of("preferred")) == NODE_NONE &&
          !view_starts_with(name, view_of(OID_PREFIX)));
}

static enum error read_names(struct held_resource *held, const struct resource_reading *from) {
  uint32_t list = resource_list(from, 0, "uniqueId");
  uint32_t count = list == NODE_NONE ? 0 : document_count(from->document, list);
  held->names = arena_array(from->arena, count + 1, sizeof *held->names);
  if (held->names == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = resource_first(from, list); i != NODE_NONE;
       i = document_next(from->document, list, i)) {
    struct view name = unique_id(from, i);
    uint32_t place = held->name_count++;
    if (goes_first(from, i, name) && place > 0) {
      held->names[place] = held->names[0];
      place = 0;
    }
    held->names[place] = name;
  }
  return ERROR_OK;
}

/* Most resources are not read before they are used: only what other resources depend on is. */
static bool says_more(const struct terminology_resource *resource) {
  return resource->kind == TERMINOLOGY_NAMING_SYSTEM ||
         (resource->kind == TERMINOLOGY_CODE_SYSTEM &&
          view_find(resource->content, view_of(SUPPLEMENTS_KEY), 0) != SIZE_MAX);
}

static enum error read_more(struct held_resource *held) {
  struct document document;
  struct document_failure failure;
  struct resource_reading from = {held->arena, &document};
  enum error error = document_read(held->arena, held->resource.content, NULL, &document, &failure);
  if (error == ERROR_OK && held->resource.kind == TERMINOLOGY_CODE_SYSTEM) {
    held->resource.supplements = resource_text(&from, 0, "supplements");
  }
  return error == ERROR_OK && held->resource.kind == TERMINOLOGY_NAMING_SYSTEM
             ? read_names(held, &from)
             : error;
}

/* ---- lifetime ----------------------------------------------------------------------------------
 */
static enum error copy_texts(struct held_resource *held) {
  struct terminology_resource *resource = &held->resource;
  resource->id = arena_copy(held->arena, resource->id);
  resource->url = arena_copy(held->arena, resource->url);
  resource->version = arena_copy(held->arena, resource->version);
  if (resource->origin == TERMINOLOGY_FROM_STORE) {
    resource->content = arena_copy(held->arena, resource->content);
    held->digest = hash_sha256(resource->content);
  }
  return resource->id.data == NULL || resource->url.data == NULL ||
                 resource->version.data == NULL ||
                 (resource->content.length > 0 && resource->content.data == NULL)
             ? ERROR_MEMORY
             : ERROR_OK;
}

static enum error fill(struct held_resource *held) {
  bool borrows = held->resource.origin == TERMINOLOGY_FROM_PACKAGE;
  bool reads = says_more(&held->resource);
  if (borrows && !reads) {
    return ERROR_OK;
  }
  held->arena = arena_new_small(LIMIT_TERMINOLOGY_BYTES);
  enum error error = held->arena == NULL ? ERROR_MEMORY : ERROR_OK;
  if (error == ERROR_OK && !borrows) {
    error = copy_texts(held);
  }
  return error == ERROR_OK && reads ? read_more(held) : error;
}

static struct held_resource *new_held(const struct terminology_resource *from) {
  struct held_resource *held = calloc(1, sizeof *held);
  if (held != NULL) {
    held->resource = *from;
    atomic_init(&held->references, 1);
    atomic_init(&held->model, NULL);
  }
  return held;
}

enum error held_resource_new(const struct terminology_resource *from, const struct masters *masters,
                             struct held_resource **ret_held) {
  struct held_resource *held = new_held(from);
  if (held == NULL) {
    return ERROR_MEMORY;
  }
  held->masters = masters;
  enum error error = fill(held);
  if (error != ERROR_OK) {
    held_resource_release(held);
    return error;
  }
  *ret_held = held;
  return ERROR_OK;
}

enum error held_resource_of_request(struct arena *arena, const struct document *document,
                                    uint32_t node, struct held_resource **ret_held) {
  struct held_resource *held = arena_alloc(arena, sizeof *held);
  struct resource_reading from = {arena, document};
  if (held == NULL) {
    return ERROR_MEMORY;
  }
  held->document = document;
  held->node = node;
  held->resource.kind = terminology_kind_of(resource_text(&from, node, "resourceType"));
  held->resource.origin = TERMINOLOGY_FROM_REQUEST;
  held->resource.id = resource_text(&from, node, "id");
  held->resource.url = resource_text(&from, node, "url");
  held->resource.version = resource_text(&from, node, "version");
  held->resource.supplements = resource_text(&from, node, "supplements");
  held->resource.content = document_raw(document, node);
  atomic_init(&held->references, 1);
  atomic_init(&held->model, NULL);
  *ret_held = held;
  return ERROR_OK;
}

void held_resource_retain(struct held_resource *held) {
  atomic_fetch_add(&held->references, 1);
}

static void free_index(struct terminology_index *index) {
  if (index != NULL) {
    arena_free(index->arena);
  }
}

static void free_model(void *model) {
  struct terminology_model *made = model;
  if (made != NULL) {
    free_index(atomic_load(&made->index));
    arena_free(made->arena);
  }
}

void held_resource_release(struct held_resource *held) {
  if (atomic_fetch_sub(&held->references, 1) == 1) {
    free_model(atomic_load(&held->model));
    arena_free(held->arena);
    free(held);
  }
}

/* ---- models ------------------------------------------------------------------------------------
 */
static enum error make_from_document(struct terminology_model *model, enum terminology_kind kind,
                                     const struct document *document, uint32_t node) {
  switch (kind) {
  case TERMINOLOGY_CODE_SYSTEM:
    return code_system_read(model->arena, document, node, &model->code_system);
  case TERMINOLOGY_VALUE_SET:
    return value_set_read(model->arena, document, node, &model->value_set);
  case TERMINOLOGY_CONCEPT_MAP:
    return concept_map_read(model->arena, document, node, &model->concept_map);
  case TERMINOLOGY_NAMING_SYSTEM:
  case TERMINOLOGY_KIND_COUNT:
    return ERROR_OK;
  }
  return ERROR_INTERNAL;
}

/* The tape of a stored resource is needed only while the model is made. */
static enum error make_from_content(struct terminology_model *model,
                                    const struct held_resource *held) {
  struct document document;
  struct document_failure failure;
  struct arena *scratch = arena_new(LIMIT_TERMINOLOGY_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = document_read(scratch, held->resource.content, NULL, &document, &failure);
  if (error == ERROR_OK) {
    error = make_from_document(model, held->resource.kind, &document, 0);
  }
  arena_free(scratch);
  return error;
}

static enum error make(struct terminology_model *model, const struct held_resource *held) {
  if (held->document != NULL) {
    return make_from_document(model, held->resource.kind, held->document, held->node);
  }
  if (held->resource.origin == TERMINOLOGY_FROM_MASTER) {
    return code_system_from_masters(model->arena, held->masters, held->resource.masters_system,
                                    &model->code_system);
  }
  return make_from_content(model, held);
}

static struct terminology_model *new_model(const struct held_resource *held) {
  struct arena *arena = arena_new_small(LIMIT_TERMINOLOGY_BYTES);
  struct terminology_model *model = arena == NULL ? NULL : arena_alloc(arena, sizeof *model);
  if (model == NULL) {
    arena_free(arena);
    return NULL;
  }
  model->arena = arena;
  atomic_init(&model->index, NULL);
  model->error = make(model, held);
  if (held->masters != NULL) {
    masters_settle(held->masters); /* a model needs few of the pages that it was made from */
  }
  return model;
}

/* Two threads may make the same model at once: the first one is kept, they are equal. */
static enum error model_of(struct held_resource *held, struct arena *arena,
                           struct terminology_model **ret_model) {
  struct terminology_model *model = atomic_load(&held->model);
  if (model == NULL) {
    struct terminology_model *made = new_model(held);
    if (made == NULL || made->error == ERROR_MEMORY) {
      free_model(made);
      return ERROR_MEMORY;
    }
    if (atomic_compare_exchange_strong(&held->model, &model, made)) {
      model = made;
      bool is_of_request = held->resource.origin == TERMINOLOGY_FROM_REQUEST;
      if (is_of_request && arena_defer(arena, free_model, made) != ERROR_OK) {
        return ERROR_MEMORY;
      }
    } else {
      free_model(made);
    }
  }
  *ret_model = model;
  return model->error;
}

enum error held_resource_code_system(struct held_resource *held, struct arena *arena,
                                     const struct code_system **ret_system) {
  struct terminology_model *model;
  enum error error = model_of(held, arena, &model);
  if (error == ERROR_OK) {
    *ret_system = model->code_system;
  }
  return error;
}

enum error held_resource_value_set(struct held_resource *held, struct arena *arena,
                                   const struct value_set **ret_value_set) {
  struct terminology_model *model;
  enum error error = model_of(held, arena, &model);
  if (error == ERROR_OK) {
    *ret_value_set = model->value_set;
  }
  return error;
}

enum error held_resource_concept_map(struct held_resource *held, struct arena *arena,
                                     const struct concept_map **ret_map) {
  struct terminology_model *model;
  enum error error = model_of(held, arena, &model);
  if (error == ERROR_OK) {
    *ret_map = model->concept_map;
  }
  return error;
}

/* ---- index -------------------------------------------------------------------------------------
 */
static uint32_t add_texts(const struct code_system *system, uint32_t concept,
                          struct search_text *texts) {
  const struct code_system_concept *row = code_system_at(system, concept);
  uint32_t count = 0;
  texts[count++] = (struct search_text){row->display, concept, SEARCH_RANK_NAME};
  for (uint32_t i = 0; i < row->designations.count; i++) {
    struct view value = system->designations[row->designations.first + i].value;
    texts[count++] = (struct search_text){value, concept, SEARCH_RANK_NAME};
  }
  texts[count++] = (struct search_text){row->code, concept, SEARCH_RANK_CODE};
  return count;
}

static size_t text_count(const struct code_system *system) {
  size_t count = (size_t)system->concept_count * 2;
  for (uint32_t i = 0; i < system->concept_count; i++) {
    count += system->concepts[i].designations.count;
  }
  return count;
}

static enum error fill_index(struct terminology_index *index, const struct code_system *system,
                             struct arena *scratch) {
  struct search_text *texts = arena_array(scratch, text_count(system) + 1, sizeof *texts);
  uint32_t count = 0;
  if (texts == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < system->concept_count; i++) {
    count += add_texts(system, i, texts + count);
  }
  return search_index_new(index->arena, SEARCH_FORM_TEXT, texts, count, &index->index);
}

static enum error new_index(const struct code_system *system,
                            struct terminology_index **ret_index) {
  struct arena *arena = arena_new(LIMIT_TERMINOLOGY_BYTES);
  struct arena *scratch = arena_new(LIMIT_TERMINOLOGY_BYTES);
  struct terminology_index *index = arena == NULL ? NULL : arena_alloc(arena, sizeof *index);
  enum error error = ERROR_MEMORY;
  if (index != NULL && scratch != NULL) {
    index->arena = arena;
    error = fill_index(index, system, scratch);
  }
  arena_free(scratch);
  if (error != ERROR_OK) {
    arena_free(arena);
    return error;
  }
  *ret_index = index;
  return ERROR_OK;
}

/* As with models: two threads may make the same index, the first one is kept. */
enum error held_resource_search_index(struct held_resource *held, struct arena *arena,
                                      const struct search_index **ret_index) {
  struct terminology_model *model;
  enum error error = model_of(held, arena, &model);
  struct terminology_index *index = error == ERROR_OK ? atomic_load(&model->index) : NULL;
  if (error == ERROR_OK && index == NULL) {
    struct terminology_index *made = NULL;
    error = new_index(model->code_system, &made);
    if (error == ERROR_OK && atomic_compare_exchange_strong(&model->index, &index, made)) {
      index = made;
    } else if (error == ERROR_OK) {
      free_index(made);
    }
  }
  if (error == ERROR_OK) {
    *ret_index = index->index;
  }
  return error;
}
