#include "server/national/adapter.h"

#include "server/base/buffer.h"
#include "server/national/national_messages.h"

#include <jansson.h>

struct reader {
  struct arena *arena;
  struct issue_list *issues;
  struct adapter *adapter;
};

/* A JSON value and where it stands, e.g. "$.operations.register". */
struct place {
  json_t *value;
  const char *path;
};

static const char *const placeholder_names[] = {
#define PLACEHOLDER_NAME(name, text) text,
    ADAPTER_PLACEHOLDERS(PLACEHOLDER_NAME)
#undef PLACEHOLDER_NAME
};
static const char *const field_names[] = {
#define FIELD_NAME(name, text) text,
    ADAPTER_FIELDS(FIELD_NAME)
#undef FIELD_NAME
};
static const char *const operation_names[] = {
#define OPERATION_NAME(name, text) text,
    ADAPTER_OPERATIONS(OPERATION_NAME)
#undef OPERATION_NAME
};
static const struct {
  const char *name;
  enum state_event event;
} classes[] = {
#define CLASS_ROW(name, text) {text, STATE_EVENT_##name},
    ADAPTER_CLASSES(CLASS_ROW)
#undef CLASS_ROW
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void complain(struct reader *reader, enum national_message message, const char *path,
                     const char *detail) {
  issue_add_with(reader->issues, national_messages_get(message), view_of(path), view_of(detail));
}

static const char *path_join(struct reader *reader, const char *path, const char *key) {
  struct view joined = arena_format(reader->arena, "%s.%s", path, key);
  return joined.data != NULL ? joined.data : path;
}

static struct place member(struct reader *reader, struct place object, const char *key) {
  return (struct place){json_object_get(object.value, key), path_join(reader, object.path, key)};
}

/* Names that do not stand in the list are faults: a misspelt key must not pass silently. */
static void check_keys(struct reader *reader, struct place object, const char *const *known,
                       size_t count) {
  const char *key;
  json_t *value;
  json_object_foreach(object.value, key, value) {
    size_t i = 0;
    while (i < count && strcmp(key, known[i]) != 0) {
      i++;
    }
    if (i == count) {
      complain(reader, NATIONAL_MESSAGE_ADAPTER_UNKNOWN_KEY, path_join(reader, object.path, key),
               "");
    }
  }
}

static bool check_object(struct reader *reader, struct place place) {
  if (place.value == NULL) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, "");
  } else if (!json_is_object(place.value)) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path, "an object");
  }
  return json_is_object(place.value);
}

static struct view read_text(struct reader *reader, struct place place) {
  if (json_is_string(place.value) && json_string_length(place.value) > 0) {
    return arena_copy(reader->arena,
                      view_make(json_string_value(place.value), json_string_length(place.value)));
  }
  if (place.value == NULL) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, "");
  } else {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path, "a text that is not empty");
  }
  return (struct view){NULL, 0};
}

struct number_row {
  const char *key;
  int64_t minimum;
  int64_t maximum;
  size_t offset; /* of an int64_t in struct adapter */
  int64_t factor;
};

#define HOUR_MS 3600000
#define NUMBER(key, minimum, maximum, field, factor)                                               \
  { key, minimum, maximum, offsetof(struct adapter, field), factor }

static const struct number_row limit_rows[] = {
    NUMBER("message_bytes", 1000, 100000000, limit_bytes, 1),
    NUMBER("parallel", 1, 20, parallel, 1), /* a terminal takes 20 sessions */
};
static const struct number_row timing_rows[] = {
    NUMBER("connect_ms", 10, 600000, connect_ms, 1),
    NUMBER("answer_ms", 10, 3600000, answer_ms, 1),
    NUMBER("poll_ms", 1, 60000, poll_ms, 1),
    NUMBER("backoff_first_ms", 1, 3600000, policy.backoff_first_ms, 1),
    NUMBER("backoff_maximum_ms", 1, 86400000, policy.backoff_maximum_ms, 1),
    NUMBER("result_first_ms", 1, 3600000, policy.result_first_ms, 1),
    NUMBER("result_maximum_ms", 1, 86400000, policy.result_maximum_ms, 1),
    NUMBER("give_up_hours", 1, 8760, policy.give_up_ms, HOUR_MS),
};

static int64_t read_number(struct reader *reader, struct place place, int64_t minimum,
                           int64_t maximum) {
  if (place.value == NULL) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, "");
    return minimum;
  }
  int64_t number = json_integer_value(place.value);
  if (json_is_integer(place.value) && number >= minimum && number <= maximum) {
    return number;
  }
  struct view range =
      arena_format(reader->arena, "%lld..%lld", (long long)minimum, (long long)maximum);
  complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path,
           range.data != NULL ? range.data : "a number");
  return minimum;
}

