#include "profiles/binding_check.h"

#include "profiles/held_codes.h"

#include "terminology/code_grammar.h"
#include "terminology/ucum.h"

static enum membership part_membership(const struct pack *pack,
                                       const struct pack_value_set_part *part, struct view code) {
  bool listed =
      part->code_list != PACK_NONE && pack_find_code(pack, part->code_list, code) != PACK_NONE;
  if (listed) {
    return MEMBERSHIP_YES;
  }
  if (part->kind == PACK_PART_LIST) {
    return MEMBERSHIP_NO;
  }
  if (part->kind == PACK_PART_UNITS && part->code_list != PACK_NONE) {
    uint32_t canonical = pack->code_lists[part->code_list].codes.first;
    bool same = ucum_same_dimension(code, pack_view(pack, pack->codes[canonical].code));
    return same ? MEMBERSHIP_YES : MEMBERSHIP_NO;
  }
  const struct code_grammar *grammar = code_grammar_find(pack_view(pack, part->system));
  if (grammar != NULL && !code_grammar_check(grammar, code, NULL)) {
    return MEMBERSHIP_NO;
  }
  bool is_listed_elsewhere = part->kind == PACK_PART_UNKNOWN || part->kind == PACK_PART_WHOLE;
  bool decides = grammar != NULL && code_grammar_is_complete(grammar);
  return decides && !is_listed_elsewhere ? MEMBERSHIP_YES : MEMBERSHIP_UNKNOWN;
}

static enum membership pack_membership(const struct pack *pack, uint32_t value_set,
                                       struct view system, struct view code) {
  const struct pack_value_set *set = &pack->value_sets[value_set];
  bool incomplete = (set->flags & PACK_VALUE_SET_INCOMPLETE) != 0;
  enum membership answer = incomplete ? MEMBERSHIP_UNKNOWN : MEMBERSHIP_NO;
  for (uint32_t i = 0; i < set->parts.count; i++) {
    const struct pack_value_set_part *part = &pack->value_set_parts[set->parts.first + i];
    if (system.data != NULL && !view_equal(system, pack_view(pack, part->system))) {
      continue;
    }
    enum membership found = part_membership(pack, part, code);
    if (found == MEMBERSHIP_YES) {
      return MEMBERSHIP_YES;
    }
    answer = found == MEMBERSHIP_UNKNOWN ? MEMBERSHIP_UNKNOWN : answer;
  }
  return answer;
}

/* A value set that a code is wanted from. */
struct wanted {
  uint32_t value_set; /* VALUE_SETS or PACK_NONE */
  struct view canonical;
};

static struct wanted wanted_of(const struct evaluation *evaluation, uint32_t value_set) {
  return (struct wanted){value_set,
                         pack_view(evaluation->pack, evaluation->pack->value_sets[value_set].url)};
}

static struct wanted wanted_of_binding(const struct evaluation *evaluation,
                                       const struct pack_binding *binding) {
  return (struct wanted){binding->value_set, pack_view(evaluation->pack, binding->url)};
}

static enum membership membership_of(enum held_answer answer) {
  return answer == HELD_YES  ? MEMBERSHIP_YES
         : answer == HELD_NO ? MEMBERSHIP_NO
                             : MEMBERSHIP_UNKNOWN;
}

/* A part of whose system the pack has not all codes, by the system as it is held beside it. */
static enum held_answer held_in_part(struct evaluation *evaluation,
                                     const struct pack_value_set_part *part, struct view code) {
  struct held_question question = {.system = pack_view(evaluation->pack, part->system),
                                   .code = code};
  if (part->kind != PACK_PART_WHOLE && part->kind != PACK_PART_UNKNOWN) {
    return HELD_UNKNOWN;
  }
  enum held_answer answer = held_codes_find(evaluation, &question).answer;
  return part->kind == PACK_PART_UNKNOWN && answer == HELD_YES ? HELD_UNKNOWN : answer;
}

