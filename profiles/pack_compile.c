#include "profiles/pack_compile.h"

#include "profiles/definition_prune.h"
#include "profiles/definition_selection.h"
#include "profiles/definition_tables.h"
#include "profiles/pack_builder.h"
#include "profiles/package_load.h"
#include "profiles/package_message_list.h"
#include "profiles/snapshot_make.h"
#include "server/base/file.h"
#include "server/limits.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#define TABLE_FILE_MODE 0644u

static int is_table(const struct dirent *entry) {
  struct view name = view_of(entry->d_name);
  return name.length > 0 && name.data[0] != '.' && view_ends_with(name, view_of(".txt"));
}

/* Byte order, not the locale's. */
static int by_name(const struct dirent **a, const struct dirent **b) {
  return strcmp((*a)->d_name, (*b)->d_name);
}

static enum error unreadable(struct issue_list *issues, const char *path, enum error error) {
  const char *why = error == ERROR_FILE ? strerror(errno) : error_english(error);
  issue_add_with(issues, package_message(PACKAGE_MESSAGE_UNREADABLE), view_of(path), view_of(why));
  return error;
}

static enum error load_table(struct definition_model *model, const char *folder, const char *name,
                             struct issue_list *issues) {
  struct view path = arena_format(model->arena, "%s/%s", folder, name);
  if (path.data == NULL) {
    return ERROR_MEMORY;
  }
  struct view text;
  enum error error = file_read(model->arena, path.data, LIMIT_PACKAGE_FILE_BYTES, &text);
  if (error != ERROR_OK) {
    return unreadable(issues, path.data, error);
  }
  return definition_tables_read(model, name, text, issues);
}

static enum error load_tables(struct definition_model *model, const char *folder,
                              struct issue_list *issues) {
  struct dirent **entries = NULL;
  int count = scandir(folder, &entries, is_table, by_name);
  if (count < 0) {
    return unreadable(issues, folder, ERROR_FILE);
  }
  enum error error = ERROR_OK;
  for (int i = 0; i < count; i++) {
    if (error == ERROR_OK) {
      error = load_table(model, folder, entries[i]->d_name, issues);
    }
    free(entries[i]);
  }
  free(entries);
  return error;
}

static void report_missing(const struct definition_model *model, struct issue_list *issues) {
  for (uint32_t i = 0; i < model->package_count; i++) {
    const struct definition_package *package = model->packages[i];
    for (uint32_t j = definition_model_missing(model, package, 0); j != UINT32_MAX;
         j = definition_model_missing(model, package, j + 1)) {
      const struct definition_dependency *missing = &package->dependencies[j];
      issue_add_with(issues, package_message(PACKAGE_MESSAGE_DEPENDENCY_MISSING),
                     definition_package_label(package, issues->arena),
                     arena_format(issues->arena, "%.*s#%.*s", VIEW_ARGUMENTS(missing->name),
                                  VIEW_ARGUMENTS(missing->version)));
    }
  }
}

static enum error load_all(struct definition_model *model, struct arena *scratch,
                           const struct pack_compile_request *request, struct issue_list *issues) {
  enum error error = ERROR_OK;
  for (size_t i = 0; i < request->package_count && error == ERROR_OK; i++) {
    error = package_load(model, scratch, request->packages[i], issues);
  }
  if (error == ERROR_OK && request->definitions_dir != NULL) {
    error = load_tables(model, request->definitions_dir, issues);
  }
  if (error == ERROR_OK) {
    error = definition_model_link(model);
  }
  if (error == ERROR_OK) {
    report_missing(model, issues);
    error = snapshot_make(model, scratch, issues);
  }
  if (error == ERROR_OK) {
    error = definition_prune(model, scratch, issues);
  }
  return error;
}

enum error pack_compile_model(struct arena *arena, const struct pack_compile_request *request,
                              struct issue_list *issues, struct definition_model *ret_model) {
  struct arena *scratch = arena_new(LIMIT_DEFINITIONS_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  struct definition_model model = definition_model_make(arena);
  enum error error = load_all(&model, scratch, request, issues);
  arena_free(scratch);
  if (error == ERROR_OK) {
    *ret_model = model;
  }
  return error;
}

static enum error compile(struct arena *arena, const struct pack_compile_request *request,
                          bool is_tolerant, struct issue_list *issues, struct view *ret_pack) {
  struct definition_model model;
  enum error error = pack_compile_model(arena, request, issues, &model);
  if (error != ERROR_OK) {
    return error;
  }
  struct arena *scratch = arena_new(LIMIT_DEFINITIONS_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  error = pack_builder_make(&model, is_tolerant, scratch, issues, ret_pack);
  arena_free(scratch);
  return error;
}

enum error pack_compile(struct arena *arena, const struct pack_compile_request *request,
                        struct issue_list *issues, struct view *ret_pack) {
  return compile(arena, request, false, issues, ret_pack);
}

enum error pack_compile_tolerant(struct arena *arena, const struct pack_compile_request *request,
                                 struct issue_list *issues, struct view *ret_pack) {
  return compile(arena, request, true, issues, ret_pack);
}

/* A table of a package that carries nothing is not written. */
static bool has_rows(const struct definition_package *package) {
  bool found = package->structure_count > 0;
  for (uint32_t i = 0; i < package->value_set_count && !found; i++) {
    found = package->value_sets[i]->is_selected;
  }
  for (uint32_t i = 0; i < package->code_system_count && !found; i++) {
    found = package->code_systems[i]->is_selected;
  }
  return found;
}

static enum error write_table(const struct definition_package *package, const char *folder,
                              struct arena *scratch, struct issue_list *issues) {
  struct buffer buffer = buffer_make(scratch, LIMIT_PACKAGE_FILE_BYTES);
  definition_tables_write(package, &buffer);
  /* A name from a package must not lead out of the folder. */
  bool is_plain = view_find_byte(package->name, '/', 0) == SIZE_MAX &&
                  view_find_byte(package->version, '/', 0) == SIZE_MAX;
  if (!is_plain) {
    issue_add_with(issues, package_message(PACKAGE_MESSAGE_NO_NAME), package->name,
                   view_make(NULL, 0));
    return ERROR_CONFIGURATION;
  }
  struct view path = arena_format(scratch, "%s/%.*s-%.*s.txt", folder,
                                  VIEW_ARGUMENTS(package->name), VIEW_ARGUMENTS(package->version));
  enum error error = path.data == NULL ? ERROR_MEMORY : buffer.error;
  if (error == ERROR_OK) {
    error = file_write_durable(path.data, buffer_view(&buffer), TABLE_FILE_MODE);
  }
  return error == ERROR_FILE ? unreadable(issues, path.data, error) : error;
}

enum error pack_compile_tables(struct arena *arena, const struct pack_compile_request *request,
                               const char *tables_dir, struct issue_list *issues) {
  struct definition_model model;
  enum error error = pack_compile_model(arena, request, issues, &model);
  struct arena *scratch = arena_new(LIMIT_DEFINITIONS_BYTES);
  if (scratch == NULL) {
    return ERROR_MEMORY;
  }
  if (error == ERROR_OK) {
    error = definition_selection_make(&model, scratch);
  }
  for (uint32_t i = 0; error == ERROR_OK && i < model.package_count; i++) {
    if (has_rows(model.packages[i])) {
      error = write_table(model.packages[i], tables_dir, scratch, issues);
    }
  }
  arena_free(scratch);
  return error;
}
