#include "profiles/fhirpath_compare.h"
#include "profiles/fhirpath_loop.h"

/* Existence, subsetting, combining (FHIRPath N1 5.1, 5.3, 5.4, 6.5.3). Input is at position
 * `arguments`, the first argument at arguments - 1. */

enum error fhirpath_function_empty(struct fhirpath_run *run, uint32_t arguments) {
  return fhirpath_run_return_boolean(run, arguments + 1, fhirpath_run_span(run, 0).count == 0);
}

enum error fhirpath_function_exists(struct fhirpath_run *run, uint32_t arguments) {
  return fhirpath_run_return_boolean(run, arguments + 1, fhirpath_run_span(run, 0).count > 0);
}

enum error fhirpath_function_count(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, 0);
  return fhirpath_run_return(run, arguments + 1, fhirpath_value_integer(span.count));
}

enum error fhirpath_function_not(struct fhirpath_run *run, uint32_t arguments) {
  enum fhirpath_truth truth = FHIRPATH_EMPTY;
  enum error error = fhirpath_run_truth(run, 0, &truth);
  if (error != ERROR_OK) {
    return error;
  }
  if (truth == FHIRPATH_EMPTY) {
    return fhirpath_run_return_empty(run, arguments + 1);
  }
  return fhirpath_run_return_boolean(run, arguments + 1, truth == FHIRPATH_FALSE);
}

/* allTrue and its kin: is there an item that is `wanted`? Items that are no booleans are a failure.
 */
static enum error any_is(struct fhirpath_run *run, bool wanted, bool *ret_any) {
  struct fhirpath_span span = fhirpath_run_span(run, 0);
  bool any = false;
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value;
    if (!fhirpath_run_system(run, &run->values[span.start + i], &value) ||
        value.kind != FHIRPATH_BOOLEAN) {
      return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
    }
    any = any || value.boolean == wanted;
  }
  *ret_any = any;
  return ERROR_OK;
}

static enum error return_any(struct fhirpath_run *run, bool wanted, bool negated) {
  bool any = false;
  enum error error = any_is(run, wanted, &any);
  return error != ERROR_OK ? error : fhirpath_run_return_boolean(run, 1, any != negated);
}

enum error fhirpath_function_allTrue(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return return_any(run, false, true);
}

enum error fhirpath_function_anyTrue(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return return_any(run, true, false);
}

enum error fhirpath_function_allFalse(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return return_any(run, true, true);
}

enum error fhirpath_function_anyFalse(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return return_any(run, false, false);
}

static enum error is_subset(struct fhirpath_run *run, uint32_t small, uint32_t large) {
  struct fhirpath_span items = fhirpath_run_span(run, small);
  for (uint32_t i = 0; i < items.count; i++) {
    bool contains = false;
    enum error error = fhirpath_compare_contains(run, fhirpath_run_span(run, large),
                                                 run->values[items.start + i], &contains);
    if (error != ERROR_OK) {
      return error;
    }
    if (!contains) {
      return fhirpath_run_return_boolean(run, 2, false);
    }
  }
  return fhirpath_run_return_boolean(run, 2, true);
}

enum error fhirpath_function_subsetOf(struct fhirpath_run *run, uint32_t arguments) {
  return is_subset(run, arguments, arguments - 1);
}

enum error fhirpath_function_supersetOf(struct fhirpath_run *run, uint32_t arguments) {
  return is_subset(run, arguments - 1, arguments);
}

enum error fhirpath_function_distinct(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  uint32_t count = 0;
  enum error error = fhirpath_compare_distinct(run, span, &count);
  if (error == ERROR_OK) {
    run->count = span.start + count;
  }
  return error;
}

enum error fhirpath_function_isDistinct(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  uint32_t count = 0;
  enum error error = fhirpath_compare_distinct(run, span, &count);
  return error != ERROR_OK ? error : fhirpath_run_return_boolean(run, 1, count == span.count);
}

/* ---- subsetting --------------------------------------------------------------------------------
 */

/* Keeps count items from first on, as far as there are such. */
static void keep_range(struct fhirpath_run *run, uint32_t arguments, uint64_t first,
                       uint64_t count) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  uint64_t skipped = first < span.count ? first : span.count;
  uint64_t left = span.count - skipped;
  span.start += (uint32_t)skipped;
  span.count = (uint32_t)(count < left ? count : left);
  fhirpath_run_keep(run, arguments + 1, span);
}

