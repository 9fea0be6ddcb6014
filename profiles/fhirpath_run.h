/* One run of a program: a stack of collections. All values lie in one array; a collection begins
 * where starts[] says and ends where the next one begins, so pushing children and dropping results
 * move no memory. Pointers into the array do not survive a push. */
#ifndef PROFILES_FHIRPATH_RUN_H
#define PROFILES_FHIRPATH_RUN_H

#include "profiles/fhirpath_decimal.h"
#include "profiles/fhirpath_message.h"
#include "profiles/fhirpath_program.h"
#include "server/limits.h"

#define FHIRPATH_FRAME_FOCUS FHIRPATH_LOOP_COUNT /* iif: the whole collection is $this */

/* A collection on the stack. */
struct fhirpath_span {
  uint32_t start;
  uint32_t count;
};

/* A loop that is running, or the focus of iif. */
struct fhirpath_frame {
  uint32_t kind;   /* enum fhirpath_loop or FHIRPATH_FRAME_FOCUS */
  uint32_t depth;  /* index in starts[] of the input */
  uint32_t index;  /* of the current item */
  uint32_t kept;   /* where: items kept; repeat: items of the input */
  uint32_t begin;  /* first word of the body */
  uint32_t exit;   /* first word behind NEXT */
  bool has_output; /* a collection of the loop's own lies behind the input */
};

struct fhirpath_run {
  const struct fhirpath_context *context;
  const struct fhirpath_model *model;
  struct arena *arena;
  struct fhirpath_program program;
  struct fhirpath_failure *failure;
  const char *what; /* the operator or function that runs, for messages */
  struct fhirpath_value *values;
  uint32_t count;
  uint32_t capacity;
  uint32_t depth;
  uint32_t frame_count;
  uint32_t steps;
  bool as_filters;
  uint32_t starts[LIMIT_FHIRPATH_DEPTH * 2];
  struct fhirpath_frame frames[LIMIT_FHIRPATH_FRAMES];
};

/* ---- failures ---- */
/* ERROR_NOT_PROCESSABLE with the operation's name as detail. */
enum error fhirpath_run_fail(struct fhirpath_run *run, enum fhirpath_message message) MUST_USE;
enum error fhirpath_run_fail_with(struct fhirpath_run *run, enum fhirpath_message message,
                                  struct view detail) MUST_USE;
/* Counts work; ERROR_TOO_LARGE behind LIMIT_FHIRPATH_STEPS. */
enum error fhirpath_run_spend(struct fhirpath_run *run, uint32_t steps) MUST_USE;

/* ---- the stack; position 0 is the top. The caller has checked that there are enough
 * (fhirpath_run_need). */
enum error fhirpath_run_need(struct fhirpath_run *run, uint32_t collections) MUST_USE;
/* A new empty collection on top. */
enum error fhirpath_run_open(struct fhirpath_run *run) MUST_USE;
/* Adds to the top collection. */
enum error fhirpath_run_push(struct fhirpath_run *run, struct fhirpath_value value) MUST_USE;
struct fhirpath_span fhirpath_run_span(const struct fhirpath_run *run, uint32_t position);
void fhirpath_run_drop(struct fhirpath_run *run, uint32_t collections);
/* The top `collections` collections become one that holds the values of span. */
void fhirpath_run_keep(struct fhirpath_run *run, uint32_t collections, struct fhirpath_span span);
/* The top `collections` collections become one with this value, or none. */
enum error fhirpath_run_return(struct fhirpath_run *run, uint32_t collections,
                               struct fhirpath_value value) MUST_USE;
enum error fhirpath_run_return_empty(struct fhirpath_run *run, uint32_t collections) MUST_USE;
enum error fhirpath_run_return_boolean(struct fhirpath_run *run, uint32_t collections,
                                       bool boolean) MUST_USE;

/* $this as a span. */
struct fhirpath_span fhirpath_run_this(const struct fhirpath_run *run);

/* ---- values ---- */
/* What a primitive element holds as a System value, a Quantity element as a quantity, System values
 * as they are. False for complex elements and for primitives without a value. */
bool fhirpath_run_system(struct fhirpath_run *run, const struct fhirpath_value *value,
                         struct fhirpath_value *ret_system);
/* The one System value of a collection. *ret_present is false when it is empty or has no value; a
 * failure when there are several items or a complex one. */
enum error fhirpath_run_single(struct fhirpath_run *run, uint32_t position,
                               struct fhirpath_value *ret_value, bool *ret_present) MUST_USE;
/* Same for one kind; integers pass as decimals, everything with a text form does not pass as
 * string. */
enum error fhirpath_run_single_kind(struct fhirpath_run *run, uint32_t position,
                                    enum fhirpath_kind kind, struct fhirpath_value *ret_value,
                                    bool *ret_present) MUST_USE;

enum fhirpath_truth { FHIRPATH_FALSE, FHIRPATH_TRUE, FHIRPATH_EMPTY };
/* Singleton evaluation of collections (N1 4.5): one item that is no boolean counts as true. */
enum error fhirpath_run_truth(struct fhirpath_run *run, uint32_t position,
                              enum fhirpath_truth *ret_truth) MUST_USE;

static inline struct fhirpath_decimal fhirpath_run_decimal(const struct fhirpath_value *value) {
  if (value->kind == FHIRPATH_INTEGER) {
    return fhirpath_decimal_from_integer(value->integer);
  }
  return (struct fhirpath_decimal){value->coefficient, value->scale};
}
static inline bool fhirpath_run_is_number(const struct fhirpath_value *value) {
  return value->kind == FHIRPATH_INTEGER || value->kind == FHIRPATH_DECIMAL;
}
/* FHIRPATH_DECIMAL, or FHIRPATH_QUANTITY with a unit. */
struct fhirpath_value fhirpath_run_make_decimal(struct fhirpath_decimal decimal);
struct fhirpath_value fhirpath_run_make_quantity(struct fhirpath_decimal number,
                                                 const struct fhirpath_unit *unit);
/* The unit '1'. Static. */
const struct fhirpath_unit *fhirpath_run_unit_one(void);
/* A unit in the arena; NULL when memory is exhausted. */
const struct fhirpath_unit *fhirpath_run_unit(struct fhirpath_run *run, struct view code,
                                              bool calendar);
/* The text of a System value as toString() gives it (N1 5.5.4); false for types. */
bool fhirpath_run_text(struct fhirpath_run *run, const struct fhirpath_value *value,
                       struct view *ret_text);

/* ---- functions: input and arguments are the top `arguments` + 1 collections ---- */
#define FHIRPATH_FUNCTION_PROTOTYPE(name, fewest, most)                                            \
  enum error fhirpath_function_##name(struct fhirpath_run *run, uint32_t arguments) MUST_USE;
FHIRPATH_FUNCTIONS(FHIRPATH_FUNCTION_PROTOTYPE)
#undef FHIRPATH_FUNCTION_PROTOTYPE

/* Operators of two operands (the top two collections), by operation. */
enum error fhirpath_operator(struct fhirpath_run *run, enum fhirpath_operation operation) MUST_USE;

#endif
