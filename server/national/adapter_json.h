/* Reading an adapter file: a value with its place, and the checks that all parts share. */
#ifndef SERVER_NATIONAL_ADAPTER_JSON_H
#define SERVER_NATIONAL_ADAPTER_JSON_H

#include "server/national/adapter.h"
#include "server/national/national_messages.h"

#include <jansson.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

struct adapter_reader {
  struct arena *arena;
  struct issue_list *issues;
  struct adapter *adapter;
};

/* A JSON value (NULL: absent) and where it stands, e.g. "$.operations.register". */
struct adapter_place {
  json_t *value;
  const char *path;
};

/* A name of the file and whether it must be there. */
struct adapter_name {
  const char *name;
  bool required;
};

void adapter_complain(struct adapter_reader *reader, enum national_message message,
                      const char *path, struct view detail);
struct adapter_place adapter_member(struct adapter_reader *reader, struct adapter_place object,
                                    const char *key);
/* False with an issue when it is absent or no object. */
bool adapter_check_object(struct adapter_reader *reader, struct adapter_place place);
/* An object with none but the named members: a misspelt key must not pass silently. */
bool adapter_check_members(struct adapter_reader *reader, struct adapter_place object,
                           const struct adapter_name *names, size_t count);
/* A text that is not empty, copied; empty with an issue. */
struct view adapter_text(struct adapter_reader *reader, struct adapter_place place);
/* minimum with an issue when it is absent or outside. */
int64_t adapter_number(struct adapter_reader *reader, struct adapter_place place, int64_t minimum,
                       int64_t maximum);

/* Parts of the file: adapter_operations.c and adapter_answers.c. */
void adapter_read_template(struct adapter_reader *reader, struct adapter_place place,
                           struct adapter_template *ret_template);
void adapter_read_operations(struct adapter_reader *reader, struct adapter_place place);
void adapter_read_answer(struct adapter_reader *reader, struct adapter_place place);
void adapter_read_words(struct adapter_reader *reader, struct adapter_place place);
void adapter_read_codes(struct adapter_reader *reader, struct adapter_place place,
                        struct adapter_codes *codes);

#endif
