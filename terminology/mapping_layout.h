/* How an array of Codings is laid out in the received text, so that one more looks as its sender
 * would have written it. */
#ifndef TERMINOLOGY_MAPPING_LAYOUT_H
#define TERMINOLOGY_MAPPING_LAYOUT_H

#include "server/base/document.h"

struct mapping_target {
  struct view system;
  struct view code;
  struct view display; /* may be empty */
};

/* The blanks and punctuation to write a Coding with, as the array's last one has them. */
struct mapping_layout {
  struct view between;   /* from one Coding to the next, with the comma */
  struct view open;      /* "{" to the first key */
  struct view colon;     /* key to value */
  struct view separator; /* value to the next key, with the comma */
  struct view close;     /* last value to "}" */
  size_t end;            /* offset behind the last Coding: where the next one goes */
};

/* array must have an item. */
void mapping_layout_read(const struct document *document, uint32_t array, struct arena *arena,
                         struct mapping_layout *ret_layout);
/* The text to insert at layout->end; data NULL when memory is short. */
struct view mapping_layout_coding(const struct mapping_layout *layout,
                                  const struct mapping_target *coding, struct arena *arena);

#endif
