/* A list of codes of one width, kept as one run of characters in ASCII order. */
#ifndef TERMINOLOGY_CODE_TABLE_H
#define TERMINOLOGY_CODE_TABLE_H

#include "server/base/view.h"

struct code_table {
  struct view codes; /* length is a multiple of width */
  size_t width;      /* bytes of a code */
};

#define CODE_TABLE(literal, bytes)                                                                 \
  { VIEW_LITERAL(literal), (bytes) }

/* Binary search; false for a code of another width. */
bool code_table_has(const struct code_table *table, struct view code);

#endif
