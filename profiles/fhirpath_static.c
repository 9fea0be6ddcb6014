#include "profiles/fhirpath_static.h"

#include "profiles/fhirpath_message.h"
#include "profiles/fhirpath_program.h"
#include "server/limits.h"

#define STACK_MAXIMUM (LIMIT_FHIRPATH_DEPTH * 2)
#define TYPE_DEPTH_MAXIMUM 16

/* What is known about a collection. */
struct shape {
  uint32_t type;  /* the model's type of its items; 0 = anything */
  uint8_t kind;   /* enum fhirpath_kind of a literal; FHIRPATH_NOTHING = not known */
  bool unordered; /* children() and descendants(): no item is the first one */
};

static const struct shape anything = {0, FHIRPATH_NOTHING, false};

/* The program is read in the order of its text; both branches of iif() and the body of a loop are
 * regions of their own. */
struct checker {
  struct arena *arena;
  const struct fhirpath_model *model;
  struct fhirpath_program program;
  struct fhirpath_failure *failure;
  struct shape context;
  struct shape focus;                        /* $this */
  struct shape outer[LIMIT_FHIRPATH_FRAMES]; /* $this around iif() and loops */
  uint32_t outer_count;
  struct shape stack[STACK_MAXIMUM];
  uint32_t depth;
  enum error error;
};

static void check_region(struct checker *checker, uint32_t from, uint32_t to);

/* ---- the stack ---------------------------------------------------------------------------------
 */

static void fail(struct checker *checker, enum fhirpath_message message, struct view detail) {
  if (checker->error == ERROR_OK) {
    checker->error = ERROR_NOT_PROCESSABLE;
    checker->failure->message = fhirpath_message(message);
    checker->failure->detail = detail;
  }
}

static void push(struct checker *checker, struct shape shape) {
  if (checker->depth == STACK_MAXIMUM) {
    checker->error = checker->error == ERROR_OK ? ERROR_TOO_LARGE : checker->error;
    return;
  }
  checker->stack[checker->depth++] = shape;
}

static struct shape pop(struct checker *checker) {
  return checker->depth > 0 ? checker->stack[--checker->depth] : anything;
}

static void enter(struct checker *checker, struct shape focus) {
  if (checker->outer_count == LIMIT_FHIRPATH_FRAMES) {
    checker->error = checker->error == ERROR_OK ? ERROR_TOO_LARGE : checker->error;
    return;
  }
  checker->outer[checker->outer_count++] = checker->focus;
  checker->focus = focus;
}

static void leave(struct checker *checker) {
  if (checker->outer_count > 0) {
    checker->focus = checker->outer[--checker->outer_count];
  }
}

static struct view text_operand(const struct checker *checker, const uint32_t *words) {
  return view_make(checker->program.constants.data + words[0], words[1]);
}

/* ---- types -------------------------------------------------------------------------------------
 */

static bool derives(const struct checker *checker, uint32_t type, uint32_t ancestor) {
  for (int depth = 0; type != 0 && depth < TYPE_DEPTH_MAXIMUM; depth++) {
    if (type == ancestor) {
      return true;
    }
    type = checker->model->type_parent(checker->model->self, type);
  }
  return false;
}

static struct shape of_type(uint32_t type) {
  return (struct shape){type == FHIRPATH_TYPE_RESOURCE ? 0 : type, FHIRPATH_NOTHING, false};
}

/* False when the parent's type has no such element; valueQuantity is a name of JSON only. */
static bool find_child(const struct checker *checker, struct shape parent, const uint32_t *words,
                       struct shape *ret_child) {
  const struct fhirpath_model *model = checker->model;
  struct fhirpath_name name = {words[0], text_operand(checker, words + 1)};
  uint32_t type = 0;
  *ret_child = anything;
  if (parent.type == 0) {
    return true;
  }
  switch (model->child(model->self, parent.type, &name, &type)) {
  case FHIRPATH_CHILD_PLAIN:
    *ret_child = of_type(type);
    return true;
  case FHIRPATH_CHILD_UNKNOWN:
    return true;
  case FHIRPATH_CHILD_MEMBER:
  case FHIRPATH_CHILD_NONE:
    break;
  }
  return model->is_choice != NULL && model->is_choice(model->self, parent.type, name.text);
}

static struct shape child(struct checker *checker, struct shape parent, const uint32_t *words) {
  struct shape shape = anything;
  if (!find_child(checker, parent, words, &shape)) {
    struct view type = checker->model->type_name(checker->model->self, parent.type);
    struct view name = text_operand(checker, words + 1);
    fail(checker, FHIRPATH_MESSAGE_ELEMENT,
         arena_format(checker->arena, "%.*s.%.*s", VIEW_ARGUMENTS(type), VIEW_ARGUMENTS(name)));
  }
  return shape;
}

/* "Patient" at the start of a path is the focus itself when the type fits. */
static struct shape start(struct checker *checker, const uint32_t *words) {
  const struct fhirpath_model *model = checker->model;
  uint32_t named = model->type_find(model->self, text_operand(checker, words + 1));
  if (named != 0 && derives(checker, checker->focus.type, named)) {
    return checker->focus;
  }
  return named != 0 && checker->focus.type == 0 ? of_type(named)
                                                : child(checker, checker->focus, words);
}

