#include "server/serve_reload.h"

#include "server/app_access.h"
#include "server/base/log.h"
#include "server/config_setting.h"
#include "server/limits.h"

#include <string.h>

static const char *const taken_at_once[] = {"log.level", "access.rate_per_client",
                                            "access.rate_per_address"};

static bool is_taken(const char *key) {
  for (size_t i = 0; i < sizeof taken_at_once / sizeof taken_at_once[0]; i++) {
    if (strcmp(taken_at_once[i], key) == 0) {
      return true;
    }
  }
  return false;
}

static bool same_paths(const struct config_paths *a, const struct config_paths *b) {
  bool same = a->count == b->count;
  for (size_t i = 0; i < a->count && same; i++) {
    same = strcmp(a->items[i], b->items[i]) == 0;
  }
  return same;
}

static bool is_same(const struct setting *setting, const struct config *a, const struct config *b) {
  const void *of_a = (const char *)a + setting->offset;
  const void *of_b = (const char *)b + setting->offset;
  switch (setting->type) {
  case SETTING_INTEGER:
    return *(const int64_t *)of_a == *(const int64_t *)of_b;
  case SETTING_SECRET:
    return strcmp(((const struct config_secret *)of_a)->value,
                  ((const struct config_secret *)of_b)->value) == 0;
  case SETTING_PATHS:
    return same_paths(of_a, of_b);
  case SETTING_TEXT:
  case SETTING_URL:
  case SETTING_DIGITS:
  case SETTING_CHOICE:
    break;
  }
  return strcmp(*(const char *const *)of_a, *(const char *const *)of_b) == 0;
}

static void tell_changes(const struct config *started, const struct config *now) {
  for (size_t i = 0; i < setting_count(); i++) {
    const struct setting *setting = setting_at(i);
    if (is_same(setting, started, now)) {
      continue;
    }
    bool taken = is_taken(setting->key);
    const struct log_field field = LOG_TEXT("key", view_of(setting->key));
    log_write(taken ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
              taken ? "setting-taken" : "setting-needs-restart", &field, 1);
  }
}

static void tell_mistakes(const struct issue_list *issues) {
  for (uint32_t i = 0; i < issues->count; i++) {
    struct view text = issue_text(&issues->issues[i], LANGUAGE_ENGLISH, issues->arena);
    const struct log_field field = LOG_TEXT("mistake", text);
    log_write(LOG_LEVEL_ERROR, "settings-kept", &field, 1);
  }
}

void serve_reload(const struct config_sources *sources, const struct config *started,
                  struct access *access) {
  struct arena *arena = arena_new(LIMIT_CONFIG_BYTES * (size_t)8);
  struct config config;
  enum log_level level = LOG_LEVEL_INFO;
  if (arena == NULL) {
    return;
  }
  struct issue_list issues = issue_list_make(arena, LIMIT_ISSUES);
  enum error error = config_load(arena, sources, &issues, &config);
  if (error == ERROR_OK) {
    tell_changes(started, &config);
    app_access_set_rates(access, &config);
    if (log_level_parse(view_of(config.log_level), &level)) {
      log_set_level(level);
    }
  } else {
    tell_mistakes(&issues);
  }
  arena_free(arena);
}
