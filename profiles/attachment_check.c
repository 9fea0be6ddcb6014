#include "profiles/attachment_check.h"

/* Bytes behind a base64 text: four digits are three bytes, padding and white space are none. */
static size_t decoded_length(struct view text) {
  size_t digits = 0;
  for (size_t i = 0; i < text.length; i++) {
    char byte = text.data[i];
    bool is_digit = (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                    (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
    digits += is_digit ? 1u : 0u;
  }
  return digits * 3 / 4;
}

void attachment_check(struct evaluation *evaluation, uint32_t element, uint32_t node) {
  const struct document *document = evaluation->document;
  uint32_t size_node = document_member_id(document, node, evaluation->names.size);
  uint32_t data_node = document_member_id(document, node, evaluation->names.data);
  uint64_t size;
  if (size_node == NODE_NONE || data_node == NODE_NONE ||
      document_type(document, data_node) != NODE_STRING ||
      !view_to_unsigned(document_raw(document, size_node), UINT32_MAX, &size)) {
    return;
  }
  struct arena_mark mark = arena_mark(evaluation->scratch);
  size_t length = decoded_length(evaluation_text(evaluation, data_node));
  if (length != size) {
    evaluation_report(
        evaluation,
        &(struct finding){.message = MESSAGE_ATTACHMENT_SIZE,
                          .node = node,
                          .element = element,
                          .arguments = {document_raw(document, size_node),
                                        evaluation_number(evaluation, (uint32_t)length)}});
  }
  arena_back(evaluation->scratch, mark);
}
