#include "server/config.h"

#include "server/base/document.h"
#include "server/base/file.h"
#include "server/base/json_writer.h"
#include "server/config_messages.h"
#include "server/config_setting.h"
#include "server/limits.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#define ENVIRONMENT_PREFIX "FHIR_FACADE_"
#define FILE_SUFFIX "_file"
/* "national" / "webapi" / "base_url": deeper nesting than this is no setting of ours. */
#define CONFIG_DEPTH 4u

/* Variables with our prefix that are not settings: what the tests are told. */
static const char *const foreign_variables[] = {"FHIR_FACADE_SHARED", "FHIR_FACADE_BUILD"};

struct loader {
  struct arena *arena;
  struct issue_list *issues;
  struct config *config;
  struct document document; /* of the file */
  const char *file;
};

static const struct view none = {NULL, 0};

static void complain(struct loader *loader, enum config_message message, struct view where,
                     struct view key) {
  (void)issue_add_with(loader->issues, config_message_get(message), where, key);
}

static struct view without_line_end(struct view text) {
  while (text.length > 0 &&
         (text.data[text.length - 1] == '\n' || text.data[text.length - 1] == '\r')) {
    text.length--;
  }
  return text;
}

/* The value of "<key>_file": the secret is the content of that file. */
static enum error put_secret_file(struct loader *loader, const struct setting *setting,
                                  const struct setting_value *value) {
  struct view content;
  const char *path = arena_string(loader->arena, value->text);
  if (path == NULL) {
    return ERROR_MEMORY;
  }
  enum error error = file_read(loader->arena, path, LIMIT_SECRET_BYTES, &content);
  if (error == ERROR_MEMORY) {
    return error;
  }
  if (error != ERROR_OK) {
    const char *reason = error == ERROR_FILE ? strerror(errno) : error_english(error);
    complain(loader, CONFIG_MESSAGE_FILE, value->where, view_of(reason));
    return ERROR_OK;
  }
  struct setting_value secret = {value->where, value->key, without_line_end(content), path};
  return setting_put(setting, &secret, loader->issues, loader->config);
}

static enum error put(struct loader *loader, const struct setting_value *value) {
  const struct setting *setting = setting_find(value->key);
  if (setting != NULL) {
    return setting_put(setting, value, loader->issues, loader->config);
  }
  if (view_ends_with(value->key, view_of(FILE_SUFFIX))) {
    setting = setting_find(view_part(value->key, 0, value->key.length - (sizeof FILE_SUFFIX - 1)));
    if (setting != NULL && setting->type == SETTING_SECRET) {
      return put_secret_file(loader, setting, value);
    }
  }
  complain(loader, CONFIG_MESSAGE_UNKNOWN, value->where, value->key);
  return ERROR_OK;
}

static struct view place(struct loader *loader, size_t offset) {
  struct document_position position = document_position(loader->document.text, offset);
  return arena_format(loader->arena, "%s:%" PRIu32, loader->file, position.line);
}

/* Array of strings -> "a:b:c", the form that lists have elsewhere. */
static bool join_list(struct loader *loader, uint32_t array, struct view *ret_text) {
  const struct document *document = &loader->document;
  struct view text = none;
  for (uint32_t item = document_first(document, array); item != NODE_NONE;
       item = document_next(document, array, item)) {
    if (document_type(document, item) != NODE_STRING) {
      return false;
    }
    struct view value = document_string(document, item, loader->arena);
    text = arena_format(loader->arena, "%.*s%s%.*s", VIEW_ARGUMENTS(text),
                        text.length > 0 ? ":" : "", VIEW_ARGUMENTS(value));
  }
  *ret_text = text;
  return true;
}

static bool value_text(struct loader *loader, uint32_t node, struct view *ret_text) {
  const struct document *document = &loader->document;
  enum node_type type = document_type(document, node);
  if (type == NODE_ARRAY) {
    return join_list(loader, node, ret_text);
  }
  if (type == NODE_STRING) {
    *ret_text = document_string(document, node, loader->arena);
  } else if (type == NODE_NUMBER) {
    *ret_text = document_raw(document, node);
  } else {
    return false;
  }
  return true;
}

static enum error put_node(struct loader *loader, struct view key, uint32_t node) {
  struct setting_value value = {place(loader, document_node(&loader->document, node)->offset), key,
                                none, NULL};
  if (!value_text(loader, node, &value.text)) {
    complain(loader, setting_find(key) == NULL ? CONFIG_MESSAGE_UNKNOWN : CONFIG_MESSAGE_TYPE,
             value.where, key);
    return ERROR_OK;
  }
  return put(loader, &value);
}