static void read_numbers(struct reader *reader, struct place object, const struct number_row *rows,
                         size_t count) {
  for (size_t i = 0; i < count; i++) {
    int64_t number =
        read_number(reader, member(reader, object, rows[i].key), rows[i].minimum, rows[i].maximum);
    number *= rows[i].factor;
    memcpy((char *)reader->adapter + rows[i].offset, &number, sizeof(number));
  }
}

static void read_limits(struct reader *reader, struct place place) {
  static const char *const keys[] = {"message_bytes", "parallel"};
  if (!check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, keys, COUNT_OF(keys));
  read_numbers(reader, place, limit_rows, COUNT_OF(limit_rows));
}

static void read_timing(struct reader *reader, struct place place) {
  static const char *const keys[] = {
      "connect_ms",        "answer_ms",          "poll_ms",
      "backoff_first_ms",  "backoff_maximum_ms", "result_first_ms",
      "result_maximum_ms", "give_up_hours",      "unreadable_maximum"};
  if (!check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, keys, COUNT_OF(keys));
  read_numbers(reader, place, timing_rows, COUNT_OF(timing_rows));
  reader->adapter->policy.unreadable_maximum =
      (uint32_t)read_number(reader, member(reader, place, "unreadable_maximum"), 1, 1000);
}

static void read_tls(struct reader *reader, struct place place) {
  static const char *const keys[] = {"minimum"};
  if (place.value == NULL || !check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, keys, COUNT_OF(keys));
  struct place minimum = member(reader, place, "minimum");
  struct view version = read_text(reader, minimum);
  reader->adapter->tls_1_2 = view_is(version, "1.2");
  if (version.length > 0 && !view_is(version, "1.2") && !view_is(version, "1.3")) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, minimum.path, version.data);
  }
}

static void read_kinds(struct reader *reader, struct place place) {
  if (!check_object(reader, place)) {
    return;
  }
  struct adapter *adapter = reader->adapter;
  adapter->kinds =
      arena_array(reader->arena, json_object_size(place.value), sizeof(*adapter->kinds));
  if (adapter->kinds == NULL) {
    return;
  }
  const char *key;
  json_t *value;
  json_object_foreach(place.value, key, value) {
    adapter->kinds[adapter->kind_count++] = (struct adapter_kind){
        .kind = arena_copy(reader->arena, view_of(key)),
        .word = read_text(reader, member(reader, place, key)),
    };
  }
}

/* ---- templates ---------------------------------------------------------------------------------
 */

/* A template is one text or a list of texts that are joined without anything between them. */
static struct view join_texts(struct reader *reader, struct place place) {
  if (!json_is_array(place.value)) {
    return read_text(reader, place);
  }
  struct buffer buffer = buffer_make(reader->arena, 65536);
  size_t index;
  json_t *line;
  json_array_foreach(place.value, index, line) {
    if (!json_is_string(line)) {
      complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path, "a list of texts");
    } else {
      buffer_append(&buffer, view_make(json_string_value(line), json_string_length(line)));
    }
  }
  if (buffer.error != ERROR_OK) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path, "shorter than 65536 bytes");
  }
  return buffer_view(&buffer);
}

static enum adapter_placeholder find_placeholder(struct view name) {
  for (size_t i = 0; i < COUNT_OF(placeholder_names); i++) {
    if (view_is(name, placeholder_names[i])) {
      return (enum adapter_placeholder)i;
    }
  }
  return ADAPTER_PLACEHOLDER_COUNT;
}

static size_t count_braces(struct view text) {
  size_t count = 0;
  for (size_t i = 0; i < text.length; i++) {
    count += text.data[i] == '{';
  }
  return count;
}

static void add_piece(struct adapter_message *message, struct view literal,
                      enum adapter_placeholder placeholder) {
  message->pieces[message->piece_count++] = (struct adapter_piece){literal, placeholder};
}

