#include "terminology/expansion_collect.h"

#include "server/base/hash.h"
#include "server/limits.h"
#include "terminology/search_index.h"
#include "terminology/value_set_circle.h"

#include <assert.h>

#define FIRST_ITEMS 64u
#define FIRST_PARTS 8u

/* What a code on the way out of a value set must still pass: its exclusions, and the other value
 * sets of the include that led to it. */
struct level {
  const struct value_set *value_set;
  const struct value_set_include *include; /* whose further value sets count; NULL: none */
  uint32_t first_import;
  const struct level *before;
  uint32_t depth;
};

/* ---- versions ----------------------------------------------------------------------------------
 */
uint32_t expansion_stated_versions(const struct value_set *value_set, struct view system,
                                   bool with_excludes) {
  const struct view *first = NULL;
  for (uint32_t i = 0; i < value_set->include_count; i++) {
    const struct value_set_include *include = &value_set->includes[i];
    if ((include->excludes && !with_excludes) || !view_equal(include->system, system)) {
      continue;
    }
    if (first != NULL && !view_equal(*first, include->version)) {
      return 2;
    }
    first = &include->version;
  }
  return first == NULL ? 0 : 1;
}

bool expansion_versions_differ(const struct value_set *value_set, struct view system) {
  return value_set->versions_match.length > 0
             ? view_is(value_set->versions_match, "false")
             : expansion_stated_versions(value_set, system, false) > 1;
}

/* ---- rows --------------------------------------------------------------------------------------
 */
static enum error add_part(struct expansion_collection *collection,
                           const struct content_include *include, uint32_t *ret_part) {
  struct arena *arena = collection->question->arena;
  if (collection->part_count == collection->part_capacity) {
    uint32_t capacity =
        collection->part_capacity == 0 ? FIRST_PARTS : collection->part_capacity * 2;
    const struct content_include **parts =
        arena_array(arena, capacity, sizeof(struct content_include *));
    if (parts == NULL) {
      return ERROR_MEMORY;
    }
    for (uint32_t i = 0; i < collection->part_count; i++) {
      parts[i] = collection->parts[i];
    }
    collection->parts = parts;
    collection->part_capacity = capacity;
  }
  struct content_include *copy = arena_alloc(arena, sizeof *copy);
  if (copy == NULL) {
    return ERROR_MEMORY;
  }
  *copy = *include;
  *ret_part = collection->part_count;
  collection->parts[collection->part_count++] = copy;
  return ERROR_OK;
}

struct code_entry expansion_entry(const struct content_include *const *parts,
                                  const struct expansion_item *item) {
  const struct content_include *part = parts[item->part];
  struct code_entry entry = {
      .system = part->include->system,
      .version = part->version,
      .code_system = part->code_system,
      .concept = item->concept,
      .value_set = part->value_set,
      .stated = item->stated,
  };
  if (item->row != NULL) {
    entry.system = item->row->system;
    entry.version = item->row->version;
    entry.code = item->row->code;
    entry.display = item->row->display;
    entry.is_abstract = item->row->is_abstract;
    entry.is_inactive = item->row->is_inactive;
  } else if (item->concept != CODE_SYSTEM_NO_CONCEPT) {
    entry.code = code_system_at(part->code_system, item->concept)->code;
  } else {
    assert(item->stated != NULL);
    entry.code = item->stated->code;
    entry.display = part->grammar != NULL ? item->stated->code : entry.display;
  }
  return entry;
}

static struct code_entry entry_of(const struct expansion_collection *collection,
                                  const struct expansion_item *item) {
  return expansion_entry(collection->parts, item);
}

static uint64_t key_of(const struct code_entry *entry) {
  return hash_64(entry->code) ^ (hash_64(entry->system) * 31u);
}

static bool is_same(const struct expansion_collection *collection, const struct code_entry *a,
                    const struct code_entry *b) {
  return view_equal(a->code, b->code) && view_equal(a->system, b->system) &&
         (view_equal(a->version, b->version) ||
          !expansion_versions_differ(collection->wish->value_set, a->system));
}