/* Of a Coding the part of its system decides; a bare code is out when every part says so. */
static enum held_answer held_in_parts(struct evaluation *evaluation,
                                      const struct pack_value_set *set, struct view system,
                                      struct view code) {
  bool is_open = (set->flags & PACK_VALUE_SET_OPEN) != 0;
  bool is_out = system.data != NULL || !is_open;
  bool has_part = false;
  for (uint32_t i = 0; i < set->parts.count; i++) {
    const struct pack_value_set_part *part =
        &evaluation->pack->value_set_parts[set->parts.first + i];
    if (system.data != NULL && !view_equal(system, pack_view(evaluation->pack, part->system))) {
      continue;
    }
    enum held_answer answer = held_in_part(evaluation, part, code);
    if (answer == HELD_YES) {
      return HELD_YES;
    }
    has_part = true;
    is_out = is_out && (answer == HELD_NO || part->kind == PACK_PART_LIST);
  }
  return has_part && is_out ? HELD_NO : HELD_UNKNOWN;
}

static bool names_system(const struct pack *pack, const struct pack_value_set *set,
                         struct view system) {
  for (uint32_t i = 0; i < set->parts.count; i++) {
    const struct pack_value_set_part *part = &pack->value_set_parts[set->parts.first + i];
    if (view_equal(system, pack_view(pack, part->system))) {
      return true;
    }
  }
  return false;
}

/* What the pack leaves open: by the value set as it is held, else by its systems. Of a system that
 * the pack's copy does not name a code may be let in by another version of the value set, never
 * kept out: guides are slow to name new systems. */
static enum membership held_membership(struct evaluation *evaluation, const struct wanted *wanted,
                                       struct view system, struct view code) {
  const struct pack *pack = evaluation->pack;
  enum held_answer answer = held_codes_in_value_set(evaluation, wanted->canonical, system, code);
  if (wanted->value_set == PACK_NONE || answer == HELD_YES) {
    return membership_of(answer);
  }
  const struct pack_value_set *set = &pack->value_sets[wanted->value_set];
  if (system.data != NULL && !names_system(pack, set, system)) {
    return MEMBERSHIP_UNKNOWN;
  }
  return membership_of(answer == HELD_NO ? answer : held_in_parts(evaluation, set, system, code));
}

static enum membership code_membership(struct evaluation *evaluation, const struct wanted *wanted,
                                       struct view system, struct view code) {
  enum membership membership =
      wanted->value_set == PACK_NONE
          ? MEMBERSHIP_UNKNOWN
          : pack_membership(evaluation->pack, wanted->value_set, system, code);
  return membership == MEMBERSHIP_UNKNOWN && held_codes_any(evaluation)
             ? held_membership(evaluation, wanted, system, code)
             : membership;
}

enum membership binding_check_code(struct evaluation *evaluation, uint32_t value_set,
                                   struct view system, struct view code) {
  struct wanted wanted = wanted_of(evaluation, value_set);
  return code_membership(evaluation, &wanted, system, code);
}

static enum membership coding_membership(struct evaluation *evaluation, const struct wanted *wanted,
                                         uint32_t coding) {
  const struct document *document = evaluation->document;
  uint32_t code_node = document_member_id(document, coding, evaluation->names.code);
  uint32_t system_node = document_member_id(document, coding, evaluation->names.system);
  struct view code = {NULL, 0};
  struct view system = {"", 0};
  if (code_node != NODE_NONE) {
    code = evaluation_text(evaluation, code_node);
  }
  if (system_node != NODE_NONE) {
    system = evaluation_text(evaluation, system_node);
  }
  if (code.length == 0) {
    return MEMBERSHIP_EMPTY;
  }
  if (system.data == NULL) {
    system.data = "";
  }
  return code_membership(evaluation, wanted, system, code);
}

/* The best of two answers for codes that stand side by side. */
static enum membership better(enum membership a, enum membership b) {
  static const unsigned char rank[] = {
      [MEMBERSHIP_YES] = 3, [MEMBERSHIP_UNKNOWN] = 2, [MEMBERSHIP_NO] = 1, [MEMBERSHIP_EMPTY] = 0};
  return rank[a] >= rank[b] ? a : b;
}

