#include "profiles/invariant_program.h"

#include "profiles/fhirpath_model.h"
#include "profiles/fhirpath_service.h"
#include "profiles/resource_scope.h"

/* What cannot be checked locally breaks no rule; the binding of the code says so. */
static enum fhirpath_answer member_of(void *self, uint32_t node, struct view text,
                                      struct view canonical) {
  enum fhirpath_answer answer = fhirpath_service_member_of(self, node, text, canonical);
  return answer == FHIRPATH_ANSWER_UNKNOWN ? FHIRPATH_ANSWER_TRUE : answer;
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
  struct fhirpath_services services = fhirpath_services_make(evaluation);
  services.member_of = member_of;
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