/* The slot of an equal code, or a free one. */
static uint32_t *slot_of(const struct expansion_collection *collection,
                         const struct code_entry *entry) {
  uint32_t mask = collection->slot_count - 1;
  uint32_t slot = (uint32_t)key_of(entry) & mask;
  while (collection->slots[slot] != 0) {
    struct code_entry other = entry_of(collection, &collection->items[collection->slots[slot] - 1]);
    if (is_same(collection, entry, &other)) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return &collection->slots[slot];
}

static enum error widen_slots(struct expansion_collection *collection) {
  if (collection->count < collection->slot_count / 2) {
    return ERROR_OK;
  }
  uint32_t slot_count = collection->slot_count == 0 ? FIRST_ITEMS * 4 : collection->slot_count * 4;
  uint32_t *slots = arena_array(collection->question->arena, slot_count, sizeof *slots);
  if (slots == NULL) {
    return ERROR_MEMORY;
  }
  collection->slots = slots;
  collection->slot_count = slot_count;
  for (uint32_t i = 0; i < collection->count; i++) {
    struct code_entry entry = entry_of(collection, &collection->items[i]);
    *slot_of(collection, &entry) = i + 1;
  }
  return ERROR_OK;
}

static enum error widen_items(struct expansion_collection *collection) {
  if (collection->count < collection->capacity) {
    return ERROR_OK;
  }
  uint32_t capacity = collection->capacity == 0 ? FIRST_ITEMS : collection->capacity * 2;
  struct expansion_item *items = arena_array(collection->question->arena, capacity, sizeof *items);
  if (items == NULL) {
    return ERROR_MEMORY;
  }
  if (collection->count > 0) {
    memcpy(items, collection->items, collection->count * sizeof *items);
  }
  collection->items = items;
  collection->capacity = capacity;
  return ERROR_OK;
}

/* ---- one code ----------------------------------------------------------------------------------
 */
static bool is_left_out_inactive(const struct expansion_collection *collection,
                                 const struct level *level, const struct code_entry *entry) {
  bool active_only = collection->question->active_only;
  for (; level != NULL && !active_only; level = level->before) {
    active_only = level->value_set->leaves_out_inactive;
  }
  return active_only && code_entry_is_inactive(entry, collection->question->scope->date);
}

static enum error passes_level(struct membership_probe *probe, const struct level *level,
                               bool *ret_passes) {
  const struct value_set_include *include = level->include;
  enum error error = ERROR_OK;
  *ret_passes = true;
  for (uint32_t i = level->first_import;
       include != NULL && i < include->value_sets.count && error == ERROR_OK && *ret_passes; i++) {
    error = value_set_membership_of(probe, level->value_set,
                                    level->value_set->canonicals[include->value_sets.first + i],
                                    ret_passes);
  }
  bool is_excluded = false;
  if (error == ERROR_OK && *ret_passes) {
    error = value_set_excludes(probe, level->value_set, &is_excluded);
    *ret_passes = !is_excluded;
  }
  return error;
}

static enum error passes(const struct expansion_collection *collection, const struct level *level,
                         const struct code_entry *entry, bool *ret_passes) {
  struct membership_probe probe = {
      .question = collection->question,
      .system = entry->system,
      .version = entry->version,
      .code = entry->code,
      .versions_differ = expansion_versions_differ(collection->wish->value_set, entry->system),
  };
  enum error error = ERROR_OK;
  *ret_passes = !is_left_out_inactive(collection, level, entry);
  for (; level != NULL && error == ERROR_OK && *ret_passes; level = level->before) {
    error = passes_level(&probe, level, ret_passes);
  }
  return error;
}

static enum error emit(struct expansion_collection *collection, const struct level *level,
                       const struct expansion_item *item) {
  struct code_entry entry = entry_of(collection, item);
  bool is_wanted = false;
  enum error error = passes(collection, level, &entry, &is_wanted);
  error = error == ERROR_OK ? widen_items(collection) : error;
  if (error == ERROR_OK && is_wanted && collection->never_repeats) {
    collection->items[collection->count++] = *item;
    return ERROR_OK;
  }
  error = error == ERROR_OK ? widen_slots(collection) : error;
  if (error != ERROR_OK || !is_wanted) {
    return error;
  }
  uint32_t *slot = slot_of(collection, &entry);
  if (*slot == 0) {
    collection->items[collection->count++] = *item;
    *slot = collection->count;
  }
  return ERROR_OK;
}

/* ---- text search -------------------------------------------------------------------------------
 */
static void take_rank(struct view folded, struct view query, struct expansion_item *item) {
  if (view_find(folded, query, 0) == SIZE_MAX) {
    return;
  }
  uint32_t rank = view_equal(folded, query)         ? SEARCH_MATCH_EXACT
                  : view_starts_with(folded, query) ? SEARCH_MATCH_PREFIX
                                                    : SEARCH_MATCH_PART;
  item->rank = rank < item->rank ? rank : item->rank;
}

/* Without an index, for the few codes of a list. */
static enum error rank_by_texts(const struct expansion_collection *collection,
                                struct expansion_item *item) {
  struct arena *arena = collection->question->arena;
  struct entry_reading reading = {arena, &collection->question->supplements,
                                  collection->question->scope->date};
  struct code_entry entry = entry_of(collection, item);
  struct view query = search_text_fold(arena, collection->wish->filter);
  struct display_text *texts;
  size_t count;
  enum error error = code_entry_texts(&reading, &entry, &texts, &count);
  if (error != ERROR_OK) {
    return error;
  }
  item->rank = SEARCH_MATCH_COUNT;
  for (size_t i = 0; i < count; i++) {
    take_rank(search_text_fold(arena, texts[i].value), query, item);
  }
  take_rank(search_text_fold(arena, entry.code), query, item);
  return ERROR_OK;
}

static enum error emit_searched(struct expansion_collection *collection, const struct level *level,
                                struct expansion_item *item) {
  if (collection->wish->filter.length == 0) {
    return emit(collection, level, item);
  }
  enum error error = rank_by_texts(collection, item);
  return error == ERROR_OK && item->rank < SEARCH_MATCH_COUNT ? emit(collection, level, item)
                                                              : error;
}

/* ---- one include -------------------------------------------------------------------------------
 */
static bool lets_through(const struct expansion_collection *collection,
                         const struct content_include *part, uint32_t concept) {
  for (uint32_t i = 0; i < part->filter_count; i++) {
    if (!code_filter_lets_through(&part->filters[i], part->code_system, concept,
                                  collection->question->scope->date)) {
      return false;
    }
  }
  return true;
}

static enum error collect_listed(struct expansion_collection *collection, const struct level *level,
                                 uint32_t part_number) {
  const struct content_include *part = collection->parts[part_number];
  struct code_system_range range = part->include->concepts;
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < range.count && error == ERROR_OK; i++) {
    const struct value_set_concept *stated = &part->value_set->concepts[range.first + i];
    struct expansion_item item = {part_number, CODE_SYSTEM_NO_CONCEPT, stated,
                                  NULL,        EXPANSION_NO_PARENT,    0};
    bool is_known = part->code_system == NULL || membership_is_part(part->code_system);
    if (part->code_system != NULL) {
      item.concept = code_system_find(part->code_system, stated->code);
      is_known = item.concept == CODE_SYSTEM_NO_CONCEPT
                     ? is_known && part->filter_count == 0
                     : lets_through(collection, part, item.concept);
    }
    error = is_known ? emit_searched(collection, level, &item) : ERROR_OK;
  }
  return error;
}