/* Recursion ends at CONFIG_DEPTH. */
static enum error put_object(struct loader *loader, struct view prefix, uint32_t object,
                             unsigned depth) {
  const struct document *document = &loader->document;
  enum error error = ERROR_OK;
  for (uint32_t key = document_first(document, object); key != NODE_NONE && error == ERROR_OK;
       key = document_next(document, object, key)) {
    struct view name = document_string(document, key, loader->arena);
    if (view_starts_with(name, view_of("//"))) {
      continue;
    }
    if (prefix.length > 0) {
      name = arena_format(loader->arena, "%.*s.%.*s", VIEW_ARGUMENTS(prefix), VIEW_ARGUMENTS(name));
    }
    if (document_type(document, key + 1) == NODE_OBJECT && depth < CONFIG_DEPTH) {
      error = put_object(loader, name, key + 1, depth + 1);
    } else {
      error = put_node(loader, name, key + 1);
    }
  }
  return error;
}

static enum error complain_syntax(struct loader *loader, struct view text,
                                  const struct document_failure *failure) {
  struct document_position position = document_position(text, failure->offset);
  struct issue *issue = issue_add_with(loader->issues, config_message_get(CONFIG_MESSAGE_SYNTAX),
                                       arena_format(loader->arena, "%s:%" PRIu32 ":%" PRIu32,
                                                    loader->file, position.line, position.column),
                                       view_of(document_fault_english(failure->fault)));
  issue->arguments[2] = view_of(document_fault_japanese(failure->fault));
  return ERROR_OK;
}

static enum error load_file(struct loader *loader) {
  struct view text;
  struct document_failure failure;
  enum error error = file_read(loader->arena, loader->file, LIMIT_CONFIG_BYTES, &text);
  if (error == ERROR_MEMORY) {
    return error;
  }
  if (error != ERROR_OK) {
    const char *reason = error == ERROR_FILE ? strerror(errno) : error_english(error);
    complain(loader, CONFIG_MESSAGE_FILE, view_of(loader->file), view_of(reason));
    return ERROR_OK;
  }
  error = document_read(loader->arena, text, NULL, &loader->document, &failure);
  if (error == ERROR_SYNTAX) {
    return complain_syntax(loader, text, &failure);
  }
  if (error != ERROR_OK) {
    return error;
  }
  if (document_type(&loader->document, 0) != NODE_OBJECT) {
    complain(loader, CONFIG_MESSAGE_TYPE, place(loader, 0), view_of("{}"));
    return ERROR_OK;
  }
  return put_object(loader, none, 0, 1);
}

/* "orca.base_url" -> "ORCA_BASE_URL" equals name. */
static bool is_variable_of(struct view name, const char *key, const char *suffix) {
  struct view rest = name;
  for (const char *part = key; part != NULL; part = part == key ? suffix : NULL) {
    for (size_t i = 0; part[i] != '\0'; i++) {
      char byte = part[i] == '.' ? '_' : part[i];
      if (byte >= 'a' && byte <= 'z') {
        byte = (char)(byte - 'a' + 'A');
      }
      if (rest.length == 0 || rest.data[0] != byte) {
        return false;
      }
      rest = view_part(rest, 1, rest.length - 1);
    }
  }
  return rest.length == 0;
}

/* The key that a variable (without prefix) sets; the name itself when there is none. */
static struct view key_of_variable(struct arena *arena, struct view name) {
  for (size_t i = 0; i < setting_count(); i++) {
    const struct setting *setting = setting_at(i);
    if (is_variable_of(name, setting->key, "")) {
      return view_of(setting->key);
    }
    if (setting->type == SETTING_SECRET && is_variable_of(name, setting->key, FILE_SUFFIX)) {
      return arena_format(arena, "%s%s", setting->key, FILE_SUFFIX);
    }
  }
  return name;
}

static bool is_foreign(struct view variable) {
  for (size_t i = 0; i < sizeof foreign_variables / sizeof foreign_variables[0]; i++) {
    if (view_is(variable, foreign_variables[i])) {
      return true;
    }
  }
  return false;
}

static enum error load_environment(struct loader *loader, const char *const *environment) {
  struct view prefix = view_of(ENVIRONMENT_PREFIX);
  enum error error = ERROR_OK;
  for (; environment != NULL && *environment != NULL && error == ERROR_OK; environment++) {
    struct view text = view_of(*environment);
    struct view variable = view_split(&text, '=');
    if (!view_starts_with(variable, prefix) || is_foreign(variable)) {
      continue;
    }
    struct view name = view_part(variable, prefix.length, variable.length - prefix.length);
    struct setting_value value = {variable, key_of_variable(loader->arena, name), text, NULL};
    error = put(loader, &value);
  }
  return error;
}

