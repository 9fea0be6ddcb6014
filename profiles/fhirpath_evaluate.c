#include "profiles/fhirpath_compare.h"
#include "profiles/fhirpath_date.h"
#include "profiles/fhirpath_loop.h"
#include "server/base/regex.h"
#include "profiles/fhirpath_tree.h"

#include <assert.h>

#define FIRST_VALUES 48u

/* ---- operations that push ----------------------------------------------------------------------
 */

static struct view text_operand(const struct fhirpath_run *run, const uint32_t *words) {
  return view_make(run->program.constants.data + words[0], words[1]);
}

static enum error push_one(struct fhirpath_run *run, struct fhirpath_value value) {
  enum error error = fhirpath_run_open(run);
  return error != ERROR_OK ? error : fhirpath_run_push(run, value);
}

static enum error push_span(struct fhirpath_run *run, struct fhirpath_span span) {
  enum error error = fhirpath_run_open(run);
  for (uint32_t i = 0; error == ERROR_OK && i < span.count; i++) {
    error = fhirpath_run_push(run, run->values[span.start + i]);
  }
  return error;
}

static enum error push_number(struct fhirpath_run *run, const uint32_t *words) {
  struct fhirpath_decimal decimal;
  if (!fhirpath_decimal_parse(text_operand(run, words), &decimal)) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_PROGRAM);
  }
  return push_one(run, fhirpath_run_make_decimal(decimal));
}

static enum error push_date(struct fhirpath_run *run, const uint32_t *words,
                            enum fhirpath_kind kind) {
  struct fhirpath_value value = {.kind = (uint8_t)kind};
  if (!fhirpath_date_parse(text_operand(run, words), kind, &value.date)) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_PROGRAM);
  }
  return push_one(run, value);
}

static enum error push_quantity(struct fhirpath_run *run, const uint32_t *words) {
  struct fhirpath_decimal decimal;
  if (!fhirpath_decimal_parse(text_operand(run, words), &decimal)) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_PROGRAM);
  }
  const struct fhirpath_unit *unit =
      fhirpath_run_unit(run, text_operand(run, words + 2), words[4] != 0);
  return unit == NULL ? ERROR_MEMORY : push_one(run, fhirpath_run_make_quantity(decimal, unit));
}

static enum error push_variable(struct fhirpath_run *run, uint32_t operation) {
  const struct fhirpath_context *context = run->context;
  if (operation == FHIRPATH_OPERATION_CONTEXT) {
    return push_one(run, run->values[0]);
  }
  uint32_t node = operation == FHIRPATH_OPERATION_RESOURCE ? context->resource : context->root;
  return push_one(run, fhirpath_tree_element(run, node, NODE_NONE, 0));
}

static enum error push_literal(struct fhirpath_run *run, uint32_t operation,
                               const uint32_t *words) {
  switch (operation) {
  case FHIRPATH_OPERATION_BOOLEAN:
    return push_one(run, fhirpath_value_boolean(words[0] != 0));
  case FHIRPATH_OPERATION_INTEGER:
    return push_one(run, fhirpath_value_integer((int32_t)words[0]));
  case FHIRPATH_OPERATION_STRING:
    return push_one(run, fhirpath_value_string(text_operand(run, words)));
  case FHIRPATH_OPERATION_NUMBER:
    return push_number(run, words);
  case FHIRPATH_OPERATION_DATE:
    return push_date(run, words, FHIRPATH_DATE);
  case FHIRPATH_OPERATION_DATE_TIME:
    return push_date(run, words, FHIRPATH_DATE_TIME);
  case FHIRPATH_OPERATION_TIME:
    return push_date(run, words, FHIRPATH_TIME);
  default:
    return push_quantity(run, words);
  }
}

/* Operations before CHILD: they need nothing on the stack. */
static enum error push(struct fhirpath_run *run, uint32_t operation, const uint32_t *words) {
  switch (operation) {
  case FHIRPATH_OPERATION_EMPTY:
    return fhirpath_run_open(run);
  case FHIRPATH_OPERATION_THIS:
    return push_span(run, fhirpath_run_this(run));
  case FHIRPATH_OPERATION_INDEX:
    return fhirpath_loop_push_index(run);
  case FHIRPATH_OPERATION_TOTAL:
    return fhirpath_loop_push_total(run);
  case FHIRPATH_OPERATION_RESOURCE:
  case FHIRPATH_OPERATION_ROOT_RESOURCE:
  case FHIRPATH_OPERATION_CONTEXT:
    return push_variable(run, operation);
  default:
    return push_literal(run, operation, words);
  }
}