static enum membership codes_membership(struct evaluation *evaluation, const struct wanted *wanted,
                                        uint32_t node) {
  const struct document *document = evaluation->document;
  if (document_type(document, node) == NODE_STRING) {
    return code_membership(evaluation, wanted, view_make(NULL, 0),
                           evaluation_text(evaluation, node));
  }
  if (document_type(document, node) != NODE_OBJECT) {
    return MEMBERSHIP_EMPTY;
  }
  uint32_t codings = document_member_id(document, node, evaluation->names.coding);
  if (codings == NODE_NONE) {
    return coding_membership(evaluation, wanted, node);
  }
  enum membership best = MEMBERSHIP_EMPTY;
  for (uint32_t item = document_first(document, codings); item != NODE_NONE;
       item = document_next(document, codings, item)) {
    best = better(best, coding_membership(evaluation, wanted, item));
  }
  return best;
}

/* Of a value set that the pack does not have nobody can say that a code is missing. */
static enum membership node_membership(struct evaluation *evaluation, const struct wanted *wanted,
                                       uint32_t node) {
  enum membership membership = codes_membership(evaluation, wanted, node);
  return wanted->value_set == PACK_NONE && membership == MEMBERSHIP_EMPTY ? MEMBERSHIP_UNKNOWN
                                                                          : membership;
}

enum membership binding_check_node(struct evaluation *evaluation, uint32_t value_set,
                                   uint32_t node) {
  struct wanted wanted = wanted_of(evaluation, value_set);
  return node_membership(evaluation, &wanted, node);
}

enum membership binding_check_held(struct evaluation *evaluation, struct view canonical,
                                   uint32_t node, struct view code) {
  struct wanted wanted = {PACK_NONE, canonical};
  return node == NODE_NONE ? code_membership(evaluation, &wanted, view_make(NULL, 0), code)
                           : node_membership(evaluation, &wanted, node);
}

/* The codes of a node for messages: "system#code, ..." of the first one. */
static struct view code_text(struct evaluation *evaluation, uint32_t node) {
  const struct document *document = evaluation->document;
  const struct evaluation_names *names = &evaluation->names;
  if (document_type(document, node) != NODE_OBJECT) {
    return evaluation_text(evaluation, node);
  }
  uint32_t codings = document_member_id(document, node, names->coding);
  uint32_t coding = codings == NODE_NONE ? node : document_item(document, codings, 0);
  if (coding == NODE_NONE) {
    return view_make(NULL, 0);
  }
  uint32_t system_node = document_member_id(document, coding, names->system);
  uint32_t code_node = document_member_id(document, coding, names->code);
  struct view none = {"", 0};
  struct view system = system_node == NODE_NONE ? none : document_raw(document, system_node);
  struct view code = code_node == NODE_NONE ? none : document_raw(document, code_node);
  return arena_format(evaluation->scratch, "%.*s%s%.*s", VIEW_ARGUMENTS(system),
                      system.length > 0 ? "#" : "", VIEW_ARGUMENTS(code));
}

static void report(struct evaluation *evaluation, enum message_id message, uint32_t element,
                   uint32_t node, struct view value_set) {
  struct finding finding = {.message = message, .node = node, .element = element};
  if (message == MESSAGE_CODE_MISSING) {
    finding.arguments[0] = value_set;
  } else {
    finding.arguments[0] = code_text(evaluation, node);
    finding.arguments[1] = value_set;
  }
  evaluation_report(evaluation, &finding);
}

/* A value that says nothing by a code on purpose: only extensions (data-absent-reason). */
static bool only_extensions(const struct evaluation *evaluation, uint32_t node) {
  const struct document *document = evaluation->document;
  for (uint32_t key = document_first(document, node); key != NODE_NONE;
       key = document_next(document, node, key)) {
    uint32_t name = document_node(document, key)->next;
    if (name != evaluation->names.extension && name != evaluation->names.id) {
      return false;
    }
  }
  return true;
}

/* CapabilityStatement.format and the media types of a TestScript may say "xml", "json" or "ttl" for
 * the FHIR media types (FHIR R4 http.html#mime-type). */
