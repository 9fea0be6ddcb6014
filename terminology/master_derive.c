#include "terminology/master_derive.h"

#include "terminology/master_layout.h"

#define CODE_BYTES 64u
#define SOURCE "derived"
#define SYNONYM "synonym"

/* Marks what was derived before, or drops what is still marked. */
static void sweep(struct masters_draft *draft, uint32_t source, bool drop) {
  for (uint32_t i = 0; i < draft->system_count; i++) {
    const struct hash_map *concepts = &draft->systems[i].concepts;
    for (uint32_t j = 0; j < concepts->count; j++) {
      struct draft_concept *concept = concepts->entries[j].value;
      struct draft_item **item = &concept->items;
      while (*item != NULL) {
        if (drop && (*item)->source == source && (*item)->stale) {
          *item = (*item)->next;
          continue;
        }
        (*item)->stale = !drop && (*item)->source == source;
        item = &(*item)->next;
      }
    }
  }
}

/* NULL when the target must be known and is not. */
static enum error find_target(struct masters_draft *draft, const struct master_derivation *rule,
                              uint32_t system, struct view code,
                              struct draft_concept **ret_target) {
  *ret_target = masters_draft_find(draft, system, code);
  if (rule->by_definition && *ret_target == NULL) {
    struct view kept = arena_copy(draft->arena, code);
    return kept.data == NULL ? ERROR_MEMORY
                             : masters_draft_concept(draft, system, kept, ret_target);
  }
  if (*ret_target != NULL && ((*ret_target)->flags & MASTERS_CONCEPT_NAMED) != 0 &&
      !rule->by_definition) {
    *ret_target = NULL;
  }
  return ERROR_OK;
}

static enum error derive_crosswalk(struct masters_draft *draft,
                                   const struct master_derivation *rule, uint32_t source,
                                   const uint32_t systems[2]) {
  const struct hash_map *concepts = &draft->systems[systems[0]].concepts;
  size_t suffix = strlen(rule->suffix);
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < concepts->count && error == ERROR_OK; i++) {
    struct draft_concept *concept = concepts->entries[i].value;
    struct view part = view_part(concept->code, rule->skip, rule->length);
    char code[CODE_BYTES];
    if (part.length == 0 || part.length + suffix > sizeof code ||
        (rule->length != SIZE_MAX && part.length < rule->length)) {
      continue;
    }
    memcpy(code, part.data, part.length);
    memcpy(code + part.length, rule->suffix, suffix);
    struct draft_concept *target = NULL;
    error = find_target(draft, rule, systems[1], view_make(code, part.length + suffix), &target);
    if (error == ERROR_OK && target != NULL) {
      bool is_new;
      struct draft_item item = {.target = target, .kind = MASTERS_LINK_MAP, .source = source};
      error = masters_draft_say(draft, concept, &item, &is_new);
    }
  }
  return error;
}

static enum error inherit_synonyms(struct masters_draft *draft, struct draft_concept *concept,
                                   const struct draft_concept *from, uint32_t source) {
  enum error error = ERROR_OK;
  for (const struct draft_item *said = from->items; said != NULL && error == ERROR_OK;
       said = said->next) {
    bool is_new;
    struct draft_item item = {
        .kind = MASTERS_LINK_PROPERTY, .name = said->name, .value = said->value, .source = source};
    if (said->kind == MASTERS_LINK_PROPERTY && view_is(said->name, SYNONYM) &&
        !view_equal(said->value, concept->display)) {
      error = masters_draft_say(draft, concept, &item, &is_new);
    }
  }
  return error;
}

static enum error inherit(struct masters_draft *draft, uint32_t source, const uint32_t systems[2]) {
  const struct hash_map *concepts = &draft->systems[systems[0]].concepts;
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < concepts->count && error == ERROR_OK; i++) {
    struct draft_concept *concept = concepts->entries[i].value;
    for (const struct draft_item *item = concept->items; item != NULL && error == ERROR_OK;
         item = item->next) {
      if (item->kind == MASTERS_LINK_MAP && item->target->system == systems[1]) {
        error = inherit_synonyms(draft, concept, item->target, source);
      }
    }
  }
  return error;
}

static enum error find_systems(struct masters_draft *draft, const char *system, const char *target,
                               uint32_t ret_systems[2]) {
  enum error error = masters_draft_system(draft, view_of(system), &ret_systems[0]);
  return error == ERROR_OK ? masters_draft_system(draft, view_of(target), &ret_systems[1]) : error;
}

enum error master_derive(struct masters_draft *draft) {
  uint32_t source;
  enum error error = masters_draft_source(draft, view_of(SOURCE), &source);
  if (error != ERROR_OK) {
    return error;
  }
  sweep(draft, source, false);
  for (size_t i = 0; i < master_derivation_count() && error == ERROR_OK; i++) {
    const struct master_derivation *rule = master_derivation_at(i);
    uint32_t systems[2];
    error = find_systems(draft, rule->system, rule->target, systems);
    error = error == ERROR_OK ? derive_crosswalk(draft, rule, source, systems) : error;
  }
  for (size_t i = 0; i < master_inheritance_count() && error == ERROR_OK; i++) {
    const struct master_inheritance *rule = master_inheritance_at(i);
    uint32_t systems[2];
    error = find_systems(draft, rule->system, rule->from, systems);
    error = error == ERROR_OK ? inherit(draft, source, systems) : error;
  }
  sweep(draft, source, true);
  return error;
}