/* ---- paths -------------------------------------------------------------------------------------
 */

static enum error push_children(struct fhirpath_run *run, struct fhirpath_span span,
                                const uint32_t *words, bool or_self) {
  struct fhirpath_name name = {words[0], text_operand(run, words + 1)};
  enum error error = fhirpath_run_open(run);
  for (uint32_t i = 0; error == ERROR_OK && i < span.count; i++) {
    struct fhirpath_value parent = run->values[span.start + i];
    error = fhirpath_run_spend(run, 1);
    if (error != ERROR_OK) {
      break;
    }
    if (or_self && parent.kind == FHIRPATH_ELEMENT &&
        fhirpath_tree_is_named(run, parent.type, name.text)) {
      error = fhirpath_run_push(run, parent);
    } else {
      error = fhirpath_tree_children(run, parent, &name);
    }
  }
  return error;
}

static enum error child(struct fhirpath_run *run, const uint32_t *words) {
  enum error error = fhirpath_run_need(run, 1);
  if (error == ERROR_OK) {
    error = push_children(run, fhirpath_run_span(run, 0), words, false);
  }
  if (error == ERROR_OK) {
    fhirpath_run_keep(run, 2, fhirpath_run_span(run, 0));
  }
  return error;
}

static enum error indexer(struct fhirpath_run *run) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = fhirpath_run_single_kind(run, 0, FHIRPATH_INTEGER, &value, &present);
  if (error != ERROR_OK) {
    return error;
  }
  struct fhirpath_span span = fhirpath_run_span(run, 1);
  if (!present || value.integer < 0 || value.integer >= span.count) {
    return fhirpath_run_return_empty(run, 2);
  }
  span.start += (uint32_t)value.integer;
  span.count = 1;
  fhirpath_run_keep(run, 2, span);
  return ERROR_OK;
}

static enum error polarity(struct fhirpath_run *run, bool negate) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = fhirpath_run_single(run, 0, &value, &present);
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  if (value.kind == FHIRPATH_INTEGER) {
    value.integer = negate ? -value.integer : value.integer;
  } else if (value.kind == FHIRPATH_DECIMAL || value.kind == FHIRPATH_QUANTITY) {
    value.coefficient = negate ? -value.coefficient : value.coefficient;
  } else {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  return fhirpath_run_return(run, 1, value);
}

static enum error matches(struct fhirpath_run *run, const uint32_t *words) {
  struct fhirpath_value value = {0};
  bool present = false;
  bool matched = false;
  enum error error = fhirpath_run_single_kind(run, 0, FHIRPATH_STRING, &value, &present);
  if (error == ERROR_OK && present) {
    error = regex_find(run->arena, text_operand(run, words), (struct regex_subject){value.text, 0},
                       NULL, &matched);
  }
  if (error != ERROR_OK || !present) {
    return error != ERROR_OK ? error : fhirpath_run_return_empty(run, 1);
  }
  return fhirpath_run_return_boolean(run, 1, matched);
}

/* ---- types -------------------------------------------------------------------------------------
 */

static enum error keep_of_type(struct fhirpath_run *run, const struct fhirpath_type_name *type) {
  struct fhirpath_span span = fhirpath_run_span(run, 0);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    bool is = false;
    enum error error = fhirpath_tree_is(run, &value, type, true, &is);
    if (error != ERROR_OK) {
      return error;
    }
    if (is) {
      run->values[span.start + kept++] = value;
    }
  }
  run->count = span.start + kept;
  return ERROR_OK;
}

