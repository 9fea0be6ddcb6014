#include "profiles/pack_slicing.h"

#include "profiles/pack_criterion.h"
#include "profiles/pack_elements.h"
#include "server/limits.h"

#define NAMES_MAXIMUM 128u

struct slicing_work {
  struct pack_build *build;
  const struct structure_definition *structure;
  const struct definition_base *bases;
};

/* ---- discriminators ---- */

/* Names of the step's member; base moves to it, or to {NULL, 0} when R4 does not tell. */
static struct pack_range member_names(struct pack_build *build, struct view member,
                                      const struct definition_element *narrowed,
                                      struct definition_base *base) {
  uint32_t names[NAMES_MAXIMUM];
  struct definition_base child = definition_base_child(build->model, *base, narrowed, member);
  uint32_t count = 1;
  if (child.structure != NULL) {
    count = pack_elements_names(build, definition_base_element(child), NAMES_MAXIMUM, names);
  } else {
    names[0] = pack_output_name(&build->output, member);
  }
  *base = child;
  return pack_output_share(&build->output, PACK_SECTION_INDEXES, names, count);
}

static struct pack_range steps_make(struct slicing_work *work, uint32_t index, struct view path) {
  struct pack_build *build = work->build;
  struct pack_step rows[PACK_CRITERION_STEPS];
  struct pack_criterion_path parsed;
  pack_criterion_path_read(path, &parsed);
  struct definition_base base = work->bases[index];
  const struct definition_element *narrowed = &work->structure->elements[index];
  for (uint32_t i = 0; i < parsed.count; i++) {
    const struct pack_criterion_step *step = &parsed.steps[i];
    rows[i] = (struct pack_step){.kind = step->kind};
    if (step->kind == PACK_STEP_MEMBER) {
      rows[i].names = member_names(build, step->text, narrowed, &base);
      narrowed = base.structure == NULL ? narrowed : definition_base_element(base);
      continue;
    }
    rows[i].text = pack_output_text(&build->output, step->text);
    struct view type =
        step->kind == PACK_STEP_EXTENSION ? view_of("Extension") : parsed.steps[i].text;
    base = (struct definition_base){NULL, 0};
    if (step->kind != PACK_STEP_RESOLVE) {
      base.structure = definition_model_type(build->model, type);
      narrowed = base.structure == NULL ? narrowed : definition_base_element(base);
    }
  }
  return pack_output_share(&build->output, PACK_SECTION_STEPS, rows, parsed.count);
}

static struct pack_range discriminators_make(struct slicing_work *work, uint32_t index) {
  const struct definition_slicing *slicing = &work->structure->elements[index].slicing;
  struct pack_discriminator rows[PACK_DISCRIMINATORS_MAXIMUM];
  uint32_t count = slicing->discriminator_count;
  for (uint32_t i = 0; i < count; i++) {
    const struct definition_discriminator *discriminator = &slicing->discriminators[i];
    rows[i] = (struct pack_discriminator){
        .steps = steps_make(work, index, discriminator->path),
        .path = pack_output_text(&work->build->output, discriminator->path),
        .kind = (uint32_t)discriminator->kind,
    };
  }
  return pack_output_share(&work->build->output, PACK_SECTION_DISCRIMINATORS, rows, count);
}

/* ---- slices ---- */

/* "a/b" is a slice of slice "a" when there is one; what stands in front of the last slash. */
static struct view outer_name(struct view name) {
  for (size_t i = name.length; i-- > 0;) {
    if (name.data[i] == '/') {
      return view_part(name, 0, i);
    }
  }
  return view_make("", 0);
}

/* Next element behind the subtree of index that is a slice of the same element; UINT32_MAX = none.
 */
static uint32_t next_slice(const struct structure_definition *structure, uint32_t index) {
  uint32_t next = definition_subtree_end(structure, index);
  if (next >= structure->element_count) {
    return UINT32_MAX;
  }
  const struct definition_element *element = &structure->elements[next];
  bool same = element->depth == structure->elements[index].depth && element->slice.length > 0 &&
              view_equal(element->name, structure->elements[index].name);
  return same ? next : UINT32_MAX;
}

