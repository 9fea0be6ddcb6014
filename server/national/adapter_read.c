#include "server/national/adapter_read.h"

#include "server/national/adapter_json.h"

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

static void read_numbers(struct adapter_reader *reader, struct adapter_place object,
                         const struct number_row *rows, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int64_t number = adapter_number(reader, adapter_member(reader, object, rows[i].key),
                                    rows[i].minimum, rows[i].maximum);
    number *= rows[i].factor;
    memcpy((char *)reader->adapter + rows[i].offset, &number, sizeof(number));
  }
}

static void read_limits(struct adapter_reader *reader, struct adapter_place place) {
  static const struct adapter_name names[] = {{"message_bytes", true}, {"parallel", true}};
  if (adapter_check_members(reader, place, names, COUNT_OF(names))) {
    read_numbers(reader, place, limit_rows, COUNT_OF(limit_rows));
  }
}

static void read_timing(struct adapter_reader *reader, struct adapter_place place) {
  static const struct adapter_name names[] = {
      {"connect_ms", true},        {"answer_ms", true},          {"poll_ms", true},
      {"backoff_first_ms", true},  {"backoff_maximum_ms", true}, {"result_first_ms", true},
      {"result_maximum_ms", true}, {"give_up_hours", true},      {"unreadable_maximum", true}};
  if (!adapter_check_members(reader, place, names, COUNT_OF(names))) {
    return;
  }
  read_numbers(reader, place, timing_rows, COUNT_OF(timing_rows));
  reader->adapter->policy.unreadable_maximum = (uint32_t)adapter_number(
      reader, adapter_member(reader, place, "unreadable_maximum"), 1, 1000);
}

/* One of two words; true for the first. The second stands without a word, too. */
static bool read_choice(struct adapter_reader *reader, struct adapter_place place,
                        const char *first, const char *second) {
  if (place.value == NULL) {
    return false;
  }
  struct view word = adapter_text(reader, place);
  if (word.length > 0 && !view_is(word, first) && !view_is(word, second)) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, place.path, word);
  }
  return view_is(word, first);
}

static void read_tls(struct adapter_reader *reader, struct adapter_place place) {
  static const struct adapter_name names[] = {{"minimum", false}};
  if (place.value != NULL && adapter_check_members(reader, place, names, COUNT_OF(names))) {
    reader->adapter->tls_1_2 =
        read_choice(reader, adapter_member(reader, place, "minimum"), "1.2", "1.3");
  }
}

static void read_kinds(struct adapter_reader *reader, struct adapter_place place) {
  if (!adapter_check_object(reader, place)) {
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
        .word = adapter_text(reader, adapter_member(reader, place, key)),
    };
  }
}

static void read_names(struct adapter_reader *reader, struct adapter_place root) {
  struct adapter *adapter = reader->adapter;
  adapter->name = adapter_text(reader, adapter_member(reader, root, "name"));
  struct adapter_place extension = adapter_member(reader, root, "file_extension");
  adapter->file_extension = adapter_text(reader, extension);
  if (view_find_byte(adapter->file_extension, '/', 0) != SIZE_MAX) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, extension.path,
                     adapter->file_extension);
  }
}

static bool wraps(const struct adapter_template *template) {
  for (size_t i = 0; i < template->count; i++) {
    if (template->pieces[i].placeholder == ADAPTER_PLACEHOLDER_CONTENT_WRAPPED_BASE64) {
      return true;
    }
  }
  return false;
}

/* A wrapper does not wrap itself, and who wants wrapping gives one. */
static void check_wrapper(struct adapter_reader *reader, struct adapter_place place) {
  const struct adapter *adapter = reader->adapter;
  if (wraps(&adapter->wrapper)) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, place.path,
                     view_of("content_wrapped_base64"));
  }
  for (size_t i = 0; i < ADAPTER_OPERATION_COUNT; i++) {
    if (place.value == NULL && wraps(&adapter->messages[i].template)) {
      adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_MISSING, place.path, view_of(""));
      return;
    }
  }
}

static void read_root(struct adapter_reader *reader, struct adapter_place root) {
  static const struct adapter_name names[] = {
      {"name", true},           {"limits", true}, {"timing", true},     {"tls", false},
      {"file_extension", true}, {"kinds", true},  {"operations", true}, {"answer", true},
      {"words", false},         {"codes", true},  {"statuses", true},   {"resend", false},
      {"wrapper", false}};
  if (!adapter_check_members(reader, root, names, COUNT_OF(names))) {
    return;
  }
  struct adapter *adapter = reader->adapter;
  read_names(reader, root);
  read_limits(reader, adapter_member(reader, root, "limits"));
  read_timing(reader, adapter_member(reader, root, "timing"));
  read_tls(reader, adapter_member(reader, root, "tls"));
  adapter->repeats_unknown =
      read_choice(reader, adapter_member(reader, root, "resend"), "repeat", "ask");
  struct adapter_place wrapper = adapter_member(reader, root, "wrapper");
  if (wrapper.value != NULL) {
    adapter_read_template(reader, wrapper, &adapter->wrapper);
  }
  read_kinds(reader, adapter_member(reader, root, "kinds"));
  adapter_read_operations(reader, adapter_member(reader, root, "operations"));
  check_wrapper(reader, wrapper);
  adapter_read_answer(reader, adapter_member(reader, root, "answer"));
  adapter_read_words(reader, adapter_member(reader, root, "words"));
  adapter_read_codes(reader, adapter_member(reader, root, "codes"), &adapter->codes);
  adapter_read_codes(reader, adapter_member(reader, root, "statuses"), &adapter->statuses);
}

enum error adapter_read(struct arena *arena, struct view json, struct issue_list *issues,
                        struct adapter **ret_adapter) {
  uint32_t before = issues->severities[SEVERITY_ERROR];
  struct adapter_reader reader = {arena, issues, arena_alloc(arena, sizeof(struct adapter))};
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
  read_root(&reader, (struct adapter_place){root, "$"});
  json_decref(root);
  if (issues->severities[SEVERITY_ERROR] > before) {
    return ERROR_CONFIGURATION;
  }
  *ret_adapter = reader.adapter;
  return ERROR_OK;
}
