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

/* A run on one place: what the engine borrows lives here. */
struct program_run {
  struct view program;
  struct fhirpath_model model;
  struct fhirpath_services services;
  struct fhirpath_context context;
  struct fhirpath_failure failure;
};

static void run_begin(struct program_run *run, struct evaluation *evaluation,
                      struct pack_range bytecode, const struct invariant_place *place) {
  run->program = view_make(evaluation->pack->bytecode + bytecode.first, bytecode.count);
  run->model = fhirpath_model_make(evaluation->definitions);
  run->services = fhirpath_services_make(evaluation);
  run->services.member_of = member_of;
  run->failure = (struct fhirpath_failure){0};
  run->context = (struct fhirpath_context){
      .document = evaluation->document,
      .focus = place->node,
      .focus_twin = place->twin,
      .focus_type = place->type == PACK_NONE ? 0 : place->type + 1,
      .resource = evaluation->scope->node,
      .root = resource_scope_container(evaluation->scope)->node,
      .interned = true,
      .as_filters = true,
      .model = &run->model,
      .services = &run->services,
      .arena = evaluation->scratch,
  };
}

bool invariant_program_holds(struct evaluation *evaluation, const struct invariant_place *place,
                             const struct pack_constraint *constraint) {
  if (constraint->bytecode.count == 0) {
    report_not_compiled(evaluation, place, constraint);
  }
  if (constraint->bytecode.count == 0 || evaluation->scope == NULL) {
    return true;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct program_run run;
  run_begin(&run, evaluation, constraint->bytecode, place);
  bool holds = true;
  enum error error = fhirpath_test(run.program, &run.context, &holds, &run.failure);
  if (error == ERROR_MEMORY) {
    evaluation->error = ERROR_MEMORY;
  } else if (error != ERROR_OK) {
    report_not_run(evaluation, place, constraint, &run.failure);
    holds = true;
  }
  arena_back(evaluation->scratch, mark);
  return holds;
}

bool invariant_program_is_true(struct evaluation *evaluation, struct pack_range bytecode,
                               const struct invariant_place *place) {
  if (bytecode.count == 0) {
    return true;
  }
  struct program_run run;
  run_begin(&run, evaluation, bytecode, place);
  bool holds = true;
  enum error error = fhirpath_test(run.program, &run.context, &holds, &run.failure);
  evaluation->error = error == ERROR_MEMORY ? error : evaluation->error;
  return error != ERROR_OK || holds;
}

bool invariant_program_selects(struct evaluation *evaluation, struct pack_range bytecode,
                               uint32_t node) {
  if (bytecode.count == 0) {
    return true;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct program_run run;
  uint32_t type = evaluation->pack->profiles[evaluation->scope->definition].root;
  run_begin(&run, evaluation, bytecode,
            &(struct invariant_place){PACK_NONE, evaluation->scope->node, NODE_NONE, type});
  struct fhirpath_collection found = {0};
  enum error error = fhirpath_run(run.program, &run.context, &found, &run.failure);
  evaluation->error = error == ERROR_MEMORY ? error : evaluation->error;
  bool selects = error != ERROR_OK;
  for (uint32_t i = 0; i < found.count && !selects; i++) {
    const struct fhirpath_value *value = &found.values[i];
    selects = value->kind == FHIRPATH_ELEMENT &&
              (value->element.node == node || value->element.twin == node);
  }
  arena_back(evaluation->scratch, mark);
  return selects;
}