static bool has_slice(const struct structure_definition *structure, uint32_t sliced,
                      struct view name) {
  for (uint32_t i = next_slice(structure, sliced); i != UINT32_MAX; i = next_slice(structure, i)) {
    if (view_equal(structure->elements[i].slice, name)) {
      return true;
    }
  }
  return false;
}

/* Slices of the group behind sliced that belong to owner: the unsliced element or one of the
 * slices. */
static uint32_t collect(const struct structure_definition *structure, uint32_t sliced,
                        uint32_t owner, uint32_t *ret_slices) {
  uint32_t count = 0;
  struct view owner_name = structure->elements[owner].slice;
  for (uint32_t i = next_slice(structure, sliced); i != UINT32_MAX; i = next_slice(structure, i)) {
    struct view outer = outer_name(structure->elements[i].slice);
    if (outer.length > 0 && !has_slice(structure, sliced, outer)) {
      outer = view_make("", 0);
    }
    bool belongs = owner == sliced ? outer.length == 0 : view_equal(outer, owner_name);
    if (belongs && count < PACK_SLICES_MAXIMUM) {
      ret_slices[count] = i;
    }
    count += belongs ? 1u : 0u;
  }
  return count;
}

/* The running hash of an indexed slice; false when it cannot be indexed. */
static bool slice_hash(struct pack_build *build, struct pack_range criteria, uint64_t *ret_hash) {
  uint64_t hash = 0;
  for (uint32_t i = 0; i < criteria.count; i++) {
    const struct pack_criterion *criterion =
        pack_output_row(&build->output, PACK_SECTION_CRITERIA, criteria.first + i);
    if (criterion->kind != PACK_CRITERION_VALUE) {
      return false;
    }
    const struct pack_value *value =
        pack_output_row(&build->output, PACK_SECTION_VALUES, criterion->index);
    if (value->string.length == 0) {
      return false;
    }
    hash = pack_slice_hash(hash, pack_output_view(&build->output, value->string));
  }
  *ret_hash = hash;
  return criteria.count > 0;
}

static struct pack_range slots_make(struct pack_build *build, struct pack_range slices) {
  uint32_t indexed = 0;
  for (uint32_t i = 0; i < slices.count; i++) {
    const struct pack_slice *slice =
        pack_output_row(&build->output, PACK_SECTION_SLICES, slices.first + i);
    indexed += (slice->flags & PACK_SLICE_INDEXED) != 0 ? 1u : 0u;
  }
  uint32_t slot_count = pack_output_slot_count(indexed);
  struct pack_range range = {0, 0};
  uint32_t *slots = arena_array(build->scratch, slot_count + 1u, sizeof(uint32_t));
  if (slots == NULL) {
    build->output.error = ERROR_MEMORY;
    return range;
  }
  for (uint32_t i = 0; i < slices.count && indexed > 0; i++) {
    const struct pack_slice *slice =
        pack_output_row(&build->output, PACK_SECTION_SLICES, slices.first + i);
    uint64_t hash = 0;
    if ((slice->flags & PACK_SLICE_INDEXED) != 0 && slice_hash(build, slice->criteria, &hash)) {
      pack_output_slot_put(slots, slot_count, hash, i);
    }
  }
  return pack_output_share(&build->output, PACK_SECTION_SLICE_SLOTS, slots, slot_count);
}

