#include "server/config_setting.h"

#include "server/config_messages.h"

#include <inttypes.h>

#define ROW_TEXT(key, field, fallback, english, japanese)                                          \
  {key, SETTING_TEXT, offsetof(struct config, field), fallback, 0, 0, NULL, english, japanese},
#define ROW_URL(key, field, fallback, english, japanese)                                           \
  {key, SETTING_URL, offsetof(struct config, field), fallback, 0, 0, NULL, english, japanese},
#define ROW_SECRET(key, field, english, japanese)                                                  \
  {key, SETTING_SECRET, offsetof(struct config, field), "", 0, 0, NULL, english, japanese},
#define ROW_DIGITS(key, field, count, english, japanese)                                           \
  {key, SETTING_DIGITS, offsetof(struct config, field), "", count, count, NULL, english, japanese},
#define ROW_INTEGER(key, field, fallback, minimum, maximum, english, japanese)                     \
  {key,     SETTING_INTEGER, offsetof(struct config, field), #fallback, minimum, maximum, NULL,    \
   english, japanese},
#define ROW_CHOICE(key, field, fallback, choices, english, japanese)                               \
  {key, SETTING_CHOICE, offsetof(struct config, field), fallback, 0, 0, choices, english, japanese},
#define ROW_PATHS(key, field, english, japanese)                                                   \
  {key, SETTING_PATHS, offsetof(struct config, field), "", 0, 0, NULL, english, japanese},

static const struct setting settings[] = {
    CONFIG_LIST(ROW_TEXT, ROW_URL, ROW_SECRET, ROW_DIGITS, ROW_INTEGER, ROW_CHOICE, ROW_PATHS)};

size_t setting_count(void) {
  return sizeof settings / sizeof settings[0];
}

const struct setting *setting_at(size_t index) {
  return &settings[index];
}

const struct setting *setting_find(struct view key) {
  for (size_t i = 0; i < setting_count(); i++) {
    if (view_is(key, settings[i].key)) {
      return &settings[i];
    }
  }
  return NULL;
}

static void complain(struct issue_list *issues, enum config_message message,
                     const struct setting_value *value, struct view detail) {
  struct issue *issue =
      issue_add_with(issues, config_message_get(message), value->where, value->key);
  issue->arguments[2] = detail;
}

static void *field_of(const struct setting *setting, struct config *config) {
  return (char *)config + setting->offset;
}

static enum error put_text(const struct setting *setting, struct arena *arena, struct view text,
                           struct config *config) {
  const char **field = field_of(setting, config);
  char *copy = arena_string(arena, text);
  if (copy == NULL) {
    return ERROR_MEMORY;
  }
  *field = copy;
  return ERROR_OK;
}

static bool read_integer(struct view text, int64_t *ret_integer) {
  bool negative = text.length > 0 && text.data[0] == '-';
  struct view digits = negative ? view_part(text, 1, text.length - 1) : text;
  uint64_t number;
  if (!view_to_unsigned(digits, INT64_MAX, &number)) {
    return false;
  }
  *ret_integer = negative ? -(int64_t)number : (int64_t)number;
  return true;
}

static enum error put_integer(const struct setting *setting, const struct setting_value *value,
                              struct issue_list *issues, struct config *config) {
  int64_t integer;
  if (!read_integer(value->text, &integer) || integer < setting->minimum ||
      integer > setting->maximum) {
    complain(
        issues, CONFIG_MESSAGE_INTEGER, value,
        arena_format(issues->arena, "%" PRId64 "..%" PRId64, setting->minimum, setting->maximum));
    return ERROR_OK;
  }
  int64_t *field = field_of(setting, config);
  *field = integer;
  return ERROR_OK;
}

static enum error put_choice(const struct setting *setting, const struct setting_value *value,
                             struct issue_list *issues, struct config *config) {
  for (struct view rest = view_of(setting->choices); rest.length > 0;) {
    if (view_equal(view_split(&rest, '|'), value->text)) {
      return put_text(setting, issues->arena, value->text, config);
    }
  }
  complain(issues, CONFIG_MESSAGE_CHOICE, value, view_of(setting->choices));
  return ERROR_OK;
}

static enum error put_url(const struct setting *setting, const struct setting_value *value,
                          struct issue_list *issues, struct config *config) {
  struct view text = value->text;
  if (text.length > 0 && !view_starts_with(text, view_of("http://")) &&
      !view_starts_with(text, view_of("https://"))) {
    complain(issues, CONFIG_MESSAGE_URL, value, view_make(NULL, 0));
    return ERROR_OK;
  }
  while (text.length > 0 && text.data[text.length - 1] == '/') {
    text.length--;
  }
  return put_text(setting, issues->arena, text, config);
}

static enum error put_digits(const struct setting *setting, const struct setting_value *value,
                             struct issue_list *issues, struct config *config) {
  struct view text = value->text;
  bool fits = text.length == 0 || text.length == (size_t)setting->minimum;
  for (size_t i = 0; i < text.length; i++) {
    fits &= text.data[i] >= '0' && text.data[i] <= '9';
  }
  if (fits) {
    return put_text(setting, issues->arena, text, config);
  }
  complain(issues, CONFIG_MESSAGE_DIGITS, value,
           arena_format(issues->arena, "%" PRId64, setting->minimum));
  return ERROR_OK;
}

static enum error put_paths(const struct setting *setting, struct arena *arena, struct view text,
                            struct config *config) {
  struct config_paths paths = {NULL, 0};
  for (struct view rest = text; rest.length > 0;) {
    struct view item = view_split(&rest, ':');
    if (item.length == 0) {
      continue;
    }
    const char *path = arena_string(arena, item);
    const char **items = arena_grow(arena, paths.items, paths.count * sizeof *items,
                                    (paths.count + 1) * sizeof *items);
    if (path == NULL || items == NULL) {
      return ERROR_MEMORY;
    }
    items[paths.count++] = path;
    paths.items = items;
  }
  struct config_paths *field = field_of(setting, config);
  *field = paths;
  return ERROR_OK;
}

static enum error put_secret(const struct setting *setting, struct arena *arena,
                             const struct setting_value *value, struct config *config) {
  struct config_secret secret = {arena_string(arena, value->text),
                                 value->file != NULL ? value->file : ""};
  if (secret.value == NULL) {
    return ERROR_MEMORY;
  }
  struct config_secret *field = field_of(setting, config);
  *field = secret;
  return ERROR_OK;
}

enum error setting_put(const struct setting *setting, const struct setting_value *value,
                       struct issue_list *issues, struct config *config) {
  if (view_find_byte(value->text, '\0', 0) != SIZE_MAX) {
    complain(issues, CONFIG_MESSAGE_TEXT, value, view_make(NULL, 0));
    return ERROR_OK;
  }
  switch (setting->type) {
  case SETTING_INTEGER:
    return put_integer(setting, value, issues, config);
  case SETTING_CHOICE:
    return put_choice(setting, value, issues, config);
  case SETTING_URL:
    return put_url(setting, value, issues, config);
  case SETTING_DIGITS:
    return put_digits(setting, value, issues, config);
  case SETTING_PATHS:
    return put_paths(setting, issues->arena, value->text, config);
  case SETTING_SECRET:
    return put_secret(setting, issues->arena, value, config);
  case SETTING_TEXT:
    break;
  }
  return put_text(setting, issues->arena, value->text, config);
}
