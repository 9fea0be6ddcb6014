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
                              value->nodes.count};
  if (value->kind == PACK_VALUE_FIXED) {
    return document_value_equal(evaluation->document, node, &expected, 0);
  }
  struct pattern pattern = {evaluation->document, &expected};
  return matches(&pattern, node, 0, 0);
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
    evaluation_report(evaluation,
                      &(struct finding){.message = value->kind == PACK_VALUE_FIXED
                                                       ? MESSAGE_VALUE_FIXED
                                                       : MESSAGE_VALUE_PATTERN,
                                        .node = node,
                                        .element = element,
                                        .arguments = {pack_view(pack, value->json),
                                                      document_raw(evaluation->document, node)}});
  }
}
