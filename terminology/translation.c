#include "terminology/translation.h"

#include "terminology/resource_reading.h"
#include "terminology/system_alias.h"

/* unmapped.mode = other-map leads from map to map at most this often. */
#define OTHER_MAPS 4u

struct translating {
  const struct terminology_scope *scope;
  const struct translation_question *question;
  struct translation *found;
  const struct concept_map *map; /* at work */
  bool map_leads_there;          /* some map has a group between the two systems */
  unsigned depth;
};

/* ---- matches -----------------------------------------------------------------------------------
 */
static bool is_known(const struct translation *found, const struct translation_match *match) {
  for (size_t i = 0; i < found->count; i++) {
    if (view_equal(found->matches[i].code, match->code) &&
        view_equal(found->matches[i].system, match->system)) {
      return true;
    }
  }
  return false;
}

static enum error add(struct translating *translating, const struct translation_match *match) {
  struct translation *found = translating->found;
  if (is_known(found, match)) {
    return ERROR_OK;
  }
  if (found->count == found->capacity) {
    size_t wanted = found->capacity == 0 ? 16 : found->capacity * 2;
    void *grown = arena_grow(translating->scope->arena, found->matches,
                             found->capacity * sizeof *match, wanted * sizeof *match);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    found->matches = grown;
    found->capacity = wanted;
  }
  found->matches[found->count++] = *match;
  return ERROR_OK;
}

/* The same relation seen from the other side. */
static struct view turned(struct view equivalence) {
  static const struct {
    const char *from;
    const char *to;
  } rows[] = {{"wider", "narrower"},
              {"narrower", "wider"},
              {"subsumes", "specializes"},
              {"specializes", "subsumes"}};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (view_is(equivalence, rows[i].from)) {
      return view_of(rows[i].to);
    }
  }
  return equivalence;
}

/* ---- maps --------------------------------------------------------------------------------------
 */
static bool same_system(struct view a, struct view b) {
  return view_equal(a, b) || view_equal(system_alias_resolve(a), system_alias_resolve(b));
}

static bool fits(struct view wanted, struct view actual) {
  return wanted.length == 0 || actual.length == 0 || view_equal(wanted, actual);
}

static bool dependency_is_given(const struct translating *translating,
                                const struct resource_reading *from, uint32_t node) {
  const struct translation_question *question = translating->question;
  struct view property = resource_text(from, node, "property");
  struct view value = resource_text(from, node, "value");
  for (size_t i = 0; i < question->dependency_count; i++) {
    if (view_equal(question->dependencies[i].element, property)) {
      return view_equal(question->dependencies[i].value, value);
    }
  }
  return false;
}

/* A target that depends on something else is a match when all of it was given; when nothing was
 * given, all are told. */
static bool dependencies_hold(const struct translating *translating,
                              const struct concept_map_row *row) {
  struct document document;
  struct document_failure failure;
  struct resource_reading from = {translating->scope->arena, &document};
  if (row->depends_on.length == 0 || translating->question->dependency_count == 0) {
    return true;
  }
  if (document_read(from.arena, row->depends_on, NULL, &document, &failure) != ERROR_OK) {
    return false;
  }
  for (uint32_t i = resource_first(&from, 0); i != NODE_NONE; i = document_next(&document, 0, i)) {
    if (!dependency_is_given(translating, &from, i)) {
      return false;
    }
  }
  return true;
}

static enum error add_row(struct translating *translating, const struct concept_map_group *group,
                          const struct concept_map_row *row) {
  bool reverse = translating->question->reverse;
  struct translation_match match = {
      .system = reverse ? group->source : group->target,
      .version = reverse ? group->source_version : group->target_version,
      .code = reverse ? row->source_code : row->target_code,
      .display = reverse ? row->source_display : row->target_display,
      .equivalence = reverse ? turned(row->equivalence) : row->equivalence,
      .comment = row->comment,
      .product = row->product,
      .map = translating->map->url,
      .map_version = translating->map->version,
  };
  if (match.equivalence.length == 0) {
    match.equivalence = view_of(match.code.length == 0 ? "unmatched" : "relatedto");
  }
  return dependencies_hold(translating, row) ? add(translating, &match) : ERROR_OK;
}

static enum error ask_map(struct translating *translating, const struct concept_map *map);

