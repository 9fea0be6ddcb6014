#include "server/base/document.h"

#include "server/base/utf8.h"
#include "server/limits.h"

struct fault_text {
  const char *english;
  const char *japanese;
};

static const struct fault_text fault_texts[] = {
    [DOCUMENT_FAULT_NONE] = {"no fault", "誤りはありません"},
    [DOCUMENT_FAULT_EMPTY] = {"the content is empty", "内容が空です"},
    [DOCUMENT_FAULT_TRUNCATED] = {"the content ends before the JSON value is complete",
                                  "JSON が途中で終わっています"},
    [DOCUMENT_FAULT_SYNTAX] = {"this is not JSON", "JSON の文法に合っていません"},
    [DOCUMENT_FAULT_UTF8] = {"these bytes are not UTF-8", "UTF-8 ではないバイト列があります"},
    [DOCUMENT_FAULT_DUPLICATE_KEY] = {"the same key stands twice in one object",
                                      "同じオブジェクトに同じキーが2回あります"},
    [DOCUMENT_FAULT_CONTROL_CHARACTER] =
        {"a control character in a string must be written as an escape",
         "文字列中の制御文字はエスケープして書く必要があります"},
    [DOCUMENT_FAULT_ESCAPE] = {"this escape sequence is not valid",
                               "エスケープの書き方が正しくありません"},
    [DOCUMENT_FAULT_NUMBER] = {"this is not a JSON number", "JSON の数値として正しくありません"},
    [DOCUMENT_FAULT_DEPTH] = {"the content is nested too deeply", "入れ子が深すぎます"},
    [DOCUMENT_FAULT_TRAILING] = {"something follows the end of the JSON value",
                                 "JSON の終わりの後に余分な内容があります"},
    [DOCUMENT_FAULT_SIZE] = {"the content is too large", "内容が大きすぎます"},
};

const char *document_fault_english(enum document_fault fault) {
  return fault_texts[fault].english;
}

const char *document_fault_japanese(enum document_fault fault) {
  return fault_texts[fault].japanese;
}

struct document_position document_position(struct view text, size_t offset) {
  struct document_position position = {1, 1};
  size_t end = offset < text.length ? offset : text.length;
  size_t line_start = 0;
  for (size_t at = view_find_byte(text, '\n', 0); at < end;
       at = view_find_byte(text, '\n', at + 1)) {
    position.line++;
    line_start = at + 1;
  }
  position.column += (uint32_t)utf8_count(view_make(text.data + line_start, end - line_start));
  return position;
}

/* The index behind a child: behind a key's value for objects. */
static uint32_t behind(const struct document *document, uint32_t index) {
  const struct node *node = &document->nodes[index];
  return node->type == NODE_KEY ? document->nodes[index + 1].next : node->next;
}

uint32_t document_first(const struct document *document, uint32_t container) {
  const struct node *node = &document->nodes[container];
  bool has_children =
      (node->type == NODE_OBJECT || node->type == NODE_ARRAY) && node->next > container + 1;
  return has_children ? container + 1 : NODE_NONE;
}

uint32_t document_next(const struct document *document, uint32_t container, uint32_t index) {
  uint32_t next = behind(document, index);
  return next < document->nodes[container].next ? next : NODE_NONE;
}

uint32_t document_count(const struct document *document, uint32_t container) {
  uint32_t count = 0;
  for (uint32_t child = document_first(document, container); child != NODE_NONE;
       child = document_next(document, container, child)) {
    count++;
  }
  return count;
}

uint32_t document_member(const struct document *document, uint32_t object, struct view name) {
  if (object == NODE_NONE || document_type(document, object) != NODE_OBJECT) {
    return NODE_NONE;
  }
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    if (document_string_is(document, key, name)) {
      return key + 1;
    }
  }
  return NODE_NONE;
}

uint32_t document_member_id(const struct document *document, uint32_t object, uint32_t name_id) {
  if (object == NODE_NONE || document_type(document, object) != NODE_OBJECT) {
    return NODE_NONE;
  }
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    if (document->nodes[key].next == name_id) {
      return key + 1;
    }
  }
  return NODE_NONE;
}

uint32_t document_path(const struct document *document, uint32_t node, const char *const *names) {
  for (; *names != NULL && node != NODE_NONE; names++) {
    node = document_member(document, node, view_of(*names));
  }
  return node;
}

uint32_t document_item(const struct document *document, uint32_t array, uint32_t position) {
  if (array == NODE_NONE || document_type(document, array) != NODE_ARRAY) {
    return NODE_NONE;
  }
  uint32_t item = document_first(document, array);
  while (item != NODE_NONE && position > 0) {
    item = document_next(document, array, item);
    position--;
  }
  return item;
}

static uint32_t hex4(const char *digits) {
  uint32_t unit = 0;
  for (int i = 0; i < 4; i++) {
    uint32_t byte = (unsigned char)digits[i];
    unit = unit << 4 | (byte <= '9' ? byte - '0' : (byte | 0x20u) - 'a' + 10);
  }
  return unit;
}

