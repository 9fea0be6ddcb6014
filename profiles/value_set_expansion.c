#include "profiles/value_set_expansion.h"

#include "profiles/terminology_definition.h"
#include "server/limits.h"
#include "terminology/open_system.h"

#include <regex.h>

/* Value sets include others at most this deep in the published packages (3); cycles end here too.
 */
#define EXPANSION_DEPTH 16u
#define REGEX_MAXIMUM_BYTES 512u

struct expander {
  struct arena *arena;
  uint32_t depth;
};

static enum error expand(struct expander *expander, const struct value_set *value_set,
                         struct expansion *expansion);

static struct expansion_part *find_part(const struct expansion *expansion, struct view system) {
  for (uint32_t i = 0; i < expansion->part_count; i++) {
    if (view_equal(expansion->parts[i]->system, system)) {
      return expansion->parts[i];
    }
  }
  return NULL;
}

static enum error part_of(struct expander *expander, struct expansion *expansion,
                          struct view system, struct expansion_part **ret_part) {
  struct expansion_part *part = find_part(expansion, system);
  if (part == NULL) {
    if (expansion->part_count == expansion->part_capacity) {
      uint32_t wanted = expansion->part_capacity == 0 ? 4u : expansion->part_capacity * 2u;
      void *grown = arena_grow(expander->arena, expansion->parts,
                               expansion->part_capacity * sizeof(void *), wanted * sizeof(void *));
      if (grown == NULL) {
        return ERROR_MEMORY;
      }
      expansion->parts = grown;
      expansion->part_capacity = wanted;
    }
    part = arena_alloc(expander->arena, sizeof *part);
    if (part == NULL) {
      return ERROR_MEMORY;
    }
    part->system = system;
    part->codes = hash_map_make(expander->arena);
    expansion->parts[expansion->part_count++] = part;
  }
  *ret_part = part;
  return ERROR_OK;
}

static enum error add_code(struct expansion_part *part, const struct view *code) {
  union {
    const struct view *in;
    void *out;
  } value = {.in = code};
  return hash_map_put(&part->codes, *code, value.out);
}

/* ---- filters over a code system ---- */

struct filtered {
  const struct code_system *system;
  const uint32_t *parents;
  bool *in; /* per concept */
  bool is_unknown;
};

/* The concept that each one is nested in, UINT32_MAX at the top. */
static uint32_t *parents_make(struct arena *arena, const struct code_system *system) {
  uint32_t latest[LIMIT_DOCUMENT_DEPTH + 1] = {0};
  uint32_t *parents = arena_array(arena, system->concept_count + 1u, sizeof(uint32_t));
  for (uint32_t i = 0; i < system->concept_count && parents != NULL; i++) {
    uint32_t depth = system->concepts[i].depth;
    depth = depth > LIMIT_DOCUMENT_DEPTH ? LIMIT_DOCUMENT_DEPTH : depth;
    parents[i] = depth == 0 ? UINT32_MAX : latest[depth - 1];
    latest[depth] = i;
  }
  return parents;
}

/* Property text is "name value". */
static bool property_is(struct view property, struct view name, struct view value) {
  struct view rest = property;
  return view_equal(view_split(&rest, ' '), name) && view_equal(rest, value);
}

static bool names_parent(struct view property, struct view *ret_parent) {
  struct view rest = property;
  struct view name = view_split(&rest, ' ');
  *ret_parent = rest;
  return view_is(name, "parent") || view_is(name, "subsumedBy");
}

static uint32_t find_concept(const struct code_system *system, struct view code) {
  for (uint32_t i = 0; i < system->concept_count; i++) {
    if (view_equal(system->concepts[i].code, code)) {
      return i;
    }
  }
  return UINT32_MAX;
}