static enum error load_assignments(struct loader *loader, const struct config_sources *sources) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < sources->assignment_count && error == ERROR_OK; i++) {
    struct view text = view_of(sources->assignments[i]);
    bool has_value = view_find_byte(text, '=', 0) != SIZE_MAX;
    struct view key = view_split(&text, '=');
    struct setting_value value = {view_of("--set"), key, text, NULL};
    if (has_value) {
      error = put(loader, &value);
    } else {
      complain(loader, CONFIG_MESSAGE_ASSIGNMENT, value.where, none);
    }
  }
  return error;
}

static enum error load_packages(struct loader *loader, const struct config_sources *sources) {
  if (sources->package_count == 0) {
    return ERROR_OK;
  }
  const char **items = arena_array(loader->arena, sources->package_count, sizeof *items);
  if (items == NULL) {
    return ERROR_MEMORY;
  }
  memcpy(items, sources->packages, sources->package_count * sizeof *items);
  loader->config->packages = (struct config_paths){items, sources->package_count};
  return ERROR_OK;
}

static enum error load_defaults(struct loader *loader) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < setting_count() && error == ERROR_OK; i++) {
    const struct setting *setting = setting_at(i);
    struct setting_value value = {none, view_of(setting->key), view_of(setting->fallback), NULL};
    error = setting_put(setting, &value, loader->issues, loader->config);
  }
  return error;
}

enum error config_load(struct arena *arena, const struct config_sources *sources,
                       struct issue_list *issues, struct config *ret_config) {
  struct config config = {.data_dir = NULL};
  struct loader loader = {
      .arena = arena, .issues = issues, .config = &config, .file = sources->file};
  enum error error = load_defaults(&loader);
  if (error == ERROR_OK && sources->file != NULL) {
    error = load_file(&loader);
  }
  if (error == ERROR_OK) {
    error = load_environment(&loader, sources->environment);
  }
  if (error == ERROR_OK) {
    error = load_assignments(&loader, sources);
  }
  if (error == ERROR_OK) {
    error = load_packages(&loader, sources);
  }
  if (error == ERROR_OK && issue_list_failed(issues)) {
    error = ERROR_CONFIGURATION;
  }
  if (error == ERROR_OK) {
    *ret_config = config;
  }
  return error;
}

static void print_values(FILE *file, const struct setting *setting) {
  if (setting->type == SETTING_INTEGER) {
    fprintf(file, " (%" PRId64 "..%" PRId64 ")", setting->minimum, setting->maximum);
  } else if (setting->type == SETTING_CHOICE) {
    fprintf(file, " (%s)", setting->choices);
  } else if (setting->type == SETTING_SECRET) {
    fprintf(file, " (or %s%s)", setting->key, FILE_SUFFIX);
  }
  if (setting->fallback[0] != '\0') {
    fprintf(file, " [%s]", setting->fallback);
  }
}

void config_print_help(FILE *file) {
  for (size_t i = 0; i < setting_count(); i++) {
    const struct setting *setting = setting_at(i);
    fprintf(file, "  %s", setting->key);
    print_values(file, setting);
    fprintf(file, "\n      %s\n      %s\n", setting->english, setting->japanese);
  }
}

static void write_sample_value(struct json_writer *writer, const struct setting *setting) {
  if (setting->type == SETTING_INTEGER) {
    writer_member_raw(writer, setting->key, view_of(setting->fallback));
  } else if (setting->type == SETTING_PATHS) {
    writer_key(writer, setting->key);
    writer_array_begin(writer);
    writer_array_end(writer);
  } else {
    writer_member_text(writer, setting->key, setting->fallback);
  }
}

static void write_sample_setting(struct json_writer *writer, struct arena *arena,
                                 const struct setting *setting) {
  struct view name = arena_format(arena, "//%s", setting->key);
  struct view text = arena_format(arena, "%s / %s%s%s", setting->english, setting->japanese,
                                  setting->choices == NULL ? "" : " / ",
                                  setting->choices == NULL ? "" : setting->choices);
  writer_key_view(writer, name);
  writer_string(writer, text);
  write_sample_value(writer, setting);
}

void config_print_sample(FILE *file) {
  struct arena *arena = arena_new(LIMIT_CONFIG_BYTES);
  if (arena == NULL) {
    return;
  }
  struct buffer buffer = buffer_make(arena, LIMIT_CONFIG_BYTES);
  struct json_writer writer = json_writer_make(&buffer, true);
  writer_object_begin(&writer);
  for (size_t i = 0; i < setting_count(); i++) {
    write_sample_setting(&writer, arena, setting_at(i));
  }
  writer_object_end(&writer);
  if (json_writer_end(&writer) == ERROR_OK) {
    fprintf(file, "%.*s\n", VIEW_ARGUMENTS(buffer_view(&buffer)));
  }
  arena_free(arena);
}