/* Adds the piece that ends at the brace; returns where the next one begins. */
static size_t cut_piece(struct reader *reader, struct adapter_message *message, struct view text,
                        size_t start, const char *path) {
  size_t brace = view_find_byte(text, '{', start);
  if (brace == SIZE_MAX) {
    add_piece(message, view_part(text, start, text.length), ADAPTER_PLACEHOLDER_COUNT);
    return text.length;
  }
  if (brace + 1 < text.length && text.data[brace + 1] == '{') {
    add_piece(message, view_part(text, start, brace + 1 - start), ADAPTER_PLACEHOLDER_COUNT);
    return brace + 2;
  }
  size_t end = view_find_byte(text, '}', brace);
  size_t name_end = end == SIZE_MAX ? text.length : end;
  struct view name = view_part(text, brace + 1, name_end - brace - 1);
  enum adapter_placeholder placeholder = find_placeholder(name);
  if (end == SIZE_MAX || placeholder == ADAPTER_PLACEHOLDER_COUNT) {
    const char *copy = arena_string(reader->arena, name);
    complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, path, copy != NULL ? copy : "");
  }
  add_piece(message, view_part(text, start, brace - start), placeholder);
  return end == SIZE_MAX ? text.length : end + 1;
}

static void read_template(struct reader *reader, struct place place,
                          struct adapter_message *message) {
  if (place.value == NULL) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, "");
    return;
  }
  struct view text = join_texts(reader, place);
  message->pieces = arena_array(reader->arena, count_braces(text) + 1, sizeof(*message->pieces));
  if (message->pieces == NULL) {
    return;
  }
  for (size_t start = 0; start < text.length;) {
    start = cut_piece(reader, message, text, start, place.path);
  }
}

/* ---- operations --------------------------------------------------------------------------------
 */

static void read_result_prefixes(struct reader *reader, struct place place,
                                 struct adapter_message *message) {
  size_t count = json_array_size(place.value);
  if (count == 0 || count > ADAPTER_RESULT_PREFIXES) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path, "a list of 1 to 4 texts");
    return;
  }
  size_t index;
  json_t *prefix;
  json_array_foreach(place.value, index, prefix) {
    message->result_prefixes[message->result_prefix_count++] =
        read_text(reader, (struct place){prefix, place.path});
  }
}

/* A file name is made of it: it may not lead out of the folder. */
static void check_file_part(struct reader *reader, struct view part, const char *path) {
  if (view_find_byte(part, '/', 0) == SIZE_MAX && !view_starts_with(part, view_of("."))) {
    return;
  }
  const char *copy = arena_string(reader->arena, part);
  complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, path, copy != NULL ? copy : "");
}

static void read_operation(struct reader *reader, struct place place,
                           struct adapter_message *message) {
  static const char *const keys[] = {"path", "media_type", "request_prefix", "result_prefixes",
                                     "template"};
  if (!check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, keys, COUNT_OF(keys));
  message->path = read_text(reader, member(reader, place, "path"));
  message->media_type = read_text(reader, member(reader, place, "media_type"));
  struct place prefix = member(reader, place, "request_prefix");
  message->request_prefix = read_text(reader, prefix);
  check_file_part(reader, message->request_prefix, prefix.path);
  struct place results = member(reader, place, "result_prefixes");
  read_result_prefixes(reader, results, message);
  for (size_t i = 0; i < message->result_prefix_count; i++) {
    check_file_part(reader, message->result_prefixes[i], results.path);
  }
  read_template(reader, member(reader, place, "template"), message);
}

static void read_operations(struct reader *reader, struct place place) {
  if (!check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, operation_names, COUNT_OF(operation_names));
  for (size_t i = 0; i < COUNT_OF(operation_names); i++) {
    read_operation(reader, member(reader, place, operation_names[i]),
                   &reader->adapter->messages[i]);
  }
}

/* ---- answers -----------------------------------------------------------------------------------
 */

static void read_fields(struct reader *reader, struct place place) {
  if (!check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, field_names, COUNT_OF(field_names));
  for (size_t i = 0; i < COUNT_OF(field_names); i++) {
    struct place field = member(reader, place, field_names[i]);
    struct view path = read_text(reader, field);
    if (path.length > 0 && path.data[0] != '/') {
      complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, field.path, path.data);
    }
    reader->adapter->fields[i] = path;
  }
}

static void read_predicate(struct reader *reader, struct place place,
                           struct adapter_predicate *ret_predicate) {
  static const char *const keys[] = {"field", "equals"};
  if (!check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, keys, COUNT_OF(keys));
  struct place field = member(reader, place, "field");
  struct view name = read_text(reader, field);
  size_t i = 0;
  while (i < COUNT_OF(field_names) && !view_is(name, field_names[i])) {
    i++;
  }
  if (i == COUNT_OF(field_names)) {
    if (name.length > 0) {
      complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, field.path, name.data);
    }
    i = 0;
  }
  ret_predicate->field = (enum adapter_field)i;
  ret_predicate->value = read_text(reader, member(reader, place, "equals"));
}

