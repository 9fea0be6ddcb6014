/* How each published master looks and what its columns mean: one const row a master. The importer
 * knows no master by name; a new one is a new row of master_layout_list.c. */
#ifndef TERMINOLOGY_MASTER_LAYOUT_H
#define TERMINOLOGY_MASTER_LAYOUT_H

#include "server/base/view.h"

#define MASTER_COUNTS 3u
#define MASTER_HEADERS_MAXIMUM 32u
#define MASTER_NO_COLUMN (-1)

enum master_field_kind {
  MASTER_FIELD_DISPLAY,
  MASTER_FIELD_KANA,
  MASTER_FIELD_FROM,      /* yyyymmdd */
  MASTER_FIELD_TO,        /* yyyymmdd; 00000000 and 99999999 mean open */
  MASTER_FIELD_PROPERTY,  /* name */
  MASTER_FIELD_MAP,       /* name = target system */
  MASTER_FIELD_SUCCESSOR, /* name = system; the code itself means none */
  MASTER_FIELD_RANK,      /* not kept: of rows that share a code the lowest one names it */
  MASTER_FIELD_TWIN,      /* name = system; a code of nine digits or nothing */
};

struct master_field {
  enum master_field_kind kind;
  int column;
  const char *name;
};

enum master_emission_kind {
  MASTER_EMISSION_PRIMARY,  /* the published master of its system: one row a code */
  MASTER_EMISSION_BESIDE,   /* codes of another system that stand beside: several rows may share
                             * one, the primary master's statements have precedence */
  MASTER_EMISSION_ANNOTATE, /* only properties of a code that another master states; of several
                             * emissions the one whose system states it */
};

/* Code shapes: '#' digit, '@' capital letter, '?' digit or capital letter, '*' anything more, other
 * characters themselves; alternatives are separated by '|'. */
struct master_emission {
  const char *system;
  enum master_emission_kind kind;
  int key;           /* column of the code */
  const char *shape; /* only rows whose code has it; NULL = every row with a code */
  int when;          /* column that must (not) have one of the shapes; MASTER_NO_COLUMN = always */
  const char *values;
  bool unless;
  const struct master_field *fields;
  size_t field_count;
};

enum master_duplicates {
  MASTER_DUPLICATES_REFUSE,  /* a code stands once, or twice with the same content */
  MASTER_DUPLICATES_NEWEST,  /* the row with the newest date names it, all crosswalks stay */
  MASTER_DUPLICATES_COLLECT, /* all rows count; further names become designations */
};

struct master_check {
  int column;
  bool (*holds)(struct view code);
  const char *english;
  const char *japanese;
};

struct master_layout {
  const char *id;
  const char *english;
  const char *japanese;
  const char *const *headers; /* columns by name ("a|b" = either); NULL = by position */
  size_t header_count;
  size_t required;                /* the first so many headers must be there */
  const char *excluded;           /* headers of another table that has the same ones; NULL = none */
  uint32_t counts[MASTER_COUNTS]; /* allowed numbers of columns; 0 = any (only with headers) */
  int class_column;               /* record class of receipt masters, or MASTER_NO_COLUMN */
  const char *class_value;
  int change_column; /* 変更区分 with update files (3, 5, 9), or MASTER_NO_COLUMN */
  int key;           /* code that recognises the master */
  const char *shape;
  int released;       /* date of the row's last change, or MASTER_NO_COLUMN */
  bool dated_updates; /* a file whose rows were all changed lately is an update */
  int partition;      /* files of one master that are published apart */
  enum master_duplicates duplicates;
  struct master_check check; /* column MASTER_NO_COLUMN = none */
  const struct master_emission *emissions;
  size_t emission_count;
};

size_t master_layout_count(void);
const struct master_layout *master_layout_at(size_t index);
/* True when the code has one of the shapes. */
bool master_layout_fits(const char *shape, struct view code);
/* True when the text is one of "a|b|c". */
bool master_layout_is_one_of(const char *list, struct view text);

/* A rule that holds for whole systems: a code's crosswalk follows from its characters:
 * target = prefix-stripped part of the code + suffix. */
struct master_derivation {
  const char *system;
  size_t skip;
  size_t length; /* SIZE_MAX = the rest */
  const char *suffix;
  const char *target;
  bool by_definition; /* the code is built from the target's: it holds for targets not known too */
};

/* Synonyms that stand beside a code of one system are those of the codes joined with it, too. */
struct master_inheritance {
  const char *system;
  const char *from;
};

size_t master_inheritance_count(void);
const struct master_inheritance *master_inheritance_at(size_t index);

size_t master_derivation_count(void);
const struct master_derivation *master_derivation_at(size_t index);

#endif
