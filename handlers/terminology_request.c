#include "handlers/terminology_request.h"

#include "handlers/handler_messages.h"
#include "handlers/request_document.h"
#include "handlers/services.h"
#include "terminology/terminology_library.h"

#define VALUE "value"

/* ---- parameters --------------------------------------------------------------------------------
 */
static struct terminology_parameter from_query(const struct name_value *item) {
  return (struct terminology_parameter){item->name, item->value, NODE_NONE};
}

/* The value[x] or the resource of a Parameters.parameter. */
static uint32_t value_of(const struct document *document, uint32_t parameter, struct arena *arena) {
  for (uint32_t key = document_first(document, parameter); key != NODE_NONE;
       key = document_next(document, parameter, key)) {
    struct view name = document_string(document, key, arena);
    if (view_is(name, "resource") || view_starts_with(name, view_of(VALUE))) {
      return key + 1;
    }
  }
  return NODE_NONE;
}

static struct view text_of(const struct document *document, uint32_t value, struct arena *arena) {
  switch (value == NODE_NONE ? NODE_NULL : document_type(document, value)) {
  case NODE_STRING:
    return document_string(document, value, arena);
  case NODE_TRUE:
  case NODE_FALSE:
  case NODE_NUMBER:
    return document_raw(document, value);
  case NODE_NULL:
  case NODE_ARRAY:
  case NODE_OBJECT:
  case NODE_KEY:
    break;
  }
  return view_make(NULL, 0);
}

static struct terminology_parameter from_body(const struct terminology_request *operation,
                                              uint32_t parameter) {
  const struct document *document = &operation->document;
  struct arena *arena = operation->request->arena;
  uint32_t value = value_of(document, parameter, arena);
  return (struct terminology_parameter){document_member_string(document, parameter, "name", arena),
                                        text_of(document, value, arena), value};
}

static const char *own_name(enum terminology_kind kind) {
  static const char *const names[TERMINOLOGY_KIND_COUNT] = {"codeSystem", "valueSet", "conceptMap",
                                                            ""};
  return kind == TERMINOLOGY_KIND_COUNT ? "" : names[kind];
}

/* A resource instead of Parameters. */
static enum error read_resource(struct terminology_request *operation, struct view type,
                                struct terminology_parameter *parameters, size_t *count) {
  enum terminology_kind kind = terminology_kind_of(type);
  if (own_name(kind)[0] == '\0') {
    return request_fail(operation->request, ERROR_BAD_REQUEST,
                        handler_message_get(HANDLER_MESSAGE_NOT_PARAMETERS), type,
                        view_make(NULL, 0));
  }
  parameters[(*count)++] =
      (struct terminology_parameter){view_of(own_name(kind)), view_make(NULL, 0), 0};
  return ERROR_OK;
}

/* HL7's validator gives the parameters of its expansion profile as Parameters inside of the
 * parameter `profile`; NODE_NONE when the parameter is another one. */
static uint32_t nested_list(const struct document *document,
                            const struct terminology_parameter *parameter) {
  bool is_nested = view_is(parameter->name, "profile") && parameter->value != NODE_NONE &&
                   document_type(document, parameter->value) == NODE_OBJECT;
  uint32_t list =
      is_nested ? document_member(document, parameter->value, view_of("parameter")) : NODE_NONE;
  return list != NODE_NONE && document_type(document, list) == NODE_ARRAY ? list : NODE_NONE;
}

/* What stands inside goes behind everything else: the first of a name counts. */
static enum error add_nested(struct terminology_request *operation) {
  const struct document *document = &operation->document;
  const struct terminology_parameter *given = operation->parameters;
  size_t count = operation->parameter_count;
  for (size_t i = 0; i < count; i++) {
    uint32_t list = nested_list(document, &given[i]);
    if (list == NODE_NONE) {
      continue;
    }
    struct terminology_parameter *grown =
        arena_array(operation->request->arena,
                    operation->parameter_count + document_count(document, list), sizeof *grown);
    if (grown == NULL) {
      return ERROR_MEMORY;
    }
    memcpy(grown, operation->parameters, operation->parameter_count * sizeof *grown);
    for (uint32_t item = document_first(document, list); item != NODE_NONE;
         item = document_next(document, list, item)) {
      grown[operation->parameter_count++] = from_body(operation, item);
    }
    operation->parameters = grown;
  }
  return ERROR_OK;
}

static enum error read_parameters(struct terminology_request *operation, uint32_t list) {
  struct request *request = operation->request;
  const struct document *document = &operation->document;
  size_t capacity =
      request->query_count + 1 + (list == NODE_NONE ? 0 : (size_t)document_count(document, list));
  size_t count = 0;
  struct terminology_parameter *parameters =
      arena_array(request->arena, capacity, sizeof *parameters);
  if (parameters == NULL) {
    return ERROR_MEMORY;
  }
  for (size_t i = 0; i < request->query_count; i++) {
    parameters[count++] = from_query(&request->query[i]);
  }
  for (uint32_t i = list == NODE_NONE ? NODE_NONE : document_first(document, list); i != NODE_NONE;
       i = document_next(document, list, i)) {
    parameters[count++] = from_body(operation, i);
  }
  enum error error = ERROR_OK;
  struct view type = document->count == 0
                         ? view_of("Parameters")
                         : document_member_string(document, 0, "resourceType", request->arena);
  if (!view_is(type, "Parameters")) {
    error = read_resource(operation, type, parameters, &count);
  }
  operation->parameters = parameters;
  operation->parameter_count = count;
  return error == ERROR_OK ? add_nested(operation) : error;
}

