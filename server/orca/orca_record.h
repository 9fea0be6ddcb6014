/* An ORCA answer as a tree of records, arrays and texts: the same one for xml2 and for JSON. What
 * differs between the two on the wire (the <x_child> level, arrays padded with {}, empty strings,
 * one object where an array is meant) is gone here; every scalar is text. Nodes lie flat in the
 * arena. */
#ifndef SERVER_ORCA_ORCA_RECORD_H
#define SERVER_ORCA_ORCA_RECORD_H

#include "server/base/arena.h"

#define ORCA_NODE_NONE UINT32_MAX
#define ORCA_NODE_TOP 0u

enum orca_node_kind { ORCA_NODE_TEXT, ORCA_NODE_RECORD, ORCA_NODE_ARRAY };

struct orca_node {
  struct view name; /* empty for the items of a JSON array */
  struct view text; /* cleaned (orca_text_clean) */
  uint32_t parent;
  uint32_t first; /* child or ORCA_NODE_NONE */
  uint32_t last;
  uint32_t next; /* sibling or ORCA_NODE_NONE */
  enum orca_node_kind kind;
  bool filled; /* there is text in it or below it: what is not filled does not exist for readers */
};

struct orca_record {
  const struct orca_node *nodes; /* node 0 holds the roots of the answer */
  uint32_t count;
};

/* The filled member of that name; ORCA_NODE_NONE. */
uint32_t orca_record_find(const struct orca_record *record, uint32_t parent, const char *name);
/* Text of a member; empty when absent or not text. */
struct view orca_record_text(const struct orca_record *record, uint32_t parent, const char *name);
/* Walk over the filled items of an array; a record that stands where an array is meant is its only
 * item. for (item = orca_record_first(r, array); item != ORCA_NODE_NONE; item = orca_record_next(r,
 * array, item)) */
uint32_t orca_record_first(const struct orca_record *record, uint32_t array);
uint32_t orca_record_next(const struct orca_record *record, uint32_t array, uint32_t item);
/* How many items further item stands than before, empty ones counted; before ORCA_NODE_NONE: from
 * in front of the first. */
uint32_t orca_record_distance(const struct orca_record *record, uint32_t array, uint32_t before,
                              uint32_t item);

#endif
