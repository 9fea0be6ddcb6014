#include "profiles/slicing.h"

#include "profiles/binding_check.h"
#include "profiles/discriminator.h"
#include "profiles/extension_part.h"
#include "profiles/national_tier.h"
#include "profiles/near_miss.h"
#include "profiles/value_match.h"
#include "server/limits.h"

#define NO_SLICE UINT32_MAX

/* The slicing of one element over its items. */
struct slicing_run {
  struct evaluation *evaluation;
  const struct pack_slicing *slicing;
  uint32_t element;
  uint32_t object;
  uint32_t *matches; /* for each item its slice's position, or NO_SLICE; in scratch memory */
};

/* ---- membership ---------------------------------------------------------------------------------
 */
/* A value set that is not held here leaves it open whether an item belongs to a slice. */
enum match { MATCH_NO, MATCH_MAYBE, MATCH_YES };

static enum match match_of(bool holds) {
  return holds ? MATCH_YES : MATCH_NO;
}

/* Silent: does the element's tree find no fault in the value? */
static bool item_holds(struct evaluation *evaluation, uint32_t element,
                       const struct sparse_item *item) {
  bool failed_before = evaluation->failed;
  evaluation->failed = false;
  evaluation->silent++;
  evaluation->steps->sparse(evaluation, element, item);
  evaluation->silent--;
  bool holds = !evaluation->failed;
  evaluation->failed = failed_before;
  return holds;
}

static enum match node_in_binding(struct evaluation *evaluation, uint32_t binding, uint32_t node) {
  uint32_t value_set = evaluation->pack->bindings[binding].value_set;
  if (value_set == PACK_NONE) {
    return MATCH_MAYBE;
  }
  enum membership membership = binding_check_node(evaluation, value_set, node);
  return membership == MEMBERSHIP_UNKNOWN ? MATCH_MAYBE : match_of(membership == MEMBERSHIP_YES);
}

static bool node_is_linked_type(struct evaluation *evaluation, struct pack_range links,
                                const struct selected_node *selected) {
  const struct pack *pack = evaluation->pack;
  for (uint32_t i = 0; i < links.count; i++) {
    uint32_t profile = pack->links[links.first + i].profile;
    if (profile != PACK_NONE &&
        discriminator_has_type(evaluation, selected, pack->profiles[profile].definition)) {
      return true;
    }
  }
  return false;
}

static bool node_holds_profile(struct evaluation *evaluation, struct pack_range links,
                               const struct selected_node *selected) {
  const struct pack *pack = evaluation->pack;
  for (uint32_t i = 0; i < links.count; i++) {
    uint32_t profile = pack->links[links.first + i].profile;
    if (profile == PACK_NONE) {
      continue;
    }
    bool holds = selected->target != NULL
                     ? reference_resolve_holds(evaluation, selected->target, profile)
                     : evaluation->steps->profile_holds(evaluation, profile, selected->node);
    if (holds) {
      return true;
    }
  }
  return false;
}

static enum match node_satisfies(struct evaluation *evaluation,
                                 const struct pack_criterion *criterion,
                                 const struct selected_node *selected) {
  const struct pack *pack = evaluation->pack;
  enum pack_criterion_kind kind = (enum pack_criterion_kind)criterion->kind;
  if (kind == PACK_CRITERION_TYPE) {
    return match_of(node_is_linked_type(evaluation, criterion->links, selected));
  }
  if (selected->node == NODE_NONE) {
    return MATCH_NO;
  }
  switch (kind) {
  case PACK_CRITERION_VALUE:
    return match_of(value_match(evaluation, &pack->values[criterion->index], selected->node));
  case PACK_CRITERION_BINDING:
    return node_in_binding(evaluation, criterion->index, selected->node);
  case PACK_CRITERION_PROFILE:
    return match_of(node_holds_profile(evaluation, criterion->links, selected));
  case PACK_CRITERION_ELEMENT: {
    struct sparse_item item = {selected->node, NODE_NONE, PACK_NONE, selected->definition};
    return match_of(item_holds(evaluation, criterion->index, &item));
  }
  case PACK_CRITERION_ANY:
  case PACK_CRITERION_EXISTS:
  case PACK_CRITERION_TYPE:
    break;
  }
  return MATCH_YES;
}

static enum match criterion_match(struct evaluation *evaluation,
                                  const struct pack_criterion *criterion,
                                  const struct selection *selection) {
  if (criterion->kind == PACK_CRITERION_ANY) {
    return MATCH_YES;
  }
  if (criterion->kind == PACK_CRITERION_EXISTS) {
    return match_of((selection->count > 0) == (criterion->index != 0));
  }
  enum match best = MATCH_NO;
  for (uint32_t i = 0; i < selection->count && best != MATCH_YES; i++) {
    enum match match = node_satisfies(evaluation, criterion, &selection->nodes[i]);
    best = match > best ? match : best;
  }
  return best;
}