/* Is concept a direct child of a marked one, by nesting or by a parent property? */
static bool has_marked_parent(const struct filtered *filtered, const bool *marks,
                              uint32_t concept) {
  const struct code_system *system = filtered->system;
  uint32_t parent = filtered->parents[concept];
  if (parent != UINT32_MAX && marks[parent]) {
    return true;
  }
  const struct text_list *properties = &system->concepts[concept].properties;
  for (uint32_t i = 0; i < properties->count; i++) {
    struct view name;
    if (names_parent(properties->items[i], &name)) {
      uint32_t other = find_concept(system, name);
      if (other != UINT32_MAX && marks[other]) {
        return true;
      }
    }
  }
  return false;
}

/* Marks the concept and everything below it. The loop ends because marks are only added. */
static enum error mark_below(struct arena *arena, const struct filtered *filtered, struct view code,
                             bool **ret_marks) {
  const struct code_system *system = filtered->system;
  bool *marks = arena_array(arena, system->concept_count + 1u, sizeof(bool));
  if (marks == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t root = find_concept(system, code);
  bool changed = root != UINT32_MAX;
  if (changed) {
    marks[root] = true;
  }
  while (changed) {
    changed = false;
    for (uint32_t i = 0; i < system->concept_count; i++) {
      if (!marks[i] && has_marked_parent(filtered, marks, i)) {
        marks[i] = true;
        changed = true;
      }
    }
  }
  *ret_marks = marks;
  return ERROR_OK;
}

static enum error filter_below(struct arena *arena, const struct definition_filter *filter,
                               struct filtered *filtered) {
  bool *marks = NULL;
  enum error error = mark_below(arena, filtered, filter->value, &marks);
  if (error != ERROR_OK) {
    return error;
  }
  bool keep_root = view_is(filter->operation, "is-a");
  bool inverted = view_is(filter->operation, "is-not-a");
  for (uint32_t i = 0; i < filtered->system->concept_count; i++) {
    bool is_root = view_equal(filtered->system->concepts[i].code, filter->value);
    bool below = marks[i] && (keep_root || inverted || !is_root);
    filtered->in[i] = filtered->in[i] && below != inverted;
  }
  return ERROR_OK;
}

/* The concept, its ancestors and nothing else. */
static enum error filter_generalizes(struct arena *arena, const struct definition_filter *filter,
                                     struct filtered *filtered) {
  uint32_t wanted = find_concept(filtered->system, filter->value);
  for (uint32_t i = 0; i < filtered->system->concept_count; i++) {
    bool *marks = NULL;
    struct arena_mark mark = arena_mark(arena);
    enum error error = mark_below(arena, filtered, filtered->system->concepts[i].code, &marks);
    if (error != ERROR_OK) {
      return error;
    }
    filtered->in[i] = filtered->in[i] && wanted != UINT32_MAX && marks[wanted];
    arena_back(arena, mark);
  }
  return ERROR_OK;
}

static bool value_matches(const struct filtered *filtered, uint32_t index,
                          const struct definition_filter *filter, struct view value) {
  const struct code_system *system = filtered->system;
  const struct definition_concept *concept = &system->concepts[index];
  if (view_is(filter->property, "code") || view_is(filter->property, "concept")) {
    return view_equal(concept->code, value);
  }
  if (view_is(filter->property, "parent")) {
    uint32_t parent = filtered->parents[index];
    if (parent != UINT32_MAX && view_equal(system->concepts[parent].code, value)) {
      return true;
    }
  }
  for (uint32_t i = 0; i < concept->properties.count; i++) {
    if (property_is(concept->properties.items[i], filter->property, value)) {
      return true;
    }
  }
  return false;
}

/* A property that no concept carries here may have been left out: then nothing can be said. */
static bool property_is_known(const struct code_system *system, struct view property) {
  if (view_is(property, "code") || view_is(property, "concept") || view_is(property, "parent")) {
    return true;
  }
  for (uint32_t i = 0; i < system->concept_count; i++) {
    const struct text_list *properties = &system->concepts[i].properties;
    for (uint32_t j = 0; j < properties->count; j++) {
      struct view rest = properties->items[j];
      if (view_equal(view_split(&rest, ' '), property)) {
        return true;
      }
    }
  }
  return false;
}

/* "=", "in" and "not-in": the value is one text or a comma-separated list. */
static enum error filter_values(struct arena *arena, const struct definition_filter *filter,
                                struct filtered *filtered) {
  (void)arena;
  bool is_list = !view_is(filter->operation, "=");
  bool inverted = view_is(filter->operation, "not-in");
  if (!property_is_known(filtered->system, filter->property)) {
    filtered->is_unknown = true;
  }
  for (uint32_t i = 0; i < filtered->system->concept_count; i++) {
    bool found = false;
    struct view rest = filter->value;
    while (rest.length > 0 && !found) {
      struct view value = is_list ? view_trim(view_split(&rest, ',')) : rest;
      found = value_matches(filtered, i, filter, value);
      rest = is_list ? rest : view_make(NULL, 0);
    }
    filtered->in[i] = filtered->in[i] && found != inverted;
  }
  return ERROR_OK;
}

/* The filter's expression must match the whole code; POSIX extended syntax with \d and \w spelt
 * out. */
static bool regex_source(struct view value, char ret_source[REGEX_MAXIMUM_BYTES]) {
  size_t length = 0;
  ret_source[length++] = '^';
  ret_source[length++] = '(';
  for (size_t i = 0; i < value.length; i++) {
    const char *text = NULL;
    char plain[2] = {value.data[i], 0};
    if (value.data[i] == '\\' && i + 1 < value.length) {
      text = value.data[i + 1] == 'd' ? "[0-9]" : value.data[i + 1] == 'w' ? "[A-Za-z0-9_]" : NULL;
    }
    i += text != NULL ? 1u : 0u;
    text = text != NULL ? text : plain;
    size_t added = strlen(text);
    if (length + added + 3 > REGEX_MAXIMUM_BYTES) {
      return false;
    }
    memcpy(ret_source + length, text, added);
    length += added;
  }
  memcpy(ret_source + length, ")$", 3);
  return true;
}

static enum error filter_regex(struct arena *arena, const struct definition_filter *filter,
                               struct filtered *filtered) {
  char source[REGEX_MAXIMUM_BYTES];
  regex_t regex;
  bool is_code = view_is(filter->property, "code") || view_is(filter->property, "concept");
  if (!is_code || !regex_source(filter->value, source) ||
      regcomp(&regex, source, REG_EXTENDED | REG_NOSUB) != 0) {
    filtered->is_unknown = true;
    return ERROR_OK;
  }
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < filtered->system->concept_count && error == ERROR_OK; i++) {
    struct arena_mark mark = arena_mark(arena);
    const char *code = arena_string(arena, filtered->system->concepts[i].code);
    error = code == NULL ? ERROR_MEMORY : ERROR_OK;
    filtered->in[i] = filtered->in[i] && code != NULL && regexec(&regex, code, 0, NULL, 0) == 0;
    arena_back(arena, mark);
  }
  regfree(&regex);
  return error;
}

