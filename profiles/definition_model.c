#include "profiles/definition_model.h"

struct definition_model definition_model_make(struct arena *arena) {
  return (struct definition_model){.arena = arena, .texts = hash_map_make(arena)};
}

struct view definition_model_text(struct definition_model *model, struct view text) {
  if (text.length == 0) {
    return view_make("", 0);
  }
  const struct view *known = hash_map_get(&model->texts, text);
  if (known != NULL) {
    return *known;
  }
  struct view *copy = arena_alloc(model->arena, sizeof *copy);
  if (copy == NULL) {
    return view_make(NULL, 0);
  }
  *copy = arena_copy(model->arena, text);
  if (copy->data == NULL || hash_map_put(&model->texts, *copy, copy) != ERROR_OK) {
    return view_make(NULL, 0);
  }
  return *copy;
}

struct view definition_canonical_url(struct view canonical, struct view *ret_version) {
  size_t fragment = view_find_byte(canonical, '#', 0);
  if (fragment != SIZE_MAX && fragment > 0) {
    canonical = view_part(canonical, 0, fragment);
  }
  struct view rest = canonical;
  struct view url = view_split(&rest, '|');
  *ret_version = rest;
  return url;
}

struct view definition_package_label(const struct definition_package *package,
                                     struct arena *arena) {
  if (package->version.length == 0) {
    return package->name;
  }
  return arena_format(arena, "%.*s#%.*s", VIEW_ARGUMENTS(package->name),
                      VIEW_ARGUMENTS(package->version));
}

int definition_version_compare(struct view a, struct view b) {
  struct view a_extra = a;
  struct view b_extra = b;
  struct view a_rest = view_split(&a_extra, '-');
  struct view b_rest = view_split(&b_extra, '-');
  while (a_rest.length > 0 || b_rest.length > 0) {
    struct view a_part = view_split(&a_rest, '.');
    struct view b_part = view_split(&b_rest, '.');
    uint64_t a_number = 0;
    uint64_t b_number = 0;
    bool numbers = view_to_unsigned(a_part, UINT32_MAX, &a_number) &&
                   view_to_unsigned(b_part, UINT32_MAX, &b_number);
    int order =
        numbers ? (a_number > b_number) - (a_number < b_number) : view_compare(a_part, b_part);
    if (order != 0) {
      return order;
    }
  }
  if ((a_extra.length == 0) != (b_extra.length == 0)) {
    return a_extra.length == 0 ? 1 : -1;
  }
  return view_compare(a_extra, b_extra);
}

uint32_t definition_subtree_end(const struct structure_definition *structure, uint32_t element) {
  uint32_t end = element + 1;
  while (end < structure->element_count &&
         structure->elements[end].depth > structure->elements[element].depth) {
    end++;
  }
  return end;
}

/* Makes room for one more pointer in a list that doubles. */
static enum error list_reserve(struct arena *arena, void **list, uint32_t count,
                               uint32_t *capacity) {
  if (count < *capacity) {
    return ERROR_OK;
  }
  uint32_t wanted = *capacity == 0 ? 16u : *capacity * 2u;
  void *grown =
      arena_grow(arena, *list, *capacity * sizeof(void *), (size_t)wanted * sizeof(void *));
  if (grown == NULL) {
    return ERROR_MEMORY;
  }
  *list = grown;
  *capacity = wanted;
  return ERROR_OK;
}

struct definition_package *definition_model_find(const struct definition_model *model,
                                                 struct view name, struct view version) {
  for (uint32_t i = 0; i < model->package_count; i++) {
    struct definition_package *package = model->packages[i];
    if (view_equal(package->name, name) && view_equal(package->version, version)) {
      return package;
    }
  }
  return NULL;
}

void definition_model_rename(struct definition_model *model, struct definition_package *package,
                             struct view name, struct view version) {
  package->name = name;
  package->version = version;
  if (view_is(name, DEFINITION_CORE_PACKAGE)) {
    model->core = package;
  }
}

enum error definition_model_package(struct definition_model *model, struct view name,
                                    struct view version, struct definition_package **ret_package) {
  struct definition_package *known = definition_model_find(model, name, version);
  if (known != NULL) {
    *ret_package = known;
    return ERROR_OK;
  }
  void *list = model->packages;
  enum error error =
      list_reserve(model->arena, &list, model->package_count, &model->package_capacity);
  if (error != ERROR_OK) {
    return error;
  }
  model->packages = list;
  struct definition_package *package = arena_alloc(model->arena, sizeof *package);
  if (package == NULL) {
    return ERROR_MEMORY;
  }
  definition_model_rename(model, package, name, version);
  package->structure_index = hash_map_make(model->arena);
  package->value_set_index = hash_map_make(model->arena);
  package->code_system_index = hash_map_make(model->arena);
  model->packages[model->package_count++] = package;
  *ret_package = package;
  return ERROR_OK;
}

