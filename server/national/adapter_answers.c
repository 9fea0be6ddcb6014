#include "server/national/adapter_json.h"

static const struct adapter_name field_names[] = {
#define FIELD_NAME(name, text, required) {text, required},
    ADAPTER_FIELDS(FIELD_NAME)
#undef FIELD_NAME
};
static const struct adapter_name list_names[] = {
#define LIST_NAME(name, text) {text, false},
    ADAPTER_LISTS(LIST_NAME)
#undef LIST_NAME
};
static const struct {
  enum adapter_list list;
  const char *name;
} column_names[] = {
#define COLUMN_NAME(list, name, text) {ADAPTER_LIST_##list, text},
    ADAPTER_COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
};
static const struct adapter_name word_names[] = {
#define WORD_NAME(name, text) {text, false},
    ADAPTER_WORDS(WORD_NAME)
#undef WORD_NAME
};
static const struct {
  const char *name;
  enum state_event event;
} classes[] = {
#define CLASS_ROW(name, text) {text, STATE_EVENT_##name},
    ADAPTER_CLASSES(CLASS_ROW)
#undef CLASS_ROW
};
static const char *const reason_names[] = {
#define REASON_NAME(name, text) text,
    ADAPTER_REASONS(REASON_NAME)
#undef REASON_NAME
};

/* An element path from the root. */
static struct view read_path(struct adapter_reader *reader, struct adapter_place place) {
  struct view path = adapter_text(reader, place);
  if (path.length > 0 && path.data[0] != '/') {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, place.path, path);
  }
  return path;
}

static void read_fields(struct adapter_reader *reader, struct adapter_place place) {
  if (!adapter_check_members(reader, place, field_names, COUNT_OF(field_names))) {
    return;
  }
  for (size_t i = 0; i < COUNT_OF(field_names); i++) {
    struct adapter_place field = adapter_member(reader, place, field_names[i].name);
    if (field.value != NULL || field_names[i].required) {
      reader->adapter->fields[i] = read_path(reader, field);
    }
  }
}

/* Names of one list's columns; "row" is the element of a row. */
static bool check_columns(struct adapter_reader *reader, struct adapter_place place,
                          enum adapter_list list) {
  struct adapter_name names[COUNT_OF(column_names) + 1] = {{"row", true}};
  size_t count = 1;
  for (size_t i = 0; i < COUNT_OF(column_names); i++) {
    if (column_names[i].list == list) {
      names[count++] = (struct adapter_name){column_names[i].name, false};
    }
  }
  return adapter_check_members(reader, place, names, count);
}

static void read_list(struct adapter_reader *reader, struct adapter_place place,
                      enum adapter_list list) {
  if (!check_columns(reader, place, list)) {
    return;
  }
  reader->adapter->lists[list] = read_path(reader, adapter_member(reader, place, "row"));
  for (size_t i = 0; i < COUNT_OF(column_names); i++) {
    struct adapter_place column = adapter_member(reader, place, column_names[i].name);
    if (column_names[i].list == list && column.value != NULL) {
      reader->adapter->columns[i] = adapter_text(reader, column);
    }
  }
}

static void read_lists(struct adapter_reader *reader, struct adapter_place place) {
  if (place.value == NULL ||
      !adapter_check_members(reader, place, list_names, COUNT_OF(list_names))) {
    return;
  }
  for (size_t i = 0; i < COUNT_OF(list_names); i++) {
    struct adapter_place list = adapter_member(reader, place, list_names[i].name);
    if (list.value != NULL) {
      read_list(reader, list, (enum adapter_list)i);
    }
  }
}

static void read_predicate(struct adapter_reader *reader, struct adapter_place place,
                           struct adapter_predicate *ret_predicate) {
  static const struct adapter_name names[] = {{"field", true}, {"equals", true}};
  if (!adapter_check_members(reader, place, names, COUNT_OF(names))) {
    return;
  }
  struct adapter_place field = adapter_member(reader, place, "field");
  struct view name = adapter_text(reader, field);
  size_t i = 0;
  while (i < COUNT_OF(field_names) && !view_is(name, field_names[i].name)) {
    i++;
  }
  if (i == COUNT_OF(field_names)) {
    if (name.length > 0) {
      adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, field.path, name);
    }
    i = 0;
  }
  ret_predicate->field = (enum adapter_field)i;
  ret_predicate->value = adapter_text(reader, adapter_member(reader, place, "equals"));
}

