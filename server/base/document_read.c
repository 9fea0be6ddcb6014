/* The strict single-pass JSON reader (RFC 8259). Containers are kept on an explicit stack, so
 * nesting costs no C stack. The tape's size is known before reading: every value but the root
 * follows one of , [ { : and every key precedes a colon. */
#include "server/base/document.h"

#include "server/base/utf8.h"
#include "server/limits.h"

/* Objects with more members are checked for duplicate keys with a hash set, smaller ones pairwise.
 */
#define PAIRWISE_MEMBERS 24u

struct reader {
  const unsigned char *start;
  const unsigned char *at;
  const unsigned char *end;
  struct arena *arena;
  const struct name_table *names;
  struct document document;
  struct node *nodes;
  uint32_t depth; /* open containers */
  uint32_t open[LIMIT_DOCUMENT_DEPTH];
  enum document_fault fault;
  const unsigned char *fault_at;
  bool out_of_memory;
};

static bool fail(struct reader *reader, enum document_fault fault, const unsigned char *at) {
  bool truncated = at >= reader->end && fault == DOCUMENT_FAULT_SYNTAX;
  reader->fault = truncated ? DOCUMENT_FAULT_TRUNCATED : fault;
  reader->fault_at = at;
  return false;
}

static void skip_blanks(struct reader *reader) {
  const unsigned char *at = reader->at;
  while (at < reader->end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) {
    at++;
  }
  reader->at = at;
}

static uint32_t node_add(struct reader *reader, enum node_type type, const unsigned char *start) {
  uint32_t index = reader->document.count++;
  reader->nodes[index] = (struct node){.offset = (uint32_t)(start - reader->start),
                                       .length = (uint32_t)(reader->at - start),
                                       .next = index + 1,
                                       .type = (uint8_t)type,
                                       .depth = (uint16_t)reader->depth};
  return index;
}

/* Four hexadecimal digits at reader->at; false leaves the position. */
static bool read_hex4(struct reader *reader, uint32_t *ret_unit) {
  uint32_t unit = 0;
  if (reader->end - reader->at < 4) {
    return false;
  }
  for (int i = 0; i < 4; i++) {
    unsigned char byte = reader->at[i];
    unsigned char lower = byte | 0x20u;
    if (byte >= '0' && byte <= '9') {
      unit = unit << 4 | (byte - (uint32_t)'0');
    } else if (lower >= 'a' && lower <= 'f') {
      unit = unit << 4 | (lower - (uint32_t)'a' + 10);
    } else {
      return false;
    }
  }
  reader->at += 4;
  *ret_unit = unit;
  return true;
}

/* reader->at is behind "\u". A high surrogate must be followed by an escaped low one. */
static bool read_unicode_escape(struct reader *reader, const unsigned char *backslash) {
  uint32_t unit;
  if (!read_hex4(reader, &unit) || (unit >= 0xDC00 && unit <= 0xDFFF)) {
    return fail(reader, DOCUMENT_FAULT_ESCAPE, backslash);
  }
  if (unit < 0xD800 || unit > 0xDBFF) {
    return true;
  }
  if (reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u') {
    return fail(reader, DOCUMENT_FAULT_ESCAPE, backslash);
  }
  reader->at += 2;
  if (!read_hex4(reader, &unit) || unit < 0xDC00 || unit > 0xDFFF) {
    return fail(reader, DOCUMENT_FAULT_ESCAPE, backslash);
  }
  return true;
}

static bool read_escape(struct reader *reader) {
  const unsigned char *backslash = reader->at++;
  if (reader->at >= reader->end) {
    return fail(reader, DOCUMENT_FAULT_TRUNCATED, reader->at);
  }
  unsigned char kind = *reader->at++;
  if (kind == 'u') {
    return read_unicode_escape(reader, backslash);
  }
  if (kind == '\0' || strchr("\"\\/bfnrt", kind) == NULL) {
    return fail(reader, DOCUMENT_FAULT_ESCAPE, backslash);
  }
  return true;
}

/* Plain text runs: bytes that are neither quote, backslash, control nor non-ASCII, eight at a time.
 */
