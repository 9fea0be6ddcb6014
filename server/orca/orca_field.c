#include "server/orca/orca_field.h"

#include "server/orca/orca_text.h"

static size_t count_items(const struct orca_record *record, uint32_t array) {
  size_t count = 0;
  for (uint32_t item = orca_record_first(record, array); item != ORCA_NODE_NONE;
       item = orca_record_next(record, array, item)) {
    count++;
  }
  return count;
}

static enum error decode_array(struct arena *arena, const struct orca_record *record,
                               const struct orca_field *field, uint32_t array, char *structure) {
  size_t count = count_items(record, array);
  char *items = arena_array(arena, count, field->table->size);
  if (items == NULL) {
    return ERROR_MEMORY;
  }
  uint32_t row = 0;
  char *place = items;
  uint32_t before = ORCA_NODE_NONE;
  for (uint32_t item = orca_record_first(record, array); item != ORCA_NODE_NONE;
       item = orca_record_next(record, array, item)) {
    row += orca_record_distance(record, array, before, item);
    enum error error = orca_field_decode(arena, record, item, field->table, place);
    if (error != ERROR_OK) {
      return error;
    }
    if (field->table->row != ORCA_FIELD_NO_ROW) {
      memcpy(place + field->table->row, &row, sizeof(row));
    }
    place += field->table->size;
    before = item;
  }
  void *pointer = items;
  memcpy(structure + field->offset, &pointer, sizeof(pointer));
  memcpy(structure + field->count_offset, &count, sizeof(count));
  return ERROR_OK;
}

static void store_text(const struct orca_record *record, uint32_t node,
                       const struct orca_field *field, char *structure) {
  struct view text = record->nodes[node].text;
  if (record->nodes[node].kind != ORCA_NODE_TEXT) {
    return; /* a record where the specification says text: seen in the field, not understood */
  }
  if (field->type == ORCA_FIELD_DATE) {
    text = orca_text_date(text);
  }
  memcpy(structure + field->offset, &text, sizeof(text));
}

/* Recursion follows the static tables, five levels deep. */
enum error orca_field_decode(struct arena *arena, const struct orca_record *record, uint32_t node,
                             const struct orca_table *table, void *structure) {
  enum error error = ERROR_OK;
  char *bytes = structure;
  for (size_t i = 0; i < table->count && error == ERROR_OK; i++) {
    const struct orca_field *field = &table->fields[i];
    uint32_t child = field->name[0] == '\0' ? node : orca_record_find(record, node, field->name);
    if (child == ORCA_NODE_NONE) {
      continue;
    }
    switch (field->type) {
    case ORCA_FIELD_TEXT:
    case ORCA_FIELD_DATE:
      store_text(record, child, field, bytes);
      break;
    case ORCA_FIELD_RECORD:
      error = orca_field_decode(arena, record, child, field->table, bytes + field->offset);
      break;
    case ORCA_FIELD_ARRAY:
      error = decode_array(arena, record, field, child, bytes);
      break;
    }
  }
  return error;
}