/* Does the item with these selections belong to the slice? */
static enum match slice_match(const struct slicing_run *run, uint32_t position,
                              const struct selection *selections) {
  const struct pack *pack = run->evaluation->pack;
  const struct pack_slice *slice = &pack->slices[run->slicing->slices.first + position];
  enum match worst = slice->criteria.count > 0 ? MATCH_YES : MATCH_NO;
  for (uint32_t i = 0; i < slice->criteria.count && worst != MATCH_NO; i++) {
    enum match match = criterion_match(run->evaluation, &pack->criteria[slice->criteria.first + i],
                                       &selections[i]);
    worst = match < worst ? match : worst;
  }
  return worst;
}

/* Looks an item up by its discriminating strings. False when it must be tried slice by slice. */
static bool find_indexed(const struct slicing_run *run, const struct selection *selections,
                         uint32_t *ret_position) {
  struct evaluation *evaluation = run->evaluation;
  uint64_t hash = 0;
  for (uint32_t i = 0; i < run->slicing->discriminators.count; i++) {
    if (selections[i].count != 1 ||
        document_type(evaluation->document, selections[i].nodes[0].node) != NODE_STRING) {
      return false;
    }
    hash = pack_slice_hash(hash, evaluation_text(evaluation, selections[i].nodes[0].node));
  }
  const uint32_t *slots = evaluation->pack->slice_slots + run->slicing->slots.first;
  uint32_t mask = run->slicing->slots.count - 1;
  uint32_t slot = (uint32_t)hash & mask;
  for (uint32_t probe = 0; probe <= mask && slots[slot] != 0; probe++) {
    if (slice_match(run, slots[slot] - 1, selections) == MATCH_YES) {
      *ret_position = slots[slot] - 1;
      return true;
    }
    slot = (slot + 1) & mask;
  }
  return false;
}

static struct view slice_name(const struct slicing_run *run, uint32_t position) {
  const struct pack *pack = run->evaluation->pack;
  uint32_t element = pack->slices[run->slicing->slices.first + position].element;
  return evaluation_element_name(pack, element);
}

/* Slices by type exclude each other, and trying further profiles costs too much. */
static bool tells_by_value(const struct pack *pack, const struct pack_slice *slice) {
  for (uint32_t i = 0; i < slice->criteria.count; i++) {
    uint32_t kind = pack->criteria[slice->criteria.first + i].kind;
    if (kind == PACK_CRITERION_TYPE || kind == PACK_CRITERION_PROFILE) {
      return false;
    }
  }
  return true;
}

/* An item belongs to one slice at most: discriminators must tell the slices apart (FHIR R4
 * profiling.html#slicing). Slices of the index have different values. */
static void check_single(const struct slicing_run *run, const struct selection *selections,
                         uint32_t position, const struct sparse_item *item) {
  const struct pack *pack = run->evaluation->pack;
  for (uint32_t i = position + 1; i < run->slicing->slices.count; i++) {
    const struct pack_slice *slice = &pack->slices[run->slicing->slices.first + i];
    if (!tells_by_value(pack, slice) || slice_match(run, i, selections) != MATCH_YES) {
      continue;
    }
    evaluation_report(run->evaluation, &(struct finding){.message = MESSAGE_SLICE_SEVERAL,
                                                         .node = item->node,
                                                         .element = slice->element,
                                                         .arguments = {slice_name(run, position),
                                                                       slice_name(run, i)}});
    return;
  }
}

/* Slice by slice. A slice that only may match is taken when the item satisfies all that it says. */
static uint32_t search_slices(const struct slicing_run *run, const struct selection *selections,
                              const struct sparse_item *item, bool skip_indexed) {
  const struct pack *pack = run->evaluation->pack;
  uint32_t possible = NO_SLICE;
  for (uint32_t i = 0; i < run->slicing->slices.count; i++) {
    const struct pack_slice *slice = &pack->slices[run->slicing->slices.first + i];
    if (skip_indexed && (slice->flags & PACK_SLICE_INDEXED) != 0) {
      continue;
    }
    enum match match = slice_match(run, i, selections);
    if (match == MATCH_YES) {
      check_single(run, selections, i, item);
      return i;
    }
    if (match == MATCH_MAYBE && possible == NO_SLICE &&
        item_holds(run->evaluation, slice->element, item)) {
      possible = i;
    }
  }
  return possible;
}

