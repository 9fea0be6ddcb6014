/* Tables that say where each field of an ORCA record goes in a struct: decoding is data. */
#ifndef SERVER_ORCA_ORCA_FIELD_H
#define SERVER_ORCA_ORCA_FIELD_H

#include "server/orca/orca_record.h"

#include <stddef.h>

#define ORCA_FIELD_NO_ROW SIZE_MAX

enum orca_field_type {
  ORCA_FIELD_TEXT,   /* struct view */
  ORCA_FIELD_DATE,   /* struct view, empty unless a real date */
  ORCA_FIELD_RECORD, /* a struct at the offset */
  ORCA_FIELD_ARRAY,  /* a pointer at the offset and a size_t at count_offset */
};

struct orca_field {
  const char *name;
  enum orca_field_type type;
  size_t offset;
  size_t count_offset;
  const struct orca_table *table;
};

struct orca_table {
  const struct orca_field *fields;
  size_t count;
  size_t size; /* of the struct that one record fills */
  size_t row;  /* where in it an array's item keeps its number; ORCA_FIELD_NO_ROW */
};

#define ORCA_TEXT(structure, member, name)                                                         \
  { (name), ORCA_FIELD_TEXT, offsetof(struct structure, member), 0, NULL }
/* The item itself: for arrays of texts. */
#define ORCA_ITEM(structure, member) ORCA_TEXT(structure, member, "")
#define ORCA_DATE(structure, member, name)                                                         \
  { (name), ORCA_FIELD_DATE, offsetof(struct structure, member), 0, NULL }
#define ORCA_RECORD(structure, member, name, child)                                                \
  { (name), ORCA_FIELD_RECORD, offsetof(struct structure, member), 0, &(child) }
/* The members of an inner record belong to the same struct. */
#define ORCA_INNER(name, child)                                                                    \
  { (name), ORCA_FIELD_RECORD, 0, 0, &(child) }
#define ORCA_ARRAY(structure, member, count_member, name, child)                                   \
  {                                                                                                \
    (name), ORCA_FIELD_ARRAY, offsetof(struct structure, member),                                  \
        offsetof(struct structure, count_member), &(child)                                         \
  }
#define ORCA_TABLE(structure, rows)                                                                \
  { (rows), sizeof(rows) / sizeof((rows)[0]), sizeof(struct structure), ORCA_FIELD_NO_ROW }
/* For items of arrays: their number in the array as ORCA sent it, from 1, goes to the struct's
 * uint32_t row. Empty items count. */
#define ORCA_ROW_TABLE(structure, rows)                                                            \
  {                                                                                                \
    (rows), sizeof(rows) / sizeof((rows)[0]), sizeof(struct structure),                            \
        offsetof(struct structure, row)                                                            \
  }

/* Fills the struct (zeroed by the caller) from a record node; unknown fields are left alone. Texts
 * point into the record. ERROR_MEMORY. */
enum error orca_field_decode(struct arena *arena, const struct orca_record *record, uint32_t node,
                             const struct orca_table *table, void *structure) MUST_USE;

#endif