static const unsigned char *skip_plain(const unsigned char *at, const unsigned char *end) {
  const uint64_t ones = 0x0101010101010101u;
  const uint64_t highs = 0x8080808080808080u;
  while (end - at >= 8) {
    uint64_t word;
    memcpy(&word, at, sizeof word);
    uint64_t quote = word ^ (ones * '"');
    uint64_t backslash = word ^ (ones * '\\');
    uint64_t special = (quote - ones) | (backslash - ones) | (word - ones * 0x20u) | word;
    if ((special & highs) != 0) {
      break;
    }
    at += 8;
  }
  while (at < end && *at >= 0x20 && *at < 0x80 && *at != '"' && *at != '\\') {
    at++;
  }
  return at;
}

static bool skip_non_ascii(struct reader *reader) {
  while (reader->at < reader->end && *reader->at >= 0x80) {
    size_t rest = (size_t)(reader->end - reader->at);
    size_t size = 0;
    struct view view = view_make((const char *)reader->at, rest < 4 ? rest : 4);
    if (utf8_next(view, &size) == UTF8_INVALID) {
      return fail(reader, DOCUMENT_FAULT_UTF8, reader->at);
    }
    reader->at += size;
  }
  return true;
}

/* reader->at is behind the opening quote; afterwards behind the closing one. */
static bool read_string(struct reader *reader, enum node_type type, uint32_t *ret_index) {
  const unsigned char *start = reader->at;
  unsigned flags = 0;
  for (;;) {
    reader->at = skip_plain(reader->at, reader->end);
    if (reader->at >= reader->end) {
      return fail(reader, DOCUMENT_FAULT_TRUNCATED, reader->at);
    }
    unsigned char byte = *reader->at;
    if (byte == '"') {
      break;
    }
    if (byte >= 0x80) {
      flags |= NODE_FLAG_NON_ASCII;
      if (!skip_non_ascii(reader)) {
        return false;
      }
    } else if (byte == '\\') {
      flags |= NODE_FLAG_ESCAPED;
      if (!read_escape(reader)) {
        return false;
      }
    } else {
      return fail(reader, DOCUMENT_FAULT_CONTROL_CHARACTER, reader->at);
    }
  }
  *ret_index = node_add(reader, type, start);
  reader->nodes[*ret_index].flags = (uint8_t)flags;
  reader->at++;
  return true;
}

static bool skip_digits(struct reader *reader) {
  const unsigned char *start = reader->at;
  while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9') {
    reader->at++;
  }
  return reader->at > start;
}

static bool accept_byte(struct reader *reader, unsigned char a, unsigned char b) {
  if (reader->at < reader->end && (*reader->at == a || *reader->at == b)) {
    reader->at++;
    return true;
  }
  return false;
}

static bool read_number(struct reader *reader) {
  const unsigned char *start = reader->at;
  accept_byte(reader, '-', '-');
  bool good = accept_byte(reader, '0', '0') || skip_digits(reader);
  if (good && accept_byte(reader, '.', '.')) {
    good = skip_digits(reader);
  }
  if (good && accept_byte(reader, 'e', 'E')) {
    accept_byte(reader, '+', '-');
    good = skip_digits(reader);
  }
  if (good && reader->at < reader->end) {
    unsigned char next = *reader->at;
    good = next == ',' || next == ']' || next == '}' || next <= ' ';
  }
  if (!good) {
    return fail(reader,
                reader->at >= reader->end ? DOCUMENT_FAULT_TRUNCATED : DOCUMENT_FAULT_NUMBER,
                reader->at >= reader->end ? reader->at : start);
  }
  node_add(reader, NODE_NUMBER, start);
  return true;
}

static bool read_word(struct reader *reader, const char *word, enum node_type type) {
  const unsigned char *start = reader->at;
  for (; *word != '\0'; word++) {
    if (!accept_byte(reader, (unsigned char)*word, (unsigned char)*word)) {
      return fail(reader, DOCUMENT_FAULT_SYNTAX, reader->at >= reader->end ? reader->at : start);
    }
  }
  node_add(reader, type, start);
  return true;
}

static bool same_key(struct reader *reader, uint32_t a, uint32_t b) {
  const struct node *key_a = &reader->nodes[a];
  const struct node *key_b = &reader->nodes[b];
  if (key_a->next != key_b->next) {
    return false;
  }
  if (key_a->next != NAME_NONE) {
    return true;
  }
  if (((key_a->flags | key_b->flags) & NODE_FLAG_ESCAPED) == 0) {
    return view_equal(document_raw(&reader->document, a), document_raw(&reader->document, b));
  }
  struct arena_mark mark = arena_mark(reader->arena);
  bool same = view_equal(document_string(&reader->document, a, reader->arena),
                         document_string(&reader->document, b, reader->arena));
  arena_back(reader->arena, mark);
  return same;
}