static uint32_t find_slice(const struct slicing_run *run, const struct sparse_item *item) {
  struct evaluation *evaluation = run->evaluation;
  const struct pack *pack = evaluation->pack;
  const struct pack_slicing *slicing = run->slicing;
  struct selection selections[PACK_DISCRIMINATORS_MAXIMUM] = {{NULL, 0}};
  bool single = slicing->slots.count > 0;
  for (uint32_t i = 0; i < slicing->discriminators.count; i++) {
    selections[i] = discriminator_select(
        evaluation, &pack->discriminators[slicing->discriminators.first + i], item);
    single = single && selections[i].count == 1 && selections[i].nodes[0].node != NODE_NONE;
  }
  uint32_t position;
  if (single && find_indexed(run, selections, &position)) {
    return position;
  }
  return search_slices(run, selections, item, single);
}

/* ---- rules --------------------------------------------------------------------------------------
 */
static void report_item(const struct slicing_run *run, enum message_id message, uint32_t node,
                        struct view name) {
  evaluation_report(run->evaluation, &(struct finding){.message = message,
                                                       .node = node,
                                                       .element = run->element,
                                                       .arguments = {name}});
}

static void check_rules(const struct slicing_run *run, const struct sparse_items *items) {
  uint32_t highest = 0;
  bool seen_other = false;
  struct view name = evaluation_element_name(run->evaluation->pack, run->element);
  for (uint32_t i = 0; i < items->count; i++) {
    const struct sparse_item *item = &items->items[i];
    uint32_t node = item->node == NODE_NONE ? item->twin : item->node;
    uint32_t match = run->matches[i];
    if (match == NO_SLICE) {
      seen_other = true;
      if (run->slicing->rules == PACK_SLICING_CLOSED) {
        report_item(run, MESSAGE_SLICE_CLOSED, node, name);
      } else {
        extension_part_check(run->evaluation, run->element, node);
        near_miss_check(run->evaluation,
                        &(struct near_miss){run->element, item, run->matches, items->count});
      }
      continue;
    }
    if (seen_other && run->slicing->rules == PACK_SLICING_OPEN_AT_END) {
      report_item(run, MESSAGE_SLICE_AT_END, node, name);
    }
    if (match < highest && (run->slicing->flags & PACK_SLICING_ORDERED) != 0) {
      report_item(run, MESSAGE_SLICE_ORDER, node, slice_name(run, match));
    }
    highest = match > highest ? match : highest;
  }
}

static void check_count(const struct slicing_run *run, uint32_t position, uint32_t count) {
  struct evaluation *evaluation = run->evaluation;
  const struct pack *pack = evaluation->pack;
  uint32_t element = pack->slices[run->slicing->slices.first + position].element;
  const struct pack_element *row = &pack->elements[element];
  if (count == 0) {
    national_tier_slice(evaluation, element, run->object);
  }
  if (count >= row->minimum && count <= row->maximum) {
    return;
  }
  bool too_few = count < row->minimum;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  evaluation_report(
      evaluation,
      &(struct finding){
          .message = too_few ? MESSAGE_SLICE_MINIMUM : MESSAGE_SLICE_MAXIMUM,
          .node = run->object,
          .element = element,
          .arguments = {slice_name(run, position),
                        evaluation_number(evaluation, too_few ? row->minimum : row->maximum),
                        evaluation_number(evaluation, count)}});
  arena_back(evaluation->scratch, mark);
}

/* Items of one slice in scratch memory, for the slice's own slicing. */
static struct sparse_items items_of_slice(const struct slicing_run *run,
                                          const struct sparse_items *items, uint32_t position) {
  struct sparse_items part = {
      arena_array(run->evaluation->scratch, items->count + 1, sizeof(*part.items)), 0};
  if (part.items == NULL) {
    run->evaluation->error = ERROR_MEMORY;
    return part;
  }
  for (uint32_t i = 0; i < items->count; i++) {
    if (run->matches[i] == position) {
      part.items[part.count++] = items->items[i];
    }
  }
  return part;
}

static void check_slices(const struct slicing_run *run, const struct sparse_items *items,
                         const uint32_t *counts) {
  struct evaluation *evaluation = run->evaluation;
  const struct pack *pack = evaluation->pack;
  for (uint32_t i = 0; i < run->slicing->slices.count; i++) {
    uint32_t element = pack->slices[run->slicing->slices.first + i].element;
    check_count(run, i, counts[i]);
    if (counts[i] > 0 && pack->elements[element].slicing != PACK_NONE) {
      struct sparse_items part = items_of_slice(run, items, i);
      slicing_evaluate(evaluation, element, &part, run->object);
    }
  }
}

