#include "server/base/buffer.h"
#include "server/national/adapter_json.h"

static const char *const placeholder_names[] = {
#define PLACEHOLDER_NAME(name, text) text,
    ADAPTER_PLACEHOLDERS(PLACEHOLDER_NAME)
#undef PLACEHOLDER_NAME
};
static const struct adapter_name operation_names[] = {
#define OPERATION_NAME(name, text, required) {text, required},
    ADAPTER_OPERATIONS(OPERATION_NAME)
#undef OPERATION_NAME
};

#define TEMPLATE_BYTES 65536u

/* A template is one text or a list of texts that are joined without anything between them. */
static struct view join_texts(struct adapter_reader *reader, struct adapter_place place) {
  if (!json_is_array(place.value)) {
    return adapter_text(reader, place);
  }
  struct buffer buffer = buffer_make(reader->arena, TEMPLATE_BYTES);
  size_t index;
  json_t *line;
  json_array_foreach(place.value, index, line) {
    if (!json_is_string(line)) {
      adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path,
                       view_of("a list of texts"));
    } else {
      buffer_append(&buffer, view_make(json_string_value(line), json_string_length(line)));
    }
  }
  if (buffer.error != ERROR_OK) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path,
                     view_of("shorter than 65536 bytes"));
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

static void add_piece(struct adapter_template *template, struct view literal,
                      enum adapter_placeholder placeholder) {
  template->pieces[template->count++] = (struct adapter_piece){literal, placeholder};
}

/* A text with a placeholder that begins at start. */
struct cut {
  struct view text;
  size_t start;
  const char *path;
};

/* Adds the piece that ends at the next brace and moves behind it. */
static void cut_piece(struct adapter_reader *reader, struct adapter_template *template,
                      struct cut *cut) {
  struct view text = cut->text;
  size_t start = cut->start;
  size_t brace = view_find_byte(text, '{', start);
  if (brace == SIZE_MAX) {
    add_piece(template, view_part(text, start, text.length), ADAPTER_PLACEHOLDER_COUNT);
    cut->start = text.length;
    return;
  }
  if (brace + 1 < text.length && text.data[brace + 1] == '{') {
    add_piece(template, view_part(text, start, brace + 1 - start), ADAPTER_PLACEHOLDER_COUNT);
    cut->start = brace + 2;
    return;
  }
  size_t end = view_find_byte(text, '}', brace);
  size_t name_end = end == SIZE_MAX ? text.length : end;
  struct view name = view_part(text, brace + 1, name_end - brace - 1);
  enum adapter_placeholder placeholder = find_placeholder(name);
  if (end == SIZE_MAX || placeholder == ADAPTER_PLACEHOLDER_COUNT) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, cut->path, name);
  }
  add_piece(template, view_part(text, start, brace - start), placeholder);
  cut->start = end == SIZE_MAX ? text.length : end + 1;
}

void adapter_read_template(struct adapter_reader *reader, struct adapter_place place,
                           struct adapter_template *ret_template) {
  struct cut cut = {join_texts(reader, place), 0, place.path};
  ret_template->pieces =
      arena_array(reader->arena, count_braces(cut.text) + 1, sizeof(*ret_template->pieces));
  while (ret_template->pieces != NULL && cut.start < cut.text.length) {
    cut_piece(reader, ret_template, &cut);
  }
}

static void read_result_prefixes(struct adapter_reader *reader, struct adapter_place place,
                                 struct adapter_address *address) {
  size_t count = json_array_size(place.value);
  if (count == 0 || count > ADAPTER_RESULT_PREFIXES) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_TYPE, place.path,
                     view_of("a list of 1 to 4 texts"));
    return;
  }
  size_t index;
  json_t *prefix;
  json_array_foreach(place.value, index, prefix) {
    address->result_prefixes[address->result_prefix_count++] =
        adapter_text(reader, (struct adapter_place){prefix, place.path});
  }
}

/* A file name is made of it: it may not lead out of the folder. */
static void check_file_part(struct adapter_reader *reader, struct view part, const char *path) {
  if (view_find_byte(part, '/', 0) != SIZE_MAX || view_starts_with(part, view_of("."))) {
    adapter_complain(reader, NATIONAL_MESSAGE_ADAPTER_VALUE, path, part);
  }
}

static void read_address(struct adapter_reader *reader, struct adapter_place place,
                         struct adapter_address *address) {
  address->path = adapter_text(reader, adapter_member(reader, place, "path"));
  struct adapter_place prefix = adapter_member(reader, place, "request_prefix");
  address->request_prefix = adapter_text(reader, prefix);
  check_file_part(reader, address->request_prefix, prefix.path);
  struct adapter_place results = adapter_member(reader, place, "result_prefixes");
  read_result_prefixes(reader, results, address);
  for (size_t i = 0; i < address->result_prefix_count; i++) {
    check_file_part(reader, address->result_prefixes[i], results.path);
  }
}

/* Kinds with an address of their own. */
static void read_kinds(struct adapter_reader *reader, struct adapter_place place,
                       struct adapter_message *message) {
  static const struct adapter_name names[] = {
      {"path", true}, {"request_prefix", true}, {"result_prefixes", true}};
  if (place.value == NULL || !adapter_check_object(reader, place)) {
    return;
  }
  message->kinds =
      arena_array(reader->arena, json_object_size(place.value), sizeof(*message->kinds));
  if (message->kinds == NULL) {
    return;
  }
  const char *key;
  json_t *value;
  json_object_foreach(place.value, key, value) {
    struct adapter_place kind = adapter_member(reader, place, key);
    struct adapter_kind_address *row = &message->kinds[message->kind_count++];
    row->kind = arena_copy(reader->arena, view_of(key));
    if (adapter_check_members(reader, kind, names, COUNT_OF(names))) {
      read_address(reader, kind, &row->address);
    }
  }
}

static void read_operation(struct adapter_reader *reader, struct adapter_place place,
                           struct adapter_message *message) {
  static const struct adapter_name names[] = {{"path", true},           {"media_type", true},
                                              {"request_prefix", true}, {"result_prefixes", true},
                                              {"template", true},       {"kinds", false}};
  if (!adapter_check_members(reader, place, names, COUNT_OF(names))) {
    return;
  }
  message->offered = true;
  read_address(reader, place, &message->address);
  message->media_type = adapter_text(reader, adapter_member(reader, place, "media_type"));
  read_kinds(reader, adapter_member(reader, place, "kinds"), message);
  adapter_read_template(reader, adapter_member(reader, place, "template"), &message->template);
}

void adapter_read_operations(struct adapter_reader *reader, struct adapter_place place) {
  if (!adapter_check_members(reader, place, operation_names, COUNT_OF(operation_names))) {
    return;
  }
  for (size_t i = 0; i < COUNT_OF(operation_names); i++) {
    struct adapter_place operation = adapter_member(reader, place, operation_names[i].name);
    if (operation.value != NULL || operation_names[i].required) {
      read_operation(reader, operation, &reader->adapter->messages[i]);
    }
  }
}

const struct adapter_address *adapter_address_of(const struct adapter *adapter,
                                                 enum adapter_operation operation,
                                                 struct view kind) {
  const struct adapter_message *message = &adapter->messages[operation];
  for (size_t i = 0; i < message->kind_count; i++) {
    if (view_equal(message->kinds[i].kind, kind)) {
      return &message->kinds[i].address;
    }
  }
  return &message->address;
}

const char *adapter_operation_name(enum adapter_operation operation) {
  return (unsigned)operation < ADAPTER_OPERATION_COUNT ? operation_names[operation].name : "";
}