static enum error collect_concepts(struct expansion_collection *collection,
                                   const struct level *level, uint32_t part_number) {
  const struct content_include *part = collection->parts[part_number];
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < part->code_system->concept_count && error == ERROR_OK; i++) {
    struct expansion_item item = {part_number, i, NULL, NULL, EXPANSION_NO_PARENT, 0};
    error = lets_through(collection, part, i) ? emit(collection, level, &item) : ERROR_OK;
  }
  return error;
}

/* Hits of the code system's index, the best first. */
static enum error collect_hits(struct expansion_collection *collection, const struct level *level,
                               uint32_t part_number) {
  const struct content_include *part = collection->parts[part_number];
  const struct content_question *question = collection->question;
  const struct search_index *index;
  struct search_query query = {.text = collection->wish->filter, .count = UINT32_MAX};
  struct search_hits hits = {.count = 0};
  enum error error = terminology_search_index(question->scope, part->resource, &index);
  error = error == ERROR_OK ? search_index_find(index, question->arena, &query, &hits) : error;
  for (uint32_t i = 0; i < hits.count && error == ERROR_OK; i++) {
    struct expansion_item item = {part_number, hits.hits[i].row,    NULL,
                                  NULL,        EXPANSION_NO_PARENT, (uint32_t)hits.hits[i].match};
    error =
        lets_through(collection, part, item.concept) ? emit(collection, level, &item) : ERROR_OK;
  }
  return error;
}