static bool is_format_shorthand(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  struct view id = pack_view(evaluation->pack, evaluation->pack->elements_cold[element].id);
  bool is_test = view_starts_with(id, view_of("TestScript."));
  if ((!is_test && !view_is(id, "CapabilityStatement.format")) ||
      document_type(evaluation->document, node) != NODE_STRING) {
    return false;
  }
  struct view code = document_raw(evaluation->document, node);
  return view_is(code, "xml") || view_is(code, "json") || view_is(code, "ttl");
}

/* What a grammar has against a code, with the place in it. */
struct grammar_finding {
  const struct code_grammar *grammar;
  struct view code;
  uint32_t node;
  uint32_t element;
  enum severity severity;
};

/* False when the grammar has nothing against it. */
static bool report_grammar(struct evaluation *evaluation, const struct grammar_finding *given) {
  struct code_fault fault;
  if (code_grammar_check(given->grammar, given->code, &fault)) {
    return false;
  }
  struct view position =
      evaluation_number(evaluation, (uint32_t)code_fault_position(&fault, given->code));
  struct view part = view_part(given->code, fault.offset, fault.length);
  /* A media type's parameters do not decide which type it is: data in use has loose ones. */
  bool in_parameters = view_find_byte(given->code, ';', 0) < fault.offset;
  evaluation_report(
      evaluation,
      &(struct finding){.row = code_fault_message(fault.reason),
                        .node = given->node,
                        .element = given->element,
                        .has_severity = true,
                        .severity = in_parameters ? SEVERITY_WARNING : given->severity,
                        .arguments = {given->code, position, part, view_of(fault.suggestion)}});
  return true;
}

/* A bare code of a value set that is one whole system is refused with the grammar's reason. */
static bool explain_code(struct evaluation *evaluation, const struct pack_binding *binding,
                         uint32_t element, uint32_t node) {
  if (document_type(evaluation->document, node) != NODE_STRING || binding->value_set == PACK_NONE) {
    return false;
  }
  const struct pack_value_set *set = &evaluation->pack->value_sets[binding->value_set];
  bool required = binding->strength == PACK_BINDING_REQUIRED;
  struct grammar_finding given = {
      .code = evaluation_text(evaluation, node),
      .node = node,
      .element = element,
      .severity = required ? SEVERITY_ERROR : SEVERITY_WARNING,
  };
  const struct pack_value_set_part *part = &evaluation->pack->value_set_parts[set->parts.first];
  if (set->parts.count == 1 && part->kind != PACK_PART_LIST) {
    given.grammar = code_grammar_find(pack_view(evaluation->pack, part->system));
  }
  return given.grammar != NULL && report_grammar(evaluation, &given);
}

/* Whether the system of one Coding is held here. */
static bool is_known_system(struct evaluation *evaluation, uint32_t coding) {
  struct view system = evaluation_member_text(evaluation, coding, evaluation->names.system);
  return system.length > 0 && (pack_find_code_system(evaluation->pack, system) != PACK_NONE ||
                               held_codes_has_system(evaluation, system));
}

/* A code outside of an extensible value set breaks it when the set has a code for the same: of a
 * system that is not known here nobody can tell. */
static void report_extensible(struct evaluation *evaluation, uint32_t element, uint32_t node,
                              struct view value_set) {
  const struct document *document = evaluation->document;
  bool is_known = document_type(document, node) != NODE_OBJECT;
  uint32_t codings =
      is_known ? NODE_NONE : document_member_id(document, node, evaluation->names.coding);
  if (!is_known && codings == NODE_NONE) {
    is_known = is_known_system(evaluation, node);
  }
  if (codings != NODE_NONE) {
    for (uint32_t item = document_first(document, codings); item != NODE_NONE && !is_known;
         item = document_next(document, codings, item)) {
      is_known = is_known_system(evaluation, item);
    }
  }
  evaluation_report(evaluation,
                    &(struct finding){.message = MESSAGE_CODE_OUTSIDE_EXTENSIBLE,
                                      .node = node,
                                      .element = element,
                                      .arguments = {code_text(evaluation, node), value_set},
                                      .has_severity = !is_known,
                                      .severity = SEVERITY_INFORMATION});
}

