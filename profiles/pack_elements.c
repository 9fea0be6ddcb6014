#include "profiles/pack_elements.h"

#include "server/base/document.h"
#include "server/limits.h"

#include <stdlib.h>

/* value[x] of Extension has 50 types; more than this is no FHIR type list. */
#define TYPES_MAXIMUM 128u
#define KEYS_MAXIMUM 512u
#define LIST_MAXIMUM 512u

struct tree {
  struct pack_build *build;
  struct structure_definition *structure;
  const struct definition_base *bases;
  struct view *ids;
  uint32_t *parents;
};

/* ---- single facts ---- */

struct pack_link pack_elements_link(struct pack_build *build,
                                    const struct definition_package *package,
                                    struct view canonical) {
  const struct structure_definition *found = definition_model_structure(package, canonical);
  return (struct pack_link){pack_output_text(&build->output, canonical),
                            found == NULL ? PACK_NONE : found->number};
}

static struct pack_range links(struct tree *tree, const struct text_list *canonicals) {
  struct pack_link rows[LIST_MAXIMUM];
  if (canonicals->count > LIST_MAXIMUM) {
    pack_build_too_large(tree->build, tree->structure);
    return (struct pack_range){0, 0};
  }
  for (uint32_t i = 0; i < canonicals->count; i++) {
    rows[i] = pack_elements_link(tree->build, tree->structure->package, canonicals->items[i]);
  }
  return pack_output_share(&tree->build->output, PACK_SECTION_LINKS, rows, canonicals->count);
}

static uint32_t primitive_of(struct view code) {
  static const struct view names[PACK_PRIMITIVE_COUNT] = {
#define PRIMITIVE_NAME(name, type) VIEW_LITERAL(type),
      PACK_PRIMITIVES(PRIMITIVE_NAME)
#undef PRIMITIVE_NAME
  };
  for (uint32_t i = 1; i < PACK_PRIMITIVE_COUNT; i++) {
    if (view_equal(names[i], code)) {
      return i;
    }
  }
  return PACK_PRIMITIVE_NONE;
}

static uint32_t type_flags(struct view code, const struct structure_definition *definition) {
  if (view_is(code, "BackboneElement") || view_is(code, "Element")) {
    return PACK_TYPE_INLINE;
  }
  if (view_is(code, "Reference")) {
    return PACK_TYPE_REFERENCE;
  }
  if (view_is(code, "canonical")) {
    return PACK_TYPE_CANONICAL;
  }
  return definition->kind == KIND_RESOURCE ? PACK_TYPE_RESOURCE : 0u;
}

static struct pack_range types_make(struct tree *tree, const struct definition_element *element) {
  struct pack_build *build = tree->build;
  struct pack_type rows[TYPES_MAXIMUM];
  uint32_t count = 0;
  if (element->type_count > TYPES_MAXIMUM) {
    pack_build_too_large(build, tree->structure);
    return (struct pack_range){0, 0};
  }
  for (uint32_t i = 0; i < element->type_count; i++) {
    const struct definition_type *type = &element->types[i];
    const struct structure_definition *definition = definition_model_type(build->model, type->code);
    if (definition == NULL || definition->element_count == 0) {
      continue;
    }
    rows[count++] = (struct pack_type){
        .name = pack_output_text(&build->output, type->code),
        .profiles = links(tree, &type->profiles),
        .targets = links(tree, &type->targets),
        .definition = definition->number,
        .primitive = primitive_of(type->code),
        .flags = type_flags(type->code, definition),
    };
  }
  return pack_output_share(&build->output, PACK_SECTION_TYPES, rows, count);
}

uint32_t pack_elements_value(struct pack_build *build, struct view json,
                             enum pack_value_kind kind) {
  struct arena_mark mark = arena_mark(build->scratch);
  struct document document;
  struct document_failure failure;
  enum error error = document_read(build->scratch, json, NULL, &document, &failure);
  if (error == ERROR_MEMORY) {
    build->output.error = ERROR_MEMORY;
  }
  struct pack_range range = {PACK_NONE, 0};
  if (error == ERROR_OK) {
    struct pack_value row = {.json = pack_output_text(&build->output, json), .kind = kind};
    row.string = pack_output_text(&build->output, document_string(&document, 0, build->scratch));
    range = pack_output_share(&build->output, PACK_SECTION_VALUES, &row, 1);
  }
  arena_back(build->scratch, mark);
  return range.count == 0 ? PACK_NONE : range.first;
}

