#include "profiles/value_match.h"

#include "server/limits.h"

struct pattern {
  const struct document *value;    /* the instance */
  const struct document *expected; /* the pattern's tape */
};

static bool matches(const struct pattern *pattern, uint32_t node, uint32_t expected,
                    uint32_t depth);

/* Every item of the pattern is matched by some item of the instance. */
static bool array_matches(const struct pattern *pattern, uint32_t node, uint32_t expected,
                          uint32_t depth) {
  for (uint32_t want = document_first(pattern->expected, expected); want != NODE_NONE;
       want = document_next(pattern->expected, expected, want)) {
    bool found = false;
    for (uint32_t item = document_first(pattern->value, node); item != NODE_NONE && !found;
         item = document_next(pattern->value, node, item)) {
      found = matches(pattern, item, want, depth + 1);
    }
    if (!found) {
      return false;
    }
  }
  return true;
}

static bool object_matches(const struct pattern *pattern, uint32_t node, uint32_t expected,
                           uint32_t depth) {
  for (uint32_t key = document_first(pattern->expected, expected); key != NODE_NONE;
       key = document_next(pattern->expected, expected, key)) {
    uint32_t name = document_node(pattern->expected, key)->next;
    uint32_t found = document_member_id(pattern->value, node, name);
    if (name == NAME_NONE || found == NODE_NONE || !matches(pattern, found, key + 1, depth + 1)) {
      return false;
    }
  }
  return true;
}

static bool matches(const struct pattern *pattern, uint32_t node, uint32_t expected,
                    uint32_t depth) {
  enum node_type type = document_type(pattern->expected, expected);
  if (depth > LIMIT_DOCUMENT_DEPTH) {
    return false;
  }
  if (type != NODE_ARRAY && type != NODE_OBJECT) {
    return document_value_equal(pattern->value, node, pattern->expected, expected);
  }
  if (document_type(pattern->value, node) != type) {
    return false;
  }
  return type == NODE_ARRAY ? array_matches(pattern, node, expected, depth)
                            : object_matches(pattern, node, expected, depth);
}

bool value_match(const struct evaluation *evaluation, const struct pack_value *value,
                 uint32_t node) {
  const struct pack *pack = evaluation->pack;
  if (value->string.length > 0) {
    return document_string_is(evaluation->document, node, pack_view(pack, value->string));
  }
  struct document expected = {pack_view(pack, value->json), pack->nodes + value->nodes.first,
                              value->nodes.count, false};
  if (value->kind == PACK_VALUE_FIXED) {
    return document_value_equal(evaluation->document, node, &expected, 0);
  }
  struct pattern pattern = {evaluation->document, &expected};
  return matches(&pattern, node, 0, 0);
}

/* ---- what differs -------------------------------------------------------------------------------
 */
struct comparison {
  struct evaluation *evaluation;
  const struct document *expected;
  uint32_t element;
  bool is_fixed; /* exactly this; else a pattern: at least this */
};

static void report(const struct comparison *comparison, enum message_id message, uint32_t node,
                   struct view wanted, struct view found) {
  evaluation_report(comparison->evaluation, &(struct finding){.message = message,
                                                              .node = node,
                                                              .element = comparison->element,
                                                              .arguments = {wanted, found}});
}

static bool is_equal(const struct comparison *comparison, uint32_t node, uint32_t expected) {
  const struct document *document = comparison->evaluation->document;
  if (comparison->is_fixed) {
    return document_value_equal(document, node, comparison->expected, expected);
  }
  struct pattern pattern = {document, comparison->expected};
  return matches(&pattern, node, expected, 0);
}

static void compare(const struct comparison *comparison, uint32_t node, uint32_t expected,
                    uint32_t depth);

/* Members that a fixed value does not have. */
static void report_others(const struct comparison *comparison, uint32_t node, uint32_t expected) {
  const struct document *document = comparison->evaluation->document;
  for (uint32_t key = document_first(document, node); key != NODE_NONE;
       key = document_next(document, node, key)) {
    if (document_member(comparison->expected, expected, document_raw(document, key)) == NODE_NONE) {
      report(comparison, MESSAGE_VALUE_FIXED_OTHER, key, document_raw(document, key),
             document_raw(comparison->expected, expected));
    }
  }
}

static void compare_objects(const struct comparison *comparison, uint32_t node, uint32_t expected,
                            uint32_t depth) {
  const struct document *document = comparison->evaluation->document;
  for (uint32_t key = document_first(comparison->expected, expected); key != NODE_NONE;
       key = document_next(comparison->expected, expected, key)) {
    struct view name = document_raw(comparison->expected, key);
    uint32_t found = document_member(document, node, name);
    if (found == NODE_NONE) {
      report(comparison, MESSAGE_VALUE_PART_MISSING, node, name,
             document_raw(comparison->expected, key + 1));
    } else if (!is_equal(comparison, found, key + 1)) {
      compare(comparison, found, key + 1, depth + 1);
    }
  }
  if (comparison->is_fixed) {
    report_others(comparison, node, expected);
  }
}

/* Two lists of equal length differ item by item; else the list itself is wrong. */
static void compare_arrays(const struct comparison *comparison, uint32_t node, uint32_t expected,
                           uint32_t depth) {
  const struct document *document = comparison->evaluation->document;
  uint32_t count = document_count(comparison->expected, expected);
  bool is_aligned = count == document_count(document, node) && (comparison->is_fixed || count == 1);
  for (uint32_t i = 0; is_aligned && i < count; i++) {
    uint32_t item = document_item(document, node, i);
    uint32_t want = document_item(comparison->expected, expected, i);
    if (!is_equal(comparison, item, want)) {
      compare(comparison, item, want, depth + 1);
    }
  }
  if (!is_aligned) {
    report(comparison, comparison->is_fixed ? MESSAGE_VALUE_FIXED : MESSAGE_VALUE_PATTERN, node,
           document_raw(comparison->expected, expected), document_raw(document, node));
  }
}

/* Reports the innermost places where the value is not the expected one. */
static void compare(const struct comparison *comparison, uint32_t node, uint32_t expected,
                    uint32_t depth) {
  const struct document *document = comparison->evaluation->document;
  enum node_type type = document_type(comparison->expected, expected);
  bool same_type = type == document_type(document, node) && depth < LIMIT_DOCUMENT_DEPTH;
  if (same_type && type == NODE_OBJECT) {
    compare_objects(comparison, node, expected, depth);
  } else if (same_type && type == NODE_ARRAY) {
    compare_arrays(comparison, node, expected, depth);
  } else {
    report(comparison, comparison->is_fixed ? MESSAGE_VALUE_FIXED : MESSAGE_VALUE_PATTERN, node,
           document_raw(comparison->expected, expected), document_raw(document, node));
  }
}

void value_match_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct pack *pack = evaluation->pack;
  const struct pack_element *row = &pack->elements[element];
  if (row->values == PACK_NONE) {
    return;
  }
  for (uint32_t i = 0; i < row->value_count; i++) {
    const struct pack_value *value = &pack->values[row->values + i];
    if (value_match(evaluation, value, node)) {
      continue;
    }
    struct document expected = {pack_view(pack, value->json), pack->nodes + value->nodes.first,
                                value->nodes.count, false};
    struct comparison comparison = {.evaluation = evaluation,
                                    .expected = &expected,
                                    .element = element,
                                    .is_fixed = value->kind == PACK_VALUE_FIXED};
    compare(&comparison, node, 0, 0);
  }
}