static enum error type_operation(struct fhirpath_run *run, uint32_t operation,
                                 const uint32_t *words) {
  struct fhirpath_type_name type = {words[0], text_operand(run, words + 1)};
  struct fhirpath_span span = fhirpath_run_span(run, 0);
  bool single = operation == FHIRPATH_OPERATION_IS ||
                (operation == FHIRPATH_OPERATION_AS && !run->as_filters);
  if (single && span.count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  if (operation != FHIRPATH_OPERATION_IS) {
    return keep_of_type(run, &type);
  }
  if (span.count == 0) {
    return ERROR_OK;
  }
  bool is = false;
  enum error error = fhirpath_tree_is(run, &run->values[span.start], &type, false, &is);
  return error != ERROR_OK ? error : fhirpath_run_return_boolean(run, 1, is);
}

/* ---- control -----------------------------------------------------------------------------------
 */

/* The left operand of and, or, implies: when it decides, it becomes the result and the right one is
 * skipped. */
static enum error shortcut(struct fhirpath_run *run, uint32_t operation, uint32_t target,
                           uint32_t *at) {
  enum fhirpath_truth truth = FHIRPATH_EMPTY;
  enum error error = fhirpath_run_truth(run, 0, &truth);
  if (error != ERROR_OK) {
    return error;
  }
  enum fhirpath_truth decides =
      operation == FHIRPATH_OPERATION_SHORT_OR ? FHIRPATH_TRUE : FHIRPATH_FALSE;
  if (truth != decides) {
    return ERROR_OK;
  }
  *at = target;
  return fhirpath_run_return_boolean(run, 1, operation != FHIRPATH_OPERATION_SHORT_AND);
}

static enum error branch(struct fhirpath_run *run, uint32_t target, uint32_t *at) {
  enum fhirpath_truth truth = FHIRPATH_EMPTY;
  enum error error = fhirpath_run_truth(run, 0, &truth);
  if (error == ERROR_OK) {
    fhirpath_run_drop(run, 1);
    *at = truth == FHIRPATH_TRUE ? *at : target;
  }
  return error;
}

static enum error call(struct fhirpath_run *run, const uint32_t *words) {
  static enum error (*const handlers[])(struct fhirpath_run * run, uint32_t arguments) = {
#define FHIRPATH_FUNCTION_HANDLER(name, fewest, most) fhirpath_function_##name,
      FHIRPATH_FUNCTIONS(FHIRPATH_FUNCTION_HANDLER)
#undef FHIRPATH_FUNCTION_HANDLER
  };
  run->what = fhirpath_program_function_name(words[0]);
  enum error error = fhirpath_run_need(run, words[1] + 1);
  return error != ERROR_OK ? error : handlers[words[0]](run, words[1]);
}

/* Operations on the top collection; the caller has made sure that there is one. */
static enum error on_top(struct fhirpath_run *run, uint32_t operation, const uint32_t *words,
                         uint32_t *at) {
  switch (operation) {
  case FHIRPATH_OPERATION_CHILD:
    return child(run, words);
  case FHIRPATH_OPERATION_IS:
  case FHIRPATH_OPERATION_AS:
  case FHIRPATH_OPERATION_OF_TYPE:
    return type_operation(run, operation, words);
  case FHIRPATH_OPERATION_NEGATE:
  case FHIRPATH_OPERATION_POSITIVE:
    return polarity(run, operation == FHIRPATH_OPERATION_NEGATE);
  case FHIRPATH_OPERATION_MATCHES:
    return matches(run, words);
  case FHIRPATH_OPERATION_SHORT_AND:
  case FHIRPATH_OPERATION_SHORT_OR:
  case FHIRPATH_OPERATION_SHORT_IMPLIES:
    return shortcut(run, operation, words[0], at);
  case FHIRPATH_OPERATION_BRANCH:
    return branch(run, words[0], at);
  case FHIRPATH_OPERATION_FOCUS:
    return fhirpath_loop_focus(run);
  case FHIRPATH_OPERATION_UNFOCUS:
    return fhirpath_loop_unfocus(run);
  case FHIRPATH_OPERATION_LOOP:
    return fhirpath_loop_begin(run, words, at);
  default:
    return fhirpath_loop_next(run, at);
  }
}

static enum error on_two(struct fhirpath_run *run, uint32_t operation) {
  enum error error = fhirpath_run_need(run, 2);
  if (error != ERROR_OK) {
    return error;
  }
  if (operation == FHIRPATH_OPERATION_OVER) {
    return push_span(run, fhirpath_run_span(run, 1));
  }
  return operation == FHIRPATH_OPERATION_INDEXER
             ? indexer(run)
             : fhirpath_operator(run, (enum fhirpath_operation)operation);
}

static enum error step(struct fhirpath_run *run, uint32_t operation, const uint32_t *words,
                       uint32_t *at) {
  if (operation < FHIRPATH_OPERATION_CHILD) {
    return push(run, operation, words);
  }
  if (operation == FHIRPATH_OPERATION_THIS_CHILD || operation == FHIRPATH_OPERATION_START) {
    return push_children(run, fhirpath_run_this(run), words, operation == FHIRPATH_OPERATION_START);
  }
  if (operation == FHIRPATH_OPERATION_CALL) {
    return call(run, words);
  }
  if (operation == FHIRPATH_OPERATION_JUMP) {
    *at = words[0];
    return ERROR_OK;
  }
  bool binary = operation >= FHIRPATH_OPERATION_MULTIPLY && operation <= FHIRPATH_OPERATION_IMPLIES;
  if (binary || operation == FHIRPATH_OPERATION_INDEXER || operation == FHIRPATH_OPERATION_OVER) {
    return on_two(run, operation);
  }
  enum error error = fhirpath_run_need(run, 1);
  return error != ERROR_OK ? error : on_top(run, operation, words, at);
}

static enum error execute(struct fhirpath_run *run) {
  for (uint32_t at = 0;;) {
    uint32_t operation = run->program.code[at];
    const uint32_t *words = &run->program.code[at + 1];
    if (operation == FHIRPATH_OPERATION_END) {
      return fhirpath_run_need(run, 1);
    }
    at += 1 + fhirpath_program_operand_words(operation);
    if (operation != FHIRPATH_OPERATION_CALL) {
      run->what = fhirpath_program_operation_name(operation);
    }
    enum error error = fhirpath_run_spend(run, 1);
    if (error == ERROR_OK) {
      error = step(run, operation, words, &at);
    }
    if (error != ERROR_OK) {
      return error;
    }
  }
}

/* ---- entry points ------------------------------------------------------------------------------
 */

static enum error start(struct fhirpath_run *run, struct view program,
                        const struct fhirpath_context *context, struct fhirpath_failure *failure) {
  run->context = context;
  run->model = context->model != NULL ? context->model : fhirpath_basic_model();
  run->arena = context->arena;
  run->failure = failure;
  run->what = "";
  run->as_filters = context->as_filters;
  run->capacity = FIRST_VALUES;
  if (!fhirpath_program_open(program, &run->program)) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_PROGRAM);
  }
  run->values = arena_alloc(run->arena, FIRST_VALUES * sizeof *run->values);
  if (run->values == NULL) {
    return ERROR_MEMORY;
  }
  return push_one(
      run, fhirpath_tree_element(run, context->focus, context->focus_twin, context->focus_type));
}