static enum error ask_other_map(struct translating *translating, struct view url) {
  const struct concept_map *map = NULL;
  const struct terminology_resource *resource =
      terminology_scope_get(translating->scope, TERMINOLOGY_CONCEPT_MAP, url, view_make(NULL, 0));
  if (resource == NULL || translating->depth == OTHER_MAPS) {
    return ERROR_OK;
  }
  enum error error = terminology_concept_map(translating->scope, resource, &map);
  if (error != ERROR_OK) {
    return error == ERROR_MEMORY ? error : ERROR_OK;
  }
  translating->depth++;
  error = ask_map(translating, map);
  translating->depth--;
  return error;
}

/* What the map says of codes that it does not list (ConceptMap.group.unmapped). */
static enum error add_unmapped(struct translating *translating,
                               const struct concept_map_group *group) {
  struct translation_match match = {.system = group->target,
                                    .version = group->target_version,
                                    .map = translating->map->url,
                                    .map_version = translating->map->version};
  if (view_is(group->unmapped_mode, "provided")) {
    match.code = translating->question->code;
    match.equivalence = view_of("equal");
  } else if (view_is(group->unmapped_mode, "fixed")) {
    match.code = group->unmapped_code;
    match.display = group->unmapped_display;
    match.equivalence = view_of("inexact");
  } else if (view_is(group->unmapped_mode, "other-map")) {
    return ask_other_map(translating, group->unmapped_url);
  }
  return match.code.length == 0 ? ERROR_OK : add(translating, &match);
}

static enum error ask_group(struct translating *translating, const struct concept_map *map,
                            uint32_t number) {
  const struct translation_question *question = translating->question;
  const struct concept_map_group *group = &map->groups[number];
  struct view from = question->reverse ? group->target : group->source;
  struct view from_version = question->reverse ? group->target_version : group->source_version;
  struct view to = question->reverse ? group->source : group->target;
  enum error error = ERROR_OK;
  if (!same_system(from, question->system) || !fits(question->version, from_version) ||
      (question->target_system.length > 0 && !same_system(to, question->target_system))) {
    return ERROR_OK;
  }
  translating->map_leads_there = true;
  uint32_t row = question->reverse ? concept_map_by_target(map, number, question->code)
                                   : concept_map_by_source(map, number, question->code);
  if (row == CONCEPT_MAP_NO_ROW && !question->reverse) {
    return add_unmapped(translating, group);
  }
  while (row != CONCEPT_MAP_NO_ROW && error == ERROR_OK) {
    error = add_row(translating, group, &map->rows[row]);
    row = question->reverse ? map->rows[row].next_of_target : map->rows[row].next_of_source;
  }
  return error;
}

static enum error ask_map(struct translating *translating, const struct concept_map *map) {
  enum error error = ERROR_OK;
  const struct concept_map *outer = translating->map;
  translating->map = map;
  for (uint32_t i = 0; i < map->group_count && error == ERROR_OK; i++) {
    error = ask_group(translating, map, i);
  }
  translating->map = outer;
  return error;
}

static enum error ask_resource(struct translating *translating,
                               const struct terminology_resource *resource) {
  const struct translation_question *question = translating->question;
  const struct concept_map *map = NULL;
  enum error error = terminology_concept_map(translating->scope, resource, &map);
  if (error != ERROR_OK) {
    return error == ERROR_MEMORY ? error : ERROR_OK;
  }
  bool is_meant = question->map != NULL ||
                  (fits(question->source, map->source) && fits(question->target, map->target));
  return is_meant ? ask_map(translating, map) : ERROR_OK;
}

/* ---- mapping table -----------------------------------------------------------------------------
 */
/* A row with a specimen is a match when that specimen was given, or nothing was. */
static bool specimen_fits(const struct translating *translating, const struct mapping_row *row) {
  const struct translation_question *question = translating->question;
  if (row->specimen.length == 0 || question->dependency_count == 0) {
    return true;
  }
  for (size_t i = 0; i < question->dependency_count; i++) {
    if (view_equal(question->dependencies[i].value, row->specimen)) {
      return true;
    }
  }
  return false;
}

static enum error add_entry(struct translating *translating, const struct mapping_entry *entry) {
  const struct mapping_row *row = entry->row;
  const struct translation_question *question = translating->question;
  bool reverse = question->reverse;
  struct view equivalence = row->equivalence.length > 0 ? row->equivalence : view_of("equivalent");
  struct translation_match match = {
      .system = reverse ? row->source_system : row->target_system,
      .code = reverse ? row->source_code : row->target_code,
      .display = reverse ? row->source_display : row->target_display,
      .equivalence = reverse ? turned(equivalence) : equivalence,
      .comment = row->comment,
  };
  bool is_meant =
      question->target_system.length == 0 || same_system(match.system, question->target_system);
  return is_meant && mapping_entry_holds(entry, translating->scope->date) &&
                 specimen_fits(translating, row)
             ? add(translating, &match)
             : ERROR_OK;
}