static enum error filter_apply(struct arena *arena, const struct definition_filter *filter,
                               struct filtered *filtered) {
  static const struct {
    const char *operation;
    enum error (*apply)(struct arena *arena, const struct definition_filter *filter,
                        struct filtered *filtered);
  } operations[] = {
      {"is-a", filter_below},  {"descendent-of", filter_below},
      {"=", filter_values},    {"is-not-a", filter_below},
      {"in", filter_values},   {"not-in", filter_values},
      {"regex", filter_regex}, {"generalizes", filter_generalizes},
  };
  for (unsigned i = 0; i < sizeof operations / sizeof operations[0]; i++) {
    if (view_is(filter->operation, operations[i].operation)) {
      return operations[i].apply(arena, filter, filtered);
    }
  }
  filtered->is_unknown = true;
  return ERROR_OK;
}

static enum error add_from_system(struct expander *expander, const struct value_set_part *part,
                                  const struct code_system *system, struct expansion_part *target) {
  struct filtered filtered = {.system = system};
  filtered.in = arena_array(expander->arena, system->concept_count + 1u, sizeof(bool));
  filtered.parents = parents_make(expander->arena, system);
  if (filtered.in == NULL || filtered.parents == NULL) {
    return ERROR_MEMORY;
  }
  memset(filtered.in, 1, system->concept_count);
  for (uint32_t i = 0; i < part->filter_count; i++) {
    enum error error = filter_apply(expander->arena, &part->filters[i], &filtered);
    if (error != ERROR_OK) {
      return error;
    }
  }
  target->is_unknown = target->is_unknown || filtered.is_unknown ||
                       system->content != CONTENT_COMPLETE || system->concept_count == 0 ||
                       open_system_is(system->url);
  for (uint32_t i = 0; i < system->concept_count && !filtered.is_unknown; i++) {
    if (filtered.in[i] && add_code(target, &system->concepts[i].code) != ERROR_OK) {
      return ERROR_MEMORY;
    }
  }
  return ERROR_OK;
}

