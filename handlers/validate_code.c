#include "handlers/validate_code.h"

#include "handlers/parameters_writer.h"
#include "handlers/tx_outcome.h"
#include "handlers/value_set_question.h"
#include "terminology/code_check.h"

/* Codings of one CodeableConcept that are looked at. */
#define CODINGS_MAXIMUM 64u

struct answering {
  struct terminology_request *operation;
  struct value_set_question question;
  struct code_check check;
  struct code_check_coding *codings;
  struct view concept; /* codeableConcept as given */
};

static const struct view none = {NULL, 0};

/* ---- codes -------------------------------------------------------------------------------------
 */
static struct code_check_coding coding_at(const struct answering *answering, uint32_t node) {
  struct terminology_coding coding = terminology_request_coding(answering->operation, node);
  return (struct code_check_coding){coding.system, coding.version, coding.code, coding.display};
}

static struct code_check_coding coding_of_parameters(const struct answering *answering) {
  const struct terminology_request *operation = answering->operation;
  struct code_check_coding coding = coding_at(answering, NODE_NONE);
  struct view version = terminology_request_text(operation, "systemVersion");
  coding.version = version.length > 0 ? version : coding.version;
  return coding;
}

static void read_concept(struct answering *answering, uint32_t node) {
  const struct document *document = &answering->operation->document;
  uint32_t list = document_member(document, node, view_of("coding"));
  bool is_list = list != NODE_NONE && document_type(document, list) == NODE_ARRAY;
  if (document_type(document, node) == NODE_OBJECT) {
    answering->concept = document_raw(document, node);
  }
  answering->check.form = CODE_CHECK_CONCEPT;
  for (uint32_t i = is_list ? document_first(document, list) : NODE_NONE;
       i != NODE_NONE && answering->check.coding_count < CODINGS_MAXIMUM;
       i = document_next(document, list, i)) {
    answering->codings[answering->check.coding_count++] = coding_at(answering, i);
  }
}

static enum error read_codes(struct answering *answering) {
  const struct terminology_request *operation = answering->operation;
  const struct terminology_parameter *coding = terminology_request_find(operation, "coding");
  const struct terminology_parameter *concept =
      terminology_request_find(operation, "codeableConcept");
  struct code_check *check = &answering->check;
  answering->codings =
      arena_array(operation->request->arena, CODINGS_MAXIMUM, sizeof *answering->codings);
  if (answering->codings == NULL) {
    return ERROR_MEMORY;
  }
  check->codings = answering->codings;
  if (coding != NULL && coding->value != NODE_NONE) {
    check->form = CODE_CHECK_CODING;
    answering->codings[check->coding_count++] = coding_at(answering, coding->value);
  } else if (concept != NULL && concept->value != NODE_NONE) {
    read_concept(answering, concept->value);
  } else {
    check->form = CODE_CHECK_CODE;
    answering->codings[0] = coding_of_parameters(answering);
    check->coding_count = answering->codings[0].code.length > 0 ? 1 : 0;
  }
  return ERROR_OK;
}

/* A code without system is enough only where the system can be found. */
static enum error check_codes(struct answering *answering) {
  const struct code_check *check = &answering->check;
  bool has_codes =
      check->coding_count > 0 && (check->form != CODE_CHECK_CODE ||
                                  check->codings[0].system.length > 0 || check->infers_system);
  if (has_codes) {
    return ERROR_OK;
  }
  value_set_question_issue(&answering->question, TX_MESSAGE_NOTHING_TO_CHECK);
  return ERROR_BAD_REQUEST;
}

/* ---- the code system ---------------------------------------------------------------------------
 */
static enum error system_given(struct answering *answering, uint32_t node, struct view *ret_url) {
  struct terminology_scope *scope = &answering->operation->scope;
  size_t before = scope->own_count;
  enum error error = terminology_scope_add(scope, &answering->operation->document, node);
  if (error == ERROR_OK && scope->own_count > before) {
    *ret_url = scope->own[before]->url;
  }
  return error;
}

/* Instance, resource in the request, or url; empty: the codings tell. */
static enum error find_system(struct answering *answering, struct view *ret_url) {
  const struct terminology_request *operation = answering->operation;
  struct view id = operation->request->path_parameters[0];
  const struct terminology_parameter *given = terminology_request_find(operation, "codeSystem");
  *ret_url = terminology_request_text(operation, "url");
  if (id.length > 0) {
    const struct terminology_resource *resource =
        terminology_by_id(operation->scope.terminology, TERMINOLOGY_CODE_SYSTEM, id);
    if (resource == NULL) {
      value_set_question_issue(&answering->question, TX_MESSAGE_UNKNOWN_SYSTEM)->arguments[0] = id;
      return ERROR_NOT_FOUND;
    }
    *ret_url = resource->url;
    return ERROR_OK;
  }
  return given != NULL && given->value != NODE_NONE ? system_given(answering, given->value, ret_url)
                                                    : ERROR_OK;
}

