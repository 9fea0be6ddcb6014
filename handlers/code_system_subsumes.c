#include "handlers/code_system_subsumes.h"

#include "handlers/code_question.h"
#include "handlers/definition_message.h"
#include "handlers/parameters_writer.h"

struct side {
  const char *code; /* parameter names */
  const char *coding;
  struct view value;
  struct view system;
  uint32_t concept;
};

static enum error read_side(const struct terminology_request *operation, struct side *side) {
  const struct terminology_parameter *coding = terminology_request_find(operation, side->coding);
  side->value = terminology_request_text(operation, side->code);
  side->system = terminology_request_text(operation, "system");
  if (coding != NULL && coding->value != NODE_NONE) {
    struct terminology_coding read = terminology_request_coding(operation, coding->value);
    side->value = read.code;
    side->system = read.system;
  }
  return side->value.length > 0
             ? ERROR_OK
             : request_fail(operation->request, ERROR_BAD_REQUEST,
                            definition_message_get(DEFINITION_MESSAGE_PARAMETER_MISSING),
                            view_of(side->code), view_make(NULL, 0));
}

static enum error find_side(const struct terminology_request *operation,
                            const struct code_system *system, struct side *side) {
  side->concept = code_system_find(system, side->value);
  return side->concept != CODE_SYSTEM_NO_CONCEPT
             ? ERROR_OK
             : request_fail(operation->request, ERROR_NOT_FOUND,
                            definition_message_get(DEFINITION_MESSAGE_CODE_UNKNOWN), side->value,
                            system->url);
}

static const char *outcome_of(const struct code_system *system, uint32_t a, uint32_t b) {
  if (a == b) {
    return "equivalent";
  }
  if (code_system_is_a(system, b, a)) {
    return "subsumes";
  }
  return code_system_is_a(system, a, b) ? "subsumed-by" : "not-subsumed";
}

static enum error read_sides(const struct terminology_request *operation, struct side sides[2],
                             const struct code_system **ret_system) {
  const struct terminology_resource *resource = NULL;
  enum error error = read_side(operation, &sides[0]);
  error = error == ERROR_OK ? read_side(operation, &sides[1]) : error;
  if (error == ERROR_OK && !view_equal(sides[0].system, sides[1].system)) {
    return request_fail(operation->request, ERROR_BAD_REQUEST,
                        definition_message_get(DEFINITION_MESSAGE_SYSTEMS_DIFFER), sides[0].system,
                        sides[1].system);
  }
  if (error == ERROR_OK) {
    error =
        code_question_system(operation, sides[0].system,
                             terminology_request_text(operation, "version"), &resource, ret_system);
  }
  error = error == ERROR_OK ? find_side(operation, *ret_system, &sides[0]) : error;
  return error == ERROR_OK ? find_side(operation, *ret_system, &sides[1]) : error;
}

enum error handle_code_system_subsumes(struct request *request, struct response *response) {
  struct terminology_request operation;
  struct parameters_writer writer;
  struct side sides[2] = {{.code = "codeA", .coding = "codingA"},
                          {.code = "codeB", .coding = "codingB"}};
  const struct code_system *system = NULL;
  enum error error = terminology_request_begin(request, &operation);
  error = error == ERROR_OK ? read_sides(&operation, sides, &system) : error;
  error = error == ERROR_OK ? parameters_writer_begin(request, &writer) : error;
  if (error != ERROR_OK) {
    return error;
  }
  parameters_writer_text(&writer, "outcome", "valueCode",
                         view_of(outcome_of(system, sides[0].concept, sides[1].concept)));
  return parameters_writer_end(&writer, response);
}