enum error fhirpath_run(struct view program, const struct fhirpath_context *context,
                        struct fhirpath_collection *ret_collection,
                        struct fhirpath_failure *ret_failure) {
  struct fhirpath_run run;
  memset(&run, 0, offsetof(struct fhirpath_run, starts));
  enum error error = start(&run, program, context, ret_failure);
  if (error == ERROR_OK) {
    error = execute(&run);
  }
  if (error == ERROR_OK) {
    struct fhirpath_span span = fhirpath_run_span(&run, 0);
    *ret_collection = (struct fhirpath_collection){run.values + span.start, span.count};
  }
  return error;
}

enum error fhirpath_test(struct view program, const struct fhirpath_context *context,
                         bool *ret_holds, struct fhirpath_failure *ret_failure) {
  struct fhirpath_run run;
  memset(&run, 0, offsetof(struct fhirpath_run, starts));
  struct arena_mark mark = arena_mark(context->arena);
  enum fhirpath_truth truth = FHIRPATH_EMPTY;
  enum error error = start(&run, program, context, ret_failure);
  run.as_filters = true;
  if (error == ERROR_OK) {
    error = execute(&run);
  }
  if (error == ERROR_OK) {
    run.what = "invariant";
    error = fhirpath_run_truth(&run, 0, &truth);
  }
  if (error == ERROR_OK) { /* a failure's detail may lie in the arena */
    arena_back(context->arena, mark);
    *ret_holds = truth == FHIRPATH_TRUE;
  }
  return error;
}
