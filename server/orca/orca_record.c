#include "server/orca/orca_record.h"

static uint32_t skip_unfilled(const struct orca_record *record, uint32_t node) {
  while (node != ORCA_NODE_NONE && !record->nodes[node].filled) {
    node = record->nodes[node].next;
  }
  return node;
}

uint32_t orca_record_find(const struct orca_record *record, uint32_t parent, const char *name) {
  if (parent >= record->count || record->nodes[parent].kind != ORCA_NODE_RECORD) {
    return ORCA_NODE_NONE;
  }
  uint32_t node = skip_unfilled(record, record->nodes[parent].first);
  while (node != ORCA_NODE_NONE && !view_is(record->nodes[node].name, name)) {
    node = skip_unfilled(record, record->nodes[node].next);
  }
  return node;
}

struct view orca_record_text(const struct orca_record *record, uint32_t parent, const char *name) {
  uint32_t node = orca_record_find(record, parent, name);
  if (node == ORCA_NODE_NONE || record->nodes[node].kind != ORCA_NODE_TEXT) {
    return (struct view){NULL, 0};
  }
  return record->nodes[node].text;
}

uint32_t orca_record_first(const struct orca_record *record, uint32_t array) {
  if (array >= record->count || !record->nodes[array].filled) {
    return ORCA_NODE_NONE;
  }
  if (record->nodes[array].kind != ORCA_NODE_ARRAY) {
    return array;
  }
  return skip_unfilled(record, record->nodes[array].first);
}

uint32_t orca_record_next(const struct orca_record *record, uint32_t array, uint32_t item) {
  return item == array ? ORCA_NODE_NONE : skip_unfilled(record, record->nodes[item].next);
}

uint32_t orca_record_distance(const struct orca_record *record, uint32_t array, uint32_t before,
                              uint32_t item) {
  if (item == array) {
    return 1;
  }
  uint32_t distance = 1;
  uint32_t node =
      before == ORCA_NODE_NONE ? record->nodes[array].first : record->nodes[before].next;
  while (node != item) {
    node = record->nodes[node].next;
    distance++;
  }
  return distance;
}