enum error fhirpath_function_single(struct fhirpath_run *run, uint32_t arguments) {
  if (fhirpath_run_span(run, arguments).count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  return ERROR_OK;
}

enum error fhirpath_function_first(struct fhirpath_run *run, uint32_t arguments) {
  keep_range(run, arguments, 0, 1);
  return ERROR_OK;
}

enum error fhirpath_function_last(struct fhirpath_run *run, uint32_t arguments) {
  uint32_t count = fhirpath_run_span(run, arguments).count;
  keep_range(run, arguments, count > 0 ? count - 1 : 0, 1);
  return ERROR_OK;
}

enum error fhirpath_function_tail(struct fhirpath_run *run, uint32_t arguments) {
  keep_range(run, arguments, 1, UINT32_MAX);
  return ERROR_OK;
}

static enum error whole_number(struct fhirpath_run *run, uint64_t *ret_number) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = fhirpath_run_single_kind(run, 0, FHIRPATH_INTEGER, &value, &present);
  if (error == ERROR_OK && !present) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  if (error == ERROR_OK) {
    *ret_number = value.integer > 0 ? (uint64_t)value.integer : 0;
  }
  return error;
}

enum error fhirpath_function_skip(struct fhirpath_run *run, uint32_t arguments) {
  uint64_t number = 0;
  enum error error = whole_number(run, &number);
  if (error == ERROR_OK) {
    keep_range(run, arguments, number, UINT32_MAX);
  }
  return error;
}

enum error fhirpath_function_take(struct fhirpath_run *run, uint32_t arguments) {
  uint64_t number = 0;
  enum error error = whole_number(run, &number);
  if (error == ERROR_OK) {
    keep_range(run, arguments, 0, number);
  }
  return error;
}

/* ---- combining ---------------------------------------------------------------------------------
 */

/* Keeps the items of the input that are (or are not) in the argument. */
static enum error filter(struct fhirpath_run *run, bool wanted, uint32_t *ret_count) {
  struct fhirpath_span input = fhirpath_run_span(run, 1);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < input.count; i++) {
    struct fhirpath_value value = run->values[input.start + i];
    bool contains = false;
    enum error error = fhirpath_compare_contains(run, fhirpath_run_span(run, 0), value, &contains);
    if (error != ERROR_OK) {
      return error;
    }
    if (contains == wanted) {
      run->values[input.start + kept++] = value;
    }
  }
  *ret_count = kept;
  return ERROR_OK;
}

enum error fhirpath_function_intersect(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  enum error error = filter(run, true, &span.count);
  if (error == ERROR_OK) {
    error = fhirpath_compare_distinct(run, span, &span.count);
  }
  if (error == ERROR_OK) {
    fhirpath_run_keep(run, 2, span);
  }
  return error;
}

enum error fhirpath_function_exclude(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  enum error error = filter(run, false, &span.count);
  if (error == ERROR_OK) {
    fhirpath_run_keep(run, 2, span);
  }
  return error;
}

enum error fhirpath_function_union(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return fhirpath_operator(run, FHIRPATH_OPERATION_UNION);
}

enum error fhirpath_function_combine(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  span.count += fhirpath_run_span(run, 0).count;
  fhirpath_run_keep(run, 2, span);
  return ERROR_OK;
}

enum error fhirpath_function_coalesce(struct fhirpath_run *run, uint32_t arguments) {
  for (uint32_t i = arguments; i > 0; i--) {
    struct fhirpath_span span = fhirpath_run_span(run, i - 1);
    if (span.count > 0) {
      fhirpath_run_keep(run, arguments + 1, span);
      return ERROR_OK;
    }
  }
  return fhirpath_run_return_empty(run, arguments + 1);
}

/* Without a key: by the values themselves. */
enum error fhirpath_function_sort(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  enum error error = fhirpath_run_open(run);
  for (uint32_t i = 0; error == ERROR_OK && i < span.count; i++) {
    struct fhirpath_value key = {.kind = FHIRPATH_NOTHING};
    struct fhirpath_value value = run->values[span.start + i];
    error = fhirpath_run_push(run, fhirpath_run_system(run, &value, &key) ? key : value);
  }
  if (error == ERROR_OK) {
    error = fhirpath_loop_sort(run, span, fhirpath_run_span(run, 0), false);
  }
  if (error == ERROR_OK) {
    fhirpath_run_drop(run, 1);
  }
  return error;
}
