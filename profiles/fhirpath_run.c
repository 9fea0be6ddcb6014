#include "profiles/fhirpath_run.h"

#include "profiles/fhirpath_date.h"

#include <assert.h>

/* ---- failures ----------------------------------------------------------------------------------
 */

enum error fhirpath_run_fail_with(struct fhirpath_run *run, enum fhirpath_message message,
                                  struct view detail) {
  run->failure->message = fhirpath_message(message);
  run->failure->detail = detail;
  run->failure->offset = 0;
  return ERROR_NOT_PROCESSABLE;
}

enum error fhirpath_run_fail(struct fhirpath_run *run, enum fhirpath_message message) {
  return fhirpath_run_fail_with(run, message, view_of(run->what));
}

static enum error too_large(struct fhirpath_run *run) {
  enum error error = fhirpath_run_fail(run, FHIRPATH_MESSAGE_LIMIT);
  return error == ERROR_NOT_PROCESSABLE ? ERROR_TOO_LARGE : error;
}

enum error fhirpath_run_spend(struct fhirpath_run *run, uint32_t steps) {
  run->steps += steps < LIMIT_FHIRPATH_STEPS ? steps : LIMIT_FHIRPATH_STEPS;
  return run->steps >= LIMIT_FHIRPATH_STEPS ? too_large(run) : ERROR_OK;
}

/* ---- stack -------------------------------------------------------------------------------------
 */

enum error fhirpath_run_need(struct fhirpath_run *run, uint32_t collections) {
  /* what is under the running loop or focus (else the first collection, the focus) is out of reach
   */
  uint32_t floor = 1;
  if (run->frame_count > 0) {
    const struct fhirpath_frame *frame = &run->frames[run->frame_count - 1];
    floor = frame->depth + 1 + (frame->has_output ? 1 : 0);
  }
  if (run->depth < floor + collections) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_PROGRAM);
  }
  return ERROR_OK;
}

enum error fhirpath_run_open(struct fhirpath_run *run) {
  if (run->depth == sizeof run->starts / sizeof run->starts[0]) {
    return too_large(run);
  }
  run->starts[run->depth++] = run->count;
  return ERROR_OK;
}

static enum error grow(struct fhirpath_run *run) {
  if (run->capacity >= LIMIT_FHIRPATH_VALUES) {
    return too_large(run);
  }
  size_t size = run->capacity * sizeof *run->values;
  struct fhirpath_value *values = arena_grow(run->arena, run->values, size, 2 * size);
  if (values == NULL) {
    return ERROR_MEMORY;
  }
  run->values = values;
  run->capacity *= 2;
  return ERROR_OK;
}

enum error fhirpath_run_push(struct fhirpath_run *run, struct fhirpath_value value) {
  if (run->count == run->capacity) {
    enum error error = grow(run);
    if (error != ERROR_OK) {
      return error;
    }
  }
  run->values[run->count++] = value;
  return ERROR_OK;
}

struct fhirpath_span fhirpath_run_span(const struct fhirpath_run *run, uint32_t position) {
  assert(position < run->depth);
  uint32_t at = run->depth - 1 - position;
  uint32_t end = position == 0 ? run->count : run->starts[at + 1];
  return (struct fhirpath_span){run->starts[at], end - run->starts[at]};
}

void fhirpath_run_drop(struct fhirpath_run *run, uint32_t collections) {
  assert(collections < run->depth);
  if (collections > 0) {
    run->depth -= collections;
    run->count = run->starts[run->depth];
  }
}

void fhirpath_run_keep(struct fhirpath_run *run, uint32_t collections, struct fhirpath_span span) {
  uint32_t start = run->starts[run->depth - collections];
  if (span.start != start) {
    memmove(run->values + start, run->values + span.start, span.count * sizeof *run->values);
  }
  run->depth -= collections - 1;
  run->count = start + span.count;
}

enum error fhirpath_run_return_empty(struct fhirpath_run *run, uint32_t collections) {
  fhirpath_run_drop(run, collections);
  return fhirpath_run_open(run);
}

enum error fhirpath_run_return(struct fhirpath_run *run, uint32_t collections,
                               struct fhirpath_value value) {
  enum error error = fhirpath_run_return_empty(run, collections);
  return error != ERROR_OK ? error : fhirpath_run_push(run, value);
}

enum error fhirpath_run_return_boolean(struct fhirpath_run *run, uint32_t collections,
                                       bool boolean) {
  return fhirpath_run_return(run, collections, fhirpath_value_boolean(boolean));
}

struct fhirpath_span fhirpath_run_this(const struct fhirpath_run *run) {
  if (run->frame_count == 0) {
    return (struct fhirpath_span){0, run->depth > 1 ? run->starts[1] : run->count};
  }
  const struct fhirpath_frame *frame = &run->frames[run->frame_count - 1];
  if (frame->kind == FHIRPATH_FRAME_FOCUS) {
    return fhirpath_run_span(run, run->depth - 1 - frame->depth);
  }
  return (struct fhirpath_span){run->starts[frame->depth] + frame->index, 1};
}