/* "http://snomed.info/sct?fhir_vs": every code of SNOMED CT, without a ValueSet resource (FHIR R4
 * snomedct.html#implicit). Which codes there are is not known here, other systems are outside. */
static uint32_t implicit_value_set(struct pack_build *build,
                                   const struct definition_package *package,
                                   struct view canonical) {
  static const struct view implicit = VIEW_LITERAL("http://snomed.info/sct?fhir_vs");
  if (!view_equal(canonical, implicit)) {
    return PACK_NONE;
  }
  struct pack_output *output = &build->output;
  struct pack_value_set_part part = {
      .system = pack_output_text(output, view_of("http://snomed.info/sct")),
      .kind = PACK_PART_WHOLE,
      .code_list = PACK_NONE,
  };
  struct pack_value_set row = {
      .url = pack_output_text(output, canonical),
      .parts = pack_output_share(output, PACK_SECTION_VALUE_SET_PARTS, &part, 1),
      .package = package->number,
      .next_version = PACK_NONE,
  };
  return pack_output_share(output, PACK_SECTION_VALUE_SETS, &row, 1).first;
}

static uint32_t value_set_row(struct pack_build *build, const struct definition_package *package,
                              struct view canonical) {
  const struct value_set *found = definition_model_value_set(package, canonical);
  return found == NULL ? implicit_value_set(build, package, canonical) : found->number;
}

uint32_t pack_elements_binding(struct pack_build *build, const struct definition_package *package,
                               const struct definition_binding *binding) {
  static const enum pack_strength strengths[] = {PACK_BINDING_EXAMPLE, PACK_BINDING_REQUIRED,
                                                 PACK_BINDING_EXTENSIBLE, PACK_BINDING_PREFERRED};
  if (binding->strength == STRENGTH_NONE && binding->maximum.length == 0) {
    return PACK_NONE;
  }
  struct pack_binding row = {
      .url = pack_output_text(&build->output, binding->value_set),
      .strength = strengths[binding->strength],
      .value_set = value_set_row(build, package, binding->value_set),
      .maximum = value_set_row(build, package, binding->maximum),
  };
  return pack_output_share(&build->output, PACK_SECTION_BINDINGS, &row, 1).first;
}

/* "1" -> 1, "\"2020\"" -> 2020. */
static struct view without_quotes(struct view json) {
  bool quoted = json.length >= 2 && json.data[0] == '"';
  return quoted ? view_part(json, 1, json.length - 2) : json;
}

static uint32_t facets_make(struct pack_build *build, const struct definition_element *element) {
  if (element->minimum_value.length == 0 && element->maximum_value.length == 0 &&
      element->minimum_length == 0 && element->maximum_length == 0) {
    return PACK_NONE;
  }
  struct pack_facets row = {
      .minimum = pack_output_text(&build->output, without_quotes(element->minimum_value)),
      .maximum = pack_output_text(&build->output, without_quotes(element->maximum_value)),
      .minimum_length = element->minimum_length,
      .maximum_length = element->maximum_length == 0 ? PACK_NONE : element->maximum_length,
  };
  return pack_output_share(&build->output, PACK_SECTION_FACETS, &row, 1).first;
}

static struct pack_range constraints_make(struct tree *tree,
                                          const struct definition_element *element) {
  struct pack_output *output = &tree->build->output;
  uint32_t indexes[LIST_MAXIMUM];
  uint32_t count = 0;
  if (element->constraint_count > LIST_MAXIMUM) {
    pack_build_too_large(tree->build, tree->structure);
    return (struct pack_range){0, 0};
  }
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    const struct definition_constraint *constraint = &element->constraints[i];
    const struct structure_definition *source =
        definition_model_structure(tree->structure->package, constraint->source);
    struct pack_constraint row = {
        .key = pack_output_text(output, constraint->key),
        .expression = pack_output_text(output, constraint->expression),
        .severity = constraint->is_warning ? SEVERITY_WARNING : SEVERITY_ERROR,
        .profile = source == NULL || source->number == PACK_NONE ? tree->structure->number
                                                                 : source->number,
        .flags = constraint->is_best_practice ? PACK_CONSTRAINT_BEST_PRACTICE : 0u,
    };
    indexes[count++] = pack_output_share(output, PACK_SECTION_CONSTRAINTS, &row, 1).first;
  }
  return pack_output_share(output, PACK_SECTION_INDEXES, indexes, count);
}

