/* The command line of a program or subcommand, read by a table: one row an option, from which
 * reading, --help and complaints are made. --help is understood by itself. Options may stand before
 * and behind the other words; "--name=value" and unambiguous beginnings of names are understood;
 * behind "--" there are no options. */
#ifndef SERVER_BASE_OPTIONS_H
#define SERVER_BASE_OPTIONS_H

#include "server/base/message.h"

#include <stdio.h>

#define OPTIONS_LIST_MAXIMUM 64u

/* Of an option that may be repeated; the texts are borrowed from argv. */
struct options_list {
  const char *items[OPTIONS_LIST_MAXIMUM];
  size_t count;
};

/* What the member at a row's offset is. */
enum options_kind {
  OPTIONS_FLAG,     /* bool, becomes true */
  OPTIONS_TEXT,     /* const char * */
  OPTIONS_LIST,     /* struct options_list */
  OPTIONS_NUMBER,   /* uint32_t, minimum..maximum */
  OPTIONS_LANGUAGE, /* enum language, "en" or "ja" */
  OPTIONS_TAKE,     /* the whole struct goes to the row's function */
};

/* values: as many as the row names, then NULL. False: they cannot be used. */
typedef bool options_take(void *target, const char *const *values);

struct options_row {
  const char *name;  /* without "--" */
  const char *value; /* "PATH", "A B" (two words); NULL: a flag */
  enum options_kind kind;
  size_t offset;
  uint32_t minimum;
  uint32_t maximum;
  options_take *take;
  const char *english;  /* lines are separated by '\n' */
  const char *japanese; /* may be NULL */
};

struct options_table {
  const char *program;      /* "fhir-facade compile" */
  const char *usage;        /* a line a form: what follows the program's name */
  const char *introduction; /* whole lines, in both languages */
  const struct options_row *rows;
  size_t row_count;
  size_t words_minimum; /* words that are no options */
  size_t words_maximum;
  bool minus_is_word;       /* "-1" is one; else only "-" */
  void (*more)(FILE *file); /* the end of the help; may be NULL */
};

/* The words that are no options, in their order; borrowed from argv. */
struct options_words {
  char *const *items;
  size_t count;
};

#define OPTIONS_GO (-1)   /* the program may begin */
#define OPTIONS_DONE 0    /* exit status: help was asked for and printed */
#define OPTIONS_REFUSED 2 /* exit status: what is wrong was printed on standard error */

/* Reads argv (argv[0] is the program) into the target, whose members hold the defaults; reorders
 * argv. OPTIONS_GO, or the exit status of the program. */
int options_read(const struct options_table *table, int argc, char **argv, void *target,
                 struct options_words *ret_words);
/* For what no single option is to blame for. Returns OPTIONS_REFUSED. */
int options_complain(const struct options_table *table, const char *english, const char *japanese);
void options_print_help(const struct options_table *table, FILE *file);

#endif
