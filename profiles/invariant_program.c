#include "profiles/invariant_program.h"

#include "profiles/binding_check.h"
#include "profiles/fhirpath.h"
#include "profiles/fhirpath_model.h"
#include "profiles/profile_choice.h"
#include "profiles/reference_resolve.h"
#include "profiles/resource_scope.h"

static uint32_t resolve(void *self, struct view reference) {
  struct evaluation *evaluation = self;
  return reference_resolve(evaluation, reference).node;
}

static enum fhirpath_answer answer_of(enum membership membership) {
  switch (membership) {
  case MEMBERSHIP_YES:
    return FHIRPATH_ANSWER_TRUE;
  case MEMBERSHIP_NO:
  case MEMBERSHIP_EMPTY:
    return FHIRPATH_ANSWER_FALSE;
  case MEMBERSHIP_UNKNOWN:
    break;
  }
  /* What cannot be checked locally breaks no rule; the binding of the code says so. */
  return FHIRPATH_ANSWER_TRUE;
}

/* The value set that a canonical means for the package in whose scope we are: the first one there,
 * else the most preferred. */
static uint32_t find_value_set(const struct evaluation *evaluation, struct view canonical) {
  const struct pack *pack = evaluation->pack;
  struct view version = canonical;
  uint32_t first = pack_find_value_set(pack, view_split(&version, '|'));
  if (first == PACK_NONE || evaluation->package == PACK_NONE) {
    return first;
  }
  const struct pack_range *scope = &pack->packages[evaluation->package].scope;
  for (uint32_t i = 0; i < scope->count; i++) {
    uint32_t steps = 0;
    for (uint32_t set = first; set != PACK_NONE && steps < pack->value_sets_count;
         set = pack->value_sets[set].next_version, steps++) {
      if (pack->value_sets[set].package == pack->indexes[scope->first + i]) {
        return set;
      }
    }
  }
  return first;
}

static enum fhirpath_answer member_of(void *self, uint32_t node, struct view text,
                                      struct view canonical) {
  struct evaluation *evaluation = self;
  uint32_t value_set = find_value_set(evaluation, canonical);
  if (value_set == PACK_NONE) {
    return answer_of(MEMBERSHIP_UNKNOWN);
  }
  return answer_of(node == NODE_NONE
                       ? binding_check_code(evaluation->pack, value_set, view_make(NULL, 0), text)
                       : binding_check_node(evaluation, value_set, node));
}

static enum fhirpath_answer conforms_to(void *self, uint32_t node, struct view canonical) {
  struct evaluation *evaluation = self;
  struct profile_choice choice = profile_choice_find(evaluation, canonical);
  if (choice.profile == PACK_NONE) {
    return FHIRPATH_ANSWER_UNKNOWN;
  }
  return evaluation->steps->profile_holds(evaluation, choice.profile, node) ? FHIRPATH_ANSWER_TRUE
                                                                            : FHIRPATH_ANSWER_FALSE;
}

static void report_not_run(struct evaluation *evaluation, const struct invariant_place *place,
                           const struct pack_constraint *constraint,
                           const struct fhirpath_failure *failure) {
  struct view reason = {NULL, 0};
  if (failure->message != NULL) {
    reason = fhirpath_failure_text(failure, LANGUAGE_ENGLISH, evaluation->scratch);
  }
  evaluation_report(
      evaluation,
      &(struct finding){.message = MESSAGE_INVARIANT_NOT_RUN,
                        .node = place->node == NODE_NONE ? place->twin : place->node,
                        .element = place->element,
                        .constraint = constraint,
                        .arguments = {pack_view(evaluation->pack, constraint->key), reason}});
}

/* The package brought a constraint that could not be compiled. */
static void report_not_compiled(struct evaluation *evaluation, const struct invariant_place *place,
                                const struct pack_constraint *constraint) {
  evaluation_report(evaluation,
                    &(struct finding){.message = MESSAGE_INVARIANT_NOT_COMPILED,
                                      .node = place->node == NODE_NONE ? place->twin : place->node,
                                      .element = place->element,
                                      .constraint = constraint,
                                      .arguments = {pack_view(evaluation->pack, constraint->key)}});
}

bool invariant_program_holds(struct evaluation *evaluation, const struct invariant_place *place,
                             const struct pack_constraint *constraint) {
  if (constraint->bytecode.count == 0) {
    report_not_compiled(evaluation, place, constraint);
  }
  if (constraint->bytecode.count == 0 || evaluation->scope == NULL) {
    return true;
  }
  const struct pack *pack = evaluation->pack;
  struct view program =
      view_make(pack->bytecode + constraint->bytecode.first, constraint->bytecode.count);
  struct fhirpath_services services = {
      .self = evaluation, .resolve = resolve, .member_of = member_of, .conforms_to = conforms_to};
  struct fhirpath_model model = fhirpath_model_make(evaluation->definitions);
  struct fhirpath_context context = {
      .document = evaluation->document,
      .focus = place->node,
      .focus_twin = place->twin,
      .focus_type = place->type == PACK_NONE ? 0 : place->type + 1,
      .resource = evaluation->scope->node,
      .root = resource_scope_container(evaluation->scope)->node,
      .interned = true,
      .as_filters = true,
      .model = &model,
      .services = &services,
      .arena = evaluation->scratch,
  };
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct fhirpath_failure failure = {0};
  bool holds = true;
  enum error error = fhirpath_test(program, &context, &holds, &failure);
  if (error == ERROR_MEMORY) {
    evaluation->error = ERROR_MEMORY;
  } else if (error != ERROR_OK) {
    report_not_run(evaluation, place, constraint, &failure);
    holds = true;
  }
  arena_back(evaluation->scratch, mark);
  return holds;
}
