/* The table of settings as rows, and how a text becomes a value of one. */
#ifndef SERVER_CONFIG_SETTING_H
#define SERVER_CONFIG_SETTING_H

#include "server/base/issue.h"
#include "server/config_values.h"

enum setting_type {
  SETTING_TEXT,
  SETTING_URL,
  SETTING_SECRET,
  SETTING_DIGITS,
  SETTING_INTEGER,
  SETTING_CHOICE,
  SETTING_PATHS,
};

struct setting {
  const char *key;
  enum setting_type type;
  size_t offset;        /* of the field in struct config */
  const char *fallback; /* default as text */
  int64_t minimum;      /* integers; digits: how many */
  int64_t maximum;
  const char *choices; /* separated by "|" */
  const char *english;
  const char *japanese;
};

/* One value on its way into the configuration. */
struct setting_value {
  struct view where; /* for messages */
  struct view key;
  struct view text;
  const char *file; /* that a secret was read from; NULL = none */
};

size_t setting_count(void);
const struct setting *setting_at(size_t index);
/* NULL when there is no such key. */
const struct setting *setting_find(struct view key);
/* Checks the text and puts the value into the configuration. What is wrong becomes an issue.
 * ERROR_MEMORY. */
enum error setting_put(const struct setting *setting, const struct setting_value *value,
                       struct issue_list *issues, struct config *config) MUST_USE;

#endif