/* ---- names and keys ---- */

static uint32_t choice_name(struct pack_build *build, struct view stem, struct view code) {
  char name[128];
  if (stem.length + code.length >= sizeof name || code.length == 0) {
    return NAME_NONE;
  }
  memcpy(name, stem.data, stem.length);
  memcpy(name + stem.length, code.data, code.length);
  char *first = &name[stem.length];
  *first = *first >= 'a' && *first <= 'z' ? (char)(*first - 'a' + 'A') : *first;
  return pack_output_name(&build->output, view_make(name, stem.length + code.length));
}

static bool is_choice(struct view name) {
  return view_ends_with(name, view_of("[x]"));
}

uint32_t pack_elements_names(struct pack_build *build, const struct definition_element *element,
                             uint32_t maximum, uint32_t *ret_names) {
  if (!is_choice(element->name)) {
    ret_names[0] = pack_output_name(&build->output, element->name);
    return 1;
  }
  struct view stem = view_part(element->name, 0, element->name.length - 3);
  uint32_t count = 0;
  for (uint32_t i = 0; i < element->type_count && count < maximum; i++) {
    uint32_t name = choice_name(build, stem, element->types[i].code);
    bool known = name == NAME_NONE;
    for (uint32_t j = 0; j < count; j++) {
      known = known || ret_names[j] == name;
    }
    if (!known) {
      ret_names[count++] = name;
    }
  }
  return count;
}

struct key_list {
  struct pack_key rows[KEYS_MAXIMUM];
  uint32_t count;
  bool is_full;
};

static void key_add(struct key_list *list, const struct pack_key *key) {
  list->is_full = list->is_full || list->count == KEYS_MAXIMUM;
  if (!list->is_full) {
    list->rows[list->count++] = *key;
  }
}

/* The key and, for a primitive, its twin "_name". */
static void key_add_type(struct pack_build *build, struct key_list *list, struct pack_key key) {
  key_add(list, &key);
  const struct pack_type *type = pack_output_row(&build->output, PACK_SECTION_TYPES, key.type);
  if (type->primitive == PACK_PRIMITIVE_NONE) {
    return;
  }
  const struct name_row *row = pack_output_row(&build->output, PACK_SECTION_NAMES, key.name);
  struct view name = pack_output_view(&build->output, (struct pack_text){row->offset, row->length});
  char twin[160];
  if (name.length + 1 > sizeof twin) {
    return;
  }
  twin[0] = '_';
  memcpy(twin + 1, name.data, name.length);
  key.name = pack_output_name(&build->output, view_make(twin, name.length + 1));
  key.flags |= PACK_KEY_TWIN;
  key_add(list, &key);
}

static int by_name(const void *a, const void *b) {
  const struct pack_key *first = a;
  const struct pack_key *second = b;
  return first->name < second->name ? -1 : first->name > second->name ? 1 : 0;
}

static struct pack_range keys_finish(struct pack_build *build, struct key_list *list) {
  qsort(list->rows, list->count, sizeof list->rows[0], by_name);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    if (kept == 0 || list->rows[i].name != list->rows[kept - 1].name) {
      list->rows[kept++] = list->rows[i];
    }
  }
  return pack_output_share(&build->output, PACK_SECTION_KEYS, list->rows, kept);
}

/* The row that a content reference leads to, else the element's own. */
static uint32_t content_row(const struct structure_definition *structure, uint32_t index) {
  struct view path = structure->elements[index].content_reference;
  if (path.length > 0) {
    uint32_t target = definition_base_reference(structure, path);
    index = target == UINT32_MAX ? index : target;
  }
  return structure->rows[index];
}