static struct shape merge(struct shape a, struct shape b) {
  return a.type == b.type && a.kind == b.kind ? a : anything;
}

/* ---- control -----------------------------------------------------------------------------------
 */

static bool is_literal_without_truth(struct shape shape) {
  return shape.kind != FHIRPATH_NOTHING && shape.kind != FHIRPATH_BOOLEAN;
}

/* iif(): words[0] leads to the second branch; the word before it is where the first one jumps to.
 * Returns the end of both. */
static uint32_t branches(struct checker *checker, uint32_t at, uint32_t otherwise) {
  uint32_t end = checker->program.code[otherwise - 1];
  if (is_literal_without_truth(pop(checker))) {
    fail(checker, FHIRPATH_MESSAGE_OPERAND, view_of("iif"));
  }
  check_region(checker, at, otherwise - 2);
  struct shape first = pop(checker);
  check_region(checker, otherwise, end);
  push(checker, merge(first, pop(checker)));
  return end;
}

static struct shape loop_result(uint32_t kind, struct shape input, struct shape body) {
  switch ((enum fhirpath_loop)kind) {
  case FHIRPATH_LOOP_WHERE:
    return input;
  case FHIRPATH_LOOP_SORT:
  case FHIRPATH_LOOP_SORT_DOWN:
    input.unordered = false;
    return input;
  case FHIRPATH_LOOP_SELECT:
    return body;
  case FHIRPATH_LOOP_REPEAT:
    return merge(input, body);
  case FHIRPATH_LOOP_ALL:
  case FHIRPATH_LOOP_EXISTS:
  case FHIRPATH_LOOP_AGGREGATE:
  case FHIRPATH_LOOP_COUNT:
    break;
  }
  return anything;
}

/* words: kind, exit. */
static void loop(struct checker *checker, uint32_t body, const uint32_t *words) {
  struct shape input = pop(checker);
  struct shape item = {input.type, input.kind, false};
  enter(checker, item);
  check_region(checker, body, words[1] - 1);
  leave(checker);
  push(checker, loop_result(words[0], input, pop(checker)));
}

/* aggregate(): JUMP start; LOOP body NEXT; JUMP end; start: expression; JUMP back; end. */
static uint32_t aggregate(struct checker *checker, uint32_t at, uint32_t start_at) {
  const uint32_t *code = checker->program.code;
  uint32_t end = code[start_at - 1];
  check_region(checker, start_at, end - 2);
  (void)pop(checker);
  loop(checker, at + 3, &code[at + 1]);
  return end;
}

/* ---- functions ---------------------------------------------------------------------------------
 */

static bool needs_order(uint32_t function) {
  return function == FHIRPATH_FUNCTION_first || function == FHIRPATH_FUNCTION_last ||
         function == FHIRPATH_FUNCTION_tail || function == FHIRPATH_FUNCTION_skip ||
         function == FHIRPATH_FUNCTION_take;
}

/* Functions that return items of their input. */
static bool keeps_type(uint32_t function) {
  static const enum fhirpath_function rows[] = {
      FHIRPATH_FUNCTION_first,     FHIRPATH_FUNCTION_last,          FHIRPATH_FUNCTION_tail,
      FHIRPATH_FUNCTION_skip,      FHIRPATH_FUNCTION_take,          FHIRPATH_FUNCTION_single,
      FHIRPATH_FUNCTION_intersect, FHIRPATH_FUNCTION_exclude,       FHIRPATH_FUNCTION_trace,
      FHIRPATH_FUNCTION_distinct,  FHIRPATH_FUNCTION_sort,          FHIRPATH_FUNCTION_slice,
      FHIRPATH_FUNCTION_getValue,  FHIRPATH_FUNCTION_checkModifiers};
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (rows[i] == function) {
      return true;
    }
  }
  return false;
}

static void call(struct checker *checker, const uint32_t *words) {
  for (uint32_t i = 0; i < words[1]; i++) {
    (void)pop(checker);
  }
  struct shape input = pop(checker);
  struct shape result = keeps_type(words[0]) ? input : anything;
  if (input.unordered && needs_order(words[0])) {
    fail(checker, FHIRPATH_MESSAGE_ORDER, view_of(fhirpath_program_function_name(words[0])));
  }
  if (words[0] == FHIRPATH_FUNCTION_extension) {
    result = of_type(checker->model->type_find(checker->model->self, view_of("Extension")));
  }
  result.unordered =
      words[0] == FHIRPATH_FUNCTION_children || words[0] == FHIRPATH_FUNCTION_descendants;
  push(checker, result);
}

/* ---- one operation -----------------------------------------------------------------------------
 */

