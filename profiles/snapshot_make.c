#include "profiles/snapshot_make.h"

#include "profiles/snapshot_walk.h"
#include "server/limits.h"

/* A run over a model. */
struct snapshot_maker {
  struct definition_model *model;
  struct arena *scratch;
  struct issue_list *issues;
  uint32_t depth; /* definitions under way at once */
};

/* What is known about the snapshot of a definition during a run. */
struct snapshot_record {
  bool is_under_way;
  struct snapshot_elements elements;
};

static enum error elements_of(struct snapshot_maker *maker, struct structure_definition *structure,
                              struct snapshot_elements *ret_elements);

static struct snapshot_merge merge_of(const struct snapshot_maker *maker,
                                      const struct structure_definition *structure) {
  return (struct snapshot_merge){maker->model, structure, maker->issues};
}

static enum error take_difference(struct snapshot_draft *draft, const struct snapshot_place *place,
                                  const struct definition_element *difference) {
  struct snapshot_node *node = NULL;
  enum error error = snapshot_walk_find(draft, place, difference, &node);
  if (error != ERROR_OK || node == NULL) {
    return error;
  }
  return snapshot_merge_element(&draft->merge, node, difference);
}

static enum error take_differences(struct snapshot_draft *draft) {
  const struct structure_definition *structure = draft->merge.structure;
  struct snapshot_place place = {.count = 0};
  enum error error = ERROR_OK;
  bool has_ids = snapshot_place_has_ids(structure->differences, structure->difference_count);
  for (uint32_t i = 0; i < structure->difference_count && error == ERROR_OK; i++) {
    const struct definition_difference *difference = &structure->differences[i];
    draft->difference = i;
    if (snapshot_place_read(difference, has_ids, &place)) {
      error = take_difference(draft, &place, &difference->element);
    } else {
      snapshot_merge_issue(&draft->merge, PACKAGE_MESSAGE_NOT_IN_BASE, difference->path);
    }
  }
  return error;
}

/* A pruned profile says what it adds to its type, as a differential does. */
static enum error take_pruned(struct snapshot_draft *draft) {
  const struct structure_definition *structure = draft->merge.structure;
  struct snapshot_place place = {.count = 0};
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < structure->element_count && error == ERROR_OK; i++) {
    if (snapshot_place_next(&structure->elements[i], &place)) {
      error = take_difference(draft, &place, &structure->elements[i]);
    }
  }
  return error;
}

static struct structure_definition *base_of(const struct snapshot_maker *maker,
                                            const struct structure_definition *structure) {
  if (structure->is_pruned) {
    return definition_model_type(maker->model, structure->type);
  }
  return structure->base.length == 0
             ? NULL
             : definition_model_structure(structure->package, structure->base);
}

/* Last part of a type that is a url, as those of logical models are. */
static struct view root_name(const struct structure_definition *structure) {
  size_t start = structure->type.length;
  while (start > 0 && structure->type.data[start - 1] != '/') {
    start--;
  }
  return view_part(structure->type, start, structure->type.length);
}

static void add_sources(struct definition_element *elements, uint32_t count, struct view source) {
  for (uint32_t i = 0; i < count; i++) {
    for (uint32_t j = 0; j < elements[i].constraint_count; j++) {
      struct definition_constraint *row = &elements[i].constraints[j];
      row->source = row->source.length > 0 ? row->source : source;
    }
  }
}

