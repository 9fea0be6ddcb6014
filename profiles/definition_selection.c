#include "profiles/definition_selection.h"

#include "profiles/terminology_definition.h"
#include "terminology/open_system.h"

/* Owners who keep the right to pass their lists on: YJ, HOT and MEDIS tables, receipt masters,
 * J-FAGY, JLAC, ICD-10, LOINC, SNOMED CT. */
static bool system_is_licensed(struct view system) {
  static const struct view prefixes[] = {
      VIEW_LITERAL("http://medis.or.jp/"),
      VIEW_LITERAL("http://capstandard.jp/"),
      VIEW_LITERAL("http://jami.jp/"),
      VIEW_LITERAL("http://loinc.org"),
      VIEW_LITERAL("http://snomed.info/"),
      VIEW_LITERAL("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/master"),
      VIEW_LITERAL("http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10"),
      VIEW_LITERAL("http://jpfhir.jp/fhir/core/CodeSystem/JP_Jfagy"),
      VIEW_LITERAL("http://hl7.org/fhir/sid/icd-10"),
      VIEW_LITERAL("urn:oid:1.2.392.200119.4."),
      VIEW_LITERAL("urn:oid:1.2.392.100495.20.2.7"),
  };
  for (unsigned i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++) {
    if (view_starts_with(system, prefixes[i])) {
      return true;
    }
  }
  return false;
}

static bool package_holds_masters(const struct definition_package *package) {
  return view_starts_with(package->name, view_of("jpfhir-terminology"));
}

static uint32_t maximum_codes(const struct definition_package *package) {
  if (package_holds_masters(package)) {
    return DEFINITION_SELECTION_MASTER_PACKAGE_CODES;
  }
  return view_starts_with(package->name, view_of("jp-eCSCLINS"))
             ? DEFINITION_SELECTION_NATIONAL_CODES
             : DEFINITION_SELECTION_MAXIMUM_CODES;
}

static bool may_carry(const struct definition_package *package, struct view system, size_t count) {
  struct view version;
  system = definition_canonical_url(system, &version);
  return count <= maximum_codes(package) && !system_is_licensed(system);
}

struct selection {
  struct value_set **queue; /* selected, to be followed */
  uint32_t count;
  uint32_t capacity;
};

static void select_value_set(struct selection *selection, struct value_set *value_set) {
  if (value_set == NULL || value_set->is_selected || selection->count == selection->capacity) {
    return;
  }
  value_set->is_selected = true;
  selection->queue[selection->count++] = value_set;
}

/* Value sets named in memberOf('...') of an expression. */
static void select_members(struct selection *selection, const struct definition_package *package,
                           struct view expression) {
  static const struct view call = VIEW_LITERAL("memberOf('");
  size_t start = 0;
  for (size_t at = view_find(expression, call, 0); at != SIZE_MAX;
       at = view_find(expression, call, start)) {
    start = at + call.length;
    size_t end = view_find_byte(expression, '\'', start);
    if (end == SIZE_MAX) {
      return;
    }
    select_value_set(
        selection, definition_model_value_set(package, view_part(expression, start, end - start)));
  }
}

static void select_for_element(struct selection *selection,
                               const struct definition_package *package,
                               const struct definition_element *element) {
  const struct definition_binding *binding = &element->binding;
  if (binding->strength == STRENGTH_REQUIRED || binding->strength == STRENGTH_EXTENSIBLE) {
    select_value_set(selection, definition_model_value_set(package, binding->value_set));
  }
  if (binding->maximum.length > 0) {
    select_value_set(selection, definition_model_value_set(package, binding->maximum));
  }
  for (uint32_t i = 0; i < element->constraint_count; i++) {
    select_members(selection, package, element->constraints[i].expression);
  }
}

static void follow_part(struct selection *selection, const struct value_set *value_set,
                        struct value_set_part *part) {
  const struct definition_package *package = value_set->package;
  for (uint32_t i = 0; i < part->value_sets.count; i++) {
    select_value_set(selection, definition_model_value_set(package, part->value_sets.items[i]));
  }
  if (part->codes.count > 0) {
    if (!may_carry(package, part->system, part->codes.count)) {
      part->codes.count = 0;
      part->is_withheld = true;
    }
    return;
  }
  struct code_system *system = definition_model_code_system(package, part->system);
  if (system != NULL && may_carry(system->package, system->url, system->concept_count) &&
      !open_system_is(system->url)) {
    system->is_selected = true;
    for (uint32_t i = 0; i < part->filter_count; i++) {
      struct view property = part->filters[i].property;
      if (!view_is(property, "concept") && !view_is(property, "code")) {
        system->keeps_properties = true;
      }
    }
  }
}

static bool property_is_hierarchy(struct view property) {
  return view_starts_with(property, view_of("parent ")) ||
         view_starts_with(property, view_of("subsumedBy ")) ||
         view_starts_with(property, view_of("child "));
}

/* Properties that no filter asks for stay out, but for those that say what is a kind of what. */
static void trim_properties(struct code_system *system) {
  for (uint32_t i = 0; i < system->concept_count && !system->keeps_properties; i++) {
    struct text_list *properties = &system->concepts[i].properties;
    uint32_t kept = 0;
    for (uint32_t j = 0; j < properties->count; j++) {
      if (property_is_hierarchy(properties->items[j])) {
        properties->items[kept++] = properties->items[j];
      }
    }
    properties->count = kept;
  }
}

enum error definition_selection_make(struct definition_model *model, struct arena *scratch) {
  struct selection selection = {NULL, 0, 1};
  for (uint32_t i = 0; i < model->package_count; i++) {
    selection.capacity += model->packages[i]->value_set_count;
  }
  selection.queue = arena_array(scratch, selection.capacity, sizeof(struct value_set *));
  if (selection.queue == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = 0; j < package->structure_count; j++) {
      const struct structure_definition *structure = package->structures[j];
      for (uint32_t k = 0; k < structure->element_count; k++) {
        select_for_element(&selection, package, &structure->elements[k]);
      }
    }
  }
  for (uint32_t next = 0; next < selection.count; next++) {
    struct value_set *value_set = selection.queue[next];
    for (uint32_t i = 0; i < value_set->part_count; i++) {
      follow_part(&selection, value_set, &value_set->parts[i]);
    }
  }
  for (uint32_t i = 0; i < model->package_count; i++) {
    for (uint32_t j = 0; j < model->packages[i]->code_system_count; j++) {
      trim_properties(model->packages[i]->code_systems[j]);
    }
  }
  return ERROR_OK;
}
