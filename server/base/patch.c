#include "server/base/patch.h"

#define PATCH_FIRST_EDITS 8u

struct patch patch_make(struct arena *arena) {
  return (struct patch){.arena = arena};
}

enum error patch_add(struct patch *patch, size_t offset, size_t length, struct view insert) {
  if (patch->count == patch->capacity) {
    size_t capacity = patch->capacity == 0 ? PATCH_FIRST_EDITS : patch->capacity * 2;
    struct patch_edit *edits = arena_grow(
        patch->arena, patch->edits, patch->capacity * sizeof *edits, capacity * sizeof *edits);
    if (edits == NULL) {
      return ERROR_MEMORY;
    }
    patch->edits = edits;
    patch->capacity = capacity;
  }
  /* Kept sorted; walks mostly add in order, so this rarely moves anything. */
  size_t at = patch->count;
  while (at > 0 && patch->edits[at - 1].offset > offset) {
    patch->edits[at] = patch->edits[at - 1];
    at--;
  }
  patch->edits[at] = (struct patch_edit){offset, length, insert};
  patch->count++;
  return ERROR_OK;
}

/* The length of the result; SIZE_MAX when edits overlap or leave the text. */
static size_t measure(const struct patch *patch, size_t text_length) {
  size_t length = text_length;
  size_t behind = 0;
  for (size_t i = 0; i < patch->count; i++) {
    const struct patch_edit *edit = &patch->edits[i];
    if (edit->offset < behind || edit->offset > text_length ||
        edit->length > text_length - edit->offset) {
      return SIZE_MAX;
    }
    behind = edit->offset + edit->length;
    length = length - edit->length + edit->insert.length;
  }
  return length;
}

static char *put(char *to, const char *from, size_t length) {
  if (length > 0) {
    memcpy(to, from, length);
  }
  return to + length;
}

enum error patch_apply(const struct patch *patch, struct view text, struct view *ret_text) {
  if (patch->count == 0) {
    *ret_text = text;
    return ERROR_OK;
  }
  size_t length = measure(patch, text.length);
  if (length == SIZE_MAX) {
    return ERROR_BAD_REQUEST;
  }
  char *result = arena_bytes(patch->arena, length + 1);
  if (result == NULL) {
    return ERROR_MEMORY;
  }
  char *to = result;
  size_t from = 0;
  for (size_t i = 0; i < patch->count; i++) {
    const struct patch_edit *edit = &patch->edits[i];
    to = put(to, text.data + from, edit->offset - from);
    to = put(to, edit->insert.data, edit->insert.length);
    from = edit->offset + edit->length;
  }
  to = put(to, text.data + from, text.length - from);
  *to = '\0';
  *ret_text = view_make(result, length);
  return ERROR_OK;
}
