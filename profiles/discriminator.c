#include "profiles/discriminator.h"

#include "server/limits.h"

static void add(struct evaluation *evaluation, struct selection *selection,
                struct selected_node node) {
  if (selection->count == LIMIT_DISCRIMINATOR_NODES) {
    return;
  }
  struct selected_node *nodes =
      arena_grow(evaluation->scratch, selection->nodes, selection->count * sizeof(*nodes),
                 (selection->count + 1) * sizeof(*nodes));
  if (nodes == NULL) {
    evaluation->error = ERROR_MEMORY;
    return;
  }
  nodes[selection->count++] = node;
  selection->nodes = nodes;
}

static void add_values(struct evaluation *evaluation, struct selection *selection, uint32_t value,
                       uint32_t name) {
  const struct document *document = evaluation->document;
  struct selected_node node = {value, PACK_NONE, name, NULL};
  if (document_type(document, value) != NODE_ARRAY) {
    add(evaluation, selection, node);
    return;
  }
  for (uint32_t item = document_first(document, value); item != NODE_NONE;
       item = document_next(document, value, item)) {
    node.node = item;
    add(evaluation, selection, node);
  }
}

static void step_member(struct evaluation *evaluation, const struct pack_step *step,
                        const struct selected_node *from, struct selection *to) {
  const uint32_t *names = evaluation->pack->indexes + step->names.first;
  for (uint32_t i = 0; i < step->names.count; i++) {
    uint32_t value = document_member_id(evaluation->document, from->node, names[i]);
    if (value != NODE_NONE && names[i] != NAME_NONE) {
      add_values(evaluation, to, value, names[i]);
    }
  }
}

static void step_extension(struct evaluation *evaluation, struct view url,
                           const struct selected_node *from, struct selection *to) {
  const struct document *document = evaluation->document;
  uint32_t array = document_member_id(document, from->node, evaluation->names.extension);
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY) {
    return;
  }
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    uint32_t node = document_member_id(document, item, evaluation->names.url);
    if (node != NODE_NONE && document_string_is(document, node, url)) {
      add(evaluation, to,
          (struct selected_node){item, evaluation->extension_type, evaluation->names.extension,
                                 NULL});
    }
  }
}

static void step_resolve(struct evaluation *evaluation, const struct selected_node *from,
                         struct selection *to) {
  struct view text = reference_resolve_text(evaluation, from->node);
  struct reference_target found = reference_resolve(evaluation, text);
  uint32_t definition = pack_find_type(evaluation->pack, found.type);
  if (found.node == NODE_NONE && definition == PACK_NONE) {
    return;
  }
  struct reference_target *target = arena_alloc(evaluation->scratch, sizeof(*target));
  if (target == NULL) {
    evaluation->error = ERROR_MEMORY;
    return;
  }
  *target = found;
  add(evaluation, to, (struct selected_node){found.node, definition, NAME_NONE, target});
}

static void take_step(struct evaluation *evaluation, const struct pack_step *step,
                      const struct selected_node *from, struct selection *to) {
  struct view text = pack_view(evaluation->pack, step->text);
  if (from->node == NODE_NONE) {
    return;
  }
  switch ((enum pack_step_kind)step->kind) {
  case PACK_STEP_MEMBER:
    step_member(evaluation, step, from, to);
    break;
  case PACK_STEP_RESOLVE:
    step_resolve(evaluation, from, to);
    break;
  case PACK_STEP_EXTENSION:
    step_extension(evaluation, text, from, to);
    break;
  case PACK_STEP_OF_TYPE:
    if (discriminator_has_type(evaluation, from, pack_find_type(evaluation->pack, text))) {
      add(evaluation, to, *from);
    }
    break;
  }
}

struct selection discriminator_select(struct evaluation *evaluation,
                                      const struct pack_discriminator *discriminator,
                                      const struct sparse_item *item) {
  struct selection selection = {NULL, 0};
  if (item->node == NODE_NONE) {
    return selection;
  }
  add(evaluation, &selection,
      (struct selected_node){item->node, item->definition, NAME_NONE, NULL});
  for (uint32_t i = 0; i < discriminator->steps.count; i++) {
    const struct pack_step *step = &evaluation->pack->steps[discriminator->steps.first + i];
    struct selection next = {NULL, 0};
    for (uint32_t j = 0; j < selection.count; j++) {
      take_step(evaluation, step, &selection.nodes[j], &next);
    }
    selection = next;
  }
  return selection;
}

/* "valueQuantity" is of type Quantity: the name of a choice ends with its type. */
static bool name_says_type(const struct evaluation *evaluation, uint32_t name,
                           uint32_t definition) {
  const struct pack *pack = evaluation->pack;
  struct view member = view_make(pack->text + pack->names[name].offset, pack->names[name].length);
  struct view type = pack_view(pack, pack->profiles[definition].type);
  return member.length > type.length &&
         view_equal_ignore_case(view_part(member, member.length - type.length, type.length), type);
}

bool discriminator_has_type(struct evaluation *evaluation, const struct selected_node *selected,
                            uint32_t definition) {
  const struct pack *pack = evaluation->pack;
  if (definition == PACK_NONE) {
    return false;
  }
  uint32_t actual = selected->definition;
  bool is_object = selected->node != NODE_NONE &&
                   document_type(evaluation->document, selected->node) == NODE_OBJECT;
  if (is_object) {
    uint32_t by_name = pack_find_type(pack, evaluation_resource_type(evaluation, selected->node));
    actual = by_name != PACK_NONE ? by_name : actual;
  }
  if (actual != PACK_NONE) {
    return pack_derives_from(pack, actual, definition);
  }
  return name_says_type(evaluation, selected->name, definition);
}