static void check_strength(struct evaluation *evaluation, const struct pack_binding *binding,
                           uint32_t element, uint32_t node) {
  struct view url = pack_view(evaluation->pack, binding->url);
  bool required = binding->strength == PACK_BINDING_REQUIRED;
  struct wanted wanted = wanted_of_binding(evaluation, binding);
  switch (node_membership(evaluation, &wanted, node)) {
  case MEMBERSHIP_YES:
    break;
  case MEMBERSHIP_NO:
    if (is_format_shorthand(evaluation, element, node) ||
        explain_code(evaluation, binding, element, node)) {
      break;
    }
    if (required) {
      report(evaluation, MESSAGE_CODE_NOT_IN_VALUE_SET, element, node, url);
    } else {
      report_extensible(evaluation, element, node, url);
    }
    break;
  case MEMBERSHIP_UNKNOWN:
    report(evaluation, MESSAGE_CODE_NOT_CHECKED, element, node, url);
    break;
  case MEMBERSHIP_EMPTY:
    if (required && document_type(evaluation->document, node) == NODE_OBJECT &&
        !only_extensions(evaluation, node)) {
      report(evaluation, MESSAGE_CODE_MISSING, element, node, url);
    }
    break;
  }
}

/* A recommendation: only what is known to be outside is told. */
static void check_preferred(struct evaluation *evaluation, const struct pack_binding *binding,
                            uint32_t element, uint32_t node) {
  struct wanted wanted = wanted_of_binding(evaluation, binding);
  if (node_membership(evaluation, &wanted, node) == MEMBERSHIP_NO) {
    report(evaluation, MESSAGE_CODE_OUTSIDE_PREFERRED, element, node,
           pack_view(evaluation->pack, binding->url));
  }
}

/* elementdefinition-maxValueSet: whatever the strength, the code must come from here. */
static void check_maximum(struct evaluation *evaluation, uint32_t value_set, uint32_t element,
                          uint32_t node) {
  struct view url = pack_view(evaluation->pack, evaluation->pack->value_sets[value_set].url);
  bool is_object = document_type(evaluation->document, node) == NODE_OBJECT;
  enum membership membership = binding_check_node(evaluation, value_set, node);
  if (membership == MEMBERSHIP_NO) {
    report(evaluation, MESSAGE_CODE_OUTSIDE_MAXIMUM, element, node, url);
  } else if (membership == MEMBERSHIP_EMPTY && is_object && !only_extensions(evaluation, node)) {
    report(evaluation, MESSAGE_CODE_MISSING, element, node, url);
  }
}

void binding_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  uint32_t row = pack->elements[element].binding;
  if (row == PACK_NONE) {
    return;
  }
  const struct pack_binding *binding = &pack->bindings[row];
  struct arena_mark mark = arena_mark(evaluation->scratch);
  if (binding->strength == PACK_BINDING_REQUIRED || binding->strength == PACK_BINDING_EXTENSIBLE) {
    check_strength(evaluation, binding, element, node);
  } else if (binding->strength == PACK_BINDING_PREFERRED && evaluation->silent == 0) {
    check_preferred(evaluation, binding, element, node);
  }
  if (binding->maximum != PACK_NONE) {
    check_maximum(evaluation, binding->maximum, element, node);
  }
  arena_back(evaluation->scratch, mark);
}

void binding_check_system(struct evaluation *evaluation, uint32_t definition, uint32_t element,
                          uint32_t node) {
  const struct document *document = evaluation->document;
  bool is_coding = definition == evaluation->coding_type;
  if (!is_coding && !evaluation_is_quantity(evaluation, definition)) {
    return;
  }
  uint32_t system = document_member_id(document, node, evaluation->names.system);
  uint32_t code = document_member_id(document, node, evaluation->names.code);
  if (system == NODE_NONE || code == NODE_NONE || document_type(document, system) != NODE_STRING ||
      document_type(document, code) != NODE_STRING) {
    return;
  }
  const struct code_grammar *grammar = code_grammar_find(document_raw(document, system));
  if (grammar == NULL) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view text = evaluation_text(evaluation, code);
  if (text.length > 0) {
    (void)report_grammar(evaluation,
                         &(struct grammar_finding){grammar, text, code, element,
                                                   is_coding ? SEVERITY_ERROR : SEVERITY_WARNING});
  }
  arena_back(evaluation->scratch, mark);
}