/* Puts the definition under its url, or beside another version under "url|version": without a
 * version the newest is found. *ret_added false: this version is there already. */
static enum error index_structure(struct definition_model *model,
                                  struct definition_package *package,
                                  struct structure_definition *structure, bool *ret_added) {
  struct hash_map *index = &package->structure_index;
  struct structure_definition *first = hash_map_get(index, structure->url);
  *ret_added = first == NULL;
  if (first == NULL) {
    return hash_map_put(index, structure->url, structure);
  }
  bool is_newer = definition_version_compare(structure->version, first->version) > 0;
  struct structure_definition *behind = is_newer ? first : structure;
  struct view key = arena_format(model->arena, "%.*s|%.*s", VIEW_ARGUMENTS(structure->url),
                                 VIEW_ARGUMENTS(behind->version));
  if (view_equal(first->version, structure->version) || hash_map_get(index, key) != NULL) {
    return ERROR_OK;
  }
  enum error error = key.data == NULL ? ERROR_MEMORY : hash_map_put(index, key, behind);
  if (error == ERROR_OK && is_newer) {
    error = hash_map_put(index, structure->url, structure);
  }
  *ret_added = error == ERROR_OK;
  return error;
}

enum error definition_model_add_structure(struct definition_model *model,
                                          struct definition_package *package,
                                          struct structure_definition *structure, bool *ret_added) {
  bool added = false;
  enum error error = index_structure(model, package, structure, &added);
  void *list = package->structures;
  if (error == ERROR_OK && added) {
    error =
        list_reserve(model->arena, &list, package->structure_count, &package->structure_capacity);
  }
  if (error == ERROR_OK) {
    *ret_added = added;
  }
  if (error == ERROR_OK && added) {
    structure->package = package;
    package->structures = list;
    package->structures[package->structure_count++] = structure;
  }
  return error;
}

enum error definition_model_add_value_set(struct definition_model *model,
                                          struct definition_package *package,
                                          struct value_set *value_set, bool *ret_added) {
  *ret_added = false;
  if (hash_map_get(&package->value_set_index, value_set->url) != NULL) {
    return ERROR_OK;
  }
  void *list = package->value_sets;
  enum error error =
      list_reserve(model->arena, &list, package->value_set_count, &package->value_set_capacity);
  if (error == ERROR_OK) {
    package->value_sets = list;
    error = hash_map_put(&package->value_set_index, value_set->url, value_set);
  }
  if (error == ERROR_OK) {
    value_set->package = package;
    package->value_sets[package->value_set_count++] = value_set;
    *ret_added = true;
  }
  return error;
}

enum error definition_model_add_code_system(struct definition_model *model,
                                            struct definition_package *package,
                                            struct code_system *code_system, bool *ret_added) {
  *ret_added = false;
  if (hash_map_get(&package->code_system_index, code_system->url) != NULL) {
    return ERROR_OK;
  }
  void *list = package->code_systems;
  enum error error =
      list_reserve(model->arena, &list, package->code_system_count, &package->code_system_capacity);
  if (error == ERROR_OK) {
    package->code_systems = list;
    error = hash_map_put(&package->code_system_index, code_system->url, code_system);
  }
  if (error == ERROR_OK) {
    code_system->package = package;
    package->code_systems[package->code_system_count++] = code_system;
    *ret_added = true;
  }
  return error;
}

/* The dependency, or the last one loaded of another version. */
static struct definition_package *find_dependency(const struct definition_model *model,
                                                  const struct definition_dependency *dependency) {
  struct definition_package *found =
      definition_model_find(model, dependency->name, dependency->version);
  for (uint32_t i = model->package_count; i-- > 0 && found == NULL;) {
    if (view_equal(model->packages[i]->name, dependency->name)) {
      found = model->packages[i];
    }
  }
  return found;
}

static bool is_terminology(const struct definition_package *package) {
  return view_starts_with(package->name, view_of("jpfhir-terminology")) ||
         view_starts_with(package->name, view_of("hl7.terminology"));
}

uint32_t definition_model_missing(const struct definition_model *model,
                                  const struct definition_package *package, uint32_t start) {
  for (uint32_t i = start; i < package->dependency_count; i++) {
    const struct definition_dependency *dependency = &package->dependencies[i];
    if (definition_model_find(model, dependency->name, dependency->version) == NULL) {
      return i;
    }
  }
  return UINT32_MAX;
}