static void whole_child_keys(struct tree *tree, uint32_t child, struct key_list *list) {
  struct pack_build *build = tree->build;
  const struct definition_element *element = &tree->structure->elements[child];
  uint32_t row = tree->structure->rows[child];
  uint32_t source = content_row(tree->structure, child);
  const struct pack_element *built = pack_output_row(&build->output, PACK_SECTION_ELEMENTS, source);
  struct pack_range types = built->types;
  struct view stem = view_part(element->name, 0, element->name.length - 3);
  for (uint32_t i = 0; i < types.count; i++) {
    struct pack_key key = {NAME_NONE, row, types.first + i, 0};
    if (is_choice(element->name)) {
      const struct pack_type *type = pack_output_row(&build->output, PACK_SECTION_TYPES, key.type);
      key.name = choice_name(build, stem, pack_output_view(&build->output, type->name));
      key.flags = PACK_KEY_CHOICE;
    } else if (i == 0) {
      key.name = pack_output_name(&build->output, element->name);
    }
    if (key.name != NAME_NONE) {
      key_add_type(build, list, key);
    }
  }
}

/* The type row that a sparse element gives to a property of its R4 element. */
static uint32_t narrowed_type(struct pack_build *build, struct pack_range types,
                              const struct pack_key *key) {
  if (types.count == 0) {
    return key->type;
  }
  const struct pack_type *base = pack_output_row(&build->output, PACK_SECTION_TYPES, key->type);
  struct pack_text name = base->name;
  for (uint32_t i = 0; i < types.count; i++) {
    const struct pack_type *type =
        pack_output_row(&build->output, PACK_SECTION_TYPES, types.first + i);
    if (type->name.offset == name.offset && type->name.length == name.length) {
      return types.first + i;
    }
  }
  return (key->flags & PACK_KEY_CHOICE) != 0 ? PACK_NONE : types.first;
}

static uint32_t parent_in(const struct structure_definition *structure, uint32_t index) {
  uint32_t parent = index;
  while (parent > 0 && structure->elements[parent].depth >= structure->elements[index].depth) {
    parent--;
  }
  return parent;
}

static void sparse_child_keys(struct tree *tree, uint32_t child, struct key_list *list) {
  struct pack_build *build = tree->build;
  struct definition_base base = tree->bases[child];
  uint32_t base_row = base.structure->rows[base.element];
  const struct pack_element *parent =
      pack_output_row(&build->output, PACK_SECTION_ELEMENTS,
                      base.structure->rows[parent_in(base.structure, base.element)]);
  struct pack_range keys = parent->keys;
  const struct pack_element *own =
      pack_output_row(&build->output, PACK_SECTION_ELEMENTS, tree->structure->rows[child]);
  struct pack_range types = own->types;
  for (uint32_t i = 0; i < keys.count; i++) {
    const struct pack_key *row = pack_output_row(&build->output, PACK_SECTION_KEYS, keys.first + i);
    if (row->child != base_row) {
      continue;
    }
    struct pack_key key = *row;
    key.child = tree->structure->rows[child];
    key.type = narrowed_type(build, types, row);
    key_add(list, &key);
  }
}

static bool is_left_out(const struct structure_definition *structure, uint32_t index) {
  const struct definition_element *element = &structure->elements[index];
  return structure->kind == KIND_PRIMITIVE && element->depth == 1 &&
         view_is(element->name, "value");
}

static void keys_make(struct tree *tree, uint32_t index) {
  struct pack_build *build = tree->build;
  const struct structure_definition *structure = tree->structure;
  struct key_list list;
  list.count = 0;
  list.is_full = false;
  uint32_t end = definition_subtree_end(structure, index);
  for (uint32_t i = index + 1; i < end; i++) {
    const struct definition_element *element = &structure->elements[i];
    if (tree->parents[i] != index || element->slice.length > 0 || is_left_out(structure, i)) {
      continue;
    }
    if (structure->is_profile) {
      sparse_child_keys(tree, i, &list);
    } else {
      whole_child_keys(tree, i, &list);
    }
  }
  if (list.is_full) {
    pack_build_too_large(build, structure);
  }
  struct pack_range keys = keys_finish(build, &list);
  struct pack_element *row =
      pack_output_row(&build->output, PACK_SECTION_ELEMENTS, structure->rows[index]);
  row->keys = keys;
}

