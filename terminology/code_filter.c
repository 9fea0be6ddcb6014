#include "terminology/code_filter.h"

#include "server/base/regex.h"

static const char *const operator_names[CODE_FILTER_OPERATOR_COUNT] = {
    [CODE_FILTER_EQUAL] = "=",
    [CODE_FILTER_IS_A] = "is-a",
    [CODE_FILTER_DESCENDENT_OF] = "descendent-of",
    [CODE_FILTER_IS_NOT_A] = "is-not-a",
    [CODE_FILTER_REGEX] = "regex",
    [CODE_FILTER_IN] = "in",
    [CODE_FILTER_NOT_IN] = "not-in",
    [CODE_FILTER_GENERALIZES] = "generalizes",
    [CODE_FILTER_EXISTS] = "exists",
    [CODE_FILTER_CHILD_OF] = "child-of",
    [CODE_FILTER_DESCENDENT_LEAF] = "descendent-leaf",
};

enum code_filter_operator code_filter_operator_of(struct view name) {
  int i = 0;
  while (i < CODE_FILTER_OPERATOR_COUNT && !view_is(name, operator_names[i])) {
    i++;
  }
  return (enum code_filter_operator)i;
}

/* ---- making ready ------------------------------------------------------------------------------
 */
static bool uses_hierarchy(enum code_filter_operator operation) {
  switch (operation) {
  case CODE_FILTER_IS_A:
  case CODE_FILTER_DESCENDENT_OF:
  case CODE_FILTER_IS_NOT_A:
  case CODE_FILTER_GENERALIZES:
  case CODE_FILTER_CHILD_OF:
  case CODE_FILTER_DESCENDENT_LEAF:
    return true;
  case CODE_FILTER_EQUAL:
  case CODE_FILTER_REGEX:
  case CODE_FILTER_IN:
  case CODE_FILTER_NOT_IN:
  case CODE_FILTER_EXISTS:
  case CODE_FILTER_OPERATOR_COUNT:
    break;
  }
  return false;
}

static bool names_code(struct view property) {
  return view_is(property, "concept") || view_is(property, "code");
}

static enum error compile(struct arena *arena, struct code_filter *filter,
                          enum tx_message *ret_fault) {
  enum error error = regex_compile(arena, filter->value, true, &filter->regex);
  if (error == ERROR_SYNTAX || error == ERROR_TOO_LARGE) {
    *ret_fault = TX_MESSAGE_FILTER_REGEX;
    return ERROR_NOT_PROCESSABLE;
  }
  return error;
}

enum error code_filter_prepare(struct arena *arena, const struct code_system *system,
                               const struct value_set_filter *from, struct code_filter *ret_filter,
                               enum tx_message *ret_fault) {
  struct code_filter filter = {.operation = code_filter_operator_of(from->op),
                               .property = from->property,
                               .value = from->value,
                               .root = CODE_SYSTEM_NO_CONCEPT,
                               .arena = arena};
  bool is_hierarchy = uses_hierarchy(filter.operation);
  if (from->value.length == 0) {
    *ret_fault = TX_MESSAGE_FILTER_WITHOUT_VALUE;
    return ERROR_NOT_PROCESSABLE;
  }
  if (filter.operation == CODE_FILTER_OPERATOR_COUNT ||
      (is_hierarchy && !names_code(filter.property))) {
    *ret_fault = TX_MESSAGE_FILTER_UNKNOWN;
    return ERROR_NOT_PROCESSABLE;
  }
  if (is_hierarchy) {
    filter.root = code_system_find(system, filter.value);
  }
  enum error error =
      filter.operation == CODE_FILTER_REGEX ? compile(arena, &filter, ret_fault) : ERROR_OK;
  if (error == ERROR_OK) {
    *ret_filter = filter;
  }
  return error;
}

/* ---- values of a property ----------------------------------------------------------------------
 */
static bool is_listed(struct view list, struct view value) {
  while (list.data != NULL) {
    if (view_equal(view_trim(view_split(&list, ',')), value)) {
      return true;
    }
  }
  return false;
}

static bool matches(const struct code_filter *filter, struct view value) {
  struct regex_subject subject = {value, 0};
  bool matched = false;
  return regex_find(filter->arena, filter->regex, subject, NULL, &matched) == ERROR_OK && matched;
}

static bool suits(const struct code_filter *filter, struct view value) {
  switch (filter->operation) {
  case CODE_FILTER_EQUAL:
    return view_equal(value, filter->value);
  case CODE_FILTER_IN:
  case CODE_FILTER_NOT_IN:
    return is_listed(filter->value, value);
  case CODE_FILTER_REGEX:
    return matches(filter, value);
  case CODE_FILTER_EXISTS:
    return true;
  case CODE_FILTER_IS_A:
  case CODE_FILTER_DESCENDENT_OF:
  case CODE_FILTER_IS_NOT_A:
  case CODE_FILTER_GENERALIZES:
  case CODE_FILTER_CHILD_OF:
  case CODE_FILTER_DESCENDENT_LEAF:
  case CODE_FILTER_OPERATOR_COUNT:
    break;
  }
  return false;
}