static enum error settle_systems(struct answering *answering) {
  struct view canonical;
  struct view url;
  struct view version;
  enum error error = find_system(answering, &canonical);
  if (error != ERROR_OK) {
    return error;
  }
  version_split(canonical, &url, &version);
  struct view asked = terminology_request_text(answering->operation, "version");
  version = asked.length > 0 ? asked : version;
  for (size_t i = 0; i < answering->check.coding_count; i++) {
    struct code_check_coding *coding = &answering->codings[i];
    coding->system = coding->system.length == 0 ? url : coding->system;
    coding->version = coding->version.length == 0 ? version : coding->version;
    if (coding->system.length == 0) {
      value_set_question_issue(&answering->question, TX_MESSAGE_NO_CODE_SYSTEM);
      return ERROR_BAD_REQUEST;
    }
  }
  return ERROR_OK;
}

/* ---- answer ------------------------------------------------------------------------------------
 */
static void write_list(struct parameters_writer *writer, const char *name,
                       const struct view *canonicals, size_t count) {
  for (size_t i = 0; i < count; i++) {
    parameters_writer_text(writer, name, "valueCanonical", canonicals[i]);
  }
}

static void write_result(const struct answering *answering, struct parameters_writer *writer,
                         const struct code_check_result *result, struct view outcome) {
  const struct value_set_question *question = &answering->question;
  parameters_writer_boolean(writer, "result", result->is_valid);
  parameters_writer_text(writer, "code", "valueCode", result->code);
  parameters_writer_text(writer, "system", "valueUri", result->system);
  parameters_writer_text(writer, "version", "valueString", result->version);
  parameters_writer_text(writer, "display", "valueString", result->display);
  parameters_writer_json(writer, "codeableConcept", "valueCodeableConcept", answering->concept);
  parameters_writer_text(writer, "normalized-code", "valueCode", result->normalized_code);
  if (result->is_inactive) {
    parameters_writer_boolean(writer, "inactive", true);
  }
  parameters_writer_text(writer, "status", "valueCode", result->status);
  parameters_writer_text(writer, "message", "valueString",
                         tx_outcome_message(&question->issues, question->content.language));
  write_list(writer, "x-caused-by-unknown-system", result->caused_by_unknown,
             result->caused_by_unknown_count);
  write_list(writer, "x-unknown-system", result->unknown, result->unknown_count);
  parameters_writer_json(writer, "issues", "resource", outcome);
}

static enum error write_answer(struct answering *answering, const struct code_check_result *result,
                               struct response *response) {
  const struct value_set_question *question = &answering->question;
  struct request *request = answering->operation->request;
  struct parameters_writer writer;
  struct view outcome;
  enum error error =
      tx_outcome_text(request, &question->issues, question->content.language, &outcome);
  error = error == ERROR_OK ? parameters_writer_begin(request, &writer) : error;
  if (error != ERROR_OK) {
    return error;
  }
  write_result(answering, &writer, result, outcome);
  return parameters_writer_end(&writer, response);
}

static enum error prepare(struct answering *answering, enum validate_code_kind kind) {
  const struct terminology_request *operation = answering->operation;
  struct code_check *check = &answering->check;
  enum error error = value_set_question_begin(answering->operation, &answering->question);
  error = error == ERROR_OK ? read_codes(answering) : error;
  check->infers_system = terminology_request_flag(operation, "inferSystem", false) ||
                         terminology_request_flag(operation, "implySystem", false);
  if (error == ERROR_OK && kind == VALIDATE_CODE_CODE_SYSTEM) {
    error = settle_systems(answering);
  }
  error = error == ERROR_OK ? check_codes(answering) : error;
  if (error == ERROR_OK && kind == VALIDATE_CODE_VALUE_SET) {
    error = value_set_question_find(&answering->question);
  }
  return error == ERROR_OK ? value_set_question_settle(&answering->question) : error;
}

/* As the HL7 validator of 2023 writes it. */
#define MEMBERSHIP_ONLY_MODE "CHECK_MEMERSHIP_ONLY"

static void fill_check(struct answering *answering) {
  const struct terminology_request *operation = answering->operation;
  struct code_check *check = &answering->check;
  check->question = &answering->question.content;
  check->value_set = answering->question.value_set;
  check->languages = answering->question.languages;
  check->refuses_abstract = !terminology_request_flag(operation, "abstract", true);
  check->is_lenient_display =
      terminology_request_flag(operation, "lenient-display-validation", false);
  check->membership_only =
      terminology_request_flag(operation, "valueset-membership-only", false) ||
      view_is(terminology_request_text(operation, "valueSetMode"), MEMBERSHIP_ONLY_MODE);
}

enum error validate_code_answer(struct terminology_request *operation, enum validate_code_kind kind,
                                struct response *response) {
  struct answering answering = {.operation = operation, .concept = none};
  struct code_check_result result;
  enum error error = prepare(&answering, kind);
  if (error == ERROR_OK) {
    fill_check(&answering);
    error = code_check_run(&answering.check, &result);
  }
  error = error == ERROR_OK ? write_answer(&answering, &result, response) : error;
  return error == ERROR_OK
             ? ERROR_OK
             : tx_outcome_fail(operation->request, response, error, &answering.question.issues,
                               answering.question.content.language);
}