/* UCUM has no list: its filter `canonical` names the unit that others are converted to (FHIR R4
 * ucum.html, filters). */
static bool is_canonical_filter(const struct expansion_part *target,
                                const struct value_set_part *part) {
  return view_is(target->system, "http://unitsofmeasure.org") && part->filter_count == 1 &&
         view_is(part->filters[0].property, "canonical") &&
         view_is(part->filters[0].operation, "=");
}

/* What system, codes and filters of a part say. */
static enum error add_system(struct expander *expander, const struct value_set *value_set,
                             const struct value_set_part *part, struct expansion *expansion) {
  struct view version;
  struct expansion_part *target = NULL;
  enum error error =
      part_of(expander, expansion, definition_canonical_url(part->system, &version), &target);
  if (error != ERROR_OK) {
    return error;
  }
  for (uint32_t i = 0; i < part->codes.count; i++) {
    if (add_code(target, &part->codes.items[i]) != ERROR_OK) {
      return ERROR_MEMORY;
    }
  }
  if (part->is_withheld) {
    target->is_unknown = true;
  }
  if (part->codes.count > 0 || part->is_withheld) {
    return ERROR_OK;
  }
  if (is_canonical_filter(target, part)) {
    target->is_unknown = true;
    target->canonical = part->filters[0].value;
    return add_code(target, &target->canonical);
  }
  target->is_whole = target->is_whole || part->filter_count == 0;
  const struct code_system *system = definition_model_code_system(value_set->package, part->system);
  if (system == NULL) {
    target->is_unknown = true;
    return ERROR_OK;
  }
  return add_from_system(expander, part, system, target);
}

/* Keeps in a what is in b too. Where either is not known, the result is not known. */
static void intersect(struct expansion *a, const struct expansion *b) {
  a->is_incomplete = a->is_incomplete && b->is_incomplete;
  for (uint32_t i = 0; i < a->part_count; i++) {
    struct expansion_part *part = a->parts[i];
    const struct expansion_part *other = find_part(b, part->system);
    bool other_unknown = other == NULL ? b->is_incomplete : other->is_unknown;
    for (uint32_t j = 0; j < part->codes.count; j++) {
      struct hash_map_entry *entry = &part->codes.entries[j];
      bool in_other = other != NULL && hash_map_get(&other->codes, entry->key) != NULL;
      if (!in_other && !other_unknown) {
        entry->value = NULL;
      }
    }
    part->is_unknown = part->is_unknown && (other_unknown || other != NULL);
    part->is_unknown = part->is_unknown || other_unknown;
    part->is_whole = false;
    part->canonical.length = 0;
  }
}