static enum error ask_mapping_back(struct translating *translating) {
  const struct translation_question *question = translating->question;
  enum error error = ERROR_OK;
  for (size_t i = 0; i < mapping_table_count(question->mapping) && error == ERROR_OK; i++) {
    const struct mapping_entry *entry = mapping_table_at(question->mapping, i);
    if (view_equal(entry->row->target_code, question->code) &&
        same_system(entry->row->target_system, question->system)) {
      error = add_entry(translating, entry);
    }
  }
  return error;
}

static enum error ask_mapping(struct translating *translating) {
  const struct translation_question *question = translating->question;
  size_t count = 0;
  enum error error = ERROR_OK;
  if (question->mapping == NULL || question->map != NULL) {
    return ERROR_OK;
  }
  if (question->reverse) {
    return ask_mapping_back(translating);
  }
  const struct mapping_entry *entries = mapping_table_find(
      question->mapping, mapping_table_system(question->mapping, question->system), question->code,
      &count);
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    error = add_entry(translating, &entries[i]);
  }
  return error;
}

static enum error ask_maps(struct translating *translating) {
  const struct terminology_scope *scope = translating->scope;
  size_t count = terminology_count(scope->terminology);
  enum error error = ERROR_OK;
  if (translating->question->map != NULL) {
    return ask_resource(translating, translating->question->map);
  }
  for (size_t i = 0; i < scope->own_count && error == ERROR_OK; i++) {
    if (scope->own[i]->kind == TERMINOLOGY_CONCEPT_MAP) {
      error = ask_resource(translating, scope->own[i]);
    }
  }
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    const struct terminology_resource *resource = terminology_at(scope->terminology, i);
    if (resource->kind == TERMINOLOGY_CONCEPT_MAP) {
      error = ask_resource(translating, resource);
    }
  }
  return error;
}

/* ---- masters -----------------------------------------------------------------------------------
 */
/* Where a master's row joins a finer with a coarser code; all other rows join equals. */
static const struct {
  const char *fine;
  const char *coarse;
} levels[] = {
    {MASTERS_SYSTEM_RECEIPT_DISEASE, MASTERS_SYSTEM_ICD10},
    {MASTERS_SYSTEM_DISEASE_KEY, MASTERS_SYSTEM_ICD10},
    {MASTERS_SYSTEM_DISEASE_EXCHANGE, MASTERS_SYSTEM_ICD10},
    {MASTERS_SYSTEM_RECEIPT_DISEASE, MASTERS_SYSTEM_DISEASE_EXCHANGE},
    {MASTERS_SYSTEM_RECEIPT_DRUG, MASTERS_SYSTEM_PRICE},
    {MASTERS_SYSTEM_RECEIPT_DRUG, MASTERS_SYSTEM_GENERAL},
    {MASTERS_SYSTEM_YJ, MASTERS_SYSTEM_GENERAL},
    {MASTERS_SYSTEM_YJ, MASTERS_SYSTEM_PRICE},
    {MASTERS_SYSTEM_PRICE, MASTERS_SYSTEM_GENERAL},
    {MASTERS_SYSTEM_HOT9, MASTERS_SYSTEM_PRICE},
    {MASTERS_SYSTEM_HOT9, MASTERS_SYSTEM_GENERAL},
    {MASTERS_SYSTEM_HOT9, MASTERS_SYSTEM_HOT7},
    {MASTERS_SYSTEM_HOT13, MASTERS_SYSTEM_HOT9},
    {MASTERS_SYSTEM_CORE_JLAC11, MASTERS_SYSTEM_CORE_JLAC10},
    {MASTERS_SYSTEM_INFECTION_JLAC11, MASTERS_SYSTEM_INFECTION_JLAC10},
};

static const char *equivalence_of(struct view from, struct view to) {
  for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
    if (view_is(from, levels[i].fine) && view_is(to, levels[i].coarse)) {
      return "wider";
    }
    if (view_is(to, levels[i].fine) && view_is(from, levels[i].coarse)) {
      return "narrower";
    }
  }
  return "equivalent";
}

