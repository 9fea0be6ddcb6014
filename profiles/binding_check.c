#include "profiles/binding_check.h"

/* RFC 5646 in outline: subtags of 1-8 letters or digits, the first of letters. */
static bool is_language_tag(struct view code) {
  size_t subtag = 0;
  bool first = true;
  for (size_t i = 0; i < code.length; i++) {
    char byte = code.data[i];
    bool letter = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
    bool digit = byte >= '0' && byte <= '9';
    if (byte == '-' && subtag > 0) {
      subtag = 0;
      first = false;
    } else if (letter || (digit && !first)) {
      subtag++;
    } else {
      return false;
    }
    if (subtag > 8) {
      return false;
    }
  }
  return subtag > 0;
}

static bool is_mime_token(char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || (byte != '\0' && strchr("!#$&-^_.+", byte) != NULL);
}

/* RFC 6838: type/subtype, then any parameters. */
static bool is_media_type(struct view code) {
  struct view rest = code;
  struct view name = view_trim(view_split(&rest, ';'));
  struct view subtype = name;
  struct view type = view_split(&subtype, '/');
  for (size_t i = 0; i < type.length; i++) {
    if (!is_mime_token(type.data[i])) {
      return false;
    }
  }
  for (size_t i = 0; i < subtype.length; i++) {
    if (!is_mime_token(subtype.data[i])) {
      return false;
    }
  }
  return type.length > 0 && subtype.length > 0;
}

static enum membership part_membership(const struct pack *pack,
                                       const struct pack_value_set_part *part, struct view code) {
  bool listed =
      part->code_list != PACK_NONE && pack_find_code(pack, part->code_list, code) != PACK_NONE;
  if (listed) {
    return MEMBERSHIP_YES;
  }
  switch ((enum pack_part_kind)part->kind) {
  case PACK_PART_LIST:
    return MEMBERSHIP_NO;
  case PACK_PART_BCP47:
    return is_language_tag(code) ? MEMBERSHIP_YES : MEMBERSHIP_NO;
  case PACK_PART_MIME:
    return is_media_type(code) ? MEMBERSHIP_YES : MEMBERSHIP_NO;
  case PACK_PART_UCUM:
  case PACK_PART_UNKNOWN:
    break;
  }
  return MEMBERSHIP_UNKNOWN;
}

/* Packages rebuilt from other sources than the official one ("1.4.0-recon") do not know every code
 * system of their value sets: a system that they do not name cannot be judged. */
static bool is_reconstructed(const struct pack *pack, const struct pack_value_set *set) {
  return view_ends_with(pack_view(pack, pack->packages[set->package].version), view_of("-recon"));
}

enum membership binding_check_code(const struct pack *pack, uint32_t value_set, struct view system,
                                   struct view code) {
  const struct pack_value_set *set = &pack->value_sets[value_set];
  bool incomplete = (set->flags & PACK_VALUE_SET_INCOMPLETE) != 0;
  enum membership answer = incomplete ? MEMBERSHIP_UNKNOWN : MEMBERSHIP_NO;
  bool has_system = false;
  for (uint32_t i = 0; i < set->parts.count; i++) {
    const struct pack_value_set_part *part = &pack->value_set_parts[set->parts.first + i];
    if (system.data != NULL && !view_equal(system, pack_view(pack, part->system))) {
      continue;
    }
    has_system = true;
    enum membership found = part_membership(pack, part, code);
    if (found == MEMBERSHIP_YES) {
      return MEMBERSHIP_YES;
    }
    answer = found == MEMBERSHIP_UNKNOWN ? MEMBERSHIP_UNKNOWN : answer;
  }
  if (!has_system && system.length > 0 && is_reconstructed(pack, set)) {
    return MEMBERSHIP_UNKNOWN;
  }
  return answer;
}

static enum membership coding_membership(struct evaluation *evaluation, uint32_t value_set,
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
  return binding_check_code(evaluation->pack, value_set, system, code);
}

/* The best of two answers for codes that stand side by side. */
static enum membership better(enum membership a, enum membership b) {
  static const unsigned char rank[] = {
      [MEMBERSHIP_YES] = 3, [MEMBERSHIP_UNKNOWN] = 2, [MEMBERSHIP_NO] = 1, [MEMBERSHIP_EMPTY] = 0};
  return rank[a] >= rank[b] ? a : b;
}

enum membership binding_check_node(struct evaluation *evaluation, uint32_t value_set,
                                   uint32_t node) {
  const struct document *document = evaluation->document;
  if (document_type(document, node) == NODE_STRING) {
    return binding_check_code(evaluation->pack, value_set, view_make(NULL, 0),
                              evaluation_text(evaluation, node));
  }
  if (document_type(document, node) != NODE_OBJECT) {
    return MEMBERSHIP_EMPTY;
  }
  uint32_t codings = document_member_id(document, node, evaluation->names.coding);
  if (codings == NODE_NONE) {
    return coding_membership(evaluation, value_set, node);
  }
  enum membership best = MEMBERSHIP_EMPTY;
  for (uint32_t item = document_first(document, codings); item != NODE_NONE;
       item = document_next(document, codings, item)) {
    best = better(best, coding_membership(evaluation, value_set, item));
  }
  return best;
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

static void check_strength(struct evaluation *evaluation, const struct pack_binding *binding,
                           uint32_t element, uint32_t node) {
  struct view url = pack_view(evaluation->pack, binding->url);
  bool required = binding->strength == PACK_BINDING_REQUIRED;
  enum membership membership = binding->value_set == PACK_NONE
                                   ? MEMBERSHIP_UNKNOWN
                                   : binding_check_node(evaluation, binding->value_set, node);
  switch (membership) {
  case MEMBERSHIP_YES:
    break;
  case MEMBERSHIP_NO:
    report(evaluation, required ? MESSAGE_CODE_NOT_IN_VALUE_SET : MESSAGE_CODE_OUTSIDE_EXTENSIBLE,
           element, node, url);
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
  }
  if (binding->maximum != PACK_NONE) {
    check_maximum(evaluation, binding->maximum, element, node);
  }
  arena_back(evaluation->scratch, mark);
}
