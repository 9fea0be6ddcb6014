#include "profiles/system_check.h"

/* Code systems whose URL is often written with something behind it: a slash, a version. */
static const struct view exact_urls[] = {
    VIEW_LITERAL("http://loinc.org"),
    VIEW_LITERAL("http://snomed.info/sct"),
    VIEW_LITERAL("http://unitsofmeasure.org"),
    VIEW_LITERAL("http://www.nlm.nih.gov/research/umls/rxnorm"),
};

static void report(struct evaluation *evaluation, const struct finding *place,
                   enum message_id message, const struct view arguments[2]) {
  struct finding finding = *place;
  finding.message = message;
  finding.arguments[0] = arguments[0];
  finding.arguments[1] = arguments[1];
  evaluation_report(evaluation, &finding);
}

/* The URL that was meant, empty when nothing is wrong. */
static struct view meant_url(struct view system) {
  for (size_t i = 0; i < sizeof exact_urls / sizeof exact_urls[0]; i++) {
    if (view_starts_with(system, exact_urls[i]) && system.length > exact_urls[i].length) {
      return exact_urls[i];
    }
  }
  return view_make(NULL, 0);
}

static bool is_value_set(const struct pack *pack, struct view url) {
  size_t name = view_find_byte(url, 'V', 0);
  return name != SIZE_MAX && view_find(url, view_of("ValueSet"), name) != SIZE_MAX &&
         pack_find_value_set(pack, url) != PACK_NONE &&
         pack_find_code_system(pack, url) == PACK_NONE;
}

static void check_code_system(struct evaluation *evaluation, const struct finding *place,
                              struct view system) {
  struct view meant = meant_url(system);
  if (meant.length > 0) {
    report(evaluation, place, MESSAGE_SYSTEM_WRONG, (struct view[2]){system, meant});
  } else if (is_value_set(evaluation->pack, system)) {
    report(evaluation, place, MESSAGE_SYSTEM_VALUE_SET, (struct view[2]){system});
  }
}

/* A value that is a URI stands with its scheme: urn:oid:1.2.3, not 1.2.3. */
static void check_identifier(struct evaluation *evaluation, const struct finding *place,
                             uint32_t node, struct view system) {
  const struct document *document = evaluation->document;
  uint32_t value = document_member(document, node, view_of("value"));
  if (!view_is(system, "urn:ietf:rfc:3986") || value == NODE_NONE ||
      document_type(document, value) != NODE_STRING) {
    return;
  }
  struct view text = document_raw(document, value);
  if (view_find_byte(text, ':', 0) == SIZE_MAX) {
    struct finding finding = *place;
    finding.node = value;
    report(evaluation, &finding, MESSAGE_IDENTIFIER_VALUE_URI, (struct view[2]){text});
  }
}

void system_check(struct evaluation *evaluation, uint32_t definition, uint32_t element,
                  uint32_t node) {
  const struct document *document = evaluation->document;
  bool is_identifier = definition == evaluation->identifier_type;
  if (!is_identifier && definition != evaluation->coding_type &&
      !evaluation_is_quantity(evaluation, definition)) {
    return;
  }
  uint32_t system_node = document_member_id(document, node, evaluation->names.system);
  if (system_node == NODE_NONE || document_type(document, system_node) != NODE_STRING) {
    return;
  }
  struct view system = document_raw(document, system_node);
  struct finding place = {.node = system_node, .element = element};
  if (system.length > 0 && view_find_byte(system, ':', 0) == SIZE_MAX) {
    report(evaluation, &place, MESSAGE_SYSTEM_RELATIVE, (struct view[2]){system});
  } else if (is_identifier) {
    check_identifier(evaluation, &place, node, system);
  } else {
    check_code_system(evaluation, &place, system);
  }
}
