#include "profiles/fhirpath_tree.h"

/* FHIR's functions about definitions and modifiers (FHIR R4 fhirpath.html#functions): slice(),
 * elementDefinition(), checkModifiers(), subsumes(), subsumedBy(). */

/* ---- definitions -------------------------------------------------------------------------------
 */

/* Keeps the elements of the input that are in the slice. */
static enum error keep_slice(struct fhirpath_run *run, struct view structure, struct view name) {
  const struct fhirpath_services *services = run->context->services;
  struct fhirpath_span span = fhirpath_run_span(run, 2);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    enum fhirpath_answer answer = FHIRPATH_ANSWER_FALSE;
    if (services == NULL || services->in_slice == NULL) {
      answer = FHIRPATH_ANSWER_UNKNOWN;
    } else if (value.kind == FHIRPATH_ELEMENT && value.element.node != NODE_NONE) {
      answer = services->in_slice(services->self, &value, structure, name);
    }
    if (answer == FHIRPATH_ANSWER_UNKNOWN) {
      return fhirpath_run_fail_with(run, FHIRPATH_MESSAGE_SLICE, name);
    }
    if (answer == FHIRPATH_ANSWER_TRUE) {
      run->values[span.start + kept++] = value;
    }
  }
  fhirpath_run_keep(run, 3, (struct fhirpath_span){span.start, kept});
  return ERROR_OK;
}

enum error fhirpath_function_slice(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_value structure = {0};
  struct fhirpath_value name = {0};
  bool has_structure = false;
  bool has_name = false;
  enum error error = fhirpath_run_single_kind(run, 1, FHIRPATH_STRING, &structure, &has_structure);
  if (error == ERROR_OK) {
    error = fhirpath_run_single_kind(run, 0, FHIRPATH_STRING, &name, &has_name);
  }
  if (error != ERROR_OK) {
    return error;
  }
  return has_structure && has_name ? keep_slice(run, structure.text, name.text)
                                   : fhirpath_run_return_empty(run, arguments + 1);
}

enum error fhirpath_function_elementDefinition(struct fhirpath_run *run, uint32_t arguments) {
  const struct fhirpath_services *services = run->context->services;
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  bool known =
      services != NULL && services->definition != NULL && run->model->definition_member != NULL;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < span.count && known; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    uint32_t node = value.element.node != NODE_NONE ? value.element.node : value.element.twin;
    uint32_t element =
        value.kind == FHIRPATH_ELEMENT ? services->definition(services->self, node) : UINT32_MAX;
    if (element != UINT32_MAX) {
      run->values[span.start + kept++] =
          (struct fhirpath_value){.kind = FHIRPATH_DEFINITION, .integer = element};
    }
  }
  run->count = span.start + kept;
  return ERROR_OK;
}

/* ---- modifiers ---------------------------------------------------------------------------------
 */

/* Is the url one of the arguments? */
static enum error is_expected(struct fhirpath_run *run, uint32_t arguments, struct view url,
                              bool *ret_expected) {
  *ret_expected = false;
  for (uint32_t i = 0; i < arguments; i++) {
    struct fhirpath_value value = {0};
    bool present = false;
    enum error error = fhirpath_run_single_kind(run, i, FHIRPATH_STRING, &value, &present);
    if (error != ERROR_OK) {
      return error;
    }
    *ret_expected = *ret_expected || (present && view_equal(value.text, url));
  }
  return ERROR_OK;
}

static enum error check_modifiers_of(struct fhirpath_run *run, uint32_t arguments, uint32_t node) {
  const struct document *document = run->context->document;
  bool is_object = node != NODE_NONE && document_type(document, node) == NODE_OBJECT;
  uint32_t list =
      is_object ? document_member(document, node, view_of("modifierExtension")) : NODE_NONE;
  if (list == NODE_NONE || document_type(document, list) != NODE_ARRAY) {
    return ERROR_OK;
  }
  for (uint32_t at = document_first(document, list); at != NODE_NONE;
       at = document_next(document, list, at)) {
    struct view url = document_member_string(document, at, "url", run->arena);
    bool expected = false;
    enum error error = is_expected(run, arguments, url, &expected);
    if (error != ERROR_OK) {
      return error;
    }
    if (!expected) {
      return fhirpath_run_fail_with(run, FHIRPATH_MESSAGE_MODIFIER, url);
    }
  }
  return ERROR_OK;
}

