/* What `fhir-facade validate` was asked to read: files, folders and standard input as one list. */
#ifndef SERVER_VALIDATE_INPUTS_H
#define SERVER_VALIDATE_INPUTS_H

#include "server/base/arena.h"

/* What the end of a name promises. */
enum validate_form {
  VALIDATE_FORM_UNKNOWN, /* another end, standard input: the content tells */
  VALIDATE_FORM_JSON,
  VALIDATE_FORM_LINES, /* NDJSON: one resource a line */
  VALIDATE_FORM_XML,
};

struct validate_input {
  const char *path;      /* to open; "-" is standard input */
  struct view kept_name; /* for records: the last part of the argument and the path below it, so
                            that nothing of the machine is in it */
  enum validate_form form;
  bool is_empty_folder; /* a folder without a file to read */
};

struct validate_inputs {
  struct validate_input *items;
  size_t count;
};

/* Folders become the *.json, *.ndjson, *.jsonl and *.xml files below them, in byte order of their
 * names; hidden ones are left out. A path that does not exist is an input that cannot be read. */
enum error validate_inputs_find(struct arena *arena, char *const *paths, size_t path_count,
                                struct validate_inputs *ret_inputs) MUST_USE;
/* All of standard input, at most maximum bytes. ERROR_FILE, ERROR_TOO_LARGE, ERROR_MEMORY. */
enum error validate_inputs_read_standard(struct arena *arena, size_t maximum,
                                         struct view *ret_text) MUST_USE;

#endif
