#include "profiles/attachment_check.h"

#include "server/base/hash.h"

/* Value of a base64 digit, -1 for padding, white space and what is none. */
static int digit_value(char byte) {
  if (byte >= 'A' && byte <= 'Z') {
    return byte - 'A';
  }
  if (byte >= 'a' && byte <= 'z') {
    return byte - 'a' + 26;
  }
  if (byte >= '0' && byte <= '9') {
    return byte - '0' + 52;
  }
  return byte == '+' ? 62 : byte == '/' ? 63 : -1;
}

/* Bytes behind a base64 text: four digits are three bytes, padding and white space are none. */
static size_t decoded_length(struct view text) {
  size_t digits = 0;
  for (size_t i = 0; i < text.length; i++) {
    digits += digit_value(text.data[i]) >= 0 ? 1u : 0u;
  }
  return digits * 3 / 4;
}

/* The bytes themselves in scratch memory; empty when memory is short. */
static struct view decode(struct evaluation *evaluation, struct view text) {
  char *bytes = arena_alloc(evaluation->scratch, text.length + 1);
  size_t length = 0;
  uint32_t bits = 0;
  uint32_t bit_count = 0;
  if (bytes == NULL) {
    evaluation->error = ERROR_MEMORY;
    return view_make(NULL, 0);
  }
  for (size_t i = 0; i < text.length; i++) {
    int value = digit_value(text.data[i]);
    if (value < 0) {
      continue;
    }
    bits = bits << 6 | (uint32_t)value;
    bit_count += 6;
    if (bit_count >= 8) {
      bit_count -= 8;
      bytes[length++] = (char)(unsigned char)(bits >> bit_count & 0xffu);
    }
  }
  return view_make(bytes, length);
}

static void check_size(struct evaluation *evaluation, const struct finding *place,
                       struct view stated, struct view data) {
  uint64_t size;
  if (!view_to_unsigned(stated, UINT32_MAX, &size)) {
    return;
  }
  size_t length = decoded_length(data);
  if (length != size) {
    struct finding finding = *place;
    finding.message = MESSAGE_ATTACHMENT_SIZE;
    finding.arguments[0] = stated;
    finding.arguments[1] = evaluation_number(evaluation, (uint32_t)length);
    evaluation_report(evaluation, &finding);
  }
}

static void check_hash(struct evaluation *evaluation, const struct finding *place,
                       struct view stated, struct view data) {
  struct sha1 digest = hash_sha1(decode(evaluation, data));
  struct view wanted = view_make((const char *)digest.bytes, SHA1_BYTES);
  if (!view_equal(decode(evaluation, stated), wanted)) {
    struct finding finding = *place;
    finding.message = MESSAGE_ATTACHMENT_HASH;
    evaluation_report(evaluation, &finding);
  }
}

void attachment_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct document *document = evaluation->document;
  uint32_t size_node = document_member_id(document, node, evaluation->names.size);
  uint32_t hash_node = document_member_id(document, node, evaluation->names.hash);
  uint32_t data_node = document_member_id(document, node, evaluation->names.data);
  if (data_node == NODE_NONE || document_type(document, data_node) != NODE_STRING) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  struct view data = evaluation_text(evaluation, data_node);
  struct finding place = {.node = node, .element = element};
  if (size_node != NODE_NONE) {
    check_size(evaluation, &place, document_raw(document, size_node), data);
  }
  if (hash_node != NODE_NONE && document_type(document, hash_node) == NODE_STRING) {
    check_hash(evaluation, &place, evaluation_text(evaluation, hash_node), data);
  }
  arena_back(evaluation->scratch, mark);
}