/* ---- elements ---- */

static uint32_t elements_add(struct pack_build *build, uint32_t count) {
  pack_output_add(&build->output, PACK_SECTION_ELEMENTS_COLD, count);
  return pack_output_add(&build->output, PACK_SECTION_ELEMENTS, count);
}

/* Rows for the children of an element: those of the unsliced ones lie side by side. */
static struct pack_range children_make(struct tree *tree, uint32_t index) {
  const struct structure_definition *structure = tree->structure;
  uint32_t end = definition_subtree_end(structure, index);
  uint32_t count = 0;
  for (uint32_t i = index + 1; i < end; i++) {
    const struct definition_element *element = &structure->elements[i];
    bool is_child = element->depth == structure->elements[index].depth + 1;
    if (is_child && element->slice.length == 0 && !is_left_out(structure, i)) {
      count++;
    }
  }
  struct pack_range children = {elements_add(tree->build, count), count};
  if (count > PACK_CHILDREN_MAXIMUM) {
    pack_build_too_large(tree->build, structure);
  }
  uint32_t next = children.first;
  for (uint32_t i = index + 1; i < end; i++) {
    const struct definition_element *element = &structure->elements[i];
    if (element->depth != structure->elements[index].depth + 1) {
      continue;
    }
    tree->parents[i] = index;
    if (is_left_out(structure, i)) {
      structure->rows[i] = PACK_NONE;
    } else {
      structure->rows[i] = element->slice.length == 0 ? next++ : elements_add(tree->build, 1);
    }
  }
  return count == 0 ? (struct pack_range){0, 0} : children;
}

static uint32_t element_flags(const struct tree *tree, uint32_t index) {
  const struct definition_element *element = &tree->structure->elements[index];
  const struct definition_element *base = definition_base_element(tree->bases[index]);
  uint32_t flags = 0;
  flags |= index > 0 && base->maximum != 1 ? PACK_ELEMENT_LIST : 0u;
  flags |= is_choice(base->name) ? PACK_ELEMENT_CHOICE : 0u;
  flags |= element->must_support ? PACK_ELEMENT_MUST_SUPPORT : 0u;
  flags |= element->is_modifier ? PACK_ELEMENT_MODIFIER : 0u;
  flags |= element->is_summary ? PACK_ELEMENT_SUMMARY : 0u;
  flags |= element->must_have_value ? PACK_ELEMENT_MUST_HAVE_VALUE : 0u;
  flags |= tree->structure->is_profile && element->type_count > 0 ? PACK_ELEMENT_TYPES : 0u;
  return flags;
}

static void cold_make(struct tree *tree, uint32_t index) {
  struct pack_build *build = tree->build;
  const struct definition_element *element = &tree->structure->elements[index];
  struct view parent = index == 0 ? view_make("", 0) : tree->ids[tree->parents[index]];
  struct view name = index == 0 ? tree->structure->type : element->name;
  tree->ids[index] = arena_format(build->scratch, "%.*s%s%.*s%s%.*s", VIEW_ARGUMENTS(parent),
                                  index == 0 ? "" : ".", VIEW_ARGUMENTS(name),
                                  element->slice.length > 0 ? ":" : "", (int)element->slice.length,
                                  element->slice.length > 0 ? element->slice.data : "");
  struct pack_element_cold cold = {
      .id = pack_output_text(&build->output, tree->ids[index]),
      .slice_name = pack_output_text(&build->output, element->slice),
      .profile = tree->structure->number,
  };
  memcpy(pack_output_row(&build->output, PACK_SECTION_ELEMENTS_COLD, tree->structure->rows[index]),
         &cold, sizeof cold);
}