/* The code of a Coding that is kept as JSON. */
static struct view coding_code(const struct code_filter *filter, struct view json) {
  struct document document;
  struct document_failure failure;
  return document_read(filter->arena, json, NULL, &document, &failure) == ERROR_OK
             ? document_member_string(&document, 0, "code", filter->arena)
             : view_make(NULL, 0);
}

static bool any_stated(const struct code_filter *filter, const struct code_system *system,
                       uint32_t concept, bool *ret_is_stated) {
  struct code_system_range range = code_system_at(system, concept)->properties;
  *ret_is_stated = false;
  for (uint32_t i = 0; i < range.count; i++) {
    const struct code_system_property *row = &system->properties[range.first + i];
    if (!view_equal(code_system_property_code(system, row), filter->property)) {
      continue;
    }
    *ret_is_stated = true;
    struct view value = row->type == CODE_SYSTEM_VALUE_CODING
                            ? coding_code(filter, code_system_property_value(row))
                            : code_system_property_value(row);
    if (suits(filter, value)) {
      return true;
    }
  }
  return false;
}

static bool any_relative(const struct code_filter *filter, const struct code_system *system,
                         struct code_system_range range) {
  for (uint32_t i = 0; i < range.count; i++) {
    if (suits(filter, code_system_at(system, system->relatives[range.first + i])->code)) {
      return true;
    }
  }
  return false;
}

static bool suits_text(const struct code_filter *filter, struct view text) {
  return text.length > 0 && suits(filter, text);
}

/* Properties that every code system has (FHIR R4 codesystem.html#defined-props). */
static bool any_standard(const struct code_filter *filter, const struct code_system *system,
                         uint32_t concept, uint32_t date) {
  const struct code_system_concept *row = code_system_at(system, concept);
  if (names_code(filter->property)) {
    return suits_text(filter, row->code) ||
           (!system->is_case_sensitive && filter->operation == CODE_FILTER_EQUAL &&
            view_equal_ignore_case(row->code, filter->value));
  }
  if (view_is(filter->property, "display")) {
    return suits_text(filter, row->display);
  }
  if (view_is(filter->property, "definition")) {
    return suits_text(filter, row->definition);
  }
  if (view_is(filter->property, "parent")) {
    return any_relative(filter, system, row->parents);
  }
  if (view_is(filter->property, "child")) {
    return any_relative(filter, system, row->children);
  }
  if (view_is(filter->property, "inactive")) {
    return suits(filter,
                 view_of(code_system_is_inactive(system, concept, date) ? "true" : "false"));
  }
  return false;
}

static bool any_value(const struct code_filter *filter, const struct code_system *system,
                      uint32_t concept, uint32_t date) {
  bool is_stated = false;
  return any_stated(filter, system, concept, &is_stated) ||
         (!is_stated && any_standard(filter, system, concept, date));
}

/* ---- concepts ----------------------------------------------------------------------------------
 */
static bool is_child_of(const struct code_system *system, uint32_t concept, uint32_t parent) {
  struct code_system_range range = code_system_at(system, concept)->parents;
  for (uint32_t i = 0; i < range.count; i++) {
    if (system->relatives[range.first + i] == parent) {
      return true;
    }
  }
  return false;
}

static bool lies_below(const struct code_filter *filter, const struct code_system *system,
                       uint32_t concept) {
  return filter->root != CODE_SYSTEM_NO_CONCEPT && code_system_is_a(system, concept, filter->root);
}

bool code_filter_lets_through(const struct code_filter *filter, const struct code_system *system,
                              uint32_t concept, uint32_t date) {
  switch (filter->operation) {
  case CODE_FILTER_IS_A:
    return lies_below(filter, system, concept);
  case CODE_FILTER_DESCENDENT_OF:
    return concept
    != filter->root &&lies_below(filter, system, concept);
  case CODE_FILTER_DESCENDENT_LEAF:
    return concept
    != filter->root &&lies_below(filter, system, concept) &&
        code_system_at(system, concept)->children.count == 0;
  case CODE_FILTER_IS_NOT_A:
    return !lies_below(filter, system, concept);
  case CODE_FILTER_GENERALIZES:
    return filter->root != CODE_SYSTEM_NO_CONCEPT &&
           code_system_is_a(system, filter->root, concept);
  case CODE_FILTER_CHILD_OF:
    return filter->root != CODE_SYSTEM_NO_CONCEPT && is_child_of(system, concept, filter->root);
  case CODE_FILTER_NOT_IN:
    return !any_value(filter, system, concept, date);
  case CODE_FILTER_EXISTS:
    return any_value(filter, system, concept, date) == view_is(filter->value, "true");
  case CODE_FILTER_EQUAL:
  case CODE_FILTER_IN:
  case CODE_FILTER_REGEX:
    return any_value(filter, system, concept, date);
  case CODE_FILTER_OPERATOR_COUNT:
    break;
  }
  return false;
}