static enum error merge(struct expander *expander, struct expansion *into,
                        const struct expansion *from) {
  into->is_incomplete = into->is_incomplete || from->is_incomplete;
  for (uint32_t i = 0; i < from->part_count; i++) {
    const struct expansion_part *part = from->parts[i];
    struct expansion_part *target = NULL;
    enum error error = part_of(expander, into, part->system, &target);
    if (error != ERROR_OK) {
      return error;
    }
    target->is_unknown = target->is_unknown || part->is_unknown;
    target->is_whole = target->is_whole || part->is_whole;
    target->canonical = part->canonical.length > 0 ? part->canonical : target->canonical;
    for (uint32_t j = 0; j < part->codes.count; j++) {
      const struct hash_map_entry *entry = &part->codes.entries[j];
      if (entry->value != NULL &&
          hash_map_put(&target->codes, entry->key, entry->value) != ERROR_OK) {
        return ERROR_MEMORY;
      }
    }
  }
  return ERROR_OK;
}

/* A part: its system's codes and every named value set, all of them intersected. */
static enum error expand_part(struct expander *expander, const struct value_set *value_set,
                              const struct value_set_part *part, struct expansion *ret_expansion) {
  struct expansion result = {.parts = NULL};
  enum error error = ERROR_OK;
  bool is_first = part->system.length == 0;
  if (!is_first) {
    error = add_system(expander, value_set, part, &result);
  }
  for (uint32_t i = 0; i < part->value_sets.count && error == ERROR_OK; i++) {
    struct expansion other = {.parts = NULL};
    const struct value_set *named =
        definition_model_value_set(value_set->package, part->value_sets.items[i]);
    if (named == NULL || expander->depth >= EXPANSION_DEPTH) {
      other.is_incomplete = true;
    } else {
      error = expand(expander, named, &other);
    }
    if (error == ERROR_OK && is_first) {
      result = other;
      is_first = false;
    } else if (error == ERROR_OK) {
      intersect(&result, &other);
    }
  }
  if (error == ERROR_OK) {
    *ret_expansion = result;
  }
  return error;
}

static void exclude(struct expansion *from, const struct expansion *excluded) {
  for (uint32_t i = 0; i < excluded->part_count; i++) {
    const struct expansion_part *part = excluded->parts[i];
    struct expansion_part *target = find_part(from, part->system);
    if (target == NULL) {
      continue;
    }
    target->is_whole = false;
    target->canonical.length = 0;
    target->is_unknown = target->is_unknown || part->is_unknown;
    for (uint32_t j = 0; j < target->codes.count; j++) {
      struct hash_map_entry *entry = &target->codes.entries[j];
      if (hash_map_get(&part->codes, entry->key) != NULL) {
        entry->value = NULL;
      }
    }
  }
}

static enum error expand(struct expander *expander, const struct value_set *value_set,
                         struct expansion *expansion) {
  expander->depth++;
  enum error error = ERROR_OK;
  for (uint32_t pass = 0; pass < 2; pass++) {
    for (uint32_t i = 0; i < value_set->part_count && error == ERROR_OK; i++) {
      const struct value_set_part *part = &value_set->parts[i];
      if (part->is_exclusion != (pass == 1)) {
        continue;
      }
      struct expansion one = {.parts = NULL};
      error = expand_part(expander, value_set, part, &one);
      if (error == ERROR_OK && pass == 0) {
        error = merge(expander, expansion, &one);
      } else if (error == ERROR_OK) {
        exclude(expansion, &one);
      }
    }
  }
  expansion->is_incomplete = expansion->is_incomplete || value_set->part_count == 0;
  expander->depth--;
  return error;
}

enum error value_set_expansion_make(struct arena *arena, const struct value_set *value_set,
                                    struct expansion *ret_expansion) {
  struct expander expander = {arena, 0};
  struct expansion expansion = {.parts = NULL};
  enum error error = expand(&expander, value_set, &expansion);
  if (error == ERROR_OK) {
    *ret_expansion = expansion;
  }
  return error;
}