static enum error report(const struct expansion_collection *collection, enum tx_message message,
                         struct view a, struct view b, struct view c) {
  struct issue *issue = issue_add(collection->question->issues, tx_message(message));
  issue->arguments[0] = a;
  issue->arguments[1] = b;
  issue->arguments[2] = c;
  return ERROR_NOT_PROCESSABLE;
}

static enum error report_system(const struct expansion_collection *collection, struct view system,
                                struct view wanted) {
  struct view versions =
      version_list(collection->question->scope, TERMINOLOGY_CODE_SYSTEM, system,
                   collection->question->language == LANGUAGE_JAPANESE ? ", " : " or ");
  (void)report(collection,
               wanted.length > 0 && versions.length > 0 ? TX_MESSAGE_UNKNOWN_SYSTEM_VERSION_EXPAND
                                                        : TX_MESSAGE_UNKNOWN_SYSTEM_EXPAND,
               system, wanted, versions);
  return ERROR_NOT_PROCESSABLE;
}

static enum error collect_value_set(struct expansion_collection *collection,
                                    const struct value_set *value_set, const struct level *before);

/* An infinite system is stood for by a published list of its common codes. */
static enum error collect_base(struct expansion_collection *collection, const struct level *level,
                               struct view system) {
  static const struct {
    const char *system;
    const char *value_set;
  } bases[] = {{"urn:ietf:bcp:47", "http://terminology.hl7.org/ValueSet/Languages"}};
  const struct value_set *value_set = NULL;
  struct view name = view_make(NULL, 0);
  enum error error = ERROR_NOT_FOUND;
  for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
    if (view_is(system, bases[i].system)) {
      const struct terminology_resource *resource =
          version_find(collection->question->scope, TERMINOLOGY_VALUE_SET,
                       view_of(bases[i].value_set), view_make(NULL, 0));
      name = view_of(bases[i].value_set);
      error = resource == NULL
                  ? error
                  : terminology_value_set(collection->question->scope, resource, &value_set);
    }
  }
  if (error == ERROR_NOT_FOUND || collection->base.length > 0) {
    return report(collection, TX_MESSAGE_SYSTEM_WITH_GRAMMAR, system, system, system);
  }
  if (error != ERROR_OK) {
    return error;
  }
  collection->base = name;
  collection->base_system = system;
  return collect_value_set(collection, value_set, level);
}

static enum error check_required(const struct expansion_collection *collection,
                                 const struct content_include *part) {
  struct view required = version_required(&collection->question->rules, part->include->system);
  return version_fits(part->version, required)
             ? ERROR_OK
             : report(collection, TX_MESSAGE_VERSION_CHECK, part->version, part->include->system,
                      required);
}

static void note_part(const struct expansion_collection *collection,
                      const struct content_include *part) {
  const struct content_question *question = collection->question;
  if (part->code_system != NULL) {
    content_note_code_system(question, part->code_system, part->version);
  } else {
    content_note(question, CONTENT_USED_CODE_SYSTEM, "CodeSystem",
                 version_canonical(question->arena, part->include->system, part->version));
  }
}

static enum error collect_part(struct expansion_collection *collection, const struct level *level,
                               const struct content_include *opened) {
  uint32_t part = 0;
  bool lists = content_lists_codes(opened);
  note_part(collection, opened);
  enum error error = check_required(collection, opened);
  if (error == ERROR_OK && !lists && opened->grammar != NULL) {
    return collect_base(collection, level, opened->include->system);
  }
  if (error == ERROR_OK && !lists && opened->code_system == NULL) {
    return report(collection, TX_MESSAGE_SYSTEM_WITHOUT_CONTENT, opened->include->system,
                  view_make(NULL, 0), view_make(NULL, 0));
  }
  error = error == ERROR_OK ? add_part(collection, opened, &part) : error;
  if (error != ERROR_OK) {
    return error;
  }
  if (lists) {
    return collect_listed(collection, level, part);
  }
  return collection->wish->filter.length > 0 ? collect_hits(collection, level, part)
                                             : collect_concepts(collection, level, part);
}