static bool reach_has(const struct definition_package *package,
                      const struct definition_package *seen) {
  for (uint32_t i = 0; i < package->reach_count; i++) {
    if (package->reach[i] == seen) {
      return true;
    }
  }
  return false;
}

static void reach_add(struct definition_package *package, struct definition_package *seen) {
  if (!reach_has(package, seen)) {
    package->reach[package->reach_count++] = seen;
  }
}

/* Everything that is loaded, of one name the newest version first. */
static void reach_add_all(const struct definition_model *model,
                          struct definition_package *package) {
  for (uint32_t i = 0; i < model->package_count; i++) {
    for (;;) {
      struct definition_package *best = NULL;
      for (uint32_t j = 0; j < model->package_count; j++) {
        struct definition_package *other = model->packages[j];
        bool is_newer =
            view_equal(other->name, model->packages[i]->name) && !reach_has(package, other) &&
            (best == NULL || definition_version_compare(other->version, best->version) > 0);
        best = is_newer ? other : best;
      }
      if (best == NULL) {
        break;
      }
      reach_add(package, best);
    }
  }
}

static enum error link_package(const struct definition_model *model,
                               struct definition_package *package) {
  package->reach =
      arena_array(model->arena, model->package_count + 1u, sizeof(struct definition_package *));
  if (package->reach == NULL) {
    return ERROR_MEMORY;
  }
  package->reach_count = 0;
  reach_add(package, package);
  for (uint32_t next = 0; next < package->reach_count; next++) {
    const struct definition_package *current = package->reach[next];
    for (uint32_t i = 0; i < current->dependency_count; i++) {
      struct definition_package *found = find_dependency(model, &current->dependencies[i]);
      if (found != NULL && found != model->core) {
        reach_add(package, found);
      }
    }
  }
  if (model->core != NULL) {
    reach_add(package, model->core);
  }
  if (package->sees_all) {
    reach_add_all(model, package);
  }
  for (uint32_t i = 0; i < model->package_count; i++) {
    if (is_terminology(model->packages[i])) {
      reach_add(package, model->packages[i]);
    }
  }
  return ERROR_OK;
}

enum error definition_model_link(struct definition_model *model) {
  for (uint32_t i = 0; i < model->package_count; i++) {
    enum error error = link_package(model, model->packages[i]);
    if (error != ERROR_OK) {
      return error;
    }
  }
  return ERROR_OK;
}

struct structure_definition *definition_model_structure(const struct definition_package *package,
                                                        struct view canonical) {
  struct view version;
  struct view url = definition_canonical_url(canonical, &version);
  for (uint32_t i = 0; i < package->reach_count; i++) {
    struct structure_definition *found = hash_map_get(&package->reach[i]->structure_index, url);
    if (found != NULL && version.length > 0 && !view_equal(found->version, version)) {
      struct view both = view_make(url.data, url.length + 1 + version.length);
      found = hash_map_get(&package->reach[i]->structure_index, both);
    }
    if (found != NULL) {
      return found;
    }
  }
  return NULL;
}

struct value_set *definition_model_value_set(const struct definition_package *package,
                                             struct view canonical) {
  struct view version;
  struct view url = definition_canonical_url(canonical, &version);
  for (uint32_t i = 0; i < package->reach_count; i++) {
    struct value_set *found = hash_map_get(&package->reach[i]->value_set_index, url);
    if (found != NULL && (version.length == 0 || view_equal(found->version, version))) {
      return found;
    }
  }
  return NULL;
}

struct code_system *definition_model_code_system(const struct definition_package *package,
                                                 struct view canonical) {
  struct view version;
  struct view url = definition_canonical_url(canonical, &version);
  for (uint32_t i = 0; i < package->reach_count; i++) {
    struct code_system *found = hash_map_get(&package->reach[i]->code_system_index, url);
    if (found != NULL && (version.length == 0 || view_equal(found->version, version))) {
      return found;
    }
  }
  return NULL;
}

struct structure_definition *definition_model_type(const struct definition_model *model,
                                                   struct view name) {
  static const char prefix[] = "http://hl7.org/fhir/StructureDefinition/";
  char url[256];
  if (model->core == NULL || name.length > sizeof url - sizeof prefix) {
    return NULL;
  }
  memcpy(url, prefix, sizeof prefix - 1);
  if (name.length > 0) {
    memcpy(url + sizeof prefix - 1, name.data, name.length);
  }
  return hash_map_get(&model->core->structure_index,
                      view_make(url, sizeof prefix - 1 + name.length));
}
