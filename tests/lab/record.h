/* The neutral form of an ORCA message: a tree of records, arrays and texts that is written as xml2
 * or as JSON and read from either. Arrays know the compiled maximum that JSON pads them to. */
#ifndef TESTS_LAB_RECORD_H
#define TESTS_LAB_RECORD_H

#include "server/base/arena.h"

enum record_kind { RECORD_TEXT, RECORD_GROUP, RECORD_ARRAY };

struct record_tree;

struct record {
  struct record_tree *tree;
  const char *name; /* empty for the children of an array */
  enum record_kind kind;
  struct view text;
  uint32_t maximum; /* slots of an array */
  struct record *first;
  struct record *last;
  struct record *next;
};

/* One text member of a table row: the row is a struct, offset that of a const char pointer in it.
 */
struct record_field {
  const char *name;
  size_t offset;
};

/* An empty tree in the arena; NULL when it is exhausted. */
struct record_tree *record_tree_new(struct arena *arena);
/* True when some node could not be made: the tree is incomplete. */
bool record_tree_failed(const struct record_tree *tree);
struct record *record_root(struct record_tree *tree, const char *name);

/* Adding never returns NULL: when memory is short a scratch node is returned and the tree has
 * failed. Names are borrowed. */
struct record *record_group(struct record *parent, const char *name);
struct record *record_array(struct record *parent, const char *name, uint32_t maximum);
/* A new child of an array. */
struct record *record_item(struct record *array);
void record_text(struct record *parent, const char *name, struct view text);
void record_string(struct record *parent, const char *name, const char *text);
/* "%0*d": number with leading zeros. */
void record_number(struct record *parent, const char *name, int width, size_t number);
void record_fields(struct record *parent, const struct record_field *fields, size_t count,
                   const void *row);

/* The member of that name; NULL when absent (or node is NULL). */
const struct record *record_find(const struct record *node, const char *name);
/* Text of that member, blanks trimmed; empty when absent. */
struct view record_value(const struct record *node, const char *name);
/* True when nothing below would be written: ORCA leaves empty members out. */
bool record_empty(const struct record *node);

#endif
