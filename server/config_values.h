/* The values of the settings, one field a row of config_list.h. */
#ifndef SERVER_CONFIG_VALUES_H
#define SERVER_CONFIG_VALUES_H

#include "server/config_list.h"
#include <stddef.h>
#include <stdint.h>

struct config_paths {
  const char **items;
  size_t count;
};

/* A secret and, when it came from a file, that file ("" otherwise), so that a changed one can be
 * read again. */
struct config_secret {
  const char *value;
  const char *file;
};

#define CONFIG_FIELD_TEXT(key, field, fallback, english, japanese) const char *field;
#define CONFIG_FIELD_SECRET(key, field, english, japanese) struct config_secret field;
#define CONFIG_FIELD_DIGITS(key, field, count, english, japanese) const char *field;
#define CONFIG_FIELD_INTEGER(key, field, fallback, minimum, maximum, english, japanese)            \
  int64_t field;
#define CONFIG_FIELD_CHOICE(key, field, fallback, choices, english, japanese) const char *field;
#define CONFIG_FIELD_PATHS(key, field, english, japanese) struct config_paths field;

/* Texts are NUL-terminated, never NULL, in the arena of config_load. */
struct config {
  CONFIG_LIST(CONFIG_FIELD_TEXT, CONFIG_FIELD_TEXT, CONFIG_FIELD_SECRET, CONFIG_FIELD_DIGITS,
              CONFIG_FIELD_INTEGER, CONFIG_FIELD_CHOICE, CONFIG_FIELD_PATHS)
};

#undef CONFIG_FIELD_TEXT
#undef CONFIG_FIELD_SECRET
#undef CONFIG_FIELD_DIGITS
#undef CONFIG_FIELD_INTEGER
#undef CONFIG_FIELD_CHOICE
#undef CONFIG_FIELD_PATHS

#endif
