/* Edits of a received text at byte offsets. Every byte that no edit names stays as received. */
#ifndef SERVER_BASE_PATCH_H
#define SERVER_BASE_PATCH_H

#include "server/base/arena.h"

struct patch_edit {
  size_t offset;      /* where, in the original text */
  size_t length;      /* bytes removed; 0 = pure insertion */
  struct view insert; /* bytes put there; borrowed until patch_apply */
};

struct patch {
  struct arena *arena;
  struct patch_edit *edits;
  size_t count;
  size_t capacity;
};

struct patch patch_make(struct arena *arena);
/* Notes an edit. Edits may come in any order but must not overlap; equal offsets apply in the order
 * of adding. */
enum error patch_add(struct patch *patch, size_t offset, size_t length,
                     struct view insert) MUST_USE;
/* The edited text in the arena. Without edits *ret_text is the original view itself.
 * ERROR_BAD_REQUEST when edits overlap or lie outside the text. */
enum error patch_apply(const struct patch *patch, struct view text, struct view *ret_text) MUST_USE;

#endif