static void evaluate_item(const struct slicing_run *run, uint32_t index,
                          const struct sparse_items *items, uint32_t *counts) {
  struct evaluation *evaluation = run->evaluation;
  const struct pack *pack = evaluation->pack;
  const struct sparse_item *item = &items->items[index];
  bool is_slice = pack->elements_cold[run->element].slice_name.length > 0;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  if (!is_slice) {
    evaluation->steps->sparse(evaluation, run->element, item);
  }
  uint32_t match = find_slice(run, item);
  run->matches[index] = match;
  if (match != NO_SLICE) {
    counts[match]++;
    evaluation->steps->sparse(evaluation, pack->slices[run->slicing->slices.first + match].element,
                              item);
  }
  arena_back(evaluation->scratch, mark);
}

void slicing_evaluate(struct evaluation *evaluation, uint32_t element,
                      const struct sparse_items *items, uint32_t object) {
  const struct pack *pack = evaluation->pack;
  struct slicing_run run = {.evaluation = evaluation,
                            .slicing = &pack->slicings[pack->elements[element].slicing],
                            .element = element,
                            .object = object};
  if (evaluation->depth >= LIMIT_VALIDATION_DEPTH) {
    evaluation_say(evaluation, MESSAGE_TOO_DEEP, object, view_make(NULL, 0));
    return;
  }
  evaluation->depth++;
  struct arena_mark mark = arena_mark(evaluation->scratch);
  uint32_t *counts =
      arena_array(evaluation->scratch, run.slicing->slices.count + 1, sizeof(*counts));
  run.matches = arena_array(evaluation->scratch, items->count + 1, sizeof(*run.matches));
  if (counts == NULL || run.matches == NULL) {
    evaluation->error = ERROR_MEMORY;
    evaluation->depth--;
    return;
  }
  for (uint32_t i = 0; i < items->count && !evaluation_stopped(evaluation); i++) {
    evaluate_item(&run, i, items, counts);
  }
  if (!evaluation_stopped(evaluation)) {
    check_rules(&run, items);
    check_slices(&run, items, counts);
  }
  arena_back(evaluation->scratch, mark);
  evaluation->depth--;
}

void slicing_absent(struct evaluation *evaluation, uint32_t element, uint32_t object) {
  const struct pack *pack = evaluation->pack;
  struct slicing_run run = {.evaluation = evaluation,
                            .slicing = &pack->slicings[pack->elements[element].slicing],
                            .element = element,
                            .object = object};
  for (uint32_t i = 0; i < run.slicing->slices.count; i++) {
    check_count(&run, i, 0);
  }
}

/* ---- slice() ------------------------------------------------------------------------------------
 */

/* Position of the slice whose own tree is the element; SLICES, or PACK_NONE. */
static uint32_t slice_of_element(const struct pack *pack, uint32_t element) {
  for (uint32_t i = 0; i < pack->slices_count; i++) {
    if (pack->slices[i].element == element) {
      return i;
    }
  }
  return PACK_NONE;
}

static bool item_is_in(struct evaluation *evaluation, uint32_t slice,
                       const struct sparse_item *item) {
  const struct pack *pack = evaluation->pack;
  for (uint32_t i = 0; i < pack->slicings_count; i++) {
    struct slicing_run run = {.evaluation = evaluation, .slicing = &pack->slicings[i]};
    uint32_t position = slice - run.slicing->slices.first; /* wraps when it is before them */
    if (position >= run.slicing->slices.count) {
      continue;
    }
    struct selection selections[PACK_DISCRIMINATORS_MAXIMUM] = {{NULL, 0}};
    for (uint32_t j = 0; j < run.slicing->discriminators.count; j++) {
      selections[j] = discriminator_select(
          evaluation, &pack->discriminators[run.slicing->discriminators.first + j], item);
    }
    return slice_match(&run, position, selections) == MATCH_YES;
  }
  return false;
}

bool slicing_holds(struct evaluation *evaluation, uint32_t profile, struct view name,
                   const struct sparse_item *item, bool *ret_known) {
  const struct pack *pack = evaluation->pack;
  bool holds = false;
  *ret_known = false;
  for (uint32_t i = 0; i < pack->elements_count && !holds; i++) {
    const struct pack_element_cold *cold = &pack->elements_cold[i];
    if (cold->profile != profile || !view_equal(pack_view(pack, cold->slice_name), name)) {
      continue;
    }
    uint32_t slice = slice_of_element(pack, i);
    *ret_known = *ret_known || slice != PACK_NONE;
    struct arena_mark mark = arena_mark(evaluation->scratch);
    holds = slice != PACK_NONE && item_is_in(evaluation, slice, item);
    arena_back(evaluation->scratch, mark);
  }
  return holds;
}