static uint64_t key_hash(struct reader *reader, uint32_t key) {
  struct arena_mark mark = arena_mark(reader->arena);
  struct view text = document_string(&reader->document, key, reader->arena);
  uint64_t hash = 0;
  for (size_t i = 0; i < text.length; i++) {
    hash = hash * 0x9E3779B97F4A7C15u + (unsigned char)text.data[i];
  }
  arena_back(reader->arena, mark);
  return hash ^ (hash >> 29);
}

/* The later key of a pair of equal ones, or NODE_NONE. */
static uint32_t find_duplicate_hashed(struct reader *reader, uint32_t object, uint32_t members) {
  uint32_t slot_count = 64;
  while (slot_count < members * 2) {
    slot_count *= 2;
  }
  struct arena_mark mark = arena_mark(reader->arena);
  uint32_t *slots = arena_array(reader->arena, slot_count, sizeof *slots);
  if (slots == NULL) {
    reader->out_of_memory = true;
    return object;
  }
  uint32_t duplicate = NODE_NONE;
  for (uint32_t key = object + 1; key < reader->document.count && duplicate == NODE_NONE;
       key = reader->nodes[key + 1].next) {
    uint32_t slot = (uint32_t)key_hash(reader, key) & (slot_count - 1);
    while (slots[slot] != 0 && !same_key(reader, slots[slot], key)) {
      slot = (slot + 1) & (slot_count - 1);
    }
    if (slots[slot] != 0) {
      duplicate = key;
    }
    slots[slot] = key;
  }
  arena_back(reader->arena, mark);
  return duplicate;
}

static uint32_t find_duplicate(struct reader *reader, uint32_t object) {
  uint32_t keys[PAIRWISE_MEMBERS];
  uint32_t members = 0;
  for (uint32_t key = object + 1; key < reader->document.count; key = reader->nodes[key + 1].next) {
    for (uint32_t i = 0; i < members && members <= PAIRWISE_MEMBERS; i++) {
      if (i < PAIRWISE_MEMBERS && same_key(reader, keys[i], key)) {
        return key;
      }
    }
    if (members < PAIRWISE_MEMBERS) {
      keys[members] = key;
    }
    members++;
  }
  return members <= PAIRWISE_MEMBERS ? NODE_NONE : find_duplicate_hashed(reader, object, members);
}

static bool open_container(struct reader *reader, enum node_type type) {
  if (reader->depth == LIMIT_DOCUMENT_DEPTH) {
    return fail(reader, DOCUMENT_FAULT_DEPTH, reader->at);
  }
  uint32_t index = node_add(reader, type, reader->at);
  reader->open[reader->depth++] = index;
  reader->at++;
  skip_blanks(reader);
  return true;
}

static bool close_container(struct reader *reader) {
  uint32_t index = reader->open[--reader->depth];
  struct node *node = &reader->nodes[index];
  reader->at++;
  node->length = (uint32_t)(reader->at - reader->start) - node->offset;
  node->next = reader->document.count;
  if (node->type == NODE_ARRAY) {
    return true;
  }
  uint32_t duplicate = find_duplicate(reader, index);
  if (duplicate != NODE_NONE && !reader->out_of_memory) {
    return fail(reader, DOCUMENT_FAULT_DUPLICATE_KEY,
                reader->start + reader->nodes[duplicate].offset - 1);
  }
  return !reader->out_of_memory;
}

static bool read_key(struct reader *reader) {
  skip_blanks(reader);
  if (reader->at >= reader->end || *reader->at != '"') {
    return fail(reader, DOCUMENT_FAULT_SYNTAX, reader->at);
  }
  uint32_t key = 0;
  reader->at++;
  if (!read_string(reader, NODE_KEY, &key)) {
    return false;
  }
  uint32_t id = NAME_NONE;
  if (reader->names != NULL) {
    struct arena_mark mark = arena_mark(reader->arena);
    id = name_table_find(reader->names, document_string(&reader->document, key, reader->arena));
    arena_back(reader->arena, mark);
  }
  reader->nodes[key].next = id;
  skip_blanks(reader);
  if (reader->at >= reader->end || *reader->at != ':') {
    return fail(reader, DOCUMENT_FAULT_SYNTAX, reader->at);
  }
  reader->at++;
  skip_blanks(reader);
  return true;
}