static enum error read_body(struct terminology_request *operation) {
  struct request *request = operation->request;
  if (request->body.length == 0) {
    return read_parameters(operation, NODE_NONE);
  }
  enum error error = request_document_read(request, &operation->document);
  return error == ERROR_OK ? read_parameters(operation, document_member(&operation->document, 0,
                                                                        view_of("parameter")))
                           : error;
}

/* ---- scope -------------------------------------------------------------------------------------
 */
static void release(void *terminology) {
  terminology_release(terminology);
}

static bool is_leap_day_safe(uint64_t number) {
  return number >= 10000101 && number <= 99991231;
}

/* yyyymmdd of a FHIR date or dateTime; 0 when it is none. */
static uint32_t day_of(struct view text) {
  char digits[8];
  size_t count = 0;
  uint64_t number = 0;
  for (size_t i = 0; i < text.length && count < sizeof digits && text.data[i] != 'T'; i++) {
    if (text.data[i] != '-') {
      digits[count++] = text.data[i];
    }
  }
  return count == sizeof digits &&
                 view_to_unsigned(view_make(digits, count), UINT32_MAX, &number) &&
                 is_leap_day_safe(number)
             ? (uint32_t)number
             : 0;
}

static uint32_t today(const struct clock *clock) {
  char instant[CLOCK_INSTANT_BYTES];
  clock_instant(clock_now_ms(clock), instant);
  return day_of(view_of(instant));
}

static enum error open_scope(struct terminology_request *operation) {
  struct request *request = operation->request;
  struct terminology *terminology = terminology_library_acquire(request->services->terminology);
  enum error error = arena_defer(request->arena, release, terminology);
  if (error == ERROR_OK) {
    operation->scope =
        terminology_scope_make(terminology, request->arena, today(request->services->clock));
  }
  return error;
}

static enum error fill_scope(struct terminology_request *operation) {
  enum error error = ERROR_OK;
  uint32_t asked = day_of(terminology_request_text(operation, "date"));
  operation->scope.date = asked != 0 ? asked : operation->scope.date;
  for (size_t i = 0; i < operation->parameter_count && error == ERROR_OK; i++) {
    const struct terminology_parameter *parameter = &operation->parameters[i];
    if (view_is(parameter->name, "tx-resource") && parameter->value != NODE_NONE) {
      error = terminology_scope_add(&operation->scope, &operation->document, parameter->value);
    }
  }
  return error;
}

enum error terminology_request_begin(struct request *request,
                                     struct terminology_request *ret_operation) {
  *ret_operation = (struct terminology_request){.request = request};
  enum error error = open_scope(ret_operation);
  error = error == ERROR_OK ? read_body(ret_operation) : error;
  return error == ERROR_OK ? fill_scope(ret_operation) : error;
}

/* ---- requests in requests ----------------------------------------------------------------------
 */
static bool names(const struct terminology_parameter *parameters, size_t count, struct view name) {
  for (size_t i = 0; i < count; i++) {
    if (view_equal(parameters[i].name, name)) {
      return true;
    }
  }
  return false;
}

enum error terminology_request_inner(const struct terminology_request *outer, uint32_t node,
                                     struct terminology_request *ret_inner) {
  const struct document *document = &outer->document;
  uint32_t list = document_member(document, node, view_of("parameter"));
  size_t capacity =
      outer->parameter_count + (list == NODE_NONE ? 0 : (size_t)document_count(document, list));
  struct terminology_parameter *parameters =
      arena_array(outer->request->arena, capacity + 1, sizeof *parameters);
  size_t count = 0;
  if (parameters == NULL) {
    return ERROR_MEMORY;
  }
  for (uint32_t i = list == NODE_NONE ? NODE_NONE : document_first(document, list); i != NODE_NONE;
       i = document_next(document, list, i)) {
    parameters[count++] = from_body(outer, i);
  }
  size_t own_count = count;
  for (size_t i = 0; i < outer->parameter_count; i++) {
    if (!names(parameters, own_count, outer->parameters[i].name)) {
      parameters[count++] = outer->parameters[i];
    }
  }
  *ret_inner = *outer;
  ret_inner->parameters = parameters;
  ret_inner->parameter_count = count;
  return add_nested(ret_inner);
}

/* ---- questions ---------------------------------------------------------------------------------
 */
const struct terminology_parameter *
terminology_request_find(const struct terminology_request *operation, const char *name) {
  for (size_t i = 0; i < operation->parameter_count; i++) {
    if (view_is(operation->parameters[i].name, name)) {
      return &operation->parameters[i];
    }
  }
  return NULL;
}

struct view terminology_request_text(const struct terminology_request *operation,
                                     const char *name) {
  const struct terminology_parameter *parameter = terminology_request_find(operation, name);
  return parameter == NULL ? view_make(NULL, 0) : parameter->text;
}

bool terminology_request_flag(const struct terminology_request *operation, const char *name,
                              bool standard) {
  struct view text = terminology_request_text(operation, name);
  return view_is(text, "true") || (standard && !view_is(text, "false"));
}

struct terminology_coding terminology_request_coding(const struct terminology_request *operation,
                                                     uint32_t node) {
  const struct document *document = &operation->document;
  struct arena *arena = operation->request->arena;
  if (node == NODE_NONE) {
    return (struct terminology_coding){terminology_request_text(operation, "system"),
                                       terminology_request_text(operation, "version"),
                                       terminology_request_text(operation, "code"),
                                       terminology_request_text(operation, "display")};
  }
  return (struct terminology_coding){document_member_string(document, node, "system", arena),
                                     document_member_string(document, node, "version", arena),
                                     document_member_string(document, node, "code", arena),
                                     document_member_string(document, node, "display", arena)};
}