static struct pack_range slices_make(struct slicing_work *work, uint32_t sliced, uint32_t owner) {
  struct pack_build *build = work->build;
  const struct definition_slicing *slicing = &work->structure->elements[owner].slicing;
  uint32_t members[PACK_SLICES_MAXIMUM];
  uint32_t count = collect(work->structure, sliced, owner, members);
  if (count > PACK_SLICES_MAXIMUM) {
    pack_build_too_large(build, work->structure);
    return (struct pack_range){0, 0};
  }
  struct pack_range slices = {pack_output_add(&build->output, PACK_SECTION_SLICES, count), count};
  uint32_t discriminators = slicing->discriminator_count;
  for (uint32_t i = 0; i < count; i++) {
    struct pack_slice row = {.element = work->structure->rows[members[i]]};
    row.criteria.count = discriminators;
    row.criteria.first = pack_output_add(&build->output, PACK_SECTION_CRITERIA, discriminators);
    for (uint32_t j = 0; j < discriminators; j++) {
      struct pack_criterion criterion =
          pack_criterion_make(build, work->structure, members[i], &slicing->discriminators[j]);
      memcpy(pack_output_row(&build->output, PACK_SECTION_CRITERIA, row.criteria.first + j),
             &criterion, sizeof criterion);
    }
    uint64_t hash = 0;
    row.flags = slice_hash(build, row.criteria, &hash) ? PACK_SLICE_INDEXED : 0u;
    memcpy(pack_output_row(&build->output, PACK_SECTION_SLICES, slices.first + i), &row,
           sizeof row);
  }
  return slices;
}

static void slicing_make(struct slicing_work *work, uint32_t sliced, uint32_t owner) {
  static const enum pack_slicing_rules rules[] = {PACK_SLICING_OPEN, PACK_SLICING_OPEN,
                                                  PACK_SLICING_OPEN_AT_END, PACK_SLICING_CLOSED};
  struct pack_build *build = work->build;
  const struct definition_slicing *slicing = &work->structure->elements[owner].slicing;
  if (slicing->discriminator_count > PACK_DISCRIMINATORS_MAXIMUM) {
    pack_build_too_large(build, work->structure);
    return;
  }
  struct pack_slicing row = {
      .discriminators = discriminators_make(work, owner),
      .slices = slices_make(work, sliced, owner),
      .rules = rules[slicing->rules],
      .flags = slicing->ordered ? PACK_SLICING_ORDERED : 0u,
  };
  row.slots = slots_make(build, row.slices);
  uint32_t number = pack_output_append(&build->output, PACK_SECTION_SLICINGS, &row);
  struct pack_element *element =
      pack_output_row(&build->output, PACK_SECTION_ELEMENTS, work->structure->rows[owner]);
  element->slicing = number;
}

static bool has_inner(const struct structure_definition *structure, uint32_t sliced,
                      uint32_t owner) {
  for (uint32_t i = next_slice(structure, sliced); i != UINT32_MAX; i = next_slice(structure, i)) {
    if (view_equal(outer_name(structure->elements[i].slice), structure->elements[owner].slice)) {
      return true;
    }
  }
  return false;
}

/* The unsliced element and each slice that has slices of its own. */
static void group_make(struct slicing_work *work, uint32_t sliced) {
  const struct structure_definition *structure = work->structure;
  const struct definition_element *element = &structure->elements[sliced];
  bool has_slices = next_slice(structure, sliced) != UINT32_MAX;
  if (element->slice.length > 0 || (!has_slices && element->slicing.rules == SLICING_NONE)) {
    return;
  }
  slicing_make(work, sliced, sliced);
  for (uint32_t i = next_slice(structure, sliced); i != UINT32_MAX; i = next_slice(structure, i)) {
    if (structure->elements[i].slicing.rules != SLICING_NONE && has_inner(structure, sliced, i)) {
      slicing_make(work, sliced, i);
    }
  }
}

void pack_slicing_make(struct pack_build *build, const struct structure_definition *structure) {
  struct arena_mark mark = arena_mark(build->scratch);
  struct definition_base *bases = NULL;
  if (!structure->is_profile || structure->element_count == 0) {
    return;
  }
  enum error error = definition_base_find(build->model, structure, build->scratch, &bases);
  if (error != ERROR_OK) {
    build->output.error = error;
    return;
  }
  struct slicing_work work = {build, structure, bases};
  for (uint32_t i = 0; i < structure->element_count && build->output.error == ERROR_OK; i++) {
    group_make(&work, i);
  }
  arena_back(build->scratch, mark);
}