static enum error put_over(struct snapshot_maker *maker, struct structure_definition *structure,
                           const struct structure_definition *base,
                           struct snapshot_elements elements) {
  struct snapshot_draft draft = {.elements_of = elements_of,
                                 .maker = maker,
                                 .merge = merge_of(maker, structure),
                                 .tree = {.arena = maker->scratch}};
  draft.root = snapshot_tree_add(&draft.tree, NULL, &elements.items[0]);
  if (draft.root == NULL ||
      !snapshot_tree_read(&draft.tree, draft.root, elements.items, elements.count)) {
    return ERROR_MEMORY;
  }
  draft.root->element.name = root_name(structure);
  enum error error = structure->is_pruned ? take_pruned(&draft) : take_differences(&draft);
  struct definition_element *made = NULL;
  uint32_t count = 0;
  if (error == ERROR_OK) {
    error = snapshot_tree_write(draft.root, maker->model->arena, &made, &count);
  }
  bool too_large = error == ERROR_TOO_LARGE || draft.tree.count >= LIMIT_SNAPSHOT_ELEMENTS;
  if (too_large) {
    snapshot_merge_issue(&draft.merge, PACKAGE_MESSAGE_MALFORMED, view_make("", 0));
    return ERROR_OK;
  }
  if (error == ERROR_OK) {
    add_sources(made, count, base->url);
    structure->record->elements = (struct snapshot_elements){made, count};
    if (!structure->is_pruned) {
      structure->elements = made;
      structure->element_count = count;
    }
  }
  return error;
}

static enum error make_one(struct snapshot_maker *maker, struct structure_definition *structure) {
  struct snapshot_merge merge = merge_of(maker, structure);
  struct structure_definition *base = base_of(maker, structure);
  struct snapshot_elements elements = {NULL, 0};
  enum error error = base == NULL ? ERROR_OK : elements_of(maker, base, &elements);
  if (error != ERROR_OK) {
    return error;
  }
  if (elements.count == 0) {
    bool is_circle = base != NULL && base->record != NULL && base->record->is_under_way;
    snapshot_merge_issue(&merge, is_circle ? PACKAGE_MESSAGE_CIRCLE : PACKAGE_MESSAGE_BASE_MISSING,
                         view_make("", 0));
    return ERROR_OK;
  }
  struct arena_mark mark = arena_mark(maker->scratch);
  error = put_over(maker, structure, base, elements);
  arena_back(maker->scratch, mark);
  return error;
}

static enum error elements_of(struct snapshot_maker *maker, struct structure_definition *structure,
                              struct snapshot_elements *ret_elements) {
  bool is_whole = structure->element_count > 0 && !(structure->is_pruned && structure->is_profile);
  if (is_whole) {
    *ret_elements = (struct snapshot_elements){structure->elements, structure->element_count};
    return ERROR_OK;
  }
  bool can_be_made = structure->element_count > 0 || structure->difference_count > 0;
  if (structure->record == NULL && can_be_made && maker->depth < LIMIT_PROFILE_BASES) {
    structure->record = arena_alloc(maker->model->arena, sizeof *structure->record);
    if (structure->record == NULL) {
      return ERROR_MEMORY;
    }
    structure->record->is_under_way = true;
    maker->depth++;
    enum error error = make_one(maker, structure);
    maker->depth--;
    structure->record->is_under_way = false;
    if (error != ERROR_OK) {
      return error;
    }
  }
  *ret_elements =
      structure->record == NULL ? (struct snapshot_elements){NULL, 0} : structure->record->elements;
  return ERROR_OK;
}

static enum error make_package(struct snapshot_maker *maker,
                               const struct definition_package *package) {
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < package->structure_count && error == ERROR_OK; i++) {
    struct structure_definition *structure = package->structures[i];
    struct snapshot_elements elements;
    if (structure->difference_count > 0 && structure->element_count == 0 &&
        structure->kind != KIND_LOGICAL) {
      error = elements_of(maker, structure, &elements);
    }
  }
  return error;
}

/* Records are of one run: pruning changes the elements that they point to. */
static void forget(const struct definition_package *package) {
  for (uint32_t i = 0; i < package->structure_count; i++) {
    package->structures[i]->record = NULL;
  }
}

enum error snapshot_make(struct definition_model *model, struct arena *scratch,
                         struct issue_list *issues) {
  struct snapshot_maker maker = {model, scratch, issues, 0};
  enum error error = ERROR_OK;
  for (uint32_t i = 0; i < model->package_count && error == ERROR_OK; i++) {
    error = make_package(&maker, model->packages[i]);
  }
  for (uint32_t i = 0; i < model->package_count; i++) {
    forget(model->packages[i]);
  }
  return error;
}