/* ---- values ------------------------------------------------------------------------------------
 */

struct fhirpath_value fhirpath_run_make_decimal(struct fhirpath_decimal decimal) {
  return (struct fhirpath_value){.kind = FHIRPATH_DECIMAL,
                                 .scale = (int16_t)decimal.scale,
                                 .coefficient = decimal.coefficient};
}

struct fhirpath_value fhirpath_run_make_quantity(struct fhirpath_decimal number,
                                                 const struct fhirpath_unit *unit) {
  struct fhirpath_value value = fhirpath_run_make_decimal(number);
  value.kind = FHIRPATH_QUANTITY;
  value.unit = unit;
  return value;
}

const struct fhirpath_unit *fhirpath_run_unit_one(void) {
  static const struct fhirpath_unit one = {VIEW_LITERAL("1"), false};
  return &one;
}

const struct fhirpath_unit *fhirpath_run_unit(struct fhirpath_run *run, struct view code,
                                              bool calendar) {
  struct fhirpath_unit *unit = arena_alloc(run->arena, sizeof *unit);
  if (unit != NULL) {
    *unit = (struct fhirpath_unit){code, calendar};
  }
  return unit;
}

static bool quantity_of_element(struct fhirpath_run *run, uint32_t node,
                                struct fhirpath_value *ret_system) {
  const struct document *document = run->context->document;
  uint32_t number = document_member(document, node, view_of("value"));
  struct fhirpath_decimal decimal;
  if (number == NODE_NONE || document_type(document, number) != NODE_NUMBER ||
      !fhirpath_decimal_parse(document_raw(document, number), &decimal)) {
    return false;
  }
  struct view code = document_member_string(document, node, "code", run->arena);
  if (code.length == 0) {
    code = document_member_string(document, node, "unit", run->arena);
  }
  const struct fhirpath_unit *unit =
      code.length == 0 ? fhirpath_run_unit_one() : fhirpath_run_unit(run, code, false);
  if (unit == NULL) {
    return false;
  }
  *ret_system = fhirpath_run_make_quantity(decimal, unit);
  return true;
}

static bool number_of_element(struct view text, enum fhirpath_kind kind,
                              struct fhirpath_value *ret_system) {
  struct fhirpath_decimal decimal;
  int64_t integer = 0;
  if (!fhirpath_decimal_parse(text, &decimal)) {
    return false;
  }
  bool whole = view_find_byte(text, '.', 0) == SIZE_MAX;
  if (kind != FHIRPATH_DECIMAL && whole && fhirpath_decimal_to_integer(decimal, &integer)) {
    *ret_system = fhirpath_value_integer(integer);
  } else {
    *ret_system = fhirpath_run_make_decimal(decimal);
  }
  return true;
}

static bool string_of_element(struct fhirpath_run *run, uint32_t node, enum fhirpath_kind kind,
                              struct fhirpath_value *ret_system) {
  struct view text = document_string(run->context->document, node, run->arena);
  struct fhirpath_date date;
  if (text.data == NULL) {
    return false;
  }
  if ((kind == FHIRPATH_DATE || kind == FHIRPATH_DATE_TIME || kind == FHIRPATH_TIME) &&
      fhirpath_date_parse(text, kind, &date)) {
    *ret_system = (struct fhirpath_value){.kind = (uint8_t)kind, .date = date};
  } else {
    *ret_system = fhirpath_value_string(text);
  }
  return true;
}

bool fhirpath_run_system(struct fhirpath_run *run, const struct fhirpath_value *value,
                         struct fhirpath_value *ret_system) {
  if (value->kind != FHIRPATH_ELEMENT) {
    *ret_system = *value;
    return true;
  }
  uint32_t node = value->element.node;
  if (node == NODE_NONE) {
    return false;
  }
  enum fhirpath_kind kind = run->model->type_kind(run->model->self, value->type);
  switch (document_type(run->context->document, node)) {
  case NODE_TRUE:
  case NODE_FALSE:
    *ret_system = fhirpath_value_boolean(document_type(run->context->document, node) == NODE_TRUE);
    return true;
  case NODE_NUMBER:
    return number_of_element(document_raw(run->context->document, node), kind, ret_system);
  case NODE_STRING:
    return string_of_element(run, node, kind, ret_system);
  case NODE_OBJECT:
    return kind == FHIRPATH_QUANTITY && quantity_of_element(run, node, ret_system);
  case NODE_NULL:
  case NODE_ARRAY:
  case NODE_KEY:
    break;
  }
  return false;
}