static struct shape literal(const struct checker *checker, uint32_t operation) {
  static const struct {
    enum fhirpath_operation operation;
    enum fhirpath_kind kind;
  } rows[] = {{FHIRPATH_OPERATION_BOOLEAN, FHIRPATH_BOOLEAN},
              {FHIRPATH_OPERATION_INTEGER, FHIRPATH_INTEGER},
              {FHIRPATH_OPERATION_NUMBER, FHIRPATH_DECIMAL},
              {FHIRPATH_OPERATION_STRING, FHIRPATH_STRING},
              {FHIRPATH_OPERATION_DATE, FHIRPATH_DATE},
              {FHIRPATH_OPERATION_DATE_TIME, FHIRPATH_DATE_TIME},
              {FHIRPATH_OPERATION_TIME, FHIRPATH_TIME},
              {FHIRPATH_OPERATION_QUANTITY, FHIRPATH_QUANTITY}};
  if (operation == FHIRPATH_OPERATION_THIS) {
    return checker->focus;
  }
  if (operation == FHIRPATH_OPERATION_CONTEXT) {
    return checker->context;
  }
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (rows[i].operation == operation) {
      return (struct shape){0, (uint8_t)rows[i].kind, false};
    }
  }
  return anything;
}

static struct shape as_type(const struct checker *checker, const uint32_t *words) {
  bool system = words[0] == 2;
  uint32_t type =
      system ? 0
             : checker->model->type_find(checker->model->self, text_operand(checker, words + 1));
  return of_type(type);
}

static void binary(struct checker *checker, uint32_t operation) {
  struct shape right = pop(checker);
  struct shape left = pop(checker);
  if (operation == FHIRPATH_OPERATION_INDEXER) {
    push(checker, left);
    return;
  }
  push(checker, operation == FHIRPATH_OPERATION_UNION ? merge(left, right) : anything);
}

static void on_top(struct checker *checker, uint32_t operation, const uint32_t *words) {
  struct shape top = pop(checker);
  switch (operation) {
  case FHIRPATH_OPERATION_CHILD:
    push(checker, child(checker, top, words));
    return;
  case FHIRPATH_OPERATION_AS:
  case FHIRPATH_OPERATION_OF_TYPE:
    push(checker, as_type(checker, words));
    return;
  case FHIRPATH_OPERATION_IS:
  case FHIRPATH_OPERATION_MATCHES:
    push(checker, anything);
    return;
  case FHIRPATH_OPERATION_OVER: {
    struct shape under = checker->depth > 0 ? checker->stack[checker->depth - 1] : anything;
    push(checker, top);
    push(checker, under);
    return;
  }
  case FHIRPATH_OPERATION_FOCUS:
    enter(checker, top);
    push(checker, top);
    return;
  case FHIRPATH_OPERATION_UNFOCUS:
    leave(checker);
    (void)pop(checker);
    push(checker, top);
    return;
  default: /* signs and the left side of and, or, implies */
    push(checker, top);
    return;
  }
}

/* Returns where to go on. */
static uint32_t step(struct checker *checker, uint32_t at) {
  uint32_t operation = checker->program.code[at];
  const uint32_t *words = &checker->program.code[at + 1];
  uint32_t next = at + 1 + fhirpath_program_operand_words(operation);
  bool is_binary =
      (operation >= FHIRPATH_OPERATION_MULTIPLY && operation <= FHIRPATH_OPERATION_IMPLIES) ||
      operation == FHIRPATH_OPERATION_INDEXER;
  if (operation < FHIRPATH_OPERATION_CHILD) {
    push(checker, literal(checker, operation));
  } else if (operation == FHIRPATH_OPERATION_THIS_CHILD) {
    push(checker, child(checker, checker->focus, words));
  } else if (operation == FHIRPATH_OPERATION_START) {
    push(checker, start(checker, words));
  } else if (operation == FHIRPATH_OPERATION_CALL) {
    call(checker, words);
  } else if (operation == FHIRPATH_OPERATION_BRANCH) {
    return branches(checker, next, words[0]);
  } else if (operation == FHIRPATH_OPERATION_JUMP) {
    return aggregate(checker, next, words[0]);
  } else if (operation == FHIRPATH_OPERATION_LOOP) {
    loop(checker, next, words);
    return words[1];
  } else if (is_binary) {
    binary(checker, operation);
  } else {
    on_top(checker, operation, words);
  }
  return next;
}

static void check_region(struct checker *checker, uint32_t from, uint32_t to) {
  for (uint32_t at = from; at < to && checker->error == ERROR_OK;) {
    at = step(checker, at);
  }
}

enum error fhirpath_static_check(struct arena *arena, struct view program,
                                 const struct fhirpath_model *model, uint32_t type,
                                 struct fhirpath_failure *ret_failure) {
  struct checker checker;
  memset(&checker, 0, offsetof(struct checker, outer));
  checker.arena = arena;
  checker.model = model;
  checker.failure = ret_failure;
  checker.context = checker.focus = of_type(type);
  checker.outer_count = 0;
  checker.depth = 0;
  checker.error = ERROR_OK;
  if (!fhirpath_program_open(program, &checker.program)) {
    return ERROR_NOT_PROCESSABLE;
  }
  check_region(&checker, 0, checker.program.code_count - 1); /* without END */
  return checker.error;
}