/* Decodes one escape at raw[*offset] (the backslash); the reader has checked it. */
static size_t decode_escape(struct view raw, size_t *offset, char ret_bytes[UTF8_MAXIMUM_BYTES]) {
  static const char letters[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  char kind = raw.data[*offset + 1];
  if (kind != 'u') {
    ret_bytes[0] = values[strchr(letters, kind) - letters];
    *offset += 2;
    return 1;
  }
  uint32_t code_point = hex4(raw.data + *offset + 2);
  *offset += 6;
  if (code_point >= 0xD800 && code_point <= 0xDBFF) {
    uint32_t low = hex4(raw.data + *offset + 2);
    code_point = 0x10000 + ((code_point - 0xD800) << 10) + (low - 0xDC00);
    *offset += 6;
  }
  return utf8_write(code_point, ret_bytes);
}

struct view document_string(const struct document *document, uint32_t index, struct arena *arena) {
  if (index == NODE_NONE) {
    return (struct view){NULL, 0};
  }
  const struct node *node = &document->nodes[index];
  struct view raw = document_raw(document, index);
  if (node->type != NODE_STRING && node->type != NODE_KEY) {
    return (struct view){NULL, 0};
  }
  if ((node->flags & NODE_FLAG_ESCAPED) == 0) {
    return raw;
  }
  char *decoded = arena_bytes(arena, raw.length + 1);
  if (decoded == NULL) {
    return (struct view){NULL, 0};
  }
  size_t length = 0;
  for (size_t offset = 0; offset < raw.length;) {
    if (raw.data[offset] != '\\') {
      decoded[length++] = raw.data[offset++];
      continue;
    }
    char bytes[UTF8_MAXIMUM_BYTES] = {0};
    size_t size = decode_escape(raw, &offset, bytes);
    memcpy(decoded + length, bytes, size);
    length += size;
  }
  decoded[length] = '\0';
  return view_make(decoded, length);
}

struct view document_member_string(const struct document *document, uint32_t object,
                                   const char *name, struct arena *arena) {
  return document_string(document, document_member(document, object, view_of(name)), arena);
}

bool document_string_is(const struct document *document, uint32_t index, struct view text) {
  const struct node *node = &document->nodes[index];
  struct view raw = document_raw(document, index);
  if (node->type != NODE_STRING && node->type != NODE_KEY) {
    return false;
  }
  if ((node->flags & NODE_FLAG_ESCAPED) == 0) {
    return view_equal(raw, text);
  }
  size_t matched = 0;
  for (size_t offset = 0; offset < raw.length;) {
    char bytes[UTF8_MAXIMUM_BYTES] = {raw.data[offset]};
    size_t size = 1;
    if (raw.data[offset] == '\\') {
      size = decode_escape(raw, &offset, bytes);
    } else {
      offset++;
    }
    if (!view_equal(view_part(text, matched, size), view_make(bytes, size))) {
      return false;
    }
    matched += size;
  }
  return matched == text.length;
}

/* Strings compare decoded. Both are strings; escapes are rare, so the common case is memcmp. */
static bool strings_equal(const struct document *a, uint32_t node_a, const struct document *b,
                          uint32_t node_b) {
  if (((a->nodes[node_a].flags | b->nodes[node_b].flags) & NODE_FLAG_ESCAPED) == 0) {
    return view_equal(document_raw(a, node_a), document_raw(b, node_b));
  }
  size_t needed = (size_t)a->nodes[node_a].length + 64;
  struct arena *arena = arena_new(needed);
  if (arena == NULL) {
    return false;
  }
  bool equal = document_string_is(b, node_b, document_string(a, node_a, arena));
  arena_free(arena);
  return equal;
}

static bool arrays_equal(const struct document *a, uint32_t node_a, const struct document *b,
                         uint32_t node_b) {
  uint32_t item_a = document_first(a, node_a);
  uint32_t item_b = document_first(b, node_b);
  while (item_a != NODE_NONE && item_b != NODE_NONE) {
    if (!document_value_equal(a, item_a, b, item_b)) {
      return false;
    }
    item_a = document_next(a, node_a, item_a);
    item_b = document_next(b, node_b, item_b);
  }
  return item_a == item_b;
}

static uint32_t member_like(const struct document *document, uint32_t object,
                            const struct document *other, uint32_t other_key) {
  for (uint32_t key = document_first(document, object); key != NODE_NONE;
       key = document_next(document, object, key)) {
    if (strings_equal(document, key, other, other_key)) {
      return key + 1;
    }
  }
  return NODE_NONE;
}

static bool objects_equal(const struct document *a, uint32_t node_a, const struct document *b,
                          uint32_t node_b) {
  if (document_count(a, node_a) != document_count(b, node_b)) {
    return false;
  }
  for (uint32_t key = document_first(a, node_a); key != NODE_NONE;
       key = document_next(a, node_a, key)) {
    uint32_t value = member_like(b, node_b, a, key);
    if (value == NODE_NONE || !document_value_equal(a, key + 1, b, value)) {
      return false;
    }
  }
  return true;
}

/* Recursion is bounded by LIMIT_DOCUMENT_DEPTH: both documents were read. */
bool document_value_equal(const struct document *a, uint32_t node_a, const struct document *b,
                          uint32_t node_b) {
  enum node_type type = document_type(a, node_a);
  if (type != document_type(b, node_b)) {
    return false;
  }
  switch (type) {
  case NODE_STRING:
  case NODE_KEY:
    return strings_equal(a, node_a, b, node_b);
  case NODE_NUMBER:
    return view_equal(document_raw(a, node_a), document_raw(b, node_b));
  case NODE_ARRAY:
    return arrays_equal(a, node_a, b, node_b);
  case NODE_OBJECT:
    return objects_equal(a, node_a, b, node_b);
  case NODE_NULL:
  case NODE_FALSE:
  case NODE_TRUE:
    return true;
  }
  return false;
}