static enum error ask_crosswalk(struct translating *translating, const struct masters *masters,
                                struct view target_system) {
  struct view from = system_alias_resolve(translating->question->system);
  struct masters_query query = {from, translating->question->code, target_system};
  size_t count = masters_crosswalk(masters, &query, NULL, 0);
  struct masters_target *targets =
      arena_array(translating->scope->arena, count + 1, sizeof *targets);
  enum error error = targets == NULL ? ERROR_MEMORY : ERROR_OK;
  if (error == ERROR_OK && count > 0) {
    (void)masters_crosswalk(masters, &query, targets, count);
  }
  for (size_t i = 0; i < count && error == ERROR_OK; i++) {
    struct translation_match match = {
        .system = targets[i].concept.system,
        .code = targets[i].concept.code,
        .display = targets[i].concept.display,
        .equivalence = view_of(equivalence_of(from, targets[i].concept.system)),
    };
    error = add(translating, &match);
  }
  return error;
}

static enum error add_concept(struct translating *translating,
                              const struct masters_concept *concept, const char *equivalence) {
  struct translation_match match = {.system = concept->system,
                                    .code = concept->code,
                                    .display = concept->display,
                                    .equivalence = view_of(equivalence)};
  return add(translating, &match);
}

#define LINKED 8u

static enum error add_linked(struct translating *translating, const struct masters *masters,
                             uint32_t row, enum masters_link kind) {
  struct masters_concept linked[LINKED];
  size_t count = masters_linked(masters, row, kind, linked, LINKED);
  enum error error = ERROR_OK;
  for (size_t i = 0; i < count && i < LINKED && error == ERROR_OK; i++) {
    error = add_concept(translating, &linked[i],
                        kind == MASTERS_LINK_TWIN ? "equivalent" : "relatedto");
  }
  return error;
}

/* The codes whose billing twin or predecessor the given one is: by a walk over the system. */
static enum error add_linking(struct translating *translating, const struct masters *masters,
                              const struct masters_concept *to) {
  struct masters_system system;
  enum error error = ERROR_OK;
  if (!masters_system_find(masters, to->system, &system)) {
    return ERROR_OK;
  }
  for (uint32_t i = 0; i < system.count && error == ERROR_OK; i++) {
    struct masters_concept other;
    size_t twins = masters_linked(masters, system.first + i, MASTERS_LINK_TWIN, &other, 1);
    if (twins > 0 && other.row == to->row) {
      struct masters_concept twin = masters_concept_at(masters, system.first + i);
      error = add_concept(translating, &twin, "equivalent");
    }
  }
  return error;
}

/* Within one system: billing twins and what took the place of a code. */
static enum error ask_own_system(struct translating *translating, const struct masters *masters,
                                 struct view system) {
  struct masters_concept concept;
  if (!masters_find(masters, system, translating->question->code, &concept)) {
    return ERROR_OK;
  }
  if (translating->question->reverse) {
    return add_linking(translating, masters, &concept);
  }
  enum error error = add_linked(translating, masters, concept.row, MASTERS_LINK_TWIN);
  return error == ERROR_OK ? add_linked(translating, masters, concept.row, MASTERS_LINK_SUCCESSOR)
                           : error;
}

static enum error ask_masters(struct translating *translating) {
  const struct masters *masters = terminology_masters(translating->scope->terminology);
  struct view target = translating->question->target_system;
  enum error error = ERROR_OK;
  if (masters == NULL) {
    return ERROR_OK;
  }
  if (target.length > 0 && same_system(target, translating->question->system)) {
    return ask_own_system(translating, masters, system_alias_resolve(target));
  }
  if (target.length > 0) {
    return ask_crosswalk(translating, masters, system_alias_resolve(target));
  }
  for (uint32_t i = 0; i < masters_system_count(masters) && error == ERROR_OK; i++) {
    error = ask_crosswalk(translating, masters, masters_system_at(masters, i).url);
  }
  return error;
}

enum error translation_find(const struct terminology_scope *scope,
                            const struct translation_question *question,
                            struct translation *ret_translation) {
  struct translation found = {NULL, 0, 0};
  struct translating translating = {.scope = scope, .question = question, .found = &found};
  enum error error = ask_mapping(&translating);
  error = error == ERROR_OK ? ask_maps(&translating) : error;
  if (error == ERROR_OK && question->map == NULL && !translating.map_leads_there) {
    error = ask_masters(&translating);
  }
  if (error == ERROR_OK) {
    *ret_translation = found;
  }
  return error;
}