enum error fhirpath_function_checkModifiers(struct fhirpath_run *run, uint32_t arguments) {
  struct fhirpath_span span = fhirpath_run_span(run, arguments);
  for (uint32_t i = 0; i < span.count; i++) {
    struct fhirpath_value value = run->values[span.start + i];
    enum error error = value.kind == FHIRPATH_ELEMENT
                           ? check_modifiers_of(run, arguments, value.element.node)
                           : ERROR_OK;
    if (error != ERROR_OK) {
      return error;
    }
  }
  fhirpath_run_drop(run, arguments);
  return ERROR_OK;
}

/* ---- subsumption -------------------------------------------------------------------------------
 */

static struct view member_text(struct fhirpath_run *run, uint32_t node, const char *name) {
  return document_member_string(run->context->document, node, name, run->arena);
}

/* First Coding of a CodeableConcept's array, or the Coding itself. */
static uint32_t coding_list(const struct document *document, uint32_t node) {
  uint32_t list = document_member(document, node, view_of("coding"));
  return list != NODE_NONE && document_type(document, list) == NODE_ARRAY ? list : NODE_NONE;
}

static bool same_coding(struct fhirpath_run *run, uint32_t a, uint32_t b) {
  struct view code = member_text(run, a, "code");
  return code.length > 0 && view_equal(code, member_text(run, b, "code")) &&
         view_equal(member_text(run, a, "system"), member_text(run, b, "system"));
}

static bool list_has(struct fhirpath_run *run, uint32_t node, uint32_t coding) {
  const struct document *document = run->context->document;
  uint32_t list = coding_list(document, node);
  if (list == NODE_NONE) {
    return same_coding(run, node, coding);
  }
  for (uint32_t at = document_first(document, list); at != NODE_NONE;
       at = document_next(document, list, at)) {
    if (same_coding(run, at, coding)) {
      return true;
    }
  }
  return false;
}

static bool share_coding(struct fhirpath_run *run, uint32_t a, uint32_t b) {
  const struct document *document = run->context->document;
  uint32_t list = coding_list(document, a);
  if (list == NODE_NONE) {
    return list_has(run, b, a);
  }
  for (uint32_t at = document_first(document, list); at != NODE_NONE;
       at = document_next(document, list, at)) {
    if (list_has(run, b, at)) {
      return true;
    }
  }
  return false;
}

/* The same code subsumes itself; for others the hierarchy would be needed, which is not held here:
 * the result is empty then. */
static enum error subsumption(struct fhirpath_run *run) {
  const struct document *document = run->context->document;
  uint32_t nodes[2];
  for (uint32_t i = 0; i < 2; i++) {
    struct fhirpath_span span = fhirpath_run_span(run, i);
    if (span.count > 1) {
      return fhirpath_run_fail(run, FHIRPATH_MESSAGE_SINGLE);
    }
    if (span.count == 0) {
      return fhirpath_run_return_empty(run, 2);
    }
    struct fhirpath_value value = run->values[span.start];
    nodes[i] = value.kind == FHIRPATH_ELEMENT ? value.element.node : NODE_NONE;
    if (nodes[i] == NODE_NONE || document_type(document, nodes[i]) != NODE_OBJECT) {
      return fhirpath_run_fail(run, FHIRPATH_MESSAGE_OPERAND);
    }
  }
  return share_coding(run, nodes[1], nodes[0]) ? fhirpath_run_return_boolean(run, 2, true)
                                               : fhirpath_run_return_empty(run, 2);
}

enum error fhirpath_function_subsumes(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return subsumption(run);
}

enum error fhirpath_function_subsumedBy(struct fhirpath_run *run, uint32_t arguments) {
  (void)arguments;
  return subsumption(run);
}