static void element_make(struct tree *tree, uint32_t index) {
  struct pack_build *build = tree->build;
  const struct definition_element *element = &tree->structure->elements[index];
  struct pack_element row = {
      .children = children_make(tree, index),
      .types = types_make(tree, element),
      .constraints = constraints_make(tree, element),
      .values = PACK_NONE,
      .minimum = element->minimum,
      .maximum = element->maximum,
      .slicing = PACK_NONE,
      .binding = pack_elements_binding(build, tree->structure->package, &element->binding),
      .facets = facets_make(build, element),
      .flags = element_flags(tree, index),
  };
  if (element->value_kind != VALUE_NONE) {
    row.values = pack_elements_value(build, element->value,
                                     element->value_kind == VALUE_FIXED ? PACK_VALUE_FIXED
                                                                        : PACK_VALUE_PATTERN);
    row.value_count = row.values == PACK_NONE ? 0u : 1u;
  }
  cold_make(tree, index);
  memcpy(pack_output_row(&build->output, PACK_SECTION_ELEMENTS, tree->structure->rows[index]), &row,
         sizeof row);
}

/* A content reference has the children and types of the element that it names. */
static void content_make(struct tree *tree, uint32_t index) {
  const struct structure_definition *structure = tree->structure;
  if (structure->is_profile || structure->elements[index].content_reference.length == 0) {
    return;
  }
  struct pack_output *output = &tree->build->output;
  struct pack_element *row = pack_output_row(output, PACK_SECTION_ELEMENTS, structure->rows[index]);
  const struct pack_element *target =
      pack_output_row(output, PACK_SECTION_ELEMENTS, content_row(structure, index));
  row->keys = target->keys;
  row->children = target->children;
  row->types = target->types;
}

static bool tree_open(struct tree *tree) {
  struct pack_build *build = tree->build;
  struct structure_definition *structure = tree->structure;
  uint32_t count = structure->element_count;
  struct definition_base *bases = NULL;
  enum error error = definition_base_find(build->model, structure, build->scratch, &bases);
  tree->bases = bases;
  tree->ids = arena_array(build->scratch, count + 1u, sizeof(struct view));
  tree->parents = arena_array(build->scratch, count + 1u, sizeof(uint32_t));
  structure->rows = arena_array(build->model->arena, count + 1u, sizeof(uint32_t));
  if (error != ERROR_OK || tree->ids == NULL || tree->parents == NULL || structure->rows == NULL) {
    build->output.error = error == ERROR_OK ? ERROR_MEMORY : error;
    return false;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (bases[i].structure == NULL) {
      pack_build_issue(build, PACKAGE_MESSAGE_UNKNOWN_ELEMENT, structure);
      structure->element_count = 0;
      return false;
    }
  }
  return true;
}

uint32_t pack_elements_make(struct pack_build *build, struct structure_definition *structure) {
  struct arena_mark mark = arena_mark(build->scratch);
  struct tree tree = {.build = build, .structure = structure};
  uint32_t root = elements_add(build, 1);
  struct pack_element bare = {.values = PACK_NONE,
                              .maximum = PACK_MANY,
                              .slicing = PACK_NONE,
                              .binding = PACK_NONE,
                              .facets = PACK_NONE};
  memcpy(pack_output_row(&build->output, PACK_SECTION_ELEMENTS, root), &bare, sizeof bare);
  struct pack_element_cold cold = {.id = pack_output_text(&build->output, structure->type),
                                   .profile = structure->number};
  memcpy(pack_output_row(&build->output, PACK_SECTION_ELEMENTS_COLD, root), &cold, sizeof cold);
  if (structure->element_count == 0 || !tree_open(&tree)) {
    arena_back(build->scratch, mark);
    return root;
  }
  structure->rows[0] = root;
  for (uint32_t i = 0; i < structure->element_count && build->output.error == ERROR_OK; i++) {
    if (structure->rows[i] != PACK_NONE) {
      element_make(&tree, i);
    }
  }
  for (uint32_t i = 0; i < structure->element_count && build->output.error == ERROR_OK; i++) {
    if (structure->rows[i] != PACK_NONE) {
      keys_make(&tree, i);
    }
  }
  for (uint32_t i = 0; i < structure->element_count && build->output.error == ERROR_OK; i++) {
    if (structure->rows[i] != PACK_NONE) {
      content_make(&tree, i);
    }
  }
  arena_back(build->scratch, mark);
  return root;
}