void adapter_read_answer(struct adapter_reader *reader, struct adapter_place place) {
  static const struct adapter_name names[] = {
      {"fields", true}, {"lists", false}, {"success", true}};
  static const struct adapter_name success_names[] = {{"message", true}, {"result", true}};
  if (!adapter_check_members(reader, place, names, COUNT_OF(names))) {
    return;
  }
  read_fields(reader, adapter_member(reader, place, "fields"));
  read_lists(reader, adapter_member(reader, place, "lists"));
  struct adapter_place success = adapter_member(reader, place, "success");
  if (adapter_check_members(reader, success, success_names, COUNT_OF(success_names))) {
    read_predicate(reader, adapter_member(reader, success, "message"),
                   &reader->adapter->message_success);
    read_predicate(reader, adapter_member(reader, success, "result"),
                   &reader->adapter->result_success);
  }
}

void adapter_read_words(struct adapter_reader *reader, struct adapter_place place) {
  if (place.value == NULL ||
      !adapter_check_members(reader, place, word_names, COUNT_OF(word_names))) {
    return;
  }
  for (size_t i = 0; i < COUNT_OF(word_names); i++) {
    struct adapter_place word = adapter_member(reader, place, word_names[i].name);
    if (word.value != NULL) {
      reader->adapter->words[i] = adapter_text(reader, word);
    }
  }
}

static enum state_event read_class(struct adapter_reader *reader, struct adapter_place place) {
  struct view name = adapter_text(reader, place);
  for (size_t i = 0; i < COUNT_OF(classes); i++) {
    if (view_is(name, classes[i].name)) {
      return classes[i].event;
    }
  }
  if (name.length > 0) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, place.path, name);
  }
  return STATE_EVENT_UNREADABLE;
}

static enum adapter_reason read_reason(struct adapter_reader *reader, struct adapter_place place) {
  struct view name = adapter_text(reader, place);
  for (size_t i = ADAPTER_REASON_NONE + 1; i < COUNT_OF(reason_names); i++) {
    if (view_is(name, reason_names[i])) {
      return (enum adapter_reason)i;
    }
  }
  if (name.length > 0) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, place.path, name);
  }
  return ADAPTER_REASON_NONE;
}

/* "class", or {"class": ..., "reason": ...}. */
static void read_code(struct adapter_reader *reader, struct adapter_place place,
                      struct adapter_code *code) {
  static const struct adapter_name names[] = {{"class", true}, {"reason", true}};
  if (!json_is_object(place.value)) {
    code->event = read_class(reader, place);
  } else if (adapter_check_members(reader, place, names, COUNT_OF(names))) {
    code->event = read_class(reader, adapter_member(reader, place, "class"));
    code->reason = read_reason(reader, adapter_member(reader, place, "reason"));
  }
}

void adapter_read_codes(struct adapter_reader *reader, struct adapter_place place,
                        struct adapter_codes *codes) {
  if (!adapter_check_object(reader, place)) {
    return;
  }
  codes->rows = arena_array(reader->arena, json_object_size(place.value), sizeof(*codes->rows));
  if (codes->rows == NULL) {
    return;
  }
  const char *key;
  json_t *value;
  json_object_foreach(place.value, key, value) {
    struct adapter_code *code = &codes->rows[codes->count++];
    *code = (struct adapter_code){.code = arena_copy(reader->arena, view_of(key)),
                                  .event = STATE_EVENT_UNREADABLE};
    read_code(reader, adapter_member(reader, place, key), code);
  }
}

const struct adapter_code *adapter_codes_row(const struct adapter_codes *codes, struct view code) {
  for (size_t i = 0; i < codes->count; i++) {
    if (view_equal(codes->rows[i].code, code)) {
      return &codes->rows[i];
    }
  }
  return NULL;
}

enum state_event adapter_codes_find(const struct adapter_codes *codes, struct view code) {
  const struct adapter_code *row = adapter_codes_row(codes, code);
  return row == NULL ? STATE_EVENT_UNREADABLE : row->event;
}

enum adapter_word adapter_word_find(const struct adapter *adapter, struct view word) {
  size_t i = 0;
  while (i < ADAPTER_WORD_COUNT && (word.length == 0 || !view_equal(adapter->words[i], word))) {
    i++;
  }
  return (enum adapter_word)i;
}

const char *adapter_word_name(enum adapter_word word) {
  return (unsigned)word < ADAPTER_WORD_COUNT ? word_names[word].name : "";
}

const char *adapter_reason_name(enum adapter_reason reason) {
  return (unsigned)reason < ADAPTER_REASON_COUNT ? reason_names[reason] : "";
}