static bool read_scalar(struct reader *reader) {
  uint32_t index;
  switch (*reader->at) {
  case '"':
    reader->at++;
    return read_string(reader, NODE_STRING, &index);
  case 't':
    return read_word(reader, "true", NODE_TRUE);
  case 'f':
    return read_word(reader, "false", NODE_FALSE);
  case 'n':
    return read_word(reader, "null", NODE_NULL);
  default:
    if (*reader->at == '-' || (*reader->at >= '0' && *reader->at <= '9')) {
      return read_number(reader);
    }
    return fail(reader, DOCUMENT_FAULT_SYNTAX, reader->at);
  }
}

/* Behind a complete value: closes what ends here and moves to the next value. *ret_done at the
 * root. */
static bool after_value(struct reader *reader, bool *ret_done) {
  *ret_done = false;
  while (reader->depth > 0) {
    skip_blanks(reader);
    bool is_object = reader->nodes[reader->open[reader->depth - 1]].type == NODE_OBJECT;
    if (reader->at < reader->end && *reader->at == ',') {
      reader->at++;
      if (is_object) {
        return read_key(reader);
      }
      skip_blanks(reader);
      return true;
    }
    if (reader->at >= reader->end || *reader->at != (is_object ? '}' : ']')) {
      return fail(reader, DOCUMENT_FAULT_SYNTAX, reader->at);
    }
    if (!close_container(reader)) {
      return false;
    }
  }
  *ret_done = true;
  return true;
}

/* Opens a container at reader->at. *ret_empty when it ended at once. */
static bool read_container(struct reader *reader, bool *ret_empty) {
  bool is_object = *reader->at == '{';
  *ret_empty = false;
  if (!open_container(reader, is_object ? NODE_OBJECT : NODE_ARRAY)) {
    return false;
  }
  if (reader->at < reader->end && *reader->at == (is_object ? '}' : ']')) {
    *ret_empty = true;
    return close_container(reader);
  }
  return !is_object || read_key(reader);
}

static bool read_text(struct reader *reader) {
  bool done = false;
  skip_blanks(reader);
  while (!done) {
    bool complete = true;
    if (reader->at >= reader->end) {
      return fail(reader, DOCUMENT_FAULT_TRUNCATED, reader->at);
    }
    bool container = *reader->at == '{' || *reader->at == '[';
    if (!(container ? read_container(reader, &complete) : read_scalar(reader))) {
      return false;
    }
    if (complete && !after_value(reader, &done)) {
      return false;
    }
  }
  skip_blanks(reader);
  return reader->at == reader->end || fail(reader, DOCUMENT_FAULT_TRAILING, reader->at);
}

/* At least as many nodes as any reading of the text can make. */
static size_t count_nodes(struct view text) {
  size_t count = 1;
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    count += (size_t)(byte == ',') + (size_t)(byte == ':') + (size_t)(byte == '[') +
             (size_t)(byte == '{');
  }
  return count;
}

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static enum error refuse(enum document_fault fault, size_t offset,
                         struct document_failure *ret_failure) {
  *ret_failure = (struct document_failure){fault, offset};
  return ERROR_SYNTAX;
}

enum error document_read(struct arena *arena, struct view text, const struct name_table *names,
                         struct document *ret_document, struct document_failure *ret_failure) {
  if (text.length > LIMIT_DOCUMENT_BYTES) {
    return refuse(DOCUMENT_FAULT_SIZE, LIMIT_DOCUMENT_BYTES, ret_failure);
  }
  if (view_trim(text).length == 0) {
    return refuse(DOCUMENT_FAULT_EMPTY, 0, ret_failure);
  }
  bool has_mark = view_starts_with(text, view_of(BYTE_ORDER_MARK));
  struct reader reader = {.start = (const unsigned char *)text.data,
                          .at = (const unsigned char *)text.data +
                                (has_mark ? sizeof BYTE_ORDER_MARK - 1 : 0),
                          .end = (const unsigned char *)text.data + text.length,
                          .arena = arena,
                          .names = names,
                          .document = {.text = text, .has_byte_order_mark = has_mark}};
  reader.nodes = arena_grow(arena, NULL, 0, count_nodes(text) * sizeof *reader.nodes);
  if (reader.nodes == NULL) {
    return ERROR_MEMORY;
  }
  reader.document.nodes = reader.nodes;
  if (!read_text(&reader)) {
    return reader.out_of_memory
               ? ERROR_MEMORY
               : refuse(reader.fault, (size_t)(reader.fault_at - reader.start), ret_failure);
  }
  *ret_document = reader.document;
  return ERROR_OK;
}
