/* The reader of JSON: what it takes can be written from its tape and read again as the same values;
 * a patch without edits gives the same bytes. */
#include "tests/fuzz/fuzz.h"

#include "server/base/buffer.h"
#include "server/base/document.h"
#include "server/base/patch.h"

/* Everything on the tape decoded, and every walk ends. */
static void walk(const struct document *document, struct arena *arena) {
  for (uint32_t i = 0; i < document->count; i++) {
    enum node_type type = document_type(document, i);
    (void)document_raw(document, i);
    if (type == NODE_STRING || type == NODE_KEY) {
      struct view text = document_string(document, i, arena);
      FUZZ_HOLDS(text.data == NULL || document_string_is(document, i, text));
    }
    if (type == NODE_OBJECT || type == NODE_ARRAY) {
      uint32_t members = 0;
      for (uint32_t at = document_first(document, i); at != NODE_NONE;
           at = document_next(document, i, at)) {
        members++;
      }
      FUZZ_HOLDS(members == document_count(document, i));
    }
  }
}

/* The tape as compact JSON: blanks between values are gone, strings and numbers stay as received.
 */
static void write(const struct document *document, uint32_t index, struct buffer *buffer) {
  enum node_type type = document_type(document, index);
  struct view raw = document_raw(document, index);
  if (type == NODE_STRING) {
    buffer_append_format(buffer, "\"");
    buffer_append(buffer, raw);
    buffer_append_string(buffer, "\"");
    return;
  }
  if (type != NODE_ARRAY && type != NODE_OBJECT) {
    buffer_append(buffer, raw);
    return;
  }
  buffer_append_string(buffer, type == NODE_ARRAY ? "[" : "{");
  bool later = false;
  for (uint32_t at = document_first(document, index); at != NODE_NONE;
       at = document_next(document, index, at)) {
    buffer_append_string(buffer, later ? "," : "");
    later = true;
    if (type == NODE_OBJECT) {
      buffer_append_string(buffer, "\"");
      buffer_append(buffer, document_raw(document, at));
      buffer_append_string(buffer, "\":");
    }
    write(document, type == NODE_OBJECT ? at + 1 : at, buffer);
  }
  buffer_append_string(buffer, type == NODE_ARRAY ? "]" : "}");
}

static void read_again(const struct document *document, struct arena *arena) {
  struct buffer buffer = buffer_make(arena, FUZZ_ARENA_BYTES);
  write(document, 0, &buffer);
  struct document again;
  struct document_failure failure;
  enum error error = buffer.error != ERROR_OK
                         ? buffer.error
                         : document_read(arena, buffer_view(&buffer), NULL, &again, &failure);
  FUZZ_HOLDS(error == ERROR_OK || error == ERROR_MEMORY || error == ERROR_TOO_LARGE);
  if (error == ERROR_OK) {
    FUZZ_HOLDS(again.count == document->count);
    FUZZ_HOLDS(document_value_equal(document, 0, &again, 0));
  }
}

static void patch_nothing(struct view text, struct arena *arena) {
  struct patch patch = patch_make(arena);
  struct view same;
  enum error error = patch_apply(&patch, text, &same);
  FUZZ_HOLDS(error == ERROR_MEMORY || (error == ERROR_OK && view_equal(same, text)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  struct arena *arena = fuzz_arena();
  struct view text = fuzz_view(bytes, size);
  struct document document;
  struct document_failure failure = {DOCUMENT_FAULT_NONE, 0};
  enum error error = document_read(arena, text, NULL, &document, &failure);
  if (error == ERROR_OK) {
    walk(&document, arena);
    read_again(&document, arena);
    patch_nothing(text, arena);
  } else if (error == ERROR_SYNTAX) {
    FUZZ_HOLDS(failure.fault != DOCUMENT_FAULT_NONE && failure.offset <= size);
    struct document_position position = document_position(text, failure.offset);
    FUZZ_HOLDS(position.line >= 1 && position.column >= 1);
  }
  arena_free(arena);
  return 0;
}
