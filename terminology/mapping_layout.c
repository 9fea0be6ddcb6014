#include "terminology/mapping_layout.h"

#include "server/base/json_writer.h"

/* First byte of a value or key in the text, and the byte behind it: strings have their quotes
 * outside. */
static size_t start_of(const struct document *document, uint32_t index) {
  enum node_type type = document_type(document, index);
  size_t quote = type == NODE_STRING || type == NODE_KEY;
  return document_node(document, index)->offset - quote;
}

static size_t end_of(const struct document *document, uint32_t index) {
  enum node_type type = document_type(document, index);
  size_t quote = type == NODE_STRING || type == NODE_KEY;
  return (size_t)document_node(document, index)->offset + document_node(document, index)->length +
         quote;
}

static struct view text_between(const struct document *document, size_t start, size_t end) {
  return view_part(document->text, start, end - start);
}

/* The blanks before the only Coding serve between two as well, behind a comma. */
static struct view comma_before(struct arena *arena, struct view blanks) {
  return blanks.length == 0 ? view_of(",") : arena_format(arena, ",%.*s", VIEW_ARGUMENTS(blanks));
}

static void layout_of_object(const struct document *document, uint32_t object, struct arena *arena,
                             struct mapping_layout *layout) {
  uint32_t key = document_first(document, object);
  if (key == NODE_NONE) {
    return;
  }
  size_t start = start_of(document, object);
  layout->open = text_between(document, start + 1, start_of(document, key));
  layout->colon = text_between(document, end_of(document, key), start_of(document, key + 1));
  uint32_t next = document_next(document, object, key);
  layout->separator = next == NODE_NONE ? comma_before(arena, layout->open)
                                        : text_between(document, end_of(document, key + 1),
                                                       start_of(document, next));
  uint32_t last = key;
  for (; next != NODE_NONE; next = document_next(document, object, next)) {
    last = next;
  }
  layout->close = text_between(document, end_of(document, last + 1), end_of(document, object) - 1);
}

void mapping_layout_read(const struct document *document, uint32_t array, struct arena *arena,
                         struct mapping_layout *ret_layout) {
  uint32_t before_last = NODE_NONE;
  uint32_t last = NODE_NONE;
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    before_last = last;
    last = item;
  }
  struct mapping_layout layout = {
      .colon = view_of(":"), .separator = view_of(","), .end = end_of(document, last)};
  size_t last_start = start_of(document, last);
  layout.between =
      before_last != NODE_NONE
          ? text_between(document, end_of(document, before_last), last_start)
          : comma_before(arena, text_between(document, start_of(document, array) + 1, last_start));
  layout_of_object(document, last, arena, &layout);
  *ret_layout = layout;
}

static void append_member(struct buffer *buffer, const struct mapping_layout *layout,
                          const char *key, struct view value) {
  struct json_writer writer = json_writer_make(buffer, false);
  buffer_append_format(buffer, "\"%s\"", key);
  buffer_append(buffer, layout->colon);
  writer_string(&writer, value);
}

struct view mapping_layout_coding(const struct mapping_layout *layout,
                                  const struct mapping_target *coding, struct arena *arena) {
  struct buffer text = buffer_make(arena, SIZE_MAX);
  buffer_append(&text, layout->between);
  buffer_append_byte(&text, '{');
  buffer_append(&text, layout->open);
  append_member(&text, layout, "system", coding->system);
  buffer_append(&text, layout->separator);
  append_member(&text, layout, "code", coding->code);
  if (coding->display.length > 0) {
    buffer_append(&text, layout->separator);
    append_member(&text, layout, "display", coding->display);
  }
  buffer_append(&text, layout->close);
  buffer_append_byte(&text, '}');
  return text.error == ERROR_OK ? buffer_view(&text) : (struct view){0};
}