static bool is_known(const struct expansion_collection *collection, struct view system) {
  return version_find(collection->question->scope, TERMINOLOGY_CODE_SYSTEM, system,
                      view_make(NULL, 0)) != NULL;
}

static enum error collect_system(struct expansion_collection *collection, const struct level *level,
                                 const struct value_set_include *include) {
  struct version_choice choice =
      version_choose(&collection->question->rules, include->system, include->version);
  struct content_include opened;
  enum error error =
      content_include_open(collection->question, level->value_set, include, choice.wanted, &opened);
  if (error == ERROR_NOT_FOUND &&
      (!content_lists_codes(&opened) || is_known(collection, include->system))) {
    return report_system(collection, include->system, choice.wanted);
  }
  return error == ERROR_OK || error == ERROR_NOT_FOUND ? collect_part(collection, level, &opened)
                                                       : error;
}

static enum error collect_import(struct expansion_collection *collection, const struct level *level,
                                 struct view canonical) {
  const struct value_set *value_set;
  struct view name;
  enum error error =
      content_value_set(collection->question, level->value_set, canonical, &value_set, &name);
  if (error == ERROR_NOT_FOUND) {
    content_report_value_set(collection->question, name);
  }
  return error == ERROR_OK ? collect_value_set(collection, value_set, level) : error;
}

static enum error collect_include(struct expansion_collection *collection,
                                  const struct level *above,
                                  const struct value_set_include *include) {
  struct level level = *above;
  if (include->value_sets.count > 0) {
    level.include = include;
    level.first_import = include->system.length > 0 ? 0 : 1;
  }
  if (include->system.length > 0) {
    return collect_system(collection, &level, include);
  }
  return include->value_sets.count == 0
             ? ERROR_OK
             : collect_import(collection, &level,
                              above->value_set->canonicals[include->value_sets.first]);
}

/* ---- value sets --------------------------------------------------------------------------------
 */
static enum error collect_contained(struct expansion_collection *collection,
                                    const struct level *level) {
  static const struct value_set_include no_include;
  const struct value_set *value_set = level->value_set;
  struct content_include opened = {.value_set = value_set, .include = &no_include};
  uint32_t part = 0;
  enum error error = add_part(collection, &opened, &part);
  for (uint32_t i = 0; i < value_set->contained_count && error == ERROR_OK; i++) {
    struct expansion_item item = {
        part, CODE_SYSTEM_NO_CONCEPT, NULL, &value_set->contained[i], EXPANSION_NO_PARENT, 0};
    error = emit_searched(collection, level, &item);
  }
  return error;
}

static enum error collect_value_set(struct expansion_collection *collection,
                                    const struct value_set *value_set, const struct level *before) {
  struct level level = {
      .value_set = value_set, .before = before, .depth = before == NULL ? 1 : before->depth + 1};
  if (level.depth > LIMIT_VALUE_SET_DEPTH || !content_may_go_on(collection->question, 1)) {
    return ERROR_TOO_LARGE;
  }
  content_note_value_set(collection->question, value_set);
  if (!value_set->has_compose && value_set->has_expansion) {
    return collect_contained(collection, &level);
  }
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < value_set->include_count && error == ERROR_OK; i++) {
    if (!value_set->includes[i].excludes) {
      error = collect_include(collection, &level, &value_set->includes[i]);
    }
  }
  return error;
}

/* Concepts of one code system, each asked once. */
static bool never_repeats(const struct value_set *value_set) {
  uint32_t count = 0;
  bool is_plain = value_set->has_compose;
  for (uint32_t i = 0; i < value_set->include_count; i++) {
    const struct value_set_include *include = &value_set->includes[i];
    count += include->excludes ? 0 : 1;
    is_plain = is_plain && (include->excludes ||
                            (include->value_sets.count == 0 && include->concepts.count == 0));
  }
  return is_plain && count == 1;
}

enum error expansion_collect(struct expansion_collection *collection) {
  collection->never_repeats = never_repeats(collection->wish->value_set);
  enum error error = value_set_circle_check(collection->question, collection->wish->value_set);
  return error == ERROR_OK ? collect_value_set(collection, collection->wish->value_set, NULL)
                           : error;
}
