#include "profiles/pack_programs.h"

#include "profiles/expression_errata.h"
#include "profiles/fhirpath.h"

/* Programs start at multiples of this in BYTECODE. */
#define PROGRAM_ALIGNMENT 4u

static void tape_make(struct pack_build *build, const struct name_table *names, uint32_t index) {
  struct pack_output *output = &build->output;
  struct pack_value *value = pack_output_row(output, PACK_SECTION_VALUES, index);
  struct document document;
  struct document_failure failure;
  struct arena_mark mark = arena_mark(build->scratch);
  enum error error = document_read(build->scratch, pack_output_view(output, value->json), names,
                                   &document, &failure);
  if (error == ERROR_OK) {
    value->nodes.first = pack_output_add(output, PACK_SECTION_NODES, document.count);
    value->nodes.count = document.count;
    for (uint32_t i = 0; i < document.count; i++) {
      memcpy(pack_output_row(output, PACK_SECTION_NODES, value->nodes.first + i),
             &document.nodes[i], sizeof(struct node));
    }
  } else {
    output->error = error;
  }
  arena_back(build->scratch, mark);
}

static void program_failed(struct pack_build *build, uint32_t index,
                           const struct fhirpath_failure *failure) {
  struct pack_output *output = &build->output;
  const struct pack_constraint *row = pack_output_row(output, PACK_SECTION_CONSTRAINTS, index);
  const struct pack_profile *profile = pack_output_row(output, PACK_SECTION_PROFILES, row->profile);
  struct arena *arena = build->issues->arena;
  enum package_message message =
      build->is_tolerant ? PACKAGE_MESSAGE_EXPRESSION_SKIPPED : PACKAGE_MESSAGE_EXPRESSION;
  struct issue *issue = issue_add_with(
      build->issues, package_message(message),
      definition_package_label(build->model->packages[profile->package], arena),
      arena_format(arena, "%.*s#%.*s", VIEW_ARGUMENTS(pack_output_view(output, profile->url)),
                   VIEW_ARGUMENTS(pack_output_view(output, row->key))));
  issue->arguments[2] = fhirpath_failure_text(failure, LANGUAGE_ENGLISH, build->issues->arena);
  issue->expression = arena_copy(build->issues->arena, pack_output_view(output, row->expression));
}

/* The program of an expression in BYTECODE. ERROR_SYNTAX: it cannot be compiled; other errors are
 * the output's. */
static enum error compile(struct pack_build *build, const struct name_table *names,
                          struct view expression, struct pack_range *ret_bytecode,
                          struct fhirpath_failure *failure) {
  struct pack_output *output = &build->output;
  struct view program;
  enum error error = fhirpath_compile(build->scratch, expression, names, &program, failure);
  if (error != ERROR_OK) {
    output->error = error == ERROR_SYNTAX ? output->error : error;
    return error;
  }
  uint32_t size =
      (uint32_t)((program.length + PROGRAM_ALIGNMENT - 1) / PROGRAM_ALIGNMENT * PROGRAM_ALIGNMENT);
  ret_bytecode->first = pack_output_add(output, PACK_SECTION_BYTECODE, size);
  ret_bytecode->count = (uint32_t)program.length;
  memcpy(pack_output_row(output, PACK_SECTION_BYTECODE, ret_bytecode->first), program.data,
         output->error == ERROR_OK ? program.length : 0);
  return output->error;
}

static void program_make(struct pack_build *build, const struct name_table *names, uint32_t index) {
  struct pack_output *output = &build->output;
  struct pack_constraint *row = pack_output_row(output, PACK_SECTION_CONSTRAINTS, index);
  struct fhirpath_failure failure = {NULL, {NULL, 0}, 0};
  struct arena_mark mark = arena_mark(build->scratch);
  struct view expression = expression_errata_apply(pack_output_view(output, row->expression));
  if (compile(build, names, expression, &row->bytecode, &failure) == ERROR_SYNTAX) {
    program_failed(build, index, &failure);
  }
  arena_back(build->scratch, mark);
}

/* A context without a program is one that cannot be judged: it passes. */
static void context_make(struct pack_build *build, const struct name_table *names, uint32_t index) {
  struct pack_output *output = &build->output;
  struct pack_context *row = pack_output_row(output, PACK_SECTION_CONTEXTS, index);
  struct fhirpath_failure failure = {NULL, {NULL, 0}, 0};
  struct arena_mark mark = arena_mark(build->scratch);
  if (row->kind == PACK_CONTEXT_FHIRPATH || row->kind == PACK_CONTEXT_INVARIANT) {
    (void)compile(build, names, pack_output_view(output, row->expression), &row->bytecode,
                  &failure);
  }
  arena_back(build->scratch, mark);
}

void pack_programs_make(struct pack_build *build) {
  struct pack_output *output = &build->output;
  struct name_table names = pack_output_names(output);
  uint32_t values = pack_output_count(output, PACK_SECTION_VALUES);
  for (uint32_t i = 0; i < values && output->error == ERROR_OK; i++) {
    tape_make(build, &names, i);
  }
  uint32_t constraints = pack_output_count(output, PACK_SECTION_CONSTRAINTS);
  for (uint32_t i = 0; i < constraints && output->error == ERROR_OK; i++) {
    program_make(build, &names, i);
  }
  uint32_t contexts = pack_output_count(output, PACK_SECTION_CONTEXTS);
  for (uint32_t i = 0; i < contexts && output->error == ERROR_OK; i++) {
    context_make(build, &names, i);
  }
}