static bool is_complex(const struct fhirpath_run *run, const struct fhirpath_value *value) {
  return value->kind == FHIRPATH_ELEMENT && value->element.node != NODE_NONE &&
         document_type(run->context->document, value->element.node) == NODE_OBJECT;
}

enum error fhirpath_run_single(struct fhirpath_run *run, uint32_t position,
                               struct fhirpath_value *ret_value, bool *ret_present) {
  struct fhirpath_span span = fhirpath_run_span(run, position);
  if (span.count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  if (span.count == 0) {
    *ret_present = false;
    return ERROR_OK;
  }
  const struct fhirpath_value *value = &run->values[span.start];
  bool present = fhirpath_run_system(run, value, ret_value);
  if (!present && is_complex(run, value)) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  *ret_present = present;
  return ERROR_OK;
}

enum error fhirpath_run_single_kind(struct fhirpath_run *run, uint32_t position,
                                    enum fhirpath_kind kind, struct fhirpath_value *ret_value,
                                    bool *ret_present) {
  struct fhirpath_value value = {0};
  bool present = false;
  enum error error = fhirpath_run_single(run, position, &value, &present);
  if (error != ERROR_OK || !present) {
    *ret_present = false;
    return error;
  }
  if (kind == FHIRPATH_DECIMAL && value.kind == FHIRPATH_INTEGER) {
    value = fhirpath_run_make_decimal(fhirpath_run_decimal(&value));
  }
  char text[FHIRPATH_DATE_TEXT_BYTES];
  bool was_text = value.kind == FHIRPATH_DATE || value.kind == FHIRPATH_DATE_TIME ||
                  value.kind == FHIRPATH_TIME;
  if (kind == FHIRPATH_STRING && was_text) { /* FHIR's dates are strings in JSON */
    size_t length = fhirpath_date_text(&value.date, (enum fhirpath_kind)value.kind, text);
    value = fhirpath_value_string(arena_copy(run->arena, view_make(text, length)));
    if (value.text.data == NULL) {
      return ERROR_MEMORY;
    }
  }
  if (value.kind != kind) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
  }
  *ret_value = value;
  *ret_present = true;
  return ERROR_OK;
}

enum error fhirpath_run_truth(struct fhirpath_run *run, uint32_t position,
                              enum fhirpath_truth *ret_truth) {
  struct fhirpath_span span = fhirpath_run_span(run, position);
  struct fhirpath_value value;
  if (span.count > 1) {
    return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
  }
  if (span.count == 0) {
    *ret_truth = FHIRPATH_EMPTY;
  } else if (!fhirpath_run_system(run, &run->values[span.start], &value)) {
    *ret_truth = is_complex(run, &run->values[span.start]) ? FHIRPATH_TRUE : FHIRPATH_EMPTY;
  } else {
    bool holds = value.kind != FHIRPATH_BOOLEAN || value.boolean;
    *ret_truth = holds ? FHIRPATH_TRUE : FHIRPATH_FALSE;
  }
  return ERROR_OK;
}

static struct view quantity_text(struct fhirpath_run *run, const struct fhirpath_value *value) {
  char number[FHIRPATH_DECIMAL_TEXT_BYTES];
  (void)fhirpath_decimal_text(fhirpath_run_decimal(value), number);
  if (value->unit->calendar) {
    return arena_format(run->arena, "%s %.*s", number, VIEW_ARGUMENTS(value->unit->code));
  }
  return arena_format(run->arena, "%s '%.*s'", number, VIEW_ARGUMENTS(value->unit->code));
}

bool fhirpath_run_text(struct fhirpath_run *run, const struct fhirpath_value *value,
                       struct view *ret_text) {
  char text[FHIRPATH_DECIMAL_TEXT_BYTES];
  struct view result = {NULL, 0};
  switch ((enum fhirpath_kind)value->kind) {
  case FHIRPATH_BOOLEAN:
    result = view_of(value->boolean ? "true" : "false");
    break;
  case FHIRPATH_INTEGER:
  case FHIRPATH_DECIMAL:
    result = view_make(text, fhirpath_decimal_text(fhirpath_run_decimal(value), text));
    result = arena_copy(run->arena, result);
    break;
  case FHIRPATH_STRING:
    result = value->text;
    break;
  case FHIRPATH_DATE:
  case FHIRPATH_DATE_TIME:
  case FHIRPATH_TIME:
    result =
        view_make(text, fhirpath_date_text(&value->date, (enum fhirpath_kind)value->kind, text));
    result = arena_copy(run->arena, result);
    break;
  case FHIRPATH_QUANTITY:
    result = quantity_text(run, value);
    break;
  case FHIRPATH_ELEMENT:
  case FHIRPATH_TYPE:
  case FHIRPATH_DEFINITION:
  case FHIRPATH_NOTHING:
    break;
  }
  if (result.data == NULL) {
    return false;
  }
  *ret_text = result;
  return true;
}
