#include "terminology/candidate_index.h"

#include <stdatomic.h>
#include <stdlib.h>

/* One system's index: the largest have about 40,000 names of 100 bytes. */
#define INDEX_BYTES 536870912u
#define SCRATCH_BYTES 1073741824u

struct candidate_indexes {
  const struct masters *masters;
  uint32_t count;
  _Atomic(struct candidate_index *) indexes[]; /* by system; NULL until asked */
};

struct candidate_indexes *candidate_indexes_new(const struct masters *masters) {
  uint32_t count = masters_system_count(masters);
  struct candidate_indexes *indexes =
      calloc(1, sizeof *indexes + count * sizeof indexes->indexes[0]);
  if (indexes != NULL) {
    indexes->masters = masters;
    indexes->count = count;
    for (uint32_t i = 0; i < count; i++) {
      atomic_init(&indexes->indexes[i], NULL);
    }
  }
  return indexes;
}

void candidate_indexes_free(struct candidate_indexes *indexes) {
  if (indexes == NULL) {
    return;
  }
  for (uint32_t i = 0; i < indexes->count; i++) {
    struct candidate_index *index = atomic_load(&indexes->indexes[i]);
    if (index != NULL) {
      arena_free(index->arena);
    }
  }
  free(indexes);
}

const struct masters *candidate_indexes_masters(const struct candidate_indexes *indexes) {
  return indexes->masters;
}

/* ---- names ------------------------------------------------------------------------------------
 */
struct names {
  struct arena *arena;
  struct search_text *texts;
  uint32_t count;
  uint32_t capacity;
};

static enum error add_name(struct names *names, struct view text, uint32_t row) {
  if (text.length == 0) {
    return ERROR_OK;
  }
  if (names->count == names->capacity) {
    uint32_t capacity = names->capacity == 0 ? 1024 : names->capacity * 2;
    struct search_text *grown = arena_grow(
        names->arena, names->texts, names->capacity * sizeof *grown, capacity * sizeof *grown);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    names->texts = grown;
    names->capacity = capacity;
  }
  names->texts[names->count++] = (struct search_text){text, row, SEARCH_RANK_NAME};
  return ERROR_OK;
}

/* Properties that are names of the same thing. */
static bool is_name(struct view property) {
  static const char *const names[] = {"designation",  "synonym", "abbreviation", "basicName",
                                      "officialName", "item",    "english"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (view_is(property, names[i])) {
      return true;
    }
  }
  return false;
}

static struct view linked_name(const struct masters *masters, uint32_t row) {
  uint32_t count = masters_link_count(masters, row);
  for (uint32_t i = 0; i < count; i++) {
    struct masters_link_row link = masters_link_at(masters, row, i);
    struct view display = masters_concept_at(masters, link.target).display;
    if ((link.kind == MASTERS_LINK_MAP || link.kind == MASTERS_LINK_REVERSE) &&
        display.length > 0) {
      return display;
    }
  }
  return (struct view){NULL, 0};
}

struct view candidate_index_name(const struct masters *masters,
                                 const struct masters_concept *concept) {
  struct view name = concept->display;
  uint32_t count = name.length > 0 ? 0 : masters_property_count(masters, concept->row);
  for (uint32_t i = 0; i < count && name.length == 0; i++) {
    struct masters_property property = masters_property_at(masters, concept->row, i);
    name = is_name(property.name) ? property.value : name;
  }
  return name.length > 0 ? name : linked_name(masters, concept->row);
}

static enum error add_concept(struct names *names, const struct masters *masters,
                              const struct masters_concept *concept, uint32_t row) {
  enum error error = add_name(names, candidate_index_name(masters, concept), row);
  if (error == ERROR_OK) {
    error = add_name(names, concept->kana, row);
  }
  uint32_t count = masters_property_count(masters, concept->row);
  for (uint32_t i = 0; error == ERROR_OK && i < count; i++) {
    struct masters_property property = masters_property_at(masters, concept->row, i);
    error = is_name(property.name) ? add_name(names, property.value, row) : ERROR_OK;
  }
  return error;
}

/* ---- making -----------------------------------------------------------------------------------
 */
static enum error fill(struct candidate_index *index, const struct masters *masters) {
  struct names names = {.arena = arena_new(SCRATCH_BYTES)};
  enum error error = names.arena == NULL ? ERROR_MEMORY : ERROR_OK;
  for (uint32_t row = 0; error == ERROR_OK && row < index->system.count; row++) {
    struct masters_concept concept = masters_concept_at(masters, index->system.first + row);
    if ((concept.flags & MASTERS_CONCEPT_NAMED) == 0) {
      error = add_concept(&names, masters, &concept, row);
    }
  }
  if (error == ERROR_OK) {
    error =
        search_index_new(index->arena, SEARCH_FORM_LOOSE, names.texts, names.count, &index->names);
  }
  arena_free(names.arena);
  return error;
}

static enum error make(const struct masters *masters, const struct masters_system *system,
                       struct candidate_index **ret_index) {
  struct arena *arena = arena_new(INDEX_BYTES);
  struct candidate_index *index = arena == NULL ? NULL : arena_alloc(arena, sizeof *index);
  if (index == NULL) {
    arena_free(arena);
    return ERROR_MEMORY;
  }
  index->arena = arena;
  index->system = *system;
  enum error error = fill(index, masters);
  if (error != ERROR_OK) {
    arena_free(arena);
    return error;
  }
  *ret_index = index;
  return ERROR_OK;
}

static uint32_t system_number(const struct candidate_indexes *indexes,
                              const struct masters_system *system) {
  uint32_t number = 0;
  while (number < indexes->count &&
         masters_system_at(indexes->masters, number).url.data != system->url.data) {
    number++;
  }
  return number;
}

/* Two threads may make the same index at once: the first one is kept, they are equal. */
enum error candidate_index_get(struct candidate_indexes *indexes, struct view url,
                               const struct candidate_index **ret_index) {
  struct masters_system system;
  if (!masters_system_find(indexes->masters, url, &system) || system.stated == 0) {
    return ERROR_NOT_FOUND;
  }
  _Atomic(struct candidate_index *) *place = &indexes->indexes[system_number(indexes, &system)];
  struct candidate_index *index = atomic_load(place);
  if (index == NULL) {
    struct candidate_index *made = NULL;
    enum error error = make(indexes->masters, &system, &made);
    if (error != ERROR_OK) {
      return error;
    }
    if (atomic_compare_exchange_strong(place, &index, made)) {
      index = made;
    } else {
      arena_free(made->arena);
    }
  }
  *ret_index = index;
  return ERROR_OK;
}