static void read_answer(struct reader *reader, struct place place) {
  static const char *const keys[] = {"fields", "success"};
  static const char *const success_keys[] = {"message", "result"};
  if (!check_object(reader, place)) {
    return;
  }
  check_keys(reader, place, keys, COUNT_OF(keys));
  read_fields(reader, member(reader, place, "fields"));
  struct place success = member(reader, place, "success");
  if (!check_object(reader, success)) {
    return;
  }
  check_keys(reader, success, success_keys, COUNT_OF(success_keys));
  read_predicate(reader, member(reader, success, "message"), &reader->adapter->message_success);
  read_predicate(reader, member(reader, success, "result"), &reader->adapter->result_success);
}

static enum state_event find_class(struct view name) {
  for (size_t i = 0; i < COUNT_OF(classes); i++) {
    if (view_is(name, classes[i].name)) {
      return classes[i].event;
    }
  }
  return STATE_EVENT_UNREADABLE;
}

static void read_codes(struct reader *reader, struct place place, struct adapter_codes *codes) {
  if (!check_object(reader, place)) {
    return;
  }
  codes->rows = arena_array(reader->arena, json_object_size(place.value), sizeof(*codes->rows));
  if (codes->rows == NULL) {
    return;
  }
  const char *key;
  json_t *value;
  json_object_foreach(place.value, key, value) {
    struct place row = member(reader, place, key);
    struct view name = read_text(reader, row);
    enum state_event event = find_class(name);
    if (event == STATE_EVENT_UNREADABLE && name.length > 0) {
      complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, row.path, name.data);
    }
    codes->rows[codes->count++] =
        (struct adapter_code){arena_copy(reader->arena, view_of(key)), event};
  }
}

static void read_root(struct reader *reader, struct place root) {
  static const char *const keys[] = {"name",  "limits",     "timing", "tls",   "file_extension",
                                     "kinds", "operations", "answer", "codes", "statuses"};
  if (!check_object(reader, root)) {
    return;
  }
  struct adapter *adapter = reader->adapter;
  check_keys(reader, root, keys, COUNT_OF(keys));
  adapter->name = read_text(reader, member(reader, root, "name"));
  struct place extension = member(reader, root, "file_extension");
  adapter->file_extension = read_text(reader, extension);
  if (view_find_byte(adapter->file_extension, '/', 0) != SIZE_MAX) {
    complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, extension.path, adapter->file_extension.data);
  }
  read_limits(reader, member(reader, root, "limits"));
  read_timing(reader, member(reader, root, "timing"));
  read_tls(reader, member(reader, root, "tls"));
  read_kinds(reader, member(reader, root, "kinds"));
  read_operations(reader, member(reader, root, "operations"));
  read_answer(reader, member(reader, root, "answer"));
  read_codes(reader, member(reader, root, "codes"), &adapter->codes);
  read_codes(reader, member(reader, root, "statuses"), &adapter->statuses);
}

enum error adapter_read(struct arena *arena, struct view json, struct issue_list *issues,
                        struct adapter **ret_adapter) {
  uint32_t before = issues->severities[SEVERITY_ERROR];
  struct reader reader = {arena, issues, arena_alloc(arena, sizeof(struct adapter))};
  if (reader.adapter == NULL) {
    return ERROR_MEMORY;
  }
  json_error_t fault;
  json_t *root = json_loadb(json.data, json.length, JSON_REJECT_DUPLICATES, &fault);
  if (root == NULL) {
    issue_add_with(issues, national_messages_get(NATIONAL_MESSAGE_ADAPTER_SYNTAX),
                   arena_format(arena, "%d", fault.line), arena_copy(arena, view_of(fault.text)));
    return ERROR_CONFIGURATION;
  }
  read_root(&reader, (struct place){root, "$"});
  json_decref(root);
  if (issues->severities[SEVERITY_ERROR] > before) {
    return ERROR_CONFIGURATION;
  }
  *ret_adapter = reader.adapter;
  return ERROR_OK;
}

struct view adapter_kind_word(const struct adapter *adapter, struct view kind) {
  for (size_t i = 0; i < adapter->kind_count; i++) {
    if (view_equal(adapter->kinds[i].kind, kind)) {
      return adapter->kinds[i].word;
    }
  }
  return (struct view){NULL, 0};
}

enum state_event adapter_codes_find(const struct adapter_codes *codes, struct view code) {
  for (size_t i = 0; i < codes->count; i++) {
    if (view_equal(codes->rows[i].code, code)) {
      return codes->rows[i].event;
    }
  }
  return STATE_EVENT_UNREADABLE;
}
